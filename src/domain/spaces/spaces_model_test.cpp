// Random changes of a space. After each of them: who was in a channel before and who is after must have been told just
// that, contacts must be those who share a channel, and a server that remembers nothing must see the same.
#include <random>

#include "domain/spaces/test_world.hpp"

namespace parley::domain {
namespace {

namespace calls = protocol::calls;
using Names = std::vector<std::string>;

class SpacesModelTest : public SpacesWorld {
 protected:
  using Membership = std::map<std::string, std::set<std::string>>;  ///< of places, by id

  std::size_t dice(std::size_t sides) { return std::uniform_int_distribution<std::size_t>(0, sides - 1)(random); }
  template <class T>
  const T& any(const std::vector<T>& list) {
    return list[dice(list.size())];
  }
  Names some(const Names& list) {
    Names chosen;
    for (const std::string& entry : list) {
      if (dice(3) == 0) chosen.push_back(entry);
    }
    return chosen;
  }

  SpaceStatePointer state() { return seat("ann", space.channels.front().id)->space; }
  /// As the seats of messages have it.
  Membership membership() {
    Membership all;
    const SpaceStatePointer now = state();
    for (const auto& channel : now->channels) {
      note(all, channel->id, {});
      for (const auto& thread : channel->threads) note(all, channel->id, thread->id);
    }
    return all;
  }
  void note(Membership& all, const std::string& channel, const std::string& thread) {
    const SpaceSeat found = *seat("ann", channel, thread);
    const std::set<std::string> members(found.members.begin(), found.members.end());
    all[found.place.id()] = members;
    const auto [known, is_new] = by_version.emplace(std::pair{found.place.id(), found.members_version}, members);
    EXPECT_EQ(known->second, members) << "the same version for others";
    for (const std::string& user : everybody) {
      EXPECT_EQ(seat(user, channel, thread)->member, members.contains(user)) << user;
    }
  }

  enum class Tells { matrix, losses, nothing };
  void check(const Membership& before, Tells tells, const std::string& what) {
    SCOPED_TRACE(what);
    const Membership after = membership();
    std::map<std::pair<std::string, std::string>, std::multiset<std::string>> events;  // by user and channel
    for (const Notice& notice : told()) {
      std::string channel;
      if (notice.type == "NEW_SPACE_CHANNEL") {
        const auto event = notice.as<protocol::NewSpaceChannelEvent>();
        channel = event.channel.id;
        EXPECT_EQ(std::set<std::string>(event.channel.members.begin(), event.channel.members.end()), after.at(channel));
      } else if (notice.type == "SPACE_CHANNEL_UPDATED") {
        const auto event = notice.as<protocol::SpaceChannelUpdated>();
        channel = event.channelId;
        EXPECT_EQ(std::set<std::string>(event.members.begin(), event.members.end()), after.at(channel));
      } else if (notice.type == "SPACE_CHANNEL_DELETED") {
        channel = notice.as<protocol::SpaceChannelDeleted>().channelId;
      } else {
        continue;
      }
      for (const std::string& user : notice.users) events[{user, channel}].insert(notice.type);
    }
    for (const auto& [channel, members] : before) {
      if (!state()->channel(channel)) continue;  // a thread
      for (const std::string& user : everybody) {
        const bool was = members.contains(user), is = after.at(channel).contains(user);
        std::multiset<std::string> expected;
        if (tells != Tells::nothing && was && !is) expected = {"SPACE_CHANNEL_DELETED"};
        if (tells == Tells::matrix && !was && is) expected = {"NEW_SPACE_CHANNEL"};
        auto got = events[{user, channel}];
        if (tells == Tells::matrix && was && is) {
          const bool must = members != after.at(channel);
          if (must || !got.empty()) expected = {"SPACE_CHANNEL_UPDATED"};
        }
        EXPECT_EQ(got, expected) << user << " in " << channel;
      }
    }
    check_contacts();
    check_memory();
  }
  void check_contacts() {
    const Membership now = membership();
    for (const std::string& one : everybody) {
      for (const std::string& other : everybody) {
        if (one >= other) continue;
        const bool share = std::any_of(now.begin(), now.end(), [&](const auto& place) {
          return place.second.contains(one) && place.second.contains(other);
        });
        EXPECT_EQ(read([&](storage::Reader& r) { return contacts.are_contacts(r, one, other); }), share)
            << one << " and " << other;
      }
    }
  }
  void check_memory() {
    const Spaces forgetful(users, contacts, outbox, connections, clock);
    for (const std::string& user : everybody) EXPECT_EQ(list(forgetful, user), list(user)) << user;
  }

  std::mt19937 random{20'261'130};
  Names everybody = {"ann", "ben", "cat", "dan", "eve", "fay"};
  std::map<std::pair<std::string, std::int64_t>, std::set<std::string>> by_version;
};

TEST_F(SpacesModelTest, EverybodyIsToldWhatHeGainsAndLoses) {
  add_user("fay");
  Names roles = {add_role({"ALLOWS_TO_VIEW_CHANNELS"}, {"ben"}), add_role({}, {"cat"}), add_role({}, {})};
  for (const Names& rights : {Names{}, Names{roles[0]}, Names{roles[1], roles[2]}, Names{"@EVERYONE"}}) {
    const std::string channel = add_channel(!rights.empty(), rights, {}).id;
    add_thread(channel, false);
    add_thread(channel, true);
  }
  told();
  for (int round = 0; round < 150; ++round) {
    const Membership before = membership();
    const SpaceStatePointer now = state();
    const std::string user = any(everybody), role = any(roles);
    const bool inside = now->member(user) != nullptr;
    switch (dice(8)) {
      case 0:
        if (inside && user != "ann") {
          leave(user);
          check(before, Tells::nothing, user + " leaves");
        }
        break;
      case 1:
        if (!inside) {
          join(user);
          check(before, Tells::nothing, user + " joins");
        }
        break;
      case 2:
        if (inside) {
          call(&Spaces::give_role, "ann",
               calls::AddRoleToMember{.spaceId = space.id, .roleId = role, .memberId = user});
          check(before, Tells::matrix, user + " gets a role");
        }
        break;
      case 3:
        if (inside) {
          call(&Spaces::take_role, "ann",
               calls::RemoveRoleFromMember{.spaceId = space.id, .roleId = role, .memberId = user});
          check(before, Tells::matrix, user + " loses a role");
        }
        break;
      case 4: {
        const bool everyone = dice(4) == 0;
        Names permissions = some({"ALLOWS_TO_VIEW_CHANNELS", "ALLOWS_TO_CREATE_INVITE"});
        call(&Spaces::update_role, "ann",
             calls::UpdateSpaceRole{.spaceId = space.id,
                                    .roleId = everyone ? "@EVERYONE" : role,
                                    .roleName = "Role",
                                    .permissions = permissions,
                                    .members = some(everybody)});
        check(before, Tells::matrix, "a role changes");
        break;
      }
      case 5: {
        const auto& channel = any(now->channels);
        Names rights = some(roles);
        if (dice(5) == 0) rights.emplace_back("@EVERYONE");
        call(&Spaces::update_channel, "ann",
             calls::UpdateSpaceChannel{.spaceId = space.id,
                                       .channelId = channel->id,
                                       .name = "Channel",
                                       .private_ = dice(2) == 0,
                                       .roles = rights,
                                       .members = some(everybody)});
        check(before, Tells::matrix, "a channel changes");
        break;
      }
      case 6: {
        call(&Spaces::remove_role, "ann", calls::DeleteSpaceRole{.spaceId = space.id, .roleId = role});
        check(before, Tells::losses, "a role goes");
        std::erase(roles, role);
        roles.push_back(add_role(some({"ALLOWS_TO_VIEW_CHANNELS"}), {}));
        told();
        break;
      }
      case 7: {
        const auto& channel = any(now->channels);
        const auto thread = std::find_if(channel->threads.begin(), channel->threads.end(),
                                         [](const auto& entry) { return entry->is_private; });
        if (thread == channel->threads.end()) break;
        call(&Spaces::add_thread_members, "ann",
             calls::AddMembersToThread{
                 .spaceId = space.id, .channelId = channel->id, .threadId = (*thread)->id, .members = some(everybody)});
        check(before, Tells::nothing, "a thread grows");
        break;
      }
    }
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace parley::domain
