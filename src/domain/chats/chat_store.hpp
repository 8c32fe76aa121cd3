#pragma once
// The statements on the tables of chats. Used inside bodies of the storage, like the Reader they are given.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/chats/chat.hpp"
#include "storage/storage.hpp"

namespace parley::domain::chat_store {

std::optional<ChatSeat> find(storage::Reader& reader, std::string_view chat, std::string_view user);
bool exists(storage::Reader& reader, std::string_view chat);
bool is_member(storage::Reader& reader, std::string_view chat, std::string_view user);
/// All chats the user is a member of.
std::vector<ChatSeat> of_user(storage::Reader& reader, std::string_view user);
/// Their ids alone.
std::vector<std::string> ids_of_user(storage::Reader& reader, std::string_view user);
/// All public channels.
std::vector<ChatSeat> public_channels(storage::Reader& reader, std::string_view user);
/// Members with their state, in no order.
std::vector<ChatMember> members(storage::Reader& reader, std::string_view chat);
/// Chats of the user whose names follow nicknames.
std::vector<std::string> unnamed_of_user(storage::Reader& reader, std::string_view user);
/// Chats on whose send permission lists the user is, whether he is a member or not.
std::vector<std::string> with_sender(storage::Reader& reader, std::string_view user);
bool owns_any(storage::Reader& reader, std::string_view user);
std::vector<std::string> of_rooms(storage::Reader& reader);

void add(storage::Transaction& transaction, const Chat& chat);
/// Stores all that may change but the counters.
void update(storage::Transaction& transaction, const Chat& chat);
void remove(storage::Transaction& transaction, std::string_view chat);
/// Icons that begin with `old_base` begin with `new_base`.
void rebase_icons(storage::Transaction& transaction, std::string_view old_base, std::string_view new_base);

void add_member(storage::Transaction& transaction, std::string_view chat, const ChatMember& member);
/// Stores favourite, hidden, notifications and mute.
void update_member(storage::Transaction& transaction, std::string_view chat, const ChatMember& member);
/// Keeps the counters of his private messages.
void remove_member(storage::Transaction& transaction, std::string_view chat, std::string_view user);
/// What remove_member() kept, if he was a member once.
MessageCounters take_kept_counters(storage::Transaction& transaction, std::string_view chat, std::string_view user);
void set_position(storage::Transaction& transaction, std::string_view chat, std::string_view user,
                  const ReadPosition& position);

/// Counts a message everybody sees …
void count_message(storage::Transaction& transaction, std::string_view chat, std::string_view message, Millis date);
/// … or a private one, for one of its parties.
void count_private_message(storage::Transaction& transaction, std::string_view chat, std::string_view user,
                           std::string_view message, Millis date);

}  // namespace parley::domain::chat_store
