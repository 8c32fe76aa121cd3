#include "domain/spaces/spaces.hpp"

#include <utility>

#include "base/random.hpp"
#include "domain/spaces/access.hpp"
#include "domain/spaces/space_rules.hpp"
#include "domain/spaces/space_store.hpp"
#include "domain/spaces/space_view.hpp"
#include "domain/users/users.hpp"

namespace parley::domain {
namespace {

/// 63 bits: the database has signed numbers.
std::int64_t random_stamp() { return static_cast<std::int64_t>(random_u64() >> 1); }

}  // namespace

Result<protocol::UserSpacesEvent> Spaces::list(storage::Reader& reader, const Caller& caller,
                                               const protocol::calls::GetUserSpaces&) const {
  protocol::UserSpacesEvent answer;
  for (const std::string& id : space_store::spaces_of(reader, caller.user)) {
    answer.spaces.push_back(view(reader, *find(reader, id), caller.user));
  }
  return answer;
}

Result<protocol::SpaceCreatedEvent> Spaces::create(storage::Transaction& transaction, const Caller& caller,
                                                   const protocol::calls::CreateSpace& call) {
  PARLEY_CHECK(check_name(call.name));
  PARLEY_CHECK(check_room_for_space(transaction, caller.user));
  const Millis now = clock_.now();
  auto space = std::make_shared<SpaceState>();
  space->id = random_uuid();
  space->name = call.name;
  space->owner = caller.user;
  space->created = now;
  space->changes = 1;
  space->public_version = 1;
  space->put(
      SpaceRole{.id = std::string(everyone_role),
                .name = "@everyone",
                .color = "",
                .created = now,
                .permissions = {SpacePermission::ALLOWS_TO_VIEW_CHANNELS, SpacePermission::ALLOWS_TO_CREATE_INVITE}});
  space->members = std::make_shared<const SpaceMembers>(SharedList<SpaceMember>{});
  space->put(SpaceMember{.user = caller.user,
                         .nickname = users_.nickname(transaction, caller.user).value_or(caller.user),
                         .renamed = false,
                         .roles = {}});
  space->put(SpaceCategory{.id = random_uuid(), .name = "Category1", .creator = caller.user, .created = now});
  SpaceChannel channel;
  channel.id = random_uuid();
  channel.category = space->categories.front().id;
  channel.name = "Channel1";
  channel.creator = caller.user;
  channel.created = now;
  channel.members_version = space->changes;
  space->put(std::move(channel));

  space_store::add(transaction, *space);
  space_store::put_role(transaction, *space, *space->roles.front());
  space_store::add_member(transaction, *space, *space->members->list().front());
  space_store::put_category(transaction, *space, space->categories.front());
  space_store::add_channel(transaction, *space, *space->channels.front());
  keep(transaction, space);
  announcer_.settle(transaction, nullptr, space.get(), {});

  protocol::SpaceCreatedEvent answer{.space = view(transaction, *space, caller.user)};
  notices_.show(transaction, caller, protocol::event::SPACE_CREATED, answer);
  return answer;
}

Result<protocol::SpaceOverviewUpdated> Spaces::rename(storage::Transaction& transaction, const Caller& caller,
                                                      const protocol::calls::UpdateSpaceOverview& call) {
  PARLEY_TRY(const SpaceStatePointer space,
             allowed(transaction, caller.user, call.id, SpacePermission::ALLOWS_TO_MANAGE_SPACE));
  PARLEY_CHECK(check_name(call.name));
  if (space->name == call.name) {
    return protocol::SpaceOverviewUpdated{.id = space->id, .name = space->name, .icon = space->icon};
  }
  const Next next = next_of(*space);
  next->name = call.name;
  keep(transaction, next);
  return tell_overview(transaction, *next, caller.connection);
}

Result<protocol::SpaceDeletedEvent> Spaces::remove(storage::Transaction& transaction, const Caller& caller,
                                                   const protocol::calls::DeleteSpace& call) {
  PARLEY_TRY(const SpaceStatePointer space, joined(transaction, caller.user, call.id));
  if (!space->owned_by(caller.user)) return restricted();
  destroy(transaction, *space, caller.connection);
  return protocol::SpaceDeletedEvent{.id = space->id};
}

Result<void> Spaces::may_change_icon(storage::Reader& reader, const std::string& user, const std::string& space) const {
  PARLEY_CHECK(allowed(reader, user, space, SpacePermission::ALLOWS_TO_MANAGE_SPACE));
  return {};
}

void Spaces::set_icon(storage::Transaction& transaction, const std::string& id, const std::optional<std::string>& url) {
  const SpaceStatePointer space = find(transaction, id);
  if (!space) return;
  const Next next = next_of(*space);
  next->icon = url;
  keep(transaction, next);
  tell_overview(transaction, *next, 0);
}

void Spaces::rebase_icons(storage::Transaction& transaction, std::string_view old_base, std::string_view new_base) {
  space_store::rebase_icons(transaction, old_base, new_base);
}

SpaceStatePointer Spaces::find(storage::Reader& reader, std::string_view id) const {
  const std::optional<std::int64_t> stamp = space_store::stamp(reader, id);
  if (!stamp) return nullptr;
  if (SpaceStatePointer known = cache_.find(id, *stamp)) return known;
  const Next space = space_store::load(reader, id);
  const std::map<std::string, std::string> names = users_.nicknames(reader, space->members->users());
  SharedList<SpaceMember> members;
  members.reserve(space->members->size());
  for (const auto& member : space->members->list()) {
    const auto name = names.find(member->user);
    if (member->renamed || name == names.end()) {
      members.push_back(member);
      continue;
    }
    SpaceMember named = *member;
    named.nickname = name->second;
    members.push_back(std::make_shared<const SpaceMember>(std::move(named)));
  }
  space->members = std::make_shared<const SpaceMembers>(std::move(members));
  cache_.put(space);
  return space;
}

Result<SpaceStatePointer> Spaces::joined(storage::Reader& reader, const std::string& user, std::string_view id) const {
  SpaceStatePointer space = find(reader, id);
  if (!space || !space->member(user)) return restricted();
  return space;
}

Result<SpaceStatePointer> Spaces::allowed(storage::Reader& reader, const std::string& user, std::string_view id,
                                          SpacePermission permission) const {
  PARLEY_TRY(SpaceStatePointer space, joined(reader, user, id));
  if (!access::may(*space, user, permission)) return restricted();
  return space;
}

Spaces::Next Spaces::next_of(const SpaceState& space) {
  auto next = std::make_shared<SpaceState>(space);
  ++next->changes;
  return next;
}

void Spaces::keep(storage::Transaction& transaction, const Next& next) {
  next->stamp = random_stamp();
  space_store::update(transaction, *next);
  cache_.put(next);
}

protocol::SfuSpace Spaces::view(storage::Reader& reader, const SpaceState& space, const std::string& viewer) const {
  std::vector<SpaceInvite> invites;
  if (access::may(space, viewer, SpacePermission::ALLOWS_TO_CREATE_INVITE)) {
    invites = space_store::invites(reader, space.id, clock_.now());
  }
  return space_view(space, viewer, space_store::settings(reader, space.id, viewer),
                    space_store::place_views(reader, space.id, viewer), invites);
}

protocol::SpaceOverviewUpdated Spaces::tell_overview(storage::Transaction& transaction, const SpaceState& space,
                                                     events::ConnectionId except) {
  protocol::SpaceOverviewUpdated overview{.id = space.id, .name = space.name, .icon = space.icon};
  notices_.tell(transaction, space.members->users(), except, protocol::event::SPACE_OVERVIEW_UPDATED, overview);
  return overview;
}

void Spaces::destroy(storage::Transaction& transaction, const SpaceState& space, events::ConnectionId except) {
  space_store::remove(transaction, space.id);
  for (const auto& channel : space.channels) tell_deleted(transaction, space, *channel);
  for (SpaceObserver* observer : announcer_.observers()) observer->space_deleted(transaction, space.id);
  notices_.tell(transaction, space.members->users(), except, protocol::event::SPACE_DELETED,
                protocol::SpaceDeletedEvent{.id = space.id});
  announcer_.settle(transaction, &space, nullptr, {});
}

Result<void> Spaces::check_room_for_space(storage::Reader& reader, const std::string& user) const {
  if (space_store::count_spaces_of(reader, user) >= max_spaces_of_user) return Error{"You are in too many spaces"};
  return {};
}

}  // namespace parley::domain
