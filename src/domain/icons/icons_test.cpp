// Icons on a real database and a real blob store, with owners that write down what they hear.
#include "domain/icons/icons.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/log.hpp"
#include "blobs/blob_collector.hpp"
#include "storage/sqlite/testing.hpp"

namespace parley::domain {
namespace {

class Owners final : public IconOwners {
 public:
  Result<void> may_change_icon(storage::Reader&, const std::string& user, const std::string& owner) override {
    if (!allowed.contains(user + " " + owner)) return Error{"Restricted access"};
    return {};
  }
  void set_icon(storage::Transaction&, const std::string& owner, const std::optional<std::string>& url) override {
    heard.push_back(owner + " " + url.value_or("none"));
  }
  void rebase_icons(storage::Transaction&, std::string_view old_base, std::string_view new_base) override {
    heard.push_back("from " + std::string(old_base) + " to " + std::string(new_base));
  }
  std::set<std::string> allowed = {"ann one", "ann two", "ben two"};
  std::vector<std::string> heard;
};

class IconsTest : public testing::Test {
 protected:
  IconsTest() {
    log::set_level(log::Level::off);
    storage::migrate(*database_, {blobs_migrations(), icons_migrations()});
    store_ = std::move(*blobs::open_local_store(folder_.file("blobs")));
    icons_.serve(IconKind::chat, owners_);
    start("http://one");
  }
  void start(const std::string& base) {
    database_->write_and_wait([&](storage::Transaction& t) { icons_.on_start(t, base); });
  }
  Result<protocol::UploadIconEvent> change(const std::string& user, const std::string& owner,
                                           const IconChange& change) {
    std::optional<Result<protocol::UploadIconEvent>> answer;
    database_->write_and_wait([&](storage::Transaction& t) {
      answer.emplace(icons_.change(t, {user, 1}, IconKind::chat, owner, change));
      if (!*answer) t.abandon();
    });
    return std::move(*answer);
  }
  std::string url_for(const std::string& user, const std::string& owner) {
    return change(user, owner, {.name = "a.png", .size = 100})->url.value_or("");
  }
  std::shared_ptr<UploadTickets::Claim> claim(const std::string& url) {
    UploadTickets::Refusal refusal;
    return icons_.tickets().claim(url.substr(url.rfind('/') + 1), refusal);
  }
  Result<std::string> upload(const std::string& user, const std::string& owner, const std::string& content) {
    const auto ticket = claim(url_for(user, owner))->ticket();
    const blobs::HeldBlob blob = *store_->put(content);
    std::optional<Result<std::string>> url;
    database_->write_and_wait([&](storage::Transaction& t) {
      url.emplace(icons_.uploaded(t, ticket, blob));
      if (!*url) t.abandon();
    });
    return std::move(*url);
  }
  std::optional<std::string> blob_of(const std::string& url) {
    std::optional<std::string> blob;
    const std::string name = url.substr(url.rfind('/') + 1);
    database_->read_and_wait(
        [&](storage::Reader& reader) { blob = icons_.blob_of(reader, name.substr(0, name.find('.'))); });
    return blob;
  }
  std::vector<std::string> heard() { return std::exchange(owners_.heard, {}); }

  storage::testing::TemporaryFolder folder_;
  storage::testing::TemporaryDatabase database_;
  std::unique_ptr<blobs::BlobStore> store_;
  std::vector<std::string> unused_;
  blobs::BlobReferences references_{[this](const std::string& id) { unused_.push_back(id); }};
  ManualClock clock_;
  Owners owners_;
  Icons icons_{clock_, references_, {.max_bytes = 1000}};
};

TEST_F(IconsTest, AnUploadGivesTheOwnerAnIcon) {
  const std::string upload_url = url_for("ann", "one");
  EXPECT_TRUE(upload_url.starts_with("http://one/icons/upload/"));
  EXPECT_EQ(upload_url.size(), std::string("http://one/icons/upload/").size() + 64) << "256 random bits";
  EXPECT_TRUE(heard().empty()) << "nothing has changed yet";
  const auto url = upload("ann", "one", "picture");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->starts_with("http://one/icons/"));
  EXPECT_TRUE(url->ends_with(".webp"));
  EXPECT_EQ(heard(), std::vector<std::string>{"one " + *url});
  EXPECT_EQ(*store_->get(*blob_of(*url)), "picture");
}

TEST_F(IconsTest, ANewIconReplacesTheOldOne) {
  const std::string first = *upload("ann", "one", "first"), second = *upload("ann", "one", "second");
  EXPECT_NE(first, second);
  EXPECT_FALSE(blob_of(first));
  ASSERT_EQ(unused_.size(), 1u);
  EXPECT_EQ(*store_->get(unused_[0]), "first");
  const std::string again = *upload("ann", "one", "second");
  EXPECT_NE(again, second) << "links are new each time";
  EXPECT_EQ(*store_->get(*blob_of(again)), "second");
  EXPECT_EQ(unused_.size(), 1u) << "the same content goes on being used";
}

TEST_F(IconsTest, EqualPicturesShareABlobUntilTheLastGoes) {
  const std::string one = *upload("ann", "one", "same"), two = *upload("ben", "two", "same");
  EXPECT_EQ(blob_of(one), blob_of(two));
  EXPECT_EQ(change("ann", "one", {.remove = true})->url, std::nullopt);
  EXPECT_TRUE(unused_.empty());
  EXPECT_TRUE(blob_of(two));
  database_->write_and_wait([&](storage::Transaction& t) { icons_.forget(t, IconKind::chat, "two"); });
  EXPECT_EQ(unused_.size(), 1u);
  EXPECT_FALSE(blob_of(two));
}

TEST_F(IconsTest, RemovalIsToldOnceAndWinsOverAFile) {
  (void)upload("ann", "one", "picture");
  heard();
  EXPECT_EQ(change("ann", "one", {.name = "a.png", .size = 5, .remove = true})->url, std::nullopt);
  EXPECT_EQ(heard(), std::vector<std::string>{"one none"});
  EXPECT_EQ(change("ann", "one", {.remove = true})->url, std::nullopt);
  EXPECT_TRUE(heard().empty());
}

TEST_F(IconsTest, WhatIsRefused) {
  EXPECT_EQ(change("ben", "one", {.name = "a.png"}).error().text, "Restricted access");
  EXPECT_EQ(change("ben", "one", {.remove = true}).error().text, "Restricted access");
  EXPECT_EQ(change("ann", "one", {.name = "a.png", .size = 0}).error().text, "The picture is empty");
  EXPECT_EQ(change("ann", "one", {.name = "a.png", .size = -1}).error().text, "The picture is empty");
  EXPECT_FALSE(change("ann", "one", {.name = "a.png", .size = 1001}));
  EXPECT_EQ(change("ann", "one", {})->url, std::nullopt) << "nothing was asked for";
  EXPECT_NE(change("ann", "one", {.name = "a.png"})->url, std::nullopt) << "a size that is not known beforehand";
  EXPECT_TRUE(heard().empty());
}

TEST_F(IconsTest, WhoHasLostTheRightMeanwhileIsRefused) {
  const auto ticket = claim(url_for("ben", "two"))->ticket();
  owners_.allowed.erase("ben two");
  const blobs::HeldBlob blob = *store_->put("picture");
  database_->write_and_wait([&](storage::Transaction& t) {
    EXPECT_EQ(icons_.uploaded(t, ticket, blob).error().text, "Restricted access");
    t.abandon();
  });
  EXPECT_TRUE(heard().empty());
}

TEST_F(IconsTest, ATicketIsGoodBeforeItsAnswerLeaves) {
  bool good = false;
  std::string url;
  database_->write_and_wait([&](storage::Transaction& t) {
    // As calls do that tell their answer first.
    t.after_commit([&] { good = claim(url) != nullptr; });
    url = *icons_.change(t, {"ann", 1}, IconKind::chat, "one", {.name = "a.png"})->url;
  });
  EXPECT_TRUE(good);
}

TEST_F(IconsTest, LinksFollowTheServersAddress) {
  (void)upload("ann", "one", "picture");
  heard();
  start("http://one");
  EXPECT_TRUE(heard().empty());
  start("https://two");
  EXPECT_EQ(heard(), std::vector<std::string>{"from http://one/icons/ to https://two/icons/"});
  EXPECT_TRUE(upload("ann", "one", "other")->starts_with("https://two/icons/"));
}

}  // namespace
}  // namespace parley::domain
