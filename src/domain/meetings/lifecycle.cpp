// Making rooms, finding them, and all the ways out of them.
#include <fmt/format.h>

#include <algorithm>

#include "base/random.hpp"
#include "domain/meetings/meetings.hpp"
#include "domain/meetings/payloads.hpp"
#include "domain/meetings/sync.hpp"
#include "domain/users/users.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

using meetings::Stage;
using protocol::ConferenceType;
namespace errors = protocol::errors;
namespace event = protocol::event;

namespace {

constexpr std::size_t most_rooms_of_one_user = 100;
constexpr Millis life_of_an_unused_room = 24 * 3600 * 1000;

Error refusal(std::string_view text) { return Error{std::string(text)}; }

/// Ids people type and see: short, and without anything invisible.
bool acceptable_id(const std::string& id) {
  return id.size() <= 128 && std::all_of(id.begin(), id.end(), [](unsigned char c) { return c > ' ' && c != 0x7f; });
}

}  // namespace

std::unique_ptr<Meetings::Room> Meetings::blank_room(ConferenceType type, std::string id, std::string owner) const {
  auto room = std::make_unique<Room>();
  room->id = std::move(id);
  room->owner = std::move(owner);
  room->type = type;
  room->created = clock_.now();
  room->invite = random_hex(16);
  room->config = meetings::default_config(type);
  return room;
}

std::unique_ptr<Meetings::Room> Meetings::personal_room(storage::Reader& reader, const std::string& owner,
                                                        const std::string& pmi) const {
  auto room = blank_room(ConferenceType::GLOBAL, pmi, owner);
  room->name = users_.nickname(reader, owner).value_or(owner);
  const protocol::PmiSettings settings = users_.pmi_settings(reader, owner);
  if (settings.useAccessCode) room->pin = settings.accessCode;
  room->waiting_room = settings.useWaitingRoom;
  room->held_for_owner = !settings.allowJoinAtAnyTime;
  room->config.initialAudioMuted = settings.useMuteAudioOnJoin;
  return room;
}

std::unique_ptr<Meetings::Room> Meetings::startable(storage::Reader& reader, const RoomCaller& caller,
                                                    const std::string& id) const {
  if (caller.plain) {
    auto room = blank_room(ConferenceType::GLOBAL, id, caller.user);
    room->plain = true;
    room->name = id;
    room->ends_when_empty = true;
    return room;
  }
  const auto owner = users_.owner_of_pmi(reader, id);
  if (!owner) return nullptr;
  auto room = personal_room(reader, *owner, id);
  room->ends_when_empty = true;
  return room;
}

Result<std::unique_ptr<Meetings::Room>> Meetings::new_global_room(storage::Reader& reader, const RoomCaller& caller,
                                                                  const protocol::calls::CreateRoom& call) {
  const auto owned = std::count_if(rooms_.begin(), rooms_.end(), [&](auto& entry) {
    return !entry.second->plain && entry.second->owner == caller.user;
  });
  if (static_cast<std::size_t>(owned) >= most_rooms_of_one_user) return Error{"Too many rooms"};

  auto id = call.id.value_or("");
  std::unique_ptr<Room> room;
  if (!id.empty()) {
    if (!acceptable_id(id)) return Error{"The room id must be short and without blanks"};
    if (const auto owner = users_.owner_of_pmi(reader, id)) {
      if (*owner != caller.user) return refusal(errors::SpaceError::RESTRICTED_ACCESS);
      room = personal_room(reader, caller.user, id);
    } else if (chats_.seat(reader, id, caller.user) || spaces_.is_channel(reader, id)) {
      // The id of a chat or a channel belongs to its meeting.
      return refusal(errors::SpaceError::RESTRICTED_ACCESS);
    }
  } else {
    do {
      id = fmt::to_string(random_between(1'000'000, 9'999'999));
    } while (find(false, id) != nullptr || chats_.seat(reader, id, caller.user) || users_.owner_of_pmi(reader, id));
  }
  if (!room) room = blank_room(ConferenceType::GLOBAL, id, caller.user);
  if (call.name && !call.name->empty()) room->name = *call.name;
  if (call.pin && !call.pin->empty()) room->pin = *call.pin;
  return room;
}

Meetings::Room& Meetings::open(Transaction& transaction, std::unique_ptr<Room> room) {
  if (!room->plain)
    room->chat = room->type == ConferenceType::GLOBAL
                     ? chats_.create_room_chat(transaction, room->id, room->owner, room->name)
                     : room->id;
  Key key(room->plain, room->id);
  return *rooms_.emplace(std::move(key), std::move(room)).first->second;
}

void Meetings::open_media(Room& room) {
  if (room.endpoint) return;
  room.media = ++last_media_id_;
  room.endpoint = media_.open_room(room.media);
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const protocol::calls::CreateRoom& call) {
  Announcer announcer(outbox_, transaction);
  const auto id = call.id.value_or("");
  if (auto* running = id.empty() ? nullptr : find(false, id)) {
    if (running->owner != caller.user || running->type != ConferenceType::GLOBAL)
      return refusal(errors::SpaceError::RESTRICTED_ACCESS);
    announcer.answer(caller, event::CREATED, running->id, meetings::created_room(*running));
    return {};
  }
  PARLEY_TRY(auto fresh, new_global_room(transaction, caller, call));
  drop_abandoned_rooms(transaction);
  auto& room = open(transaction, std::move(fresh));
  announcer.answer(caller, event::CREATED, room.id, meetings::created_room(room));
  return {};
}

void Meetings::drop_abandoned_rooms(Transaction& transaction) {
  Announcer announcer(outbox_, transaction);
  std::vector<Room*> abandoned;
  for (const auto& [key, room] : rooms_)
    if (!room->ever_joined && room->people.empty() && room->created + life_of_an_unused_room < clock_.now())
      abandoned.push_back(room.get());
  for (auto* room : abandoned) end(announcer, *room);
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const protocol::calls::RoomAvailable& call) {
  const auto id = call.id.value_or("");
  if (id.empty()) return refusal(errors::RoomError::ID_IS_NULL);
  const auto* room = find(caller.plain, id);
  std::unique_ptr<Room> imagined;
  if (room == nullptr) {
    imagined = startable(transaction, caller, id);
    room = imagined.get();
  }
  if (room == nullptr || !may_see(transaction, *room, caller)) return refusal(errors::ROOM_IS_NOT_AVAILABLE);
  Announcer(outbox_, transaction)
      .answer(caller, event::AVAILABLE, room->id, meetings::room_available(*room, call.pin.value_or("")));
  return {};
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const protocol::calls::RoomExists& call) {
  const auto id = call.id.value_or("");
  if (id.empty()) return refusal(errors::RoomError::ID_IS_NULL);
  const auto* room = find(caller.plain, id);
  if (room == nullptr || !may_see(transaction, *room, caller)) return refusal(errors::RoomError::NOT_FOUND);
  if (!room->pin.empty() && room->pin != call.pin.value_or("")) return refusal(errors::RoomError::WRONG_PIN);
  Announcer(outbox_, transaction).acknowledge(caller, room->id);
  return {};
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const protocol::calls::GetActiveRooms&) {
  protocol::UserRoomsEvent rooms;
  for (const auto& [key, room] : rooms_)
    if (!room->plain && room->type == ConferenceType::GLOBAL && room->owner == caller.user)
      rooms.rooms.push_back(meetings::room_info(*room));
  Announcer(outbox_, transaction).answer(caller, event::USER_ROOMS, "", rooms);
  return {};
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const protocol::calls::LeaveRoom& call) {
  Announcer announcer(outbox_, transaction);
  auto* room = find(caller.plain, call.id);
  auto* person = room == nullptr ? nullptr : room->by_connection(caller.connection);
  if (person != nullptr) {
    leave(announcer, *room, *person, &caller);
    return {};
  }
  // Clients leave every room they ever looked up: an answer, and nothing else.
  protocol::LeftRoom left;
  left.userId = caller.user;
  left.name = account_name(transaction, caller);
  announcer.answer(caller, event::LEFT, call.id, left);
  return {};
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const protocol::calls::DestroyRoom& call) {
  auto* room = find(caller.plain, call.id);
  if (room == nullptr) return refusal(errors::RoomError::NOT_FOUND);
  const auto* self = room->by_connection(caller.connection);
  const bool holder = self != nullptr && self->stage == Stage::joined && self->owner();
  if (!holder && room->owner != caller.user) return refusal(errors::SpaceError::RESTRICTED_ACCESS);
  Announcer announcer(outbox_, transaction);
  // Before ENDED, after which the client has forgotten the room.
  announcer.acknowledge(caller, room->id);
  end(announcer, *room);
  return {};
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::EvictParticipant& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.id, Need::moderator));
  auto* person = seat.room->by_user(call.userId);
  if (person == nullptr || person->stage != Stage::joined) return Error{"Participant not found"};
  if (person == seat.self || (person->owner() && !seat.self->owner()))
    return refusal(errors::SpaceError::RESTRICTED_ACCESS);
  Announcer announcer(outbox_, transaction);
  remove(announcer, *seat.room, *person, Farewell::evicted);
  announcer.acknowledge(caller, call.id);
  return {};
}

void Meetings::leave(Announcer& announcer, Room& room, Participant& person, const RoomCaller* answer_to) {
  if (person.stage == Stage::joined) return remove(announcer, room, person, Farewell::left, answer_to);
  protocol::LeftRoom left;
  left.userId = person.user;
  left.name = person.name;
  // Before the failed join, which makes the client forget the room and with it this answer.
  if (answer_to != nullptr) announcer.answer(*answer_to, event::LEFT, room.id, left);
  remove_waiting(announcer, room, person, errors::RoomError::CANCEL_JOIN_ROOM);
}

void Meetings::remove(Announcer& announcer, Room& room, Participant& person, Farewell farewell,
                      const RoomCaller* answer_to) {
  const auto others = room.joined_but(&person);
  if (room.type == ConferenceType::GLOBAL && !room.plain && !others.empty())
    chats_.leave_room_chat(announcer.transaction(), room.chat, person.user);
  announce_removed(announcer, room, person, meetings::visible_tracks(person));

  protocol::LeftRoom left;
  left.userId = person.user;
  left.name = person.name;
  if (farewell == Farewell::evicted) {
    protocol::EvictedFromRoom evicted;
    evicted.userId = person.user;
    evicted.name = person.name;
    announcer.to_all(room, room.in(Stage::joined), event::EVICTED, evicted);
  } else {
    if (farewell == Farewell::dropped) {
      protocol::DroppedFromRoom dropped;
      dropped.userId = person.user;
      dropped.name = person.name;
      announcer.to(room, person, event::DROPPED, dropped);
    } else if (answer_to != nullptr) {
      announcer.to(room, person, event::LEFT, left, answer_to->message_id);
    }
    announcer.to_all(room, others, event::LEFT, left);
  }

  const Caller gone{person.user, person.connection};
  forget(room, person);
  if (farewell == Farewell::evicted) {
    protocol::EvictedSync evicted;
    evicted.id = room.id;
    evicted.userId = gone.user;
    sync(announcer, room, gone.user, true, event::EVICTED_SYNC, evicted, gone.connection);
  } else {
    protocol::LeftMeetingSync outside;
    outside.id = room.id;
    outside.userId = gone.user;
    sync(announcer, room, gone.user, true, event::LEFT_MEETING_SYNC, outside, gone.connection);
  }
  if (others.empty()) end(announcer, room, &gone);
}

void Meetings::remove_waiting(Announcer& announcer, Room& room, Participant& person, std::string_view error) {
  announcer.refuse_join(room, person, error);
  const bool listed = person.stage == Stage::waiting;
  unwatch(room, person.user);
  forget(room, person);
  if (listed) tell_waiting_list(announcer, room);
  if (room.people.empty() && room.ends_when_empty && !room.ever_joined) end(announcer, room);
}

void Meetings::forget(Room& room, Participant& person) {
  for (const auto& track : person.tracks) release_leases_on(room, person, track.id);
  unwatch(room, person.user);
  media_.remove_peer(room.media, person.peer);
  bitrate_tests_.end(person.peer);
  room_of_peer_.erase(person.peer);
  const auto [begin, end] = rooms_of_connection_.equal_range(person.connection);
  for (auto entry = begin; entry != end; ++entry)
    if (entry->second == &room) {
      rooms_of_connection_.erase(entry);
      break;
    }
  std::erase_if(room.people, [&](const auto& other) { return other.get() == &person; });
}

void Meetings::end(Announcer& announcer, Room& room, const Caller* just_left,
                   const std::vector<std::string>& everybody) {
  announcer.to_all(room, room.in(Stage::joined), event::ENDED);
  for (const auto& person : room.people) {
    if (person->stage == Stage::joined) continue;
    if (person->join_id.empty())
      announcer.to(room, *person, event::ENDED);
    else
      announcer.refuse_join(room, *person, errors::RoomError::ROOM_DESTROYED);
  }
  if (room.type == ConferenceType::GLOBAL && !room.plain) chats_.delete_room_chat(announcer.transaction(), room.chat);

  protocol::MeetingEndedSync ended;
  ended.id = room.id;
  if (!everybody.empty()) {
    announcer.everywhere(everybody, event::MEETING_ENDED_SYNC, ended);
  } else if (room.type != ConferenceType::GLOBAL) {
    sync(announcer, room, room.owner, true, event::MEETING_ENDED_SYNC, ended);
  } else {
    for (const auto* person : room.in(Stage::joined))
      sync(announcer, room, person->user, true, event::MEETING_ENDED_SYNC, ended);
    if (just_left != nullptr)
      sync(announcer, room, just_left->user, true, event::MEETING_ENDED_SYNC, ended, just_left->connection);
  }

  if (everybody.empty()) leave_history(announcer.transaction(), room);

  while (!room.people.empty()) forget(room, *room.people.back());
  if (room.endpoint) media_.close_room(room.media);
  rooms_.erase(Key(room.plain, room.id));
}

}  // namespace parley::domain
