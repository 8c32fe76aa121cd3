#include "domain/spaces/channel_changes.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "domain/contacts/contacts.hpp"
#include "domain/spaces/access.hpp"
#include "domain/spaces/space_store.hpp"
#include "domain/spaces/space_view.hpp"

namespace parley::domain {
namespace {

std::string circle_of(const SpaceState& space) { return "space:" + space.id; }
std::string circle_of(const SpaceChannel& channel) { return "channel:" + channel.id; }

std::vector<std::string> without(const std::vector<std::string>& users, const std::vector<std::string>& others) {
  if (others.empty()) return users;
  const std::unordered_set<std::string_view> left_out(others.begin(), others.end());
  std::vector<std::string> rest;
  for (const std::string& user : users) {
    if (!left_out.contains(user)) rest.push_back(user);
  }
  return rest;
}

/// Who is out of a channel is out of its private threads; back in the channel, he is in none of them. Tells whether
/// that made a difference.
bool end_threads(SpaceChannel& channel, const std::vector<std::string>& lost, std::int64_t version) {
  const auto is_lost = [&](const std::string& user) { return std::find(lost.begin(), lost.end(), user) != lost.end(); };
  bool differs = false;
  for (auto& thread : channel.threads) {
    if (std::none_of(thread->members.begin(), thread->members.end(), is_lost)) continue;
    SpaceThread without = *thread;
    std::erase_if(without.members, is_lost);
    without.members_version = version;
    thread = std::make_shared<const SpaceThread>(std::move(without));
    differs = true;
  }
  return differs;
}

/// Users who see a channel alike.
struct Viewers {
  PlaceViews own;
  std::vector<std::string> threads;  ///< the private ones they are in
  std::vector<std::string> users;
};

std::vector<std::string> private_threads_of(const SpaceState& space, const SpaceChannel& channel,
                                            const std::string& user) {
  std::vector<std::string> threads;
  for (const auto& thread : channel.threads) {
    if (thread->is_private && access::in_thread(space, channel, *thread, user)) threads.push_back(thread->id);
  }
  return threads;
}

/// Groups are few where users are many: who got in at the same moment has read the same.
std::vector<Viewers> grouped(storage::Transaction& transaction, const SpaceState& space, const SpaceChannel& channel,
                             const std::vector<std::string>& users) {
  std::vector<Viewers> groups;
  for (const std::string& user : users) {
    PlaceViews own = space_store::channel_views(transaction, channel.id, user);
    std::vector<std::string> threads = private_threads_of(space, channel, user);
    const auto same = std::find_if(groups.begin(), groups.end(),
                                   [&](const Viewers& group) { return group.threads == threads && group.own == own; });
    if (same != groups.end()) {
      same->users.push_back(user);
    } else {
      groups.push_back({std::move(own), std::move(threads), {user}});
    }
  }
  return groups;
}

/// In which channels the membership of some users may have changed: asking it for each of many users in each of many
/// private channels is dear.
class ChangedGrounds {
 public:
  ChangedGrounds(const SpaceState& before, const SpaceState& after, const std::vector<std::string>& users)
      : all_(before.owner != after.owner) {
    for (const std::string& user : users) {
      const SpaceMember *was = before.member(user), *is = after.member(user);
      if (was && is) {
        add_difference(was->roles, is->roles);
        add_difference(is->roles, was->roles);
      } else if (was || is) {
        all_ = true;
      }
    }
  }
  /// A channel that is itself the same in both states has other members only where roles it is open to have.
  bool concern(const std::shared_ptr<const SpaceChannel>& before,
               const std::shared_ptr<const SpaceChannel>& after) const {
    return all_ || before != after ||
           std::any_of(after->access_roles.begin(), after->access_roles.end(),
                       [&](const std::string& role) { return roles_.contains(role); });
  }

 private:
  void add_difference(const std::vector<std::string>& roles, const std::vector<std::string>& others) {
    for (const std::string& role : roles) {
      if (std::find(others.begin(), others.end(), role) == others.end()) roles_.insert(role);
    }
  }

  bool all_;
  std::unordered_set<std::string_view> roles_;  // of the states
};

}  // namespace

const ChannelChange* ChannelChanges::find(std::string_view channel) const {
  const auto found =
      std::find_if(channels.begin(), channels.end(), [&](const auto& change) { return change.channel == channel; });
  return found == channels.end() ? nullptr : &*found;
}

ChannelChanges compare_members(const SpaceState& before, SpaceState& after, const std::vector<std::string>& users,
                               const std::vector<std::string>& viewers) {
  ChannelChanges changes;
  for (const auto* list : {&users, &viewers}) {
    for (const std::string& user : *list) {
      const bool was = access::in_public_channels(before, user), is = access::in_public_channels(after, user);
      if (was != is) (is ? changes.public_gained : changes.public_lost).push_back(user);
    }
  }
  if (!changes.public_gained.empty() || !changes.public_lost.empty()) after.public_version = after.changes;
  const ChangedGrounds grounds(before, after, users);
  for (std::size_t place = 0; place < before.channels.size(); ++place) {
    const std::shared_ptr<const SpaceChannel> channel = before.channels[place], now = after.channels[place];
    ChannelChange change{.channel = channel->id, .gained = {}, .lost = {}};
    if (!now->is_private) {
      change.gained = changes.public_gained;
      change.lost = changes.public_lost;
    } else if (grounds.concern(channel, now)) {
      for (const std::string& user : users) {
        const bool was = access::in_channel(before, *channel, user), is = access::in_channel(after, *now, user);
        if (was != is) (is ? change.gained : change.lost).push_back(user);
      }
    }
    if (change.gained.empty() && change.lost.empty()) continue;
    SpaceChannel changed = *now;
    const bool other_threads = end_threads(changed, change.lost, after.changes);
    if (now->is_private) changed.members_version = after.changes;
    if (now->is_private || other_threads) {
      after.channels[place] = std::make_shared<const SpaceChannel>(std::move(changed));
    }
    changes.channels.push_back(std::move(change));
  }
  return changes;
}

ChannelChanges compare_channel(const SpaceState& before, SpaceState& after, std::string_view channel) {
  const SpaceChannel& was = *before.channel(channel);
  const SpaceChannel& is = *after.channel(channel);
  ChannelChange change{.channel = was.id, .gained = {}, .lost = {}};
  for (const auto& member : after.members->list()) {
    const bool was_in = access::in_channel(before, was, member->user);
    const bool is_in = access::in_channel(after, is, member->user);
    if (was_in != is_in) (is_in ? change.gained : change.lost).push_back(member->user);
  }
  // Between public and private the version is counted elsewhere, and must not go back.
  const bool differs = !change.gained.empty() || !change.lost.empty();
  if (differs || was.is_private != is.is_private) {
    SpaceChannel changed = is;
    changed.members_version = after.changes;
    end_threads(changed, change.lost, after.changes);
    after.put(std::move(changed));
  }
  ChannelChanges changes;
  if (differs) changes.channels.push_back(std::move(change));
  return changes;
}

PlaceInfo place_info(const SpaceState& space, const SpaceChannel& channel) {
  return {.place = {space.id, channel.id, {}},
          .name = channel.name,
          .owner = space.owner,
          .members = access::members(space, channel)};
}

PlaceInfo place_info(const SpaceState& space, const SpaceChannel& channel, const SpaceThread& thread) {
  return {.place = {space.id, channel.id, thread.id},
          .name = thread.name,
          .owner = space.owner,
          .members = access::members(space, channel, thread)};
}

void ChannelAnnouncer::settle(storage::Transaction& transaction, const SpaceState* before, const SpaceState* after,
                              const ChannelChanges& changes) {
  if (after) {
    for (const ChannelChange& change : changes.channels) {
      for (const std::string& user : change.gained) space_store::read_all(transaction, change.channel, user);
    }
    grow_circles(transaction, before, *after, changes);
  }
  if (before) shrink_circles(transaction, *before, after, changes);
}

void ChannelAnnouncer::grow_circles(storage::Transaction& transaction, const SpaceState* before,
                                    const SpaceState& after, const ChannelChanges& changes) {
  if (after.has_public_channels()) {
    if (!before || !before->has_public_channels()) {
      contacts_.create(transaction, circle_of(after), access::public_members(after));
    } else if (!changes.public_gained.empty()) {
      contacts_.create(transaction, circle_of(after), changes.public_gained);
    }
  }
  for (const auto& channel : after.channels) {
    if (!channel->is_private) continue;
    const SpaceChannel* was = before ? before->channel(channel->id) : nullptr;
    if (!was || !was->is_private) {
      contacts_.create(transaction, circle_of(*channel), access::members(after, *channel));
    } else if (const ChannelChange* change = changes.find(channel->id); change && !change->gained.empty()) {
      contacts_.create(transaction, circle_of(*channel), change->gained);
    }
  }
}

void ChannelAnnouncer::shrink_circles(storage::Transaction& transaction, const SpaceState& before,
                                      const SpaceState* after, const ChannelChanges& changes) {
  if (before.has_public_channels()) {
    if (!after || !after->has_public_channels()) {
      contacts_.dissolve(transaction, circle_of(before));
    } else {
      for (const std::string& user : changes.public_lost) contacts_.leave(transaction, circle_of(before), user);
    }
  }
  for (const auto& channel : before.channels) {
    if (!channel->is_private) continue;
    const SpaceChannel* now = after ? after->channel(channel->id) : nullptr;
    if (!now || !now->is_private) {
      contacts_.dissolve(transaction, circle_of(*channel));
    } else if (const ChannelChange* change = changes.find(channel->id)) {
      for (const std::string& user : change->lost) contacts_.leave(transaction, circle_of(*channel), user);
    }
  }
}

void ChannelAnnouncer::observe_lost(storage::Transaction& transaction, const SpaceState& after,
                                    const ChannelChanges& changes) {
  for (const ChannelChange& change : changes.channels) {
    if (change.lost.empty()) continue;
    const PlaceInfo place = place_info(after, *after.channel(change.channel));
    for (SpaceObserver* observer : observers_) observer->place_lost(transaction, place, change.lost);
  }
}

void ChannelAnnouncer::tell_lost(storage::Transaction& transaction, const SpaceState& after,
                                 const ChannelChanges& changes) {
  observe_lost(transaction, after, changes);
  for (const ChannelChange& change : changes.channels) {
    notices_.tell(transaction, change.lost, 0, protocol::event::SPACE_CHANNEL_DELETED,
                  protocol::SpaceChannelDeleted{.spaceId = after.id, .channelId = change.channel});
  }
}

void ChannelAnnouncer::tell_updated(storage::Transaction& transaction, const SpaceState& after,
                                    const SpaceChannel& channel, const std::vector<std::string>& gained,
                                    events::ConnectionId except) {
  const protocol::SpaceChannelUpdated update = channel_update(after, channel);
  notices_.tell(transaction, without(update.members, gained), except, protocol::event::SPACE_CHANNEL_UPDATED, update);
}

void ChannelAnnouncer::tell_gained(storage::Transaction& transaction, const SpaceState& after,
                                   const ChannelChanges& changes) {
  for (const ChannelChange& change : changes.channels) {
    if (change.gained.empty()) continue;
    const SpaceChannel& channel = *after.channel(change.channel);
    for (Viewers& group : grouped(transaction, after, channel, change.gained)) {
      const protocol::NewSpaceChannelEvent event{
          .spaceId = after.id, .channel = channel_view(after, channel, group.users.front(), group.own)};
      notices_.tell(transaction, std::move(group.users), 0, protocol::event::NEW_SPACE_CHANNEL, event);
    }
    const PlaceInfo place = place_info(after, channel);
    for (SpaceObserver* observer : observers_) observer->place_gained(transaction, place, change.gained);
  }
}

}  // namespace parley::domain
