#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/random.hpp"
#include "domain/spaces/access.hpp"
#include "domain/spaces/permission_catalogue.hpp"
#include "domain/spaces/space_rules.hpp"
#include "domain/spaces/space_store.hpp"
#include "domain/spaces/space_view.hpp"
#include "domain/spaces/spaces.hpp"

namespace parley::domain {
namespace {

std::vector<std::string> present(const SpaceState& space, const std::vector<std::string>& users) {
  return each_once(users, [&](const std::string& user) { return space.member(user) != nullptr; });
}

std::vector<std::string> holders(const SpaceState& space, std::string_view role) {
  std::vector<std::string> users;
  for (const auto& member : space.members->list()) {
    if (member->holds(role)) users.push_back(member->user);
  }
  return users;
}

std::vector<std::string> difference(const std::vector<std::string>& users, const std::vector<std::string>& others) {
  const std::unordered_set<std::string_view> left_out(others.begin(), others.end());
  return each_once(users, [&](const std::string& user) { return !left_out.contains(user); });
}

/// Channels the role opens.
std::vector<std::string> opened_by(const SpaceState& space, const std::string& role) {
  std::vector<std::string> channels;
  for (const auto& channel : space.channels) {
    const std::vector<std::string>& roles = channel->access_roles;
    if (std::find(roles.begin(), roles.end(), role) != roles.end()) channels.push_back(channel->id);
  }
  return channels;
}

/// Gives the role to some members and takes it from others.
void change_holders(storage::Transaction& transaction, SpaceState& space, const std::string& role,
                    const std::vector<std::string>& added, const std::vector<std::string>& removed) {
  if (added.empty() && removed.empty()) return;
  const std::unordered_set<std::string_view> gain(added.begin(), added.end()), lose(removed.begin(), removed.end());
  SharedList<SpaceMember> members = space.members->list();
  for (auto& member : members) {
    const bool gains = gain.contains(member->user);
    if (!gains && !lose.contains(member->user)) continue;
    SpaceMember changed = *member;
    if (gains) {
      changed.roles.push_back(role);
    } else {
      std::erase(changed.roles, role);
    }
    space_store::update_member(transaction, space.id, changed);
    member = std::make_shared<const SpaceMember>(std::move(changed));
  }
  space.members = std::make_shared<const SpaceMembers>(std::move(members));
}

/// A role that can be given and taken: any but the default one.
Result<const SpaceRole*> given_role(const SpaceState& space, const std::string& id) {
  const SpaceRole* role = space.role(id);
  if (!role) return Error{"Role not found"};
  if (role->id == everyone_role) return restricted();
  return role;
}

}  // namespace

Result<protocol::RolePermissionSectionsEvent> Spaces::permissions(storage::Reader&, const Caller&,
                                                                  const protocol::calls::GetRolePermissions&) const {
  return protocol::RolePermissionSectionsEvent{.permissionSections = permission_catalogue()};
}

Result<protocol::NewSpaceRoleAdded> Spaces::add_role(storage::Transaction& transaction, const Caller& caller,
                                                     const protocol::calls::AddSpaceRole& call) {
  PARLEY_TRY(const SpaceStatePointer space,
             allowed(transaction, caller.user, call.spaceId, SpacePermission::ALLOWS_TO_MANAGE_ROLES));
  PARLEY_CHECK(check_name(call.roleName));
  PARLEY_CHECK(check_line(call.color));
  if (space->roles.size() >= max_space_roles) return Error{"Too many roles"};
  const SpaceRole role{.id = random_uuid(),
                       .name = call.roleName,
                       .color = call.color,
                       .created = clock_.now(),
                       .permissions = known_permissions(call.permissions)};
  const std::vector<std::string> members = present(*space, call.members);
  const Next next = next_of(*space);
  next->put(role);
  space_store::put_role(transaction, *next, role);
  change_holders(transaction, *next, role.id, members, {});
  // No channel refers to it yet, but it may let its holders see the public ones.
  const ChannelChanges changes = compare_members(*space, *next, members);
  protocol::NewSpaceRoleAdded answer{.spaceId = space->id, .role = role_view(role), .members = members};
  notices_.tell(transaction, next->members->users(), caller.connection, protocol::event::NEW_SPACE_ROLE, answer);
  tell_roles(transaction, *space, next, changes, {});
  return answer;
}

Result<protocol::SpaceRoleUpdated> Spaces::update_role(storage::Transaction& transaction, const Caller& caller,
                                                       const protocol::calls::UpdateSpaceRole& call) {
  PARLEY_TRY(const SpaceStatePointer space,
             allowed(transaction, caller.user, call.spaceId, SpacePermission::ALLOWS_TO_MANAGE_ROLES));
  const SpaceRole* role = space->role(call.roleId);
  if (!role) return Error{"Role not found"};
  const bool is_default = role->id == everyone_role;
  if (!is_default) PARLEY_CHECK(check_name(call.roleName));
  PARLEY_CHECK(check_line(call.color));

  SpaceRole changed = *role;
  if (!is_default) changed.name = call.roleName;
  changed.color = call.color;
  changed.permissions = known_permissions(call.permissions);
  const std::vector<std::string> held = holders(*space, role->id);
  const std::vector<std::string> wanted = is_default ? held : present(*space, call.members);
  protocol::SpaceRoleUpdated answer{.spaceId = space->id,
                                    .roleId = changed.id,
                                    .name = changed.name,
                                    .color = changed.color,
                                    .permissions = keys_of(changed.permissions),
                                    .membersForAddRole = difference(wanted, held),
                                    .membersForDeleteRole = difference(held, wanted)};
  const bool other_holders = !answer.membersForAddRole.empty() || !answer.membersForDeleteRole.empty();
  if (!other_holders && changed.name == role->name && changed.color == role->color &&
      changed.permissions == role->permissions) {
    return answer;
  }
  const Next next = next_of(*space);
  next->put(changed);
  space_store::put_role(transaction, *next, changed);
  change_holders(transaction, *next, changed.id, answer.membersForAddRole, answer.membersForDeleteRole);
  std::vector<std::string> concerned = answer.membersForAddRole;
  concerned.insert(concerned.end(), answer.membersForDeleteRole.begin(), answer.membersForDeleteRole.end());
  constexpr SpacePermission sight = SpacePermission::ALLOWS_TO_VIEW_CHANNELS;
  const bool other_sight = changed.allows().has(sight) != role->allows().has(sight);
  const ChannelChanges changes =
      compare_members(*space, *next, concerned, other_sight ? difference(held, concerned) : std::vector<std::string>{});
  notices_.tell(transaction, next->members->users(), caller.connection, protocol::event::SPACE_ROLE_UPDATED, answer);
  tell_roles(transaction, *space, next, changes,
             other_holders ? opened_by(*next, changed.id) : std::vector<std::string>{});
  return answer;
}

Result<protocol::SpaceRoleDeleted> Spaces::remove_role(storage::Transaction& transaction, const Caller& caller,
                                                       const protocol::calls::DeleteSpaceRole& call) {
  PARLEY_TRY(const SpaceStatePointer space,
             allowed(transaction, caller.user, call.spaceId, SpacePermission::ALLOWS_TO_MANAGE_ROLES));
  PARLEY_TRY(const SpaceRole* role, given_role(*space, call.roleId));
  const std::vector<std::string> held = holders(*space, role->id);
  const Next next = next_of(*space);
  std::erase_if(next->roles, [&](const auto& other) { return other->id == role->id; });
  space_store::remove_role(transaction, space->id, role->id);
  change_holders(transaction, *next, role->id, {}, held);
  for (const std::string& id : opened_by(*space, role->id)) {
    SpaceChannel without = *next->channel(id);
    std::erase(without.access_roles, role->id);
    next->put(std::move(without));
  }
  const ChannelChanges changes = compare_members(*space, *next, held);
  store_channels(transaction, *space, *next);
  keep(transaction, next);
  announcer_.settle(transaction, space.get(), next.get(), changes);
  protocol::SpaceRoleDeleted answer{.spaceId = space->id, .roleId = role->id};
  notices_.tell(transaction, next->members->users(), caller.connection, protocol::event::SPACE_ROLE_DELETED, answer);
  // The others find the new members of its channels by themselves.
  announcer_.tell_lost(transaction, *next, changes);
  return answer;
}

Result<protocol::AddedRoleToMember> Spaces::give_role(storage::Transaction& transaction, const Caller& caller,
                                                      const protocol::calls::AddRoleToMember& call) {
  PARLEY_TRY(const SpaceStatePointer space,
             allowed(transaction, caller.user, call.spaceId, SpacePermission::ALLOWS_TO_MANAGE_ROLES));
  PARLEY_TRY(const SpaceRole* role, given_role(*space, call.roleId));
  const SpaceMember* member = space->member(call.memberId);
  if (!member) return Error{"User is not a member of the space"};
  protocol::AddedRoleToMember answer{.spaceId = space->id, .roleId = role->id, .memberId = member->user};
  if (member->holds(role->id)) return answer;
  const Next next = next_of(*space);
  change_holders(transaction, *next, role->id, {member->user}, {});
  const ChannelChanges changes = compare_members(*space, *next, {member->user});
  notices_.tell(transaction, next->members->users(), caller.connection, protocol::event::ADDED_ROLE_TO_MEMBER, answer);
  tell_roles(transaction, *space, next, changes, opened_by(*next, role->id));
  return answer;
}

Result<protocol::RemovedRoleFromMember> Spaces::take_role(storage::Transaction& transaction, const Caller& caller,
                                                          const protocol::calls::RemoveRoleFromMember& call) {
  PARLEY_TRY(const SpaceStatePointer space,
             allowed(transaction, caller.user, call.spaceId, SpacePermission::ALLOWS_TO_MANAGE_ROLES));
  PARLEY_TRY(const SpaceRole* role, given_role(*space, call.roleId));
  const SpaceMember* member = space->member(call.memberId);
  if (!member) return Error{"User is not a member of the space"};
  protocol::RemovedRoleFromMember answer{.spaceId = space->id, .roleId = role->id, .memberId = member->user};
  if (!member->holds(role->id)) return answer;
  const Next next = next_of(*space);
  change_holders(transaction, *next, role->id, {}, {member->user});
  const ChannelChanges changes = compare_members(*space, *next, {member->user});
  notices_.tell(transaction, next->members->users(), caller.connection, protocol::event::REMOVED_ROLE_FROM_MEMBER,
                answer);
  // Where he stays on other grounds nobody sees a change.
  tell_roles(transaction, *space, next, changes, {});
  return answer;
}

void Spaces::tell_roles(storage::Transaction& transaction, const SpaceState& before, const Next& next,
                        const ChannelChanges& changes, const std::vector<std::string>& touched) {
  store_channels(transaction, before, *next);
  keep(transaction, next);
  announcer_.settle(transaction, &before, next.get(), changes);
  announcer_.tell_lost(transaction, *next, changes);
  for (const auto& channel : next->channels) {
    const ChannelChange* change = changes.find(channel->id);
    if (!change && std::find(touched.begin(), touched.end(), channel->id) == touched.end()) continue;
    announcer_.tell_updated(transaction, *next, *channel, change ? change->gained : std::vector<std::string>{}, 0);
  }
  announcer_.tell_gained(transaction, *next, changes);
}

}  // namespace parley::domain
