// The waiting room (protocol chapter 04, section 6).
#include "domain/meetings/meetings.hpp"
#include "domain/meetings/payloads.hpp"
#include "domain/meetings/sync.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

using meetings::Stage;
namespace errors = protocol::errors;
namespace event = protocol::event;

namespace {
const Error not_waiting{"Nobody of that name waits"};
}

void Meetings::tell_waiting_list(Announcer& announcer, const Room& room) {
  auto owners = room.in(Stage::joined);
  std::erase_if(owners, [](const Participant* person) { return !person->owner(); });
  announcer.to_all(room, owners, event::SFU_WAITING_LIST, meetings::waiting_list(room));
}

void Meetings::unwatch(Room& room, const std::string& user) {
  for (auto& person : room.people) person->watched.erase(user);
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::AuthorizeWaitingList& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.id, Need::moderator));
  auto* room = seat.room;
  auto* person = room->by_user(call.userId);
  if (person == nullptr || person->stage != Stage::waiting) return not_waiting;
  Announcer announcer(outbox_, transaction);
  if (call.authorized) {
    person->stage = Stage::joined;
    tell_waiting_list(announcer, *room);
    enter(announcer, *room, *person, false);
  } else {
    if (person->join_id.empty()) {
      // Moved here from the room: his join was answered long ago.
      protocol::EvictedFromRoom evicted;
      evicted.userId = person->user;
      evicted.name = person->name;
      announcer.to(*room, *person, event::EVICTED, evicted);
    }
    remove_waiting(announcer, *room, *person, errors::RoomError::AUTHORIZATION_FAILED);
  }
  announcer.acknowledge(caller, call.id);
  return {};
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::MoveToWaitingRoom& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId, Need::moderator));
  auto& [room, self] = seat;
  auto* person = room->by_user(call.userId);
  if (person == nullptr || person->stage != Stage::joined) return Error{"Participant not found"};
  if (person == self || person->owner()) return Error{std::string(errors::SpaceError::RESTRICTED_ACCESS)};
  Announcer announcer(outbox_, transaction);
  announce_removed(announcer, *room, *person, meetings::visible_tracks(*person));
  for (const auto& track : person->tracks) release_leases_on(*room, *person, track.id);
  release_slots(*room, *person);
  for (auto& track : person->tracks) track.refused = false;
  person->watched.clear();
  person->stage = Stage::waiting;
  person->role = protocol::ParticipantRole::PARTICIPANT;
  if (room->type == protocol::ConferenceType::GLOBAL && !room->plain)
    chats_.leave_room_chat(transaction, room->chat, person->user);
  announcer.to(*room, *person, event::DETACHED);
  protocol::LeftRoom left;
  left.userId = person->user;
  left.name = person->name;
  announcer.to_all(*room, room->in(Stage::joined), event::LEFT, left);
  tell_waiting_list(announcer, *room);
  protocol::LeftMeetingSync outside;
  outside.id = room->id;
  outside.userId = person->user;
  sync(announcer, *room, person->user, true, event::LEFT_MEETING_SYNC, outside, person->connection);
  announcer.acknowledge(caller, room->id);
  return {};
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::ConfigureWaitingRoom& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.id, Need::owner));
  auto& [room, self] = seat;
  if (!room->in(Stage::waiting).empty()) return Error{"Somebody still waits"};
  const bool changed = room->waiting_room != call.enabled;
  room->waiting_room = call.enabled;
  protocol::WaitingRoomUpdate update;
  update.enabled = call.enabled;
  Announcer announcer(outbox_, transaction);
  announcer.answer(caller, event::SFU_WAITING_ROOM_UPDATE, room->id, update);
  if (changed) announcer.to_all(*room, room->joined_but(self), event::SFU_WAITING_ROOM_UPDATE, update);
  return {};
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::SubscribeToWaitingParticipant& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId, Need::moderator));
  const auto* person = seat.room->by_user(call.userId);
  if (person == nullptr || person->stage != Stage::waiting) return not_waiting;
  seat.self->watched.insert(call.userId);
  protocol::AddRemoveTracks added;
  added.info = meetings::tracks_info(*person, person->tracks);
  Announcer(outbox_, transaction).answer(caller, event::ADD_TRACKS, seat.room->id, added);
  return {};
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::UnsubscribeFromWaitingParticipant& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId, Need::moderator));
  auto& [room, self] = seat;
  const auto* person = room->by_user(call.userId);
  if (person == nullptr || person->stage != Stage::waiting) return not_waiting;
  self->watched.erase(call.userId);
  for (auto& [mid, slot] : self->slots)
    if (slot.lease && slot.lease->publisher == call.userId) {
      media_.release(room->media, self->peer, mid);
      slot.lease.reset();
      slot.preference = {};
    }
  protocol::AddRemoveTracks removed;
  removed.info = meetings::tracks_info(*person, person->tracks);
  Announcer(outbox_, transaction).answer(caller, event::REMOVE_TRACKS, room->id, removed);
  return {};
}

}  // namespace parley::domain
