#pragma once
// What the tests of spaces share: a space and its members, and calls in short form.
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/contacts/contacts.hpp"
#include "domain/spaces/spaces.hpp"
#include "domain/test_notices.hpp"

namespace parley::domain {

/// Ann owns `space`; ben and cat are in it, dan and eve are not.
class SpacesWorld : public NoticesWorld, public SpaceObserver {
 protected:
  SpacesWorld()
      : NoticesWorld({users_migrations(), contacts_migrations(), spaces_migrations()},
                     {.recorder_username = "recorder", .allow_removal = true}) {
    users.observe(contacts);
    users.observe(spaces);
    spaces.observe(*this);
    for (const char* user : {"ann", "ben", "cat", "dan", "eve"}) add_user(user);
    space = call(&Spaces::create, "ann", protocol::calls::CreateSpace{.name = "Team"}).space;
    for (const char* user : {"ben", "cat"}) join(user);
    told();
    observed.clear();
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
    EXPECT_TRUE(result) << text(result);
    return result ? std::move(*result) : Answer{};
  }
  /// Empty when it went well.
  template <class Call, class Answer>
  std::string refusal(Result<Answer> (Spaces::*method)(storage::Transaction&, const Caller&, const Call&),
                      const std::string& user, const Call& what) {
    return text(run(method, user, what));
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

  /// "TYPE to ann ben" for each notice since the last call, "but the caller" where a connection has its answer.
  std::vector<std::string> summaries() {
    std::vector<std::string> lines;
    for (const Notice& notice : told())
      lines.push_back(addressed(notice) + (notice.except != 0 ? " but the caller" : ""));
    return lines;
  }

  std::vector<std::string> observed;  ///< by this as an observer, a line each
  ContactBook book;
  Contacts contacts{users, book, bus, clock};
  AllConnected connections;
  Spaces spaces{users, contacts, outbox, connections, clock};
  protocol::SfuSpace space;

 private:
  static std::string joined(const std::vector<std::string>& users) {
    std::string line;
    for (const std::string& user : users) line += ' ' + user;
    return line;
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
};

}  // namespace parley::domain
