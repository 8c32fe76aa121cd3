#pragma once
// What the tests of all domains share: users in a database, a clock, and a bus that tells what happens to them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "domain/users/users.hpp"
#include "events/local_bus.hpp"
#include "events/local_outbox.hpp"
#include "protocol/frame.hpp"
#include "storage/migrations.hpp"
#include "storage/sqlite/testing.hpp"

namespace parley::domain {

/// An event, as its receivers get it.
struct TestEvent {
  std::string type;
  protocol::Json payload;

  template <class T>
  T as() const {
    Result<T> decoded = protocol::decode<T>(payload);
    EXPECT_TRUE(decoded) << (decoded ? "" : decoded.error().text);
    return decoded ? *decoded : T{};
  }
};

/// Everybody is, or nobody.
struct AllConnected final : events::Connections {
  bool here = true;
  bool connected(std::string_view) const override { return here; }
};

inline UsersConfig test_users() { return {.recorder_username = "recorder"}; }

class World : public ::testing::Test {
 protected:
  explicit World(const std::vector<storage::Migrations>& migrations, UsersConfig config = test_users())
      : users(clock, outbox, std::move(config)) {
    log::set_level(log::Level::warn);
    storage::migrate(*database, migrations);
  }

  /// Runs `body` in a write body; undone when it refuses.
  template <class Body>
  auto write(const Body& body) {
    std::optional<std::invoke_result_t<Body, storage::Transaction&>> result;
    database->write_and_wait([&](storage::Transaction& transaction) {
      result.emplace(body(transaction));
      if (!*result) transaction.abandon();
    });
    return std::move(*result);
  }
  template <class Body>
  auto read(const Body& body) {
    std::optional<std::invoke_result_t<Body, storage::Reader&>> result;
    database->read_and_wait([&](storage::Reader& reader) { result.emplace(body(reader)); });
    return std::move(*result);
  }
  void change(const std::function<void(storage::Transaction&)>& body) { database->write_and_wait(body); }
  std::int64_t count(const std::string& table) {
    return read([&](storage::Reader& reader) {
      const auto rows = reader.query("SELECT count(*) FROM " + table);
      rows->next();
      return rows->integer(0);
    });
  }
  /// Empty when it went well.
  template <class Value>
  static std::string text(const Result<Value>& result) {
    return result ? "" : result.error().text;
  }
  void add_user(const std::string& id) {
    const auto added = write([&](storage::Transaction& t) {
      return users.add_verified_user(
          t, {.id = id, .email = id + "@example.com", .nickname = "Nick-" + id, .password_hash = "hash"});
    });
    ASSERT_TRUE(added) << added.error().text;
  }

  storage::testing::TemporaryDatabase database;
  ManualClock clock;
  events::LocalBus bus;
  events::LocalOutbox outbox{bus};
  Users users;
};

}  // namespace parley::domain
