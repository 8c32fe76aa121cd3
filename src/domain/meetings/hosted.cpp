// What meetings of chats and of channels have in common: the chat or channel says who may see them.
#include <utility>

#include "domain/meetings/meetings.hpp"
#include "domain/meetings/payloads.hpp"
#include "domain/meetings/sync.hpp"
#include "domain/messages/messages.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

using meetings::Stage;
using protocol::ConferenceType;
namespace event = protocol::event;

Meetings::Room* Meetings::find_of(ConferenceType type, std::string_view id) {
  auto* room = find(false, id);
  return room != nullptr && room->type == type ? room : nullptr;
}

Handled Meetings::start(Transaction& transaction, const RoomCaller& caller, const Host& host) {
  Announcer announcer(outbox_, transaction);
  auto* room = find(false, host.id);
  if (room == nullptr) {
    auto fresh = blank_room(host.type, host.id, host.owner);
    fresh->space = host.space;
    fresh->name = host.name;
    fresh->started_by = caller.user;
    room = &open(transaction, std::move(fresh));
    announcer.everywhere(host.members, event::NEW_MEETING, meetings::new_meeting(*room), caller.connection);
  } else if (room->type != host.type) {
    return Error{std::string(protocol::errors::SpaceError::RESTRICTED_ACCESS)};
  }
  announcer.answer(caller, event::CREATED, room->id, meetings::created_room(*room));
  return {};
}

void Meetings::show(Transaction& transaction, const Room& room, const std::vector<std::string>& users) {
  Announcer(outbox_, transaction).everywhere(users, event::NEW_MEETING, meetings::new_meeting(room));
}

void Meetings::hide(Transaction& transaction, Room& room, const std::string& user) {
  Announcer announcer(outbox_, transaction);
  protocol::MeetingEndedSync ended;
  ended.id = room.id;
  // First out of the room: the last to go ends the meeting, and the others hear of that.
  if (auto* person = room.by_user(user)) remove(announcer, room, *person, Farewell::evicted);
  announcer.everywhere({user}, event::MEETING_ENDED_SYNC, ended);
}

void Meetings::rename(Transaction& transaction, Room& room, const std::string& name) {
  if (room.name == name) return;
  room.name = name;
  Announcer announcer(outbox_, transaction);
  protocol::RoomNameUpdated renamed;
  renamed.name = name;
  announcer.to_all(room, room.in(Stage::joined), event::ROOM_NAME_UPDATED, renamed);
  protocol::MeetingNameUpdatedSync outside;
  outside.id = room.id;
  outside.name = name;
  sync(announcer, room, room.owner, false, event::MEETING_NAME_UPDATED_SYNC, outside);
}

void Meetings::leave_history(Transaction& transaction, const Room& room) {
  if (room.type == ConferenceType::GLOBAL || !room.ever_joined) return;
  protocol::MessageTargetEntityId target;
  auto type = protocol::MessageTargetEntityType::CHAT;
  if (room.type == ConferenceType::CHANNEL) {
    type = protocol::MessageTargetEntityType::CHANNEL;
    target.spaceId = room.space;
    target.channelId = room.id;
  } else {
    target.chatId = room.id;
  }
  messages_.add_meeting_history(transaction, type, target, room.started_by,
                                protocol::encode(meetings::history_item(room, clock_.now())));
}

}  // namespace parley::domain
