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

/// The owner may act on threads he isn't in: his other devices hear of it too.
std::vector<std::string> and_caller(std::vector<std::string> users, const std::string& caller) {
  if (std::find(users.begin(), users.end(), caller) == users.end()) users.push_back(caller);
  return users;
}

}  // namespace

Result<protocol::NewSpaceThreadEvent> Spaces::create_thread(storage::Transaction& transaction, const Caller& caller,
                                                            const protocol::calls::CreateSpaceThread& call) {
  PARLEY_TRY(const SpaceStatePointer space, joined(transaction, caller.user, call.spaceId));
  const SpaceChannel* channel = space->channel(call.channelId);
  if (!channel) return Error{"Channel not found"};
  if (!access::in_channel(*space, *channel, caller.user)) return restricted();
  PARLEY_CHECK(check_name(call.name));
  if (channel->threads.size() >= max_channel_threads) return Error{"Too many threads"};

  SpaceThread thread;
  thread.id = random_uuid();
  thread.name = call.name;
  thread.creator = caller.user;
  thread.is_private = call.private_;
  thread.created = clock_.now();
  if (thread.is_private) thread.members = {caller.user};
  thread.members_version = space->changes + 1;
  const Next next = with_thread({space, channel, nullptr}, thread);
  space_store::add_thread(transaction, *next, *channel, thread);
  keep(transaction, next);
  protocol::NewSpaceThreadEvent answer{
      .spaceId = space->id, .channelId = channel->id, .thread = thread_view(*next, *channel, thread, {})};
  notices_.tell(transaction, answer.thread.members, caller.connection, protocol::event::NEW_SPACE_THREAD, answer);
  return answer;
}

Result<protocol::SpaceThreadUpdated> Spaces::rename_thread(storage::Transaction& transaction, const Caller& caller,
                                                           const protocol::calls::UpdateSpaceThread& call) {
  PARLEY_TRY(const ThreadPlace place,
             managed_thread(transaction, caller.user, {call.spaceId, call.channelId, call.threadId}));
  PARLEY_CHECK(check_name(call.name));
  protocol::SpaceThreadUpdated answer{
      .spaceId = call.spaceId, .channelId = call.channelId, .threadId = call.threadId, .name = call.name};
  if (place.thread->name == call.name) return answer;
  SpaceThread renamed = *place.thread;
  renamed.name = call.name;
  space_store::update_thread(transaction, renamed);
  keep(transaction, with_thread(place, renamed));
  notices_.tell(transaction, and_caller(access::members(*place.space, *place.channel, renamed), caller.user),
                caller.connection, protocol::event::SPACE_THREAD_UPDATED, answer);
  return answer;
}

Result<protocol::AddedMembersToThread> Spaces::add_thread_members(storage::Transaction& transaction,
                                                                  const Caller& caller,
                                                                  const protocol::calls::AddMembersToThread& call) {
  PARLEY_TRY(const ThreadPlace place,
             thread_place(transaction, caller.user, {call.spaceId, call.channelId, call.threadId}));
  const auto& [space, channel, thread] = place;
  if (!access::may_add_members(*space, *channel, *thread, caller.user)) return restricted();
  protocol::AddedMembersToThread answer{
      .spaceId = call.spaceId, .channelId = call.channelId, .threadId = call.threadId, .members = {}};
  answer.members = each_once(call.members, [&](const std::string& user) {
    return access::in_channel(*place.space, *place.channel, user) &&
           !access::in_thread(*place.space, *place.channel, *place.thread, user);
  });
  if (answer.members.empty()) return answer;
  const std::vector<std::string> before = access::members(*space, *channel, *thread);
  SpaceThread changed = *thread;
  changed.members.insert(changed.members.end(), answer.members.begin(), answer.members.end());
  changed.members_version = space->changes + 1;
  space_store::update_thread(transaction, changed);
  const Next next = with_thread(place, changed);
  keep(transaction, next);
  for (const std::string& user : answer.members) space_store::read_thread(transaction, changed.id, user);

  std::vector<std::string> told = before;
  // Somebody who adds himself hears of the thread instead.
  if (!access::in_thread(*next, *channel, changed, caller.user)) told = and_caller(std::move(told), caller.user);
  notices_.tell(transaction, std::move(told), caller.connection, protocol::event::ADDED_MEMBERS_TO_THREAD, answer);
  show_thread(transaction, *next, *channel, changed, answer.members);
  const PlaceInfo info = place_info(*next, *channel, changed);
  for (SpaceObserver* observer : announcer_.observers()) observer->place_gained(transaction, info, answer.members);
  return answer;
}

Result<protocol::RemovedMemberFromThread> Spaces::remove_thread_member(
    storage::Transaction& transaction, const Caller& caller, const protocol::calls::RemoveMemberFromThread& call) {
  PARLEY_TRY(const ThreadPlace place,
             managed_thread(transaction, caller.user, {call.spaceId, call.channelId, call.threadId}));
  const auto& [space, channel, thread] = place;
  if (!thread->is_private) return Error{"All members of the channel are in a public thread"};
  if (!access::in_thread(*space, *channel, *thread, call.member)) return Error{"User is not a member of the thread"};
  SpaceThread changed = *thread;
  std::erase(changed.members, call.member);
  changed.members_version = space->changes + 1;
  space_store::update_thread(transaction, changed);
  const Next next = with_thread(place, changed);
  keep(transaction, next);

  protocol::RemovedMemberFromThread answer{
      .spaceId = call.spaceId, .channelId = call.channelId, .threadId = call.threadId, .member = call.member};
  const PlaceInfo info = place_info(*next, *channel, changed);
  for (SpaceObserver* observer : announcer_.observers()) observer->place_lost(transaction, info, {call.member});
  std::vector<std::string> told = info.members;
  if (call.member != caller.user) told = and_caller(std::move(told), caller.user);
  notices_.tell(transaction, std::move(told), caller.connection, protocol::event::REMOVED_MEMBER_FROM_THREAD, answer);
  notices_.tell(
      transaction, {call.member}, 0, protocol::event::SPACE_THREAD_DELETED,
      protocol::SpaceThreadDeleted{.spaceId = call.spaceId, .channelId = call.channelId, .threadId = call.threadId});
  return answer;
}

Result<protocol::SpaceThreadDeleted> Spaces::remove_thread(storage::Transaction& transaction, const Caller& caller,
                                                           const protocol::calls::DeleteSpaceThread& call) {
  PARLEY_TRY(const ThreadPlace place,
             managed_thread(transaction, caller.user, {call.spaceId, call.channelId, call.threadId}));
  const Next next = next_of(*place.space);
  SpaceChannel changed = *place.channel;
  std::erase_if(changed.threads, [&](const auto& other) { return other->id == call.threadId; });
  next->put(std::move(changed));
  space_store::remove_thread(transaction, call.threadId);
  keep(transaction, next);
  const PlaceInfo info = place_info(*place.space, *place.channel, *place.thread);
  for (SpaceObserver* observer : announcer_.observers()) observer->place_deleted(transaction, info);
  protocol::SpaceThreadDeleted answer{.spaceId = call.spaceId, .channelId = call.channelId, .threadId = call.threadId};
  notices_.tell(transaction, and_caller(info.members, caller.user), caller.connection,
                protocol::event::SPACE_THREAD_DELETED, answer);
  return answer;
}

Result<Spaces::ThreadPlace> Spaces::thread_place(storage::Reader& reader, const std::string& user,
                                                 const SpacePlace& place) const {
  PARLEY_TRY(SpaceStatePointer space, joined(reader, user, place.space));
  const SpaceChannel* channel = space->channel(place.channel);
  if (!channel) return Error{"Channel not found"};
  if (!access::in_channel(*space, *channel, user)) return restricted();
  const SpaceThread* thread = channel->thread(place.thread);
  if (!thread) return Error{"Thread not found"};
  return ThreadPlace{std::move(space), channel, thread};
}

Result<Spaces::ThreadPlace> Spaces::managed_thread(storage::Reader& reader, const std::string& user,
                                                   const SpacePlace& place) const {
  PARLEY_TRY(ThreadPlace found, thread_place(reader, user, place));
  if (!access::may_manage(*found.space, *found.thread, user)) return restricted();
  return found;
}

Spaces::Next Spaces::with_thread(const ThreadPlace& place, const SpaceThread& thread) {
  Next next = next_of(*place.space);
  SpaceChannel changed = *place.channel;
  auto shared = std::make_shared<const SpaceThread>(thread);
  const auto same = std::find_if(changed.threads.begin(), changed.threads.end(),
                                 [&](const auto& other) { return other->id == thread.id; });
  if (same == changed.threads.end()) {
    changed.threads.push_back(std::move(shared));
  } else {
    *same = std::move(shared);
  }
  next->put(std::move(changed));
  return next;
}

void Spaces::show_thread(storage::Transaction& transaction, const SpaceState& space, const SpaceChannel& channel,
                         const SpaceThread& thread, const std::vector<std::string>& users) {
  // Those who have been in it before may have kept settings of their own.
  std::vector<std::pair<PlaceView, std::vector<std::string>>> groups;
  for (const std::string& user : users) {
    PlaceView own = space_store::place_view(transaction, thread.id, user).value_or(PlaceView{});
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const auto& group) { return group.first == own; });
    if (same == groups.end()) {
      groups.push_back({std::move(own), {user}});
    } else {
      same->second.push_back(user);
    }
  }
  for (auto& [own, viewers] : groups) {
    notices_.tell(
        transaction, std::move(viewers), 0, protocol::event::NEW_SPACE_THREAD,
        protocol::NewSpaceThreadEvent{
            .spaceId = space.id, .channelId = channel.id, .thread = thread_view(space, channel, thread, own)});
  }
}

}  // namespace parley::domain
