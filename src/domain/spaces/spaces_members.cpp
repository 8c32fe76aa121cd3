#include <algorithm>
#include <map>
#include <utility>

#include "domain/spaces/access.hpp"
#include "domain/spaces/space_rules.hpp"
#include "domain/spaces/space_store.hpp"
#include "domain/spaces/spaces.hpp"
#include "domain/users/users.hpp"

namespace parley::domain {

Result<protocol::NewSpaceEvent> Spaces::join(storage::Transaction& transaction, const Caller& caller,
                                             const protocol::calls::JoinSpaceByInviteCode& call) {
  const std::optional<SpaceInvite> invite = space_store::invite(transaction, call.inviteCode);
  if (!invite || (invite->expires != 0 && invite->expires <= clock_.now())) {
    return Error{std::string(kInviteNotFound)};
  }
  const SpaceStatePointer space = find(transaction, invite->space);
  if (space->member(caller.user)) {
    return Error{std::string(protocol::errors::SpaceError::USER_ALREADY_JOINED)};
  }
  if (space->members->size() >= max_space_members) return Error{"The space is full"};
  PARLEY_CHECK(check_room_for_space(transaction, caller.user));

  const Next next = next_of(*space);
  SpaceMember member;
  member.user = caller.user;
  member.nickname = users_.nickname(transaction, caller.user).value_or(caller.user);
  next->put(member);
  const ChannelChanges changes = compare_members(*space, *next, {caller.user});
  space_store::add_member(transaction, *next, member);
  space_store::use_invite(transaction, invite->code);
  store_channels(transaction, *space, *next);
  keep(transaction, next);
  announcer_.settle(transaction, space.get(), next.get(), changes);

  protocol::NewSpaceEvent answer{.space = view(transaction, *next, caller.user)};
  notices_.show(transaction, caller, protocol::event::NEW_SPACE, answer);
  tell_joined(transaction, *next, member, changes);
  for (SpaceObserver* observer : announcer_.observers()) observer->space_joined(transaction, next->id, caller.user);
  return answer;
}

void Spaces::tell_joined(storage::Transaction& transaction, const SpaceState& space, const SpaceMember& member,
                         const ChannelChanges& changes) {
  // Nobody hears of channels that are closed to him, so there are as many texts as there are views: mostly one.
  std::map<std::vector<bool>, std::vector<std::string>> views;
  std::vector<const SpaceChannel*> closed;
  for (const ChannelChange& change : changes.channels) {
    const SpaceChannel* channel = space.channel(change.channel);
    if (channel->is_private) closed.push_back(channel);
  }
  for (const auto& other : space.members->list()) {
    if (other->user == member.user) continue;
    std::vector<bool> sees = {access::in_public_channels(space, other->user)};
    for (const SpaceChannel* channel : closed) sees.push_back(access::in_channel(space, *channel, other->user));
    views[std::move(sees)].push_back(other->user);
  }
  for (auto& [sees, users] : views) {
    protocol::UserJoinedToSpaceEvent joined{.spaceId = space.id, .userId = member.user, .nickname = member.nickname};
    for (const ChannelChange& change : changes.channels) {
      const SpaceChannel& channel = *space.channel(change.channel);
      if (!access::in_channel(space, channel, users.front())) continue;
      joined.channels.push_back(channel.id);
      for (const auto& thread : channel.threads) {
        if (!thread->is_private) joined.threads.push_back(thread->id);
      }
    }
    notices_.tell(transaction, std::move(users), 0, protocol::event::USER_JOINED_TO_SPACE, joined);
  }
}

Result<protocol::UserLeftSpace> Spaces::leave(storage::Transaction& transaction, const Caller& caller,
                                              const protocol::calls::LeaveSpace& call) {
  PARLEY_TRY(const SpaceStatePointer space, joined(transaction, caller.user, call.id));
  if (space->owned_by(caller.user)) return restricted();
  take_out(transaction, *space, caller.user, space->owner);
  protocol::UserLeftSpace left{.spaceId = space->id, .userId = caller.user};
  notices_.tell(transaction, space->members->users(), caller.connection, protocol::event::USER_LEFT_SPACE, left);
  return left;
}

Result<protocol::UserSpaceNicknameUpdated> Spaces::update_nickname(storage::Transaction& transaction,
                                                                   const Caller& caller,
                                                                   const protocol::calls::UpdateSpaceNickname& call) {
  PARLEY_TRY(const SpaceStatePointer space, joined(transaction, caller.user, call.spaceId));
  const std::string user = call.userId.value_or(caller.user);
  if (user != caller.user && !space->owned_by(caller.user)) {
    return Error{std::string(protocol::errors::SpaceError::UPDATE_NICKNAME_ACCESS_RIGHTS_ERROR)};
  }
  const SpaceMember* member = space->member(user);
  if (!member) return Error{"User is not a member of the space"};
  PARLEY_CHECK(check_line(call.nickname));

  protocol::UserSpaceNicknameUpdated answer{.spaceId = space->id, .userId = user, .nickname = call.nickname};
  SpaceMember changed = *member;
  changed.renamed = !call.nickname.empty();
  changed.nickname = changed.renamed ? call.nickname : users_.nickname(transaction, user).value_or(user);
  if (changed.renamed == member->renamed && changed.nickname == member->nickname) return answer;
  const Next next = next_of(*space);
  next->put(changed);
  space_store::update_member(transaction, space->id, changed);
  keep(transaction, next);
  notices_.tell(transaction, next->members->users(), caller.connection, protocol::event::USER_SPACE_NICKNAME_UPDATED,
                answer);
  for (SpaceObserver* observer : announcer_.observers())
    observer->nickname_changed(transaction, space->id, user, changed.nickname);
  return answer;
}

void Spaces::take_out(storage::Transaction& transaction, const SpaceState& space, const std::string& user,
                      const std::string& owner) {
  const Next next = next_of(space);
  next->owner = owner;
  next->members = space.members->without(user);
  for (const auto& channel : space.channels) {
    SpaceChannel changed = *channel;
    bool differs = std::erase(changed.access_members, user) > 0;
    for (auto& thread : changed.threads) {
      SpaceThread without = *thread;
      if (std::erase(without.members, user) == 0) continue;
      thread = std::make_shared<const SpaceThread>(std::move(without));
      differs = true;
    }
    if (differs) next->put(std::move(changed));
  }
  std::vector<std::string> concerned = {user};
  if (owner != space.owner) concerned.push_back(owner);
  const ChannelChanges changes = compare_members(space, *next, concerned);
  space_store::remove_member(transaction, space.id, user);
  store_channels(transaction, space, *next);
  keep(transaction, next);
  announcer_.settle(transaction, &space, next.get(), changes);
  announcer_.observe_lost(transaction, *next, changes);
}

}  // namespace parley::domain
