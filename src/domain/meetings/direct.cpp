// Meetings of chats: they begin by a call, and follow what becomes of the chat.
#include <algorithm>

#include "domain/meetings/meetings.hpp"
#include "domain/meetings/payloads.hpp"
#include "domain/meetings/sync.hpp"
#include "domain/users/users.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

using protocol::ConferenceType;
namespace errors = protocol::errors;
namespace event = protocol::event;

namespace {

protocol::NewMeeting new_meeting(const meetings::Room& room) {
  protocol::NewMeeting payload;
  payload.id = room.id;
  payload.conferenceType = room.type;
  payload.name = room.name;
  payload.owner = room.owner;
  payload.creationTime = room.created;
  payload.participants = meetings::previews(room);
  payload.config = room.config;
  return payload;
}

}  // namespace

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::CreateDirectMeeting& call) {
  const auto seen = chats_.seat(transaction, call.directChatId, caller.user);
  if (!seen || !seen->chat.room.empty()) return Error{std::string(errors::RoomError::NOT_FOUND)};
  if (!seen->member) return Error{std::string(errors::SpaceError::RESTRICTED_ACCESS)};
  Announcer announcer(outbox_, transaction);
  auto* room = find(false, call.directChatId);
  if (room == nullptr) {
    auto fresh = blank_room(ConferenceType::DIRECT, seen->chat.id, seen->chat.owner);
    fresh->name = seen->chat.name;
    room = &open(transaction, std::move(fresh));
    announcer.everywhere(seen->chat.members, event::NEW_MEETING, new_meeting(*room), caller.connection);
  } else if (room->type != ConferenceType::DIRECT) {
    return Error{std::string(errors::SpaceError::RESTRICTED_ACCESS)};
  }
  announcer.answer(caller, event::CREATED, room->id, meetings::created_room(*room));
  return {};
}

void Meetings::tell_direct_meetings(Transaction& transaction, const Caller& caller) {
  protocol::MeetingsPreviewEvent running;
  for (const auto& [key, room] : rooms_) {
    if (room->type != ConferenceType::DIRECT || !chats_.is_member(transaction, room->id, caller.user)) continue;
    auto& entry = running.meetings.emplace_back();
    entry.id = room->id;
    entry.type = room->type;
    entry.owner = room->owner;
    entry.name = room->name;
    entry.userId = caller.user;
    entry.nickname = users_.nickname(transaction, caller.user).value_or(caller.user);
    entry.participants = meetings::previews(*room);
    entry.creationTime = room->created;
  }
  if (running.meetings.empty()) return;
  Announcer(outbox_, transaction).to_connection(caller.connection, event::USER_MEETINGS, running);
}

void Meetings::chat_renamed(Transaction& transaction, const Chat& chat) {
  auto* room = find(false, chat.id);
  if (room == nullptr || room->type != ConferenceType::DIRECT || room->name == chat.name) return;
  room->name = chat.name;
  Announcer announcer(outbox_, transaction);
  protocol::RoomNameUpdated renamed;
  renamed.name = chat.name;
  announcer.to_all(*room, room->in(meetings::Stage::joined), event::ROOM_NAME_UPDATED, renamed);
  protocol::MeetingNameUpdatedSync outside;
  outside.id = room->id;
  outside.name = chat.name;
  sync(announcer, *room, room->owner, false, event::MEETING_NAME_UPDATED_SYNC, outside);
}

void Meetings::chat_member_added(Transaction& transaction, const Chat& chat, const std::string& user) {
  const auto* room = find(false, chat.id);
  if (room == nullptr || room->type != ConferenceType::DIRECT) return;
  Announcer(outbox_, transaction).everywhere({user}, event::NEW_MEETING, new_meeting(*room));
}

void Meetings::chat_member_removed(Transaction& transaction, const Chat& chat, const std::string& user) {
  auto* room = find(false, chat.id);
  if (room == nullptr || room->type != ConferenceType::DIRECT) return;
  Announcer announcer(outbox_, transaction);
  // First out of the room: the last to go ends the meeting, and the others hear of that.
  if (auto* person = room->by_user(user)) remove(announcer, *room, *person, Farewell::evicted);
  protocol::MeetingEndedSync ended;
  ended.id = chat.id;
  announcer.everywhere({user}, event::MEETING_ENDED_SYNC, ended);
}

void Meetings::chat_deleted(Transaction& transaction, const Chat& chat) {
  auto* room = find(false, chat.id);
  if (room == nullptr || room->type != ConferenceType::DIRECT) return;
  Announcer announcer(outbox_, transaction);
  end(announcer, *room, nullptr, chat.members);
}

}  // namespace parley::domain
