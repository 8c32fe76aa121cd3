#include "domain/spaces/access.hpp"

#include <algorithm>
#include <unordered_set>

namespace parley::domain::access {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view entry) {
  return std::find(list.begin(), list.end(), entry) != list.end();
}

SpacePermissions permissions_of(const SpaceState& space, const SpaceMember& member) {
  if (space.owned_by(member.user)) return SpacePermissions::all();
  SpacePermissions all;
  for (const auto& role : space.roles) {
    if (member.holds(role->id)) all.add(role->allows());
  }
  return all;
}

/// For asking about many members: what each role allows is looked at once.
class Holders {
 public:
  Holders(const SpaceState& space, SpacePermission permission) : space_(space) {
    for (const auto& role : space.roles) {
      if (!role->allows().has(permission)) continue;
      if (role->id == everyone_role) everyone_ = true;
      roles_.insert(role->id);
    }
  }
  bool has(const SpaceMember& member) const {
    return everyone_ || space_.owned_by(member.user) ||
           std::any_of(member.roles.begin(), member.roles.end(),
                       [&](const std::string& role) { return roles_.contains(role); });
  }

 private:
  const SpaceState& space_;
  bool everyone_ = false;
  std::unordered_set<std::string_view> roles_;
};

template <class Wanted>
std::vector<std::string> users_that(const SpaceState& space, const Wanted& wanted) {
  std::vector<std::string> users;
  for (const auto& member : space.members->list()) {
    if (wanted(*member)) users.push_back(member->user);
  }
  return users;
}

template <class Make>
protocol::SharedTexts remembered(const SpaceState& space, const std::string& place, std::int64_t version,
                                 const Make& make) {
  if (const auto known = space.audiences.find(place, version)) return *known;
  const protocol::SharedTexts members(make());
  space.audiences.put(place, version, members);
  return members;
}

}  // namespace

SpacePermissions permissions(const SpaceState& space, std::string_view user) {
  const SpaceMember* member = space.member(user);
  return member ? permissions_of(space, *member) : SpacePermissions();
}

bool may(const SpaceState& space, std::string_view user, SpacePermission permission) {
  const SpaceMember* member = space.member(user);
  if (!member || space.owned_by(user)) return member != nullptr;
  // Asked of each member of large spaces: names are compared only where it matters, and mostly the first role allows
  // it.
  return std::any_of(space.roles.begin(), space.roles.end(),
                     [&](const auto& role) { return role->allows().has(permission) && member->holds(role->id); });
}

bool may_manage(const SpaceState& space, const SpaceCategory& category, std::string_view user) {
  return space.member(user) &&
         (category.creator == user || may(space, user, SpacePermission::ALLOWS_TO_MANAGE_CATEGORIES));
}

bool may_manage(const SpaceState& space, const SpaceThread& thread, std::string_view user) {
  return space.member(user) && (space.owned_by(user) || thread.creator == user);
}

bool may_add_members(const SpaceState& space, const SpaceChannel& channel, const SpaceThread& thread,
                     std::string_view user) {
  return space.member(user) && (space.owned_by(user) || in_thread(space, channel, thread, user));
}

bool may_revoke(const SpaceState& space, const SpaceInvite& invite, std::string_view user) {
  return space.member(user) && (invite.inviter == user || may(space, user, SpacePermission::ALLOWS_TO_MANAGE_SPACE));
}

bool in_public_channels(const SpaceState& space, std::string_view user) {
  return may(space, user, SpacePermission::ALLOWS_TO_VIEW_CHANNELS);
}

bool in_channel(const SpaceState& space, const SpaceChannel& channel, std::string_view user) {
  if (!channel.is_private) return in_public_channels(space, user);
  const SpaceMember* member = space.member(user);
  if (!member) return false;
  return space.owned_by(user) || channel.creator == user || contains(channel.access_members, user) ||
         std::any_of(channel.access_roles.begin(), channel.access_roles.end(),
                     [&](const std::string& role) { return member->holds(role); });
}

bool in_thread(const SpaceState& space, const SpaceChannel& channel, const SpaceThread& thread, std::string_view user) {
  return in_channel(space, channel, user) && (!thread.is_private || contains(thread.members, user));
}

protocol::SharedTexts public_members(const SpaceState& space) {
  return remembered(space, "", space.public_version, [&] {
    const Holders viewers(space, SpacePermission::ALLOWS_TO_VIEW_CHANNELS);
    return users_that(space, [&](const SpaceMember& member) { return viewers.has(member); });
  });
}

protocol::SharedTexts members(const SpaceState& space, const SpaceChannel& channel) {
  if (!channel.is_private) return public_members(space);
  return remembered(space, channel.id, members_version(space, channel), [&] {
    const std::unordered_set<std::string_view> listed(channel.access_members.begin(), channel.access_members.end());
    const bool everybody = contains(channel.access_roles, everyone_role);
    return users_that(space, [&](const SpaceMember& member) {
      return everybody || space.owned_by(member.user) || channel.creator == member.user ||
             listed.contains(member.user) ||
             std::any_of(member.roles.begin(), member.roles.end(),
                         [&](const std::string& role) { return contains(channel.access_roles, role); });
    });
  });
}

protocol::SharedTexts members(const SpaceState& space, const SpaceChannel& channel, const SpaceThread& thread) {
  const protocol::SharedTexts all = members(space, channel);
  if (!thread.is_private) return all;
  return remembered(space, thread.id, members_version(space, channel, thread), [&] {
    const std::unordered_set<std::string_view> listed(thread.members.begin(), thread.members.end());
    std::vector<std::string> users;
    for (const std::string& user : all) {
      if (listed.contains(user)) users.push_back(user);
    }
    return users;
  });
}

std::vector<std::string> inviters(const SpaceState& space) {
  const Holders holders(space, SpacePermission::ALLOWS_TO_CREATE_INVITE);
  return users_that(space, [&](const SpaceMember& member) { return holders.has(member); });
}

std::int64_t members_version(const SpaceState& space, const SpaceChannel& channel) {
  return channel.is_private ? channel.members_version : std::max(channel.members_version, space.public_version);
}

std::int64_t members_version(const SpaceState& space, const SpaceChannel& channel, const SpaceThread& thread) {
  const std::int64_t whole = members_version(space, channel);
  return thread.is_private ? std::max(whole, thread.members_version) : whole;
}

}  // namespace parley::domain::access
