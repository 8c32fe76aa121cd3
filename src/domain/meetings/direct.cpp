// Meetings of chats: they begin by a call, and follow what becomes of the chat.
#include "domain/meetings/meetings.hpp"
#include "domain/meetings/payloads.hpp"
#include "domain/users/users.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

using protocol::ConferenceType;
namespace errors = protocol::errors;

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::CreateDirectMeeting& call) {
  const auto seen = chats_.seat(transaction, call.directChatId, caller.user);
  if (!seen || !seen->chat.room.empty()) return Error{std::string(errors::RoomError::NOT_FOUND)};
  if (!seen->member) return Error{std::string(errors::SpaceError::RESTRICTED_ACCESS)};
  const Chat& chat = seen->chat;
  return start(transaction, caller,
               {.type = ConferenceType::DIRECT,
                .id = chat.id,
                .space = {},
                .owner = chat.owner,
                .name = chat.name,
                .members = chat.members});
}

void Meetings::tell_direct_meetings(Transaction& transaction, const Caller& caller) {
  protocol::MeetingsPreviewEvent running;
  for (const auto& [key, room] : rooms_) {
    if (room->type != ConferenceType::DIRECT || !chats_.is_member(transaction, room->id, caller.user)) continue;
    running.meetings.push_back(
        meetings::preview(*room, caller.user, users_.nickname(transaction, caller.user).value_or(caller.user)));
  }
  if (running.meetings.empty()) return;
  Announcer(outbox_, transaction).to_connection(caller.connection, protocol::event::USER_MEETINGS, running);
}

void Meetings::chat_renamed(Transaction& transaction, const Chat& chat) {
  if (auto* room = find_of(ConferenceType::DIRECT, chat.id)) rename(transaction, *room, chat.name);
}

void Meetings::chat_member_added(Transaction& transaction, const Chat& chat, const std::string& user) {
  if (const auto* room = find_of(ConferenceType::DIRECT, chat.id)) show(transaction, *room, {user});
}

void Meetings::chat_member_removed(Transaction& transaction, const Chat& chat, const std::string& user) {
  if (auto* room = find_of(ConferenceType::DIRECT, chat.id)) hide(transaction, *room, user);
}

void Meetings::chat_deleted(Transaction& transaction, const Chat& chat) {
  auto* room = find_of(ConferenceType::DIRECT, chat.id);
  if (room == nullptr) return;
  Announcer announcer(outbox_, transaction);
  end(announcer, *room, nullptr, chat.members);
}

}  // namespace parley::domain
