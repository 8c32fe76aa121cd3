#include "events/stored_outbox.hpp"

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

class StoredOutboxTest : public ::testing::Test {
 protected:
  StoredOutboxTest() {
    log::set_level(log::Level::warn);
    storage::migrate(*database, {domain::events_migrations()});
    bus.subscribe([this](const Event& event) { seen.push_back(*event.frame); });
  }
  static Event event(std::string frame, std::vector<std::string> users = {"ann"}) {
    return {.users = std::move(users), .frame = std::make_shared<const std::string>(std::move(frame))};
  }
  void write(const std::function<void(storage::Transaction&)>& body) { database->write_and_wait(body); }
  std::int64_t rows() {
    std::int64_t count = 0;
    database->read_and_wait([&](storage::Reader& reader) {
      const auto result = reader.query("SELECT count(*) FROM outbox");
      result->next();
      count = result->integer(0);
    });
    return count;
  }

  storage::testing::TemporaryDatabase database;
  LocalBus bus;
  StoredOutbox outbox{bus};
  std::vector<std::string> seen;  ///< touched on the writer thread; read after a wait for it
};

TEST_F(StoredOutboxTest, PublishesAfterTheCommitInOrder) {
  write([&](storage::Transaction& t) {
    outbox.emit(t, event("1"));
    outbox.emit_transient(t, event("2"));
    outbox.emit(t, event("3"));
    EXPECT_THAT(seen, IsEmpty());
  });
  EXPECT_THAT(seen, ElementsAre("1", "2", "3"));
}

TEST_F(StoredOutboxTest, PublishesBeforeTheBodyIsDone) {
  std::promise<std::size_t> published;
  database->write([&](storage::Transaction& t) { outbox.emit(t, event("1")); },
                  [&](std::exception_ptr) { published.set_value(seen.size()); });
  EXPECT_EQ(published.get_future().get(), 1u);
}

TEST_F(StoredOutboxTest, AnUndoneBodyTellsNobody) {
  write([&](storage::Transaction& t) {
    outbox.emit(t, event("1"));
    outbox.emit_transient(t, event("2"));
    t.abandon();
  });
  EXPECT_THAT(seen, IsEmpty());
  EXPECT_EQ(rows(), 0);
}

TEST_F(StoredOutboxTest, WhatNobodyGetsIsNotKept) {
  write([&](storage::Transaction& t) {
    outbox.emit(t, event("1", {}));
    outbox.emit_transient(t, event("2", {}));
  });
  EXPECT_THAT(seen, IsEmpty());
  EXPECT_EQ(rows(), 0);
}

TEST_F(StoredOutboxTest, RemovesWhatWasPublished) {
  for (int i = 0; i < 1'000; ++i) {
    write([&](storage::Transaction& t) {
      outbox.emit(t, event(std::to_string(i)));
      if (i % 3 == 0) t.abandon();
    });
  }
  EXPECT_EQ(seen.size(), 666u);
  EXPECT_LE(rows(), 65);
}

TEST_F(StoredOutboxTest, ARemovalThatIsUndoneIsMadeUpFor) {
  for (int i = 0; i < 64; ++i) write([&](storage::Transaction& t) { outbox.emit(t, event("x")); });
  write([&](storage::Transaction& t) {
    outbox.emit(t, event("undone"));
    t.abandon();
  });
  EXPECT_EQ(rows(), 64);
  write([&](storage::Transaction& t) {
    outbox.emit(t, event("1"));
    outbox.emit(t, event("2"));
  });
  EXPECT_EQ(rows(), 2);
  EXPECT_EQ(seen.size(), 66u);
}

TEST_F(StoredOutboxTest, ACrashBetweenCommitAndPublicationLosesNone) {
  struct CrashingBus final : Bus {
    void publish(const Event&) override { throw std::runtime_error("the process ends here"); }
    void subscribe(Subscriber) override {}
  } crashing;
  log::set_level(log::Level::off);
  StoredOutbox crashed(crashing);
  write([&](storage::Transaction& t) {
    crashed.emit(t, {.users = {"ann", "bob@example.com"},
                     .except = ~ConnectionId{0},
                     .connections = {1, ~ConnectionId{0} - 1},
                     .frame = std::make_shared<const std::string>("{\"a\":\"\\n\"}")});
    crashed.emit(t, event("2"));
    crashed.emit_transient(t, event("gone with the process"));
  });
  log::set_level(log::Level::warn);
  database.reopen();
  std::vector<Event> told;
  bus.subscribe([&](const Event& event) { told.push_back(event); });
  EXPECT_EQ(StoredOutbox::republish(*database, bus), 2u);
  ASSERT_EQ(told.size(), 2u);
  EXPECT_THAT(told[0].users, ElementsAre("ann", "bob@example.com"));
  EXPECT_EQ(told[0].except, ~ConnectionId{0});
  EXPECT_THAT(told[0].connections, ElementsAre(1, ~ConnectionId{0} - 1));
  EXPECT_EQ(*told[0].frame, "{\"a\":\"\\n\"}");
  EXPECT_THAT(told[1].users, ElementsAre("ann"));
  EXPECT_EQ(rows(), 0);
  EXPECT_EQ(StoredOutbox::republish(*database, bus), 0u);
}

}  // namespace
}  // namespace parley::events
