#pragma once
// What the tests of chats and messages share: users, a database, and a bus that remembers who was told what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "domain/chats/chats.hpp"
#include "domain/contacts/contacts.hpp"
#include "domain/users/users.hpp"
#include "events/local_bus.hpp"
#include "events/local_outbox.hpp"
#include "protocol/frame.hpp"
#include "storage/sqlite/testing.hpp"

namespace parley::domain {

/// An event as its addressees get it.
struct Notice {
  std::string type;
  std::vector<std::string> users;  ///< sorted
  events::ConnectionId except = 0;
  protocol::Json payload;

  template <class T>
  T as() const {
    Result<T> decoded = protocol::decode<T>(payload);
    EXPECT_TRUE(decoded) << (decoded ? "" : decoded.error().text);
    return decoded ? *decoded : T{};
  }
};

/// "TYPE to ann, bob but 7", the way the tests write down what they expect.
inline std::string summary(const Notice& notice) {
  std::string line = notice.type + " to";
  for (const std::string& user : notice.users) line += ' ' + user;
  if (notice.except != 0) line += " but " + std::to_string(notice.except);
  return line;
}

class ChatsWorld : public ::testing::Test {
 protected:
  ChatsWorld() {
    log::set_level(log::Level::warn);
    storage::migrate(*database, {users_migrations(), contacts_migrations(), chats_migrations()});
    bus.subscribe([this](const events::Event& event) { record(event); });
    for (const char* user : {"ann", "ben", "cat", "dan"}) add_user(user);
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
  void change(const std::function<void(storage::Transaction&)>& body) { database->write_and_wait(body); }
  void add_user(const std::string& id) {
    const auto added = write([&](storage::Transaction& t) {
      return users.add_verified_user(
          t, {.id = id, .email = id + "@example.com", .nickname = "Nick-" + id, .password_hash = "hash"});
    });
    ASSERT_TRUE(added) << added.error().text;
  }

  /// Empty when it went well.
  template <class Value>
  static std::string text(const Result<Value>& result) {
    return result ? "" : result.error().text;
  }
  /// What everybody was told since the last call.
  std::vector<Notice> told() { return std::exchange(recorded, {}); }
  std::vector<std::string> summaries() {
    std::vector<std::string> lines;
    for (const Notice& notice : told()) lines.push_back(summary(notice));
    return lines;
  }

  /// Makes a chat and forgets what was told about it.
  protocol::UserSpecificChatInfo make_chat(const Caller& caller, std::vector<std::string> members,
                                           std::optional<protocol::ChatType> type = std::nullopt) {
    protocol::calls::CreateChat call;
    call.members = std::move(members);
    call.type = type;
    auto made = write([&](storage::Transaction& t) { return chats.create(t, caller, call); });
    EXPECT_TRUE(made) << text(made);
    told();
    return made->info;
  }
  protocol::ChatMap list(const std::string& user) {
    return read([&](storage::Reader& r) { return chats.list(r, {.user = user, .connection = 0}); })->chats;
  }

  storage::testing::TemporaryDatabase database;
  ManualClock clock;
  events::LocalBus bus;
  events::LocalOutbox outbox{bus};
  std::vector<Notice> recorded;    ///< touched on the writer thread; read after a wait for it
  std::vector<Notice> watermarks;  ///< these apart: only tests of the journal look at them
  Users users{clock, outbox, {.recorder_username = "recorder"}};
  ContactBook book;
  Contacts contacts{users, book, bus, clock};
  Chats chats{users, contacts, outbox, clock};
  const Caller ann{.user = "ann", .connection = 1};
  const Caller ben{.user = "ben", .connection = 2};
  const Caller cat{.user = "cat", .connection = 3};
  const Caller dan{.user = "dan", .connection = 4};

 private:
  void record(const events::Event& event) {
    auto frame = protocol::parse_server_frame(*event.frame);
    ASSERT_TRUE(frame) << frame.error().text;
    EXPECT_EQ(frame->message, "sfuCallback");
    EXPECT_EQ(frame->roomId, "");
    EXPECT_EQ(frame->internalMessageId, "");
    EXPECT_TRUE(event.connections.empty());
    Notice notice{frame->type, {}, event.except, frame->payload};
    events::each_user(event, [&](const std::string& user) { notice.users.push_back(user); });
    std::sort(notice.users.begin(), notice.users.end());
    (notice.type == "MESSAGES_CURSOR_ADVANCED" ? watermarks : recorded).push_back(std::move(notice));
  }
};

}  // namespace parley::domain
