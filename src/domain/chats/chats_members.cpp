#include <algorithm>
#include <utility>

#include "domain/chats/chat_store.hpp"
#include "domain/chats/chat_view.hpp"
#include "domain/chats/chats.hpp"
#include "domain/contacts/contacts.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {
namespace {

namespace errors = protocol::errors;

Error restricted() { return {std::string(errors::SpaceError::RESTRICTED_ACCESS)}; }

}  // namespace

Result<protocol::UpdateChatEvent> Chats::add_member(storage::Transaction& transaction, const Caller& caller,
                                                    const protocol::calls::AddMemberToChat& call) {
  PARLEY_TRY(ChatSeat seat, own_seat(transaction, caller, call.id));
  Chat& chat = seat.chat;
  if (chat.personal) return Error{std::string(errors::ChatError::CAN_NOT_ADD_MEMBER_TO_PRIVATE_CHAT)};
  if (!may_manage(chat, caller.user)) return restricted();
  if (chat.has(call.member)) return protocol::UpdateChatEvent{.info = chat_view(chat, *seat.member)};
  if (chat.members.size() >= max_chat_members) return Error{"Too many members"};
  ChatMember member;
  member.user = call.member;
  if (chat.encrypted) {
    if (!call.encryptedChatPassword || call.encryptedChatPassword->empty()) {
      return Error{std::string(errors::ChatError::INCORRECT_CHAT_ENCRYPTION_SETTINGS)};
    }
    member.encrypted_password = call.encryptedChatPassword;
  }
  PARLEY_CHECK(check_users(transaction, {call.member}));
  admit(transaction, chat, std::move(member), caller.connection);
  return protocol::UpdateChatEvent{.info = chat_view(chat, *seat.member)};
}

Result<protocol::UpdateChatEvent> Chats::remove_member(storage::Transaction& transaction, const Caller& caller,
                                                       const protocol::calls::RemoveMemberFromChat& call) {
  PARLEY_TRY(ChatSeat seat, own_seat(transaction, caller, call.id));
  Chat& chat = seat.chat;
  if (chat.personal) return Error{std::string(errors::ChatError::CAN_NOT_REMOVE_MEMBER_FROM_PRIVATE_CHAT)};
  const bool leaves = call.member == caller.user && chat.room.empty();
  if (!leaves && !may_manage(chat, caller.user)) return restricted();

  const std::optional<ChatSeat> removed = chat_store::find(transaction, call.id, call.member);
  if (!removed->member) {
    // Not an error: everybody is told what already holds.
    notices_.changed(transaction, chat, chat_store::members(transaction, chat.id), caller.connection);
    notices_.forgotten(transaction, chat.id, call.member);
    return protocol::UpdateChatEvent{.info = chat_view(chat, *seat.member)};
  }
  if (chat.members.size() == 1) {
    destroy(transaction, chat, caller.connection);
    chat.members.clear();
    return protocol::UpdateChatEvent{.info = chat_view(chat, *seat.member)};
  }
  dismiss(transaction, chat, *removed->member, caller.connection);
  return protocol::UpdateChatEvent{.info = chat_view(chat, *seat.member)};
}

void Chats::user_renamed(storage::Transaction& transaction, const std::string& user) {
  for (const std::string& id : chat_store::unnamed_of_user(transaction, user)) {
    std::optional<ChatSeat> seat = chat_store::find(transaction, id, user);
    std::string name = generated_name(transaction, seat->chat.members);
    if (name == seat->chat.name) continue;
    seat->chat.name = std::move(name);
    chat_store::update(transaction, seat->chat);
    notices_.changed(transaction, seat->chat, chat_store::members(transaction, id), 0);
    for (ChatObserver* observer : observers_) observer->chat_renamed(transaction, seat->chat);
  }
}

void Chats::user_removed(storage::Transaction& transaction, const std::string& user) {
  for (ChatSeat& seat : chat_store::of_user(transaction, user)) {
    if (seat.chat.members.size() == 1 && seat.chat.room.empty()) {
      destroy(transaction, seat.chat, 0);
    } else {
      dismiss(transaction, seat.chat, *seat.member, 0);
    }
  }
  // Whoever gets his name one day is another.
  for (const std::string& id : chat_store::with_sender(transaction, user)) {
    Chat chat = chat_store::find(transaction, id, user)->chat;
    std::erase(chat.senders, user);
    chat_store::update(transaction, chat);
    notices_.changed(transaction, chat, chat_store::members(transaction, id), 0);
  }
}

bool Chats::remembers_user(storage::Reader& reader, const std::string& user) const {
  return chat_store::owns_any(reader, user);
}

void Chats::admit(storage::Transaction& transaction, Chat& chat, ChatMember member, events::ConnectionId except) {
  std::vector<ChatMember> others = chat_store::members(transaction, chat.id);
  const std::string user = member.user;
  member.private_messages = chat_store::take_kept_counters(transaction, chat.id, user);
  chat.members.push_back(user);
  ++chat.members_version;
  if (!chat.named) chat.name = generated_name(transaction, chat.members);
  chat_store::update(transaction, chat);
  chat_store::add_member(transaction, chat.id, member);
  notices_.changed(transaction, chat, std::move(others), except);
  notices_.added(transaction, chat, {std::move(member)}, except);
  if (chat.makes_contacts()) contacts_.join(transaction, chat.circle(), user);
  for (ChatObserver* observer : observers_) observer->chat_member_added(transaction, chat, user);
}

void Chats::dismiss(storage::Transaction& transaction, Chat& chat, const ChatMember& member,
                    events::ConnectionId except) {
  std::erase(chat.members, member.user);
  ++chat.members_version;
  // A meeting's chat keeps the owner, and who may write, for they may come back to the room.
  if (chat.room.empty()) {
    if (chat.owner == member.user) chat.owner = chat.members.front();
    std::erase(chat.senders, member.user);
  }
  if (!chat.named) chat.name = generated_name(transaction, chat.members);
  chat_store::update(transaction, chat);
  chat_store::remove_member(transaction, chat.id, member.user);
  notices_.changed(transaction, chat, chat_store::members(transaction, chat.id), except);
  notices_.removed(transaction, chat, {member}, except);
  if (chat.makes_contacts()) contacts_.leave(transaction, chat.circle(), member.user);
  for (ChatObserver* observer : observers_) observer->chat_member_removed(transaction, chat, member.user);
}

}  // namespace parley::domain
