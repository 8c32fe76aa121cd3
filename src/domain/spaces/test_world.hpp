#pragma once
// What the tests of spaces share: users, a database, and a bus that remembers who was told what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "domain/contacts/contacts.hpp"
#include "domain/spaces/spaces.hpp"
#include "domain/users/users.hpp"
#include "events/local_bus.hpp"
#include "events/local_outbox.hpp"
#include "protocol/frame.hpp"
#include "storage/sqlite/testing.hpp"

namespace parley::domain {

/// An event as its addressees get it.
struct SpaceNotice {
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

/// Everybody is, or nobody.
struct AllConnected final : events::Connections {
  bool here = true;
  bool connected(std::string_view) const override { return here; }
};

/// Ann owns `space`; ben and cat are in it, dan and eve are not.
class SpacesWorld : public ::testing::Test, public SpaceObserver {
 protected:
  SpacesWorld() {
    log::set_level(log::Level::warn);
    storage::migrate(*database, {users_migrations(), contacts_migrations(), spaces_migrations()});
    bus.subscribe([this](const events::Event& event) { record(event); });
    users.observe(contacts);
    users.observe(spaces);
    spaces.observe(*this);
    for (const char* user : {"ann", "ben", "cat", "dan", "eve"}) add_user(user);
    space = call(&Spaces::create, "ann", protocol::calls::CreateSpace{.name = "Team"}).space;
    for (const char* user : {"ben", "cat"}) join(user);
    told();
    observed.clear();
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
  void add_user(const std::string& id) {
    const auto added = write([&](storage::Transaction& t) {
      return users.add_verified_user(
          t, {.id = id, .email = id + "@example.com", .nickname = "Nick-" + id, .password_hash = "hash"});
    });
    ASSERT_TRUE(added) << added.error().text;
  }

  /// Users call from one connection each.
  static Caller caller(const std::string& user) { return {.user = user, .connection = std::hash<std::string>{}(user)}; }
  template <class Call, class Answer>
  Result<Answer> run(Result<Answer> (Spaces::*method)(storage::Transaction&, const Caller&, const Call&),
                     const std::string& user, const Call& what) {
    return write([&](storage::Transaction& t) { return (spaces.*method)(t, caller(user), what); });
  }
  /// For calls that have to go well.
  template <class Call, class Answer>
  Answer call(Result<Answer> (Spaces::*method)(storage::Transaction&, const Caller&, const Call&),
              const std::string& user, const Call& what) {
    Result<Answer> result = run(method, user, what);
    EXPECT_TRUE(result) << (result ? "" : result.error().text);
    return result ? std::move(*result) : Answer{};
  }
  /// Empty when it went well.
  template <class Call, class Answer>
  std::string refusal(Result<Answer> (Spaces::*method)(storage::Transaction&, const Caller&, const Call&),
                      const std::string& user, const Call& what) {
    const Result<Answer> result = run(method, user, what);
    return result ? "" : result.error().text;
  }

  protocol::SfuSpace join(const std::string& user) {
    const auto invite = call(&Spaces::create_invite, "ann",
                             protocol::calls::GenerateNewSpaceInvite{.spaceId = space.id, .lifespan = 10'000});
    return call(&Spaces::join, user, protocol::calls::JoinSpaceByInviteCode{.inviteCode = invite.invite.inviteCode})
        .space;
  }
  void leave(const std::string& user) { call(&Spaces::leave, user, protocol::calls::LeaveSpace{.id = space.id}); }
  std::string add_role(std::vector<std::string> permissions, std::vector<std::string> members) {
    return call(&Spaces::add_role, "ann",
                protocol::calls::AddSpaceRole{.spaceId = space.id,
                                              .roleName = "Role",
                                              .color = "red",
                                              .permissions = std::move(permissions),
                                              .members = std::move(members)})
        .role.id;
  }
  protocol::SfuSpaceChannel add_channel(bool is_private, std::vector<std::string> roles = {},
                                        std::vector<std::string> members = {}, const std::string& user = "ann") {
    return call(&Spaces::create_channel, user,
                protocol::calls::CreateSpaceChannel{.spaceId = space.id,
                                                    .name = "Channel",
                                                    .private_ = is_private,
                                                    .roles = std::move(roles),
                                                    .members = std::move(members)})
        .channel;
  }
  protocol::SfuSpaceThread add_thread(const std::string& channel, bool is_private, const std::string& user = "ann") {
    return call(&Spaces::create_thread, user,
                protocol::calls::CreateSpaceThread{
                    .spaceId = space.id, .channelId = channel, .name = "Thread", .private_ = is_private})
        .thread;
  }
  std::vector<protocol::SfuSpace> list(const std::string& user) { return list(spaces, user); }
  std::vector<protocol::SfuSpace> list(const Spaces& asked, const std::string& user) {
    return read([&](storage::Reader& r) { return asked.list(r, caller(user), {}); })->spaces;
  }
  /// The user's only space.
  protocol::SfuSpace seen(const std::string& user) {
    const auto all = list(user);
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? protocol::SfuSpace{} : all.front();
  }
  std::optional<SpaceSeat> seat(const std::string& user, const std::string& channel, const std::string& thread = {}) {
    return read([&](storage::Reader& r) { return spaces.seat(r, {space.id, channel, thread}, user); });
  }

  /// What everybody was told since the last call.
  std::vector<SpaceNotice> told() { return std::exchange(recorded, {}); }
  /// The same as "TYPE to ann ben", "but the caller" where a connection has its answer.
  std::vector<std::string> summaries() {
    std::vector<std::string> lines;
    for (const SpaceNotice& notice : told()) {
      std::string line = notice.type + " to";
      for (const std::string& user : notice.users) line += ' ' + user;
      if (notice.except != 0) line += " but the caller";
      lines.push_back(std::move(line));
    }
    return lines;
  }

  storage::testing::TemporaryDatabase database;
  ManualClock clock;
  events::LocalBus bus;
  events::LocalOutbox outbox{bus};
  std::vector<SpaceNotice> recorded;  ///< touched on the writer thread; read after a wait for it
  std::vector<std::string> observed;  ///< by this as an observer, a line each
  Users users{clock, outbox, {.recorder_username = "recorder", .allow_removal = true}};
  ContactBook book;
  Contacts contacts{users, book, bus, clock};
  AllConnected connections;
  Spaces spaces{users, contacts, outbox, connections, clock};
  protocol::SfuSpace space;

 private:
  static std::string joined(const std::vector<std::string>& users) {
    std::string text;
    for (const std::string& user : users) text += ' ' + user;
    return text;
  }
  // SpaceObserver
  void space_joined(storage::Transaction&, const std::string&, const std::string& user) override {
    observed.push_back("joined " + user);
  }
  void place_gained(storage::Transaction&, const PlaceInfo& place, const std::vector<std::string>& users_in) override {
    observed.push_back("gained " + place.name + joined(users_in));
  }
  void place_lost(storage::Transaction&, const PlaceInfo& place, const std::vector<std::string>& users_in) override {
    observed.push_back("lost " + place.name + joined(users_in));
  }
  void channel_renamed(storage::Transaction&, const PlaceInfo& place) override {
    observed.push_back("renamed " + place.name);
  }
  void place_deleted(storage::Transaction&, const PlaceInfo& place) override {
    observed.push_back("deleted " + place.name + joined(place.members));
  }
  void space_deleted(storage::Transaction&, const std::string&) override { observed.push_back("space deleted"); }

  void record(const events::Event& event) {
    auto frame = protocol::parse_server_frame(*event.frame);
    ASSERT_TRUE(frame) << frame.error().text;
    EXPECT_EQ(frame->roomId, "");
    EXPECT_EQ(frame->internalMessageId, "");
    SpaceNotice notice{frame->type, event.users, event.except, frame->payload};
    std::sort(notice.users.begin(), notice.users.end());
    recorded.push_back(std::move(notice));
  }
};

}  // namespace parley::domain
