#include <utility>

#include "base/random.hpp"
#include "domain/chats/chat_store.hpp"
#include "domain/chats/chats.hpp"

namespace parley::domain {
namespace {

/// The chat, if it is a meeting's: calls for rooms never touch another.
std::optional<ChatSeat> room_seat(storage::Reader& reader, const std::string& chat, const std::string& user) {
  std::optional<ChatSeat> seat = chat_store::find(reader, chat, user);
  if (seat && seat->chat.room.empty()) return std::nullopt;
  return seat;
}

}  // namespace

std::string Chats::create_room_chat(storage::Transaction& transaction, const std::string& room,
                                    const std::string& owner, const std::string& name) {
  Chat chat;
  chat.id = chat_store::exists(transaction, room) ? random_uuid() : room;
  chat.room = room;
  chat.owner = owner;
  chat.name = name;
  chat.named = true;
  chat.created = clock_.now();
  chat.members = {owner};
  ChatMember member;
  member.user = owner;
  insert(transaction, chat, {member});
  notices_.added(transaction, chat, {std::move(member)}, 0);
  return chat.id;
}

void Chats::join_room_chat(storage::Transaction& transaction, const std::string& chat, const std::string& user) {
  std::optional<ChatSeat> seat = room_seat(transaction, chat, user);
  if (!seat || seat->member) return;
  ChatMember member;
  member.user = user;
  admit(transaction, seat->chat, std::move(member), 0);
}

void Chats::leave_room_chat(storage::Transaction& transaction, const std::string& chat, const std::string& user) {
  std::optional<ChatSeat> seat = room_seat(transaction, chat, user);
  if (!seat || !seat->member) return;
  dismiss(transaction, seat->chat, *seat->member, 0);
}

void Chats::rename_room_chat(storage::Transaction& transaction, const std::string& chat, const std::string& name) {
  std::optional<ChatSeat> seat = room_seat(transaction, chat, "");
  if (!seat || seat->chat.name == name) return;
  seat->chat.name = name;
  chat_store::update(transaction, seat->chat);
  notices_.changed(transaction, seat->chat, chat_store::members(transaction, chat), 0);
}

void Chats::set_room_chat_policy(storage::Transaction& transaction, const std::string& chat,
                                 protocol::ChatReceivePolicy policy) {
  std::optional<ChatSeat> seat = room_seat(transaction, chat, "");
  if (!seat || seat->chat.receive_policy == policy) return;
  seat->chat.receive_policy = policy;
  chat_store::update(transaction, seat->chat);
  notices_.changed(transaction, seat->chat, chat_store::members(transaction, chat), 0);
}

void Chats::delete_room_chat(storage::Transaction& transaction, const std::string& chat) {
  const std::optional<ChatSeat> seat = room_seat(transaction, chat, "");
  if (seat) destroy(transaction, seat->chat, 0);
}

void Chats::delete_all_room_chats(storage::Transaction& transaction) {
  for (const std::string& chat : chat_store::of_rooms(transaction)) delete_room_chat(transaction, chat);
}

}  // namespace parley::domain
