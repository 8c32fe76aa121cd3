#include "events/local_outbox.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "base/log.hpp"
#include "events/local_bus.hpp"
#include "storage/sqlite/testing.hpp"

namespace parley::events {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LocalOutboxTest : public ::testing::Test {
 protected:
  LocalOutboxTest() {
    log::set_level(log::Level::warn);
    bus.subscribe([this](const Event& event) { seen.push_back(*event.frame); });
  }
  static Event event(std::string frame, std::vector<std::string> users = {"ann"}) {
    return {.users = std::move(users), .frame = std::make_shared<const std::string>(std::move(frame))};
  }

  storage::testing::TemporaryDatabase database;
  LocalBus bus;
  LocalOutbox outbox{bus};
  std::vector<std::string> seen;  ///< touched on the writer thread; read after a wait for it
};

TEST_F(LocalOutboxTest, PublishesAfterTheCommitInOrder) {
  database->write_and_wait([&](storage::Transaction& t) {
    outbox.emit(t, event("1"));
    outbox.emit(t, event("2"));
    outbox.emit(t, {.frame = std::make_shared<const std::string>("3"),
                    .audience = std::make_shared<const std::vector<std::string>>(1, "ann")});
    EXPECT_THAT(seen, IsEmpty());
  });
  EXPECT_THAT(seen, ElementsAre("1", "2", "3"));
}

TEST_F(LocalOutboxTest, PublishesBeforeTheBodyIsDone) {
  std::promise<std::size_t> published;
  database->write([&](storage::Transaction& t) { outbox.emit(t, event("1")); },
                  [&](std::exception_ptr) { published.set_value(seen.size()); });
  EXPECT_EQ(published.get_future().get(), 1u);
}

TEST_F(LocalOutboxTest, AnUndoneBodyTellsNobody) {
  database->write_and_wait([&](storage::Transaction& t) {
    outbox.emit(t, event("1"));
    t.abandon();
  });
  EXPECT_THAT(seen, IsEmpty());
}

TEST_F(LocalOutboxTest, WhatNobodyGetsIsNotPublished) {
  database->write_and_wait([&](storage::Transaction& t) {
    outbox.emit(t, event("1", {}));
    outbox.emit(t, {.frame = std::make_shared<const std::string>("2"),
                    .audience = std::make_shared<const std::vector<std::string>>(1, "ann"),
                    .audience_except = "ann"});
  });
  EXPECT_THAT(seen, IsEmpty());
}

TEST(EachUser, GoesThroughBothListsButForTheExcepted) {
  std::vector<std::string> named;
  const Event event{
      .users = {"zoe"},
      .audience = std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"ann", "ben"}),
      .audience_except = "ann"};
  each_user(event, [&](const std::string& user) { named.push_back(user); });
  EXPECT_THAT(named, ElementsAre("zoe", "ben"));
  EXPECT_TRUE(names(event, "ben"));
  EXPECT_FALSE(names(event, "ann"));
}

}  // namespace
}  // namespace parley::events
