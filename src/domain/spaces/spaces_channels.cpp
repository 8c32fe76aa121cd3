#include <algorithm>
#include <utility>

#include "base/random.hpp"
#include "domain/spaces/access.hpp"
#include "domain/spaces/space_rules.hpp"
#include "domain/spaces/space_store.hpp"
#include "domain/spaces/space_view.hpp"
#include "domain/spaces/spaces.hpp"

namespace parley::domain {
namespace {

/// The permission to manage channels gives no sight of them.
Result<const SpaceChannel*> managed_channel(const SpaceState& space, const std::string& user, const std::string& id) {
  const SpaceChannel* channel = space.channel(id);
  if (!channel) return Error{"Channel not found"};
  if (!access::in_channel(space, *channel, user)) return restricted();
  return channel;
}

bool same_rights(const SpaceChannel& a, const SpaceChannel& b) {
  return a.is_private == b.is_private && a.access_roles == b.access_roles && a.access_members == b.access_members;
}

}  // namespace

Result<protocol::NewSpaceChannelEvent> Spaces::create_channel(storage::Transaction& transaction, const Caller& caller,
                                                              const protocol::calls::CreateSpaceChannel& call) {
  PARLEY_TRY(const SpaceStatePointer space,
             allowed(transaction, caller.user, call.spaceId, SpacePermission::ALLOWS_TO_MANAGE_CHANNELS));
  const std::string category = call.categoryId.value_or("");
  if (!category.empty() && !space->category(category)) return Error{"Category not found"};
  PARLEY_CHECK(check_name(call.name));
  if (space->channels.size() >= max_space_channels) return Error{"Too many channels"};

  const Next next = next_of(*space);
  SpaceChannel channel;
  channel.id = random_uuid();
  channel.category = category;
  channel.name = call.name;
  channel.creator = caller.user;
  channel.created = clock_.now();
  channel.members_version = next->changes;
  set_access(*space, channel, call.private_, call.roles, call.members);
  next->put(channel);
  space_store::add_channel(transaction, *next, channel);
  keep(transaction, next);
  protocol::NewSpaceChannelEvent answer{.spaceId = space->id, .channel = channel_view(*next, channel, caller.user, {})};
  notices_.tell(transaction, answer.channel.members, caller.connection, protocol::event::NEW_SPACE_CHANNEL, answer);
  announcer_.settle(transaction, space.get(), next.get(), {});
  if (!access::in_channel(*next, channel, caller.user)) {
    // He manages channels but may not see public ones: his client is not to keep what the answer shows.
    notices_.tell(transaction, {caller.user}, 0, protocol::event::SPACE_CHANNEL_DELETED,
                  protocol::SpaceChannelDeleted{.spaceId = space->id, .channelId = channel.id});
  }
  return answer;
}

Result<protocol::SpaceChannelUpdated> Spaces::update_channel(storage::Transaction& transaction, const Caller& caller,
                                                             const protocol::calls::UpdateSpaceChannel& call) {
  PARLEY_TRY(const SpaceStatePointer space,
             allowed(transaction, caller.user, call.spaceId, SpacePermission::ALLOWS_TO_MANAGE_CHANNELS));
  PARLEY_TRY(const SpaceChannel* channel, managed_channel(*space, caller.user, call.channelId));
  PARLEY_CHECK(check_name(call.name));

  SpaceChannel changed = *channel;
  changed.name = call.name;
  set_access(*space, changed, call.private_, call.roles, call.members);
  const bool renamed = changed.name != channel->name;
  if (!renamed && same_rights(changed, *channel)) return channel_update(*space, *channel);
  const Next next = next_of(*space);
  next->put(std::move(changed));
  const ChannelChanges changes = compare_channel(*space, *next, channel->id);
  store_channels(transaction, *space, *next);
  keep(transaction, next);
  announcer_.settle(transaction, space.get(), next.get(), changes);

  const SpaceChannel& now = *next->channel(channel->id);
  if (renamed) {
    const PlaceInfo place = place_info(*next, now);
    for (SpaceObserver* observer : announcer_.observers()) observer->channel_renamed(transaction, place);
  }
  const ChannelChange* change = changes.find(now.id);
  announcer_.tell_updated(transaction, *next, now, change ? change->gained : std::vector<std::string>{},
                          caller.connection);
  announcer_.tell_lost(transaction, *next, changes);
  announcer_.tell_gained(transaction, *next, changes);
  return channel_update(*next, now);
}

Result<protocol::SpaceChannelMoved> Spaces::move_channel(storage::Transaction& transaction, const Caller& caller,
                                                         const protocol::calls::MoveSpaceChannel& call) {
  PARLEY_TRY(const SpaceStatePointer space,
             allowed(transaction, caller.user, call.spaceId, SpacePermission::ALLOWS_TO_MANAGE_CHANNELS));
  PARLEY_TRY(const SpaceChannel* channel, managed_channel(*space, caller.user, call.channelId));
  const std::string category = call.categoryId.value_or("");
  if (!category.empty() && !space->category(category)) return Error{"Category not found"};
  protocol::SpaceChannelMoved answer{.spaceId = space->id, .categoryId = category, .channelId = channel->id};
  if (channel->category == category) return answer;
  SpaceChannel moved = *channel;
  moved.category = category;
  const Next next = next_of(*space);
  next->put(std::move(moved));
  store_channels(transaction, *space, *next);
  keep(transaction, next);
  notices_.tell(transaction, access::members(*space, *channel), caller.connection, protocol::event::SPACE_CHANNEL_MOVED,
                answer);
  return answer;
}

Result<protocol::SpaceChannelDeleted> Spaces::remove_channel(storage::Transaction& transaction, const Caller& caller,
                                                             const protocol::calls::DeleteSpaceChannel& call) {
  PARLEY_TRY(const SpaceStatePointer space,
             allowed(transaction, caller.user, call.spaceId, SpacePermission::ALLOWS_TO_MANAGE_CHANNELS));
  PARLEY_TRY(const SpaceChannel* channel, managed_channel(*space, caller.user, call.channelId));
  const Next next = next_of(*space);
  std::erase_if(next->channels, [&](const auto& other) { return other->id == channel->id; });
  space_store::remove_channel(transaction, channel->id);
  keep(transaction, next);
  tell_deleted(transaction, *space, *channel);
  protocol::SpaceChannelDeleted answer{.spaceId = space->id, .channelId = channel->id};
  notices_.tell(transaction, access::members(*space, *channel), caller.connection,
                protocol::event::SPACE_CHANNEL_DELETED, answer);
  announcer_.settle(transaction, space.get(), next.get(), {});
  return answer;
}

void Spaces::set_access(const SpaceState& space, SpaceChannel& channel, bool is_private,
                        const std::optional<std::vector<std::string>>& roles,
                        const std::optional<std::vector<std::string>>& members) {
  channel.is_private = is_private;
  channel.access_roles.clear();
  channel.access_members.clear();
  if (!is_private) return;
  if (roles) channel.access_roles = each_once(*roles, [&](const std::string& id) { return space.role(id) != nullptr; });
  if (members) {
    channel.access_members =
        each_once(*members, [&](const std::string& user) { return space.member(user) != nullptr; });
  }
}

void Spaces::tell_deleted(storage::Transaction& transaction, const SpaceState& before, const SpaceChannel& channel) {
  for (SpaceObserver* observer : announcer_.observers()) {
    for (const auto& thread : channel.threads) {
      observer->place_deleted(transaction, place_info(before, channel, *thread));
    }
    observer->place_deleted(transaction, place_info(before, channel));
  }
}

void Spaces::store_channels(storage::Transaction& transaction, const SpaceState& before, const SpaceState& after) {
  // States share what hasn't changed. They have the same channels and threads.
  for (std::size_t place = 0; place < after.channels.size(); ++place) {
    if (before.channels[place] == after.channels[place]) continue;
    space_store::update_channel(transaction, *after.channels[place]);
    const auto& was = before.channels[place]->threads;
    const auto& is = after.channels[place]->threads;
    for (std::size_t thread = 0; thread < is.size(); ++thread) {
      if (was[thread] != is[thread]) space_store::update_thread(transaction, *is[thread]);
    }
  }
}

}  // namespace parley::domain
