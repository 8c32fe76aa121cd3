// References and the removal of what nothing refers to, on a real database.
#include "blobs/blob_collector.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/log.hpp"
#include "blobs/blob_references.hpp"
#include "storage/sqlite/testing.hpp"

namespace parley::blobs {
namespace {

class Collector : public testing::Test {
 protected:
  Collector() {
    log::set_level(log::Level::off);
    storage::migrate(*database_, {domain::blobs_migrations()});
    store_ = std::move(*open_local_store(folder_.file("blobs")));
    collector_ = std::make_unique<BlobCollector>(*store_, *database_);
  }
  void add(const HeldBlob& blob) {
    database_->write_and_wait([&](storage::Transaction& transaction) { references_.add(transaction, blob); });
  }
  void release(const std::string& id) {
    database_->write_and_wait([&](storage::Transaction& transaction) { references_.release(transaction, id); });
  }
  /// After it, everything asked of the collector has been done.
  void settle() {
    collector_->stop();
    collector_ = std::make_unique<BlobCollector>(*store_, *database_);
  }

  storage::testing::TemporaryFolder folder_;
  storage::testing::TemporaryDatabase database_;
  std::unique_ptr<BlobStore> store_;
  std::unique_ptr<BlobCollector> collector_;
  BlobReferences references_{[this](const std::string& id) { collector_->collect(id); }};
};

TEST_F(Collector, TheFileGoesWithTheLastReference) {
  std::string id;
  {
    const HeldBlob blob = *store_->put("picture");
    id = blob.id;
    add(blob);
    add(blob);
  }
  release(id);
  settle();
  EXPECT_TRUE(store_->contains(id));
  database_->write_and_wait([&](storage::Transaction& transaction) { references_.share(transaction, id); });
  release(id);
  release(id);
  settle();
  EXPECT_FALSE(store_->contains(id));
}

TEST_F(Collector, AFileHeldWhenItsLastReferenceWentGoesWithTheHold) {
  HeldBlob blob = *store_->put("picture");
  add(blob);
  release(blob.id);
  settle();
  EXPECT_TRUE(store_->contains(blob.id));
  std::shared_ptr<const void> copy = std::move(blob.hold);
  std::shared_ptr<const void> another = copy;
  copy.reset();
  settle();
  EXPECT_TRUE(store_->contains(blob.id)) << "a copy still holds it";
  another.reset();
  settle();
  EXPECT_FALSE(store_->contains(blob.id));
}

TEST_F(Collector, WhatWasNeverReferredToGoesWithItsHold) {
  HeldBlob used = *store_->put("used"), unused = *store_->put("unused");
  add(used);
  used.hold.reset();
  unused.hold.reset();
  settle();
  EXPECT_TRUE(store_->contains(used.id));
  EXPECT_FALSE(store_->contains(unused.id));
}

TEST_F(Collector, AnUndoneReleaseRemovesNothing) {
  std::string id;
  {
    const HeldBlob blob = *store_->put("picture");
    id = blob.id;
    add(blob);
  }
  database_->write_and_wait([&](storage::Transaction& transaction) {
    references_.release(transaction, id);
    transaction.abandon();
  });
  collector_->collect(id);
  settle();
  EXPECT_TRUE(store_->contains(id));
}

TEST_F(Collector, WhatNothingRefersToCannotBeShared) {
  EXPECT_THROW(database_->write_and_wait(
                   [&](storage::Transaction& transaction) { references_.share(transaction, std::string(64, 'a')); }),
               storage::StorageError);
}

TEST_F(Collector, TheSweepRemovesOrphansAndNothingElse) {
  std::vector<HeldBlob> kept, lost;
  for (int i = 0; i < 300; ++i) {
    HeldBlob blob = *store_->put("file " + std::to_string(i));
    if (i % 2 == 0) add(blob);
    (i % 2 == 0 ? kept : lost).push_back(blob);
  }
  collector_->sweep();
  settle();
  for (const HeldBlob& blob : lost) EXPECT_TRUE(store_->contains(blob.id)) << "somebody is about to refer to it";
  collector_->stop();  // as when the server ends before it looks at them
  for (HeldBlob& blob : lost) blob.hold.reset();
  for (HeldBlob& blob : kept) blob.hold.reset();
  settle();
  for (const HeldBlob& blob : lost) EXPECT_TRUE(store_->contains(blob.id));
  collector_->sweep();
  settle();
  for (const HeldBlob& blob : kept) EXPECT_TRUE(store_->contains(blob.id));
  for (const HeldBlob& blob : lost) EXPECT_FALSE(store_->contains(blob.id));
}

TEST_F(Collector, AfterStopNothingHappensAnyMore) {
  HeldBlob blob = *store_->put("picture");
  collector_->stop();
  collector_->collect(blob.id);
  collector_->sweep();
  blob.hold.reset();
  EXPECT_TRUE(store_->contains(blob.id));
}

// Holds outlive collectors: another thread lets go of some while one ends and the next one begins.
TEST_F(Collector, WhatIsLetGoWhileACollectorEndsIsLeftToTheSweepAtMost) {
  std::atomic<bool> enough = false;
  std::thread other([&] {
    for (int i = 0; !enough; ++i) EXPECT_TRUE(store_->put("picture " + std::to_string(i % 20)));
  });
  for (int i = 0; i < 100; ++i) settle();
  enough = true;
  other.join();
  collector_->sweep();
  settle();
  for (int i = 0; i < 256; ++i) EXPECT_EQ(store_->list(fmt::format("{:02x}", i)).size(), 0u);
}

// Two threads add and release the same content over and over: whenever a reference is stored, the file is there.
TEST_F(Collector, AddingAndRemovingTheSameContentLosesNothing) {
  std::atomic<int> missing = 0;
  const auto churn = [&] {
    for (int i = 0; i < 200; ++i) {
      HeldBlob blob = *store_->put("the same picture");
      add(blob);
      blob.hold.reset();
      if (!store_->contains(blob.id)) ++missing;
      release(blob.id);
    }
  };
  std::thread other(churn);
  churn();
  other.join();
  EXPECT_EQ(missing, 0);
  const std::string id = store_->put("the same picture")->id;
  settle();
  EXPECT_FALSE(store_->contains(id));
}

}  // namespace
}  // namespace parley::blobs
