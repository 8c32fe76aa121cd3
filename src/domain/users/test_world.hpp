#pragma once
// What the tests of this folder share: a database, a clock, a bus that remembers, a mailbox.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "domain/mail/mail_queue.hpp"
#include "domain/users/users.hpp"
#include "events/local_bus.hpp"
#include "events/local_outbox.hpp"
#include "storage/sqlite/testing.hpp"

namespace parley::domain {

/// Reads the mails that are kept in a database.
class Mailbox {
 public:
  explicit Mailbox(storage::testing::TemporaryDatabase& database) : database_(database) {}
  std::size_t size() { return mails().size(); }
  Mail last() { return mails().back().mail; }
  /// The secret in the last mail's link.
  std::string secret() {
    const std::string text = last().text;
    constexpr std::string_view mark = "secret=";
    return text.substr(text.find(mark) + mark.size(), 64);
  }

 private:
  std::vector<StoredMail> mails() {
    std::vector<StoredMail> found;
    database_->read_and_wait([&](storage::Reader& reader) { found = MailQueue::list(reader); });
    return found;
  }

  storage::testing::TemporaryDatabase& database_;
};

class UsersWorld : public ::testing::Test {
 protected:
  UsersWorld() {
    log::set_level(log::Level::warn);
    storage::migrate(*database, {mail_migrations(), users_migrations()});
    bus.subscribe([this](const events::Event& event) { events.push_back(event); });
  }

  /// Runs `call` in a write body; undone when it refuses.
  template <class Call>
  auto write(const Call& call) {
    std::optional<std::invoke_result_t<Call, storage::Transaction&>> result;
    database->write_and_wait([&](storage::Transaction& transaction) {
      result.emplace(call(transaction));
      if (!*result) transaction.abandon();
    });
    return std::move(*result);
  }
  template <class Call>
  auto read(const Call& call) {
    std::optional<std::invoke_result_t<Call, storage::Reader&>> result;
    database->read_and_wait([&](storage::Reader& reader) { result.emplace(call(reader)); });
    return std::move(*result);
  }
  /// Empty when it went well.
  template <class Value>
  static std::string text(const Result<Value>& result) {
    return result ? "" : result.error().text;
  }
  Result<void> add(const std::string& id, const std::string& email, const std::string& hash = "hash") {
    return write([&](storage::Transaction& t) {
      return users.add_verified_user(t, {.id = id, .email = email, .nickname = "", .password_hash = hash});
    });
  }
  std::int64_t count(const std::string& table) {
    return read([&](storage::Reader& reader) {
      const auto rows = reader.query("SELECT count(*) FROM " + table);
      rows->next();
      return rows->integer(0);
    });
  }

  storage::testing::TemporaryDatabase database;
  ManualClock clock;
  events::LocalBus bus;
  events::LocalOutbox outbox{bus};
  std::vector<events::Event> events;  ///< touched on the writer thread; read after a wait for it
  MailQueue mails{clock, MailTemplates(), {}};
  Mailbox mailbox{database};
  Users users{clock, outbox, {.recorder_username = "recorder"}};
};

}  // namespace parley::domain
