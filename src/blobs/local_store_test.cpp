// Blobs in a folder: whole or not there, whatever happens.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/log.hpp"
#include "blobs/blob_store.hpp"
#include "storage/sqlite/testing.hpp"

namespace parley::blobs {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHelloId = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

class LocalStore : public testing::Test {
 protected:
  LocalStore() {
    log::set_level(log::Level::off);
    open();
  }
  void open() {
    store_.reset();
    auto opened = open_local_store(path());
    ASSERT_TRUE(opened) << opened.error().text;
    store_ = std::move(*opened);
  }
  std::string path() const { return folder_.file("blobs"); }
  /// Every file below the folder but the lock, by its path in it.
  std::vector<std::string> files() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(path())) {
      const std::string name = entry.path().lexically_relative(path()).generic_string();
      if (entry.is_regular_file() && name != "lock") found.push_back(name);
    }
    return found;
  }
  static bool always() { return true; }

  storage::testing::TemporaryFolder folder_;
  std::unique_ptr<BlobStore> store_;
};

TEST_F(LocalStore, KeepsWhatWasWrittenPieceByPiece) {
  auto writer = *store_->create(1 << 20);
  ASSERT_TRUE(writer->append("hel"));
  ASSERT_TRUE(writer->append(""));
  ASSERT_TRUE(writer->append("lo"));
  EXPECT_EQ(writer->size(), 5u);
  EXPECT_FALSE(store_->contains(kHelloId)) << "not there before the commit";
  const HeldBlob blob = *writer->commit();
  writer.reset();
  EXPECT_EQ(blob.id, kHelloId);
  EXPECT_EQ(blob.size, 5u);
  EXPECT_EQ(*store_->get(blob.id), "hello");
  EXPECT_EQ(files(), std::vector<std::string>{"2c/" + std::string(kHelloId)});
  open();
  EXPECT_EQ(*store_->get(kHelloId), "hello");
  EXPECT_EQ(store_->list("2c"), std::vector<std::string>{std::string(kHelloId)});
  EXPECT_TRUE(store_->list("2d").empty());
}

TEST_F(LocalStore, ReadsRanges) {
  std::string content;
  for (int i = 0; i < 300'000; ++i) content += static_cast<char>(i * 7 % 251);
  const HeldBlob blob = *store_->put(content);
  const auto reader = *store_->open(blob.id);
  EXPECT_EQ(reader->size(), content.size());
  for (const std::size_t offset : {std::size_t{0}, std::size_t{1}, std::size_t{99'999}, content.size() - 10}) {
    EXPECT_EQ(*reader->read(offset, 100'000), content.substr(offset, 100'000)) << offset;
  }
  EXPECT_EQ(*reader->read(content.size(), 10), "");
  EXPECT_EQ(*reader->read(~std::uint64_t{0}, 10), "");
}

TEST_F(LocalStore, AnEmptyBlobIsABlob) {
  const HeldBlob blob = *store_->put("");
  EXPECT_EQ(blob.size, 0u);
  EXPECT_EQ(*store_->get(blob.id), "");
}

TEST_F(LocalStore, RefusesOneByteMoreThanTheLimit) {
  auto writer = *store_->create(5);
  ASSERT_TRUE(writer->append("hello"));
  EXPECT_EQ(writer->append("!").error().text, "The file is larger than 5 bytes");
  writer.reset();
  EXPECT_TRUE(files().empty());
}

TEST_F(LocalStore, TheSameContentIsStoredOnce) {
  const HeldBlob one = *store_->put("same"), two = *store_->put("same");
  EXPECT_EQ(one.id, two.id);
  EXPECT_EQ(files().size(), 1u);
}

TEST_F(LocalStore, AnUncommittedWriterLeavesNothing) {
  {
    auto writer = *store_->create(100);
    ASSERT_TRUE(writer->append("half"));
    EXPECT_EQ(files().size(), 1u);
  }
  EXPECT_TRUE(files().empty());
}

TEST_F(LocalStore, WhatACrashCutOffIsRemovedAtTheNextStart) {
  const HeldBlob whole = *store_->put("whole");
  store_.reset();
  std::ofstream(path() + "/incoming/cut-off") << "half";
  open();
  EXPECT_EQ(files().size(), 1u);
  EXPECT_EQ(*store_->get(whole.id), "whole");
}

TEST_F(LocalStore, IdsThatAreNoIdsLeadNowhere) {
  std::ofstream(folder_.file("secret")) << "secret";
  for (const std::string& id :
       {std::string(), std::string("../secret"), std::string("2c/../../secret"), std::string(64, 'g'),
        std::string(64, 'A'), std::string(63, 'a'), std::string(64, '/'), std::string(64, 'a') + "/../x"}) {
    EXPECT_FALSE(is_blob_id(id)) << id;
    EXPECT_FALSE(store_->open(id)) << id;
    EXPECT_FALSE(store_->contains(id)) << id;
    EXPECT_FALSE(store_->remove_if(id, always)) << id;
  }
  EXPECT_EQ(store_->get(std::string(64, 'a')).error().text, "There is no such file");
}

TEST_F(LocalStore, OneServerPerFolder) {
  const auto second = open_local_store(path());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().text, "another server uses the folder " + path());
}

TEST_F(LocalStore, RemovesWhatNobodyHolds) {
  HeldBlob blob = *store_->put("hello");
  HeldBlob copy = blob;
  EXPECT_FALSE(store_->remove_if(blob.id, always));
  blob.hold.reset();
  EXPECT_FALSE(store_->remove_if(blob.id, always)) << "a copy still holds it";
  copy.hold.reset();
  EXPECT_FALSE(store_->remove_if(blob.id, [] { return false; }));
  EXPECT_TRUE(store_->contains(blob.id));
  const auto reader = *store_->open(blob.id);
  EXPECT_TRUE(store_->remove_if(blob.id, always));
  EXPECT_FALSE(store_->contains(blob.id));
  EXPECT_EQ(*reader->read(0, 10), "hello") << "who reads goes on reading";
  EXPECT_FALSE(store_->remove_if(blob.id, always)) << "it is gone already";
}

TEST_F(LocalStore, AHoldMayOutliveTheStore) {
  const HeldBlob blob = *store_->put("hello");
  store_.reset();
}

TEST_F(LocalStore, ABlobThatIsAddedWhileItIsRemovedIsThereAfterwards) {
  store_->put("hello").value().hold.reset();
  std::thread adder;
  HeldBlob added;
  EXPECT_TRUE(store_->remove_if(std::string(kHelloId), [&] {
    // The adder cannot finish before the removal has ended.
    adder = std::thread([&] { added = *store_->put("hello"); });
    return true;
  }));
  adder.join();
  EXPECT_EQ(*store_->get(kHelloId), "hello");
}

TEST_F(LocalStore, AnExceptionOfTheQuestionEndsTheRemoval) {
  store_->put("hello").value().hold.reset();
  EXPECT_THROW(store_->remove_if(std::string(kHelloId), []() -> bool { throw std::runtime_error("no database"); }),
               std::runtime_error);
  EXPECT_TRUE(store_->remove_if(std::string(kHelloId), always));
}

TEST_F(LocalStore, AFullDiskIsAnErrorOfTheWriter) {
  auto writer = *store_->create(1 << 30);
  // A limit on the size of files stands in for a full disk: both fail the write.
  const std::string piece(100'000, 'x');
  rlimit before{}, small{200'000, 0};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  small.rlim_max = before.rlim_max;
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  bool failed = false;
  for (int i = 0; i < 3 && !failed; ++i) failed = !writer->append(piece);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_TRUE(failed);
  writer.reset();
  EXPECT_TRUE(files().empty());
}

}  // namespace
}  // namespace parley::blobs
