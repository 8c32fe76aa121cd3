#include "domain/chats/chat_store.hpp"

#include <algorithm>
#include <string>

#include "domain/place_rows.hpp"
#include "storage/storage.hpp"

namespace parley::domain::chat_store {
namespace {

using storage::Reader;
using storage::Rows;
using storage::Transaction;

#define PARLEY_CHAT_COLUMNS                                                                                     \
  "c.id, c.room_id, c.owner, c.name, c.named, c.channel, c.type, c.personal, c.send_policy, c.receive_policy, " \
  "c.senders, c.external_users, c.icon, c.created, c.members, c.members_version, c.encrypted, c.public_key, "   \
  "c.encrypted_private_key, c.encrypted_attachments_secret_key, c.messages_count, c.first_message_id, "         \
  "c.first_message_date, c.last_message_id, c.last_message_date"
constexpr int chat_columns = 25;

#define PARLEY_MEMBER_COLUMNS                                                                             \
  "m.user_id, m.favourite, m.hidden, m.notifications, m.mute_time, m.muted_until, m.muted_indefinitely, " \
  "m.encrypted_password, m.last_read_id, m.last_read_date, m.last_read_sequence, m.messages_count, "      \
  "m.first_message_id, m.first_message_date, m.last_message_id, m.last_message_date"

Chat chat_of(const Rows& row) {
  return {
      .id = row.string(0),
      .room = row.string(1),
      .owner = row.string(2),
      .name = row.string(3),
      .named = row.boolean(4),
      .channel = row.boolean(5),
      .type = stored<protocol::ChatType>(row.text(6)),
      .personal = row.boolean(7),
      .send_policy = stored<protocol::ChannelSendPolicy>(row.text(8)),
      .receive_policy = stored<protocol::ChatReceivePolicy>(row.text(9)),
      .senders = from_lines(row.text(10)),
      .external_users = row.boolean(11),
      .icon = row.optional_string(12),
      .created = row.integer(13),
      .members = from_lines(row.text(14)),
      .members_version = row.integer(15),
      .encrypted = row.boolean(16),
      .public_key = row.optional_string(17),
      .encrypted_private_key = row.optional_string(18),
      .encrypted_attachments_secret_key = row.optional_string(19),
      .messages = stored_counters(row, 20),
  };
}

ChatMember member_of(const Rows& row, int at) {
  return {
      .user = row.string(at),
      .favourite = row.boolean(at + 1),
      .hidden = row.boolean(at + 2),
      .notifications = stored<protocol::NotificationMode>(row.text(at + 3)),
      .mute = stored_mute(row, at + 4),
      .encrypted_password = row.optional_string(at + 7),
      .position = {row.string(at + 8), row.integer(at + 9), row.integer(at + 10)},
      .private_messages = stored_counters(row, at + 11),
  };
}

ChatSeat seat_of(const Rows& row) {
  ChatSeat seat{chat_of(row), std::nullopt};
  if (!row.is_null(chat_columns)) seat.member = member_of(row, chat_columns);
  return seat;
}

}  // namespace

std::optional<ChatSeat> find(Reader& reader, std::string_view chat, std::string_view user) {
  auto rows = reader.query("SELECT " PARLEY_CHAT_COLUMNS ", " PARLEY_MEMBER_COLUMNS
                           " FROM chats c LEFT JOIN chat_members m ON m.chat_id = c.id AND m.user_id = $2 "
                           "WHERE c.id = $1",
                           {chat, user});
  if (!rows->next()) return std::nullopt;
  return seat_of(*rows);
}

bool exists(Reader& reader, std::string_view chat) {
  return reader.query("SELECT 1 FROM chats WHERE id = $1", {chat})->next();
}

bool is_member(Reader& reader, std::string_view chat, std::string_view user) {
  return reader.query("SELECT 1 FROM chat_members WHERE chat_id = $1 AND user_id = $2", {chat, user})->next();
}

std::vector<ChatSeat> of_user(Reader& reader, std::string_view user) {
  std::vector<ChatSeat> all;
  auto rows = reader.query("SELECT " PARLEY_CHAT_COLUMNS ", " PARLEY_MEMBER_COLUMNS
                           " FROM chat_members m JOIN chats c ON c.id = m.chat_id WHERE m.user_id = $1",
                           {user});
  while (rows->next()) all.push_back(seat_of(*rows));
  return all;
}

std::vector<ChatSeat> public_channels(Reader& reader, std::string_view user) {
  std::vector<ChatSeat> all;
  auto rows = reader.query("SELECT " PARLEY_CHAT_COLUMNS ", " PARLEY_MEMBER_COLUMNS
                           " FROM chats c LEFT JOIN chat_members m ON m.chat_id = c.id AND m.user_id = $1 "
                           "WHERE c.channel = 1 AND c.type = 'PUBLIC'",
                           {user});
  while (rows->next()) all.push_back(seat_of(*rows));
  return all;
}

std::vector<ChatMember> members(Reader& reader, std::string_view chat) {
  std::vector<ChatMember> all;
  auto rows = reader.query("SELECT " PARLEY_MEMBER_COLUMNS " FROM chat_members m WHERE m.chat_id = $1", {chat});
  while (rows->next()) all.push_back(member_of(*rows, 0));
  return all;
}

std::vector<std::string> ids_of_user(Reader& reader, std::string_view user) {
  std::vector<std::string> all;
  auto rows = reader.query("SELECT chat_id FROM chat_members WHERE user_id = $1", {user});
  while (rows->next()) all.push_back(rows->string(0));
  return all;
}

std::vector<std::string> unnamed_of_user(Reader& reader, std::string_view user) {
  std::vector<std::string> all;
  auto rows = reader.query(
      "SELECT c.id FROM chat_members m JOIN chats c ON c.id = m.chat_id WHERE m.user_id = $1 AND c.named = 0", {user});
  while (rows->next()) all.push_back(rows->string(0));
  return all;
}

std::vector<std::string> with_sender(Reader& reader, std::string_view user) {
  std::vector<std::string> all;
  auto rows = reader.query("SELECT id, senders FROM chats WHERE senders <> ''");
  while (rows->next()) {
    const std::vector<std::string> senders = from_lines(rows->text(1));
    if (std::find(senders.begin(), senders.end(), user) != senders.end()) all.push_back(rows->string(0));
  }
  return all;
}

bool owns_any(Reader& reader, std::string_view user) {
  return reader.query("SELECT 1 FROM chats WHERE owner = $1 LIMIT 1", {user})->next();
}

std::vector<std::string> of_rooms(Reader& reader) {
  std::vector<std::string> all;
  auto rows = reader.query("SELECT id FROM chats WHERE room_id <> ''");
  while (rows->next()) all.push_back(rows->string(0));
  return all;
}

void add(Transaction& transaction, const Chat& chat) {
  const std::string senders = to_lines(chat.senders);
  const std::string members = to_lines(chat.members);
  transaction.execute(
      "INSERT INTO chats (id, room_id, owner, name, named, channel, type, personal, send_policy, receive_policy, "
      "senders, external_users, icon, created, members, members_version, encrypted, public_key, "
      "encrypted_private_key, encrypted_attachments_secret_key, messages_count, first_message_id, "
      "first_message_date, last_message_id, last_message_date) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
      "$12, $13, $14, $15, $16, $17, $18, $19, $20, 0, '', 0, '', 0)",
      {chat.id,
       chat.room,
       chat.owner,
       chat.name,
       number(chat.named),
       number(chat.channel),
       wire(chat.type),
       number(chat.personal),
       wire(chat.send_policy),
       wire(chat.receive_policy),
       senders,
       number(chat.external_users),
       storage::text_or_null(chat.icon),
       chat.created,
       members,
       chat.members_version,
       number(chat.encrypted),
       storage::text_or_null(chat.public_key),
       storage::text_or_null(chat.encrypted_private_key),
       storage::text_or_null(chat.encrypted_attachments_secret_key)});
}

void update(Transaction& transaction, const Chat& chat) {
  const std::string senders = to_lines(chat.senders);
  const std::string members = to_lines(chat.members);
  transaction.execute(
      "UPDATE chats SET owner = $2, name = $3, named = $4, type = $5, personal = $6, send_policy = $7, "
      "receive_policy = $8, senders = $9, external_users = $10, icon = $11, members = $12, members_version = $13 "
      "WHERE id = $1",
      {chat.id, chat.owner, chat.name, number(chat.named), wire(chat.type), number(chat.personal),
       wire(chat.send_policy), wire(chat.receive_policy), senders, number(chat.external_users),
       storage::text_or_null(chat.icon), members, chat.members_version});
}

void rebase_icons(Transaction& transaction, std::string_view old_base, std::string_view new_base) {
  transaction.execute(
      "UPDATE chats SET icon = $2 || substr(icon, length($1) + 1) WHERE icon IS NOT NULL AND "
      "substr(icon, 1, length($1)) = $1",
      {old_base, new_base});
}

void remove(Transaction& transaction, std::string_view chat) {
  transaction.execute("DELETE FROM chats WHERE id = $1", {chat});
}

void add_member(Transaction& transaction, std::string_view chat, const ChatMember& member) {
  const MessageCounters& counters = member.private_messages;
  transaction.execute(
      "INSERT INTO chat_members (chat_id, user_id, favourite, hidden, notifications, encrypted_password, last_read_id, "
      "last_read_date, last_read_sequence, messages_count, first_message_id, first_message_date, last_message_id, "
      "last_message_date) VALUES ($1, $2, $3, 0, $4, $5, '', 0, 0, $6, $7, $8, $9, $10)",
      {chat, member.user, number(member.favourite), wire(member.notifications),
       storage::text_or_null(member.encrypted_password), counters.count, counters.first_id, counters.first_date,
       counters.last_id, counters.last_date});
}

MessageCounters take_kept_counters(Transaction& transaction, std::string_view chat, std::string_view user) {
  auto rows = transaction.query(
      "DELETE FROM chat_former_members WHERE chat_id = $1 AND user_id = $2 "
      "RETURNING messages_count, first_message_id, first_message_date, last_message_id, last_message_date",
      {chat, user});
  return rows->next() ? stored_counters(*rows, 0) : MessageCounters{};
}

void update_member(Transaction& transaction, std::string_view chat, const ChatMember& member) {
  transaction.execute(
      "UPDATE chat_members SET favourite = $3, hidden = $4, notifications = $5, mute_time = $6, muted_until = $7, "
      "muted_indefinitely = $8 WHERE chat_id = $1 AND user_id = $2",
      {chat, member.user, number(member.favourite), number(member.hidden), wire(member.notifications),
       mute_time(member.mute), mute_until(member.mute), mute_indefinitely(member.mute)});
}

void remove_member(Transaction& transaction, std::string_view chat, std::string_view user) {
  transaction.execute(
      "INSERT INTO chat_former_members (chat_id, user_id, messages_count, first_message_id, first_message_date, "
      "last_message_id, last_message_date) SELECT chat_id, user_id, messages_count, first_message_id, "
      "first_message_date, last_message_id, last_message_date FROM chat_members "
      "WHERE chat_id = $1 AND user_id = $2 AND messages_count > 0",
      {chat, user});
  transaction.execute("DELETE FROM chat_members WHERE chat_id = $1 AND user_id = $2", {chat, user});
}

void set_position(Transaction& transaction, std::string_view chat, std::string_view user,
                  const ReadPosition& position) {
  transaction.execute(
      "UPDATE chat_members SET last_read_id = $3, last_read_date = $4, last_read_sequence = $5 "
      "WHERE chat_id = $1 AND user_id = $2",
      {chat, user, position.message, position.date, position.sequence});
}

void count_message(Transaction& transaction, std::string_view chat, std::string_view message, Millis date) {
  transaction.execute("UPDATE chats SET " PARLEY_COUNT_MESSAGE("$2", "$3") "WHERE id = $1", {chat, message, date});
}

void count_private_message(Transaction& transaction, std::string_view chat, std::string_view user,
                           std::string_view message, Millis date) {
  transaction.execute("UPDATE chat_members SET " PARLEY_COUNT_MESSAGE("$3", "$4") "WHERE chat_id = $1 AND user_id = $2",
                      {chat, user, message, date});
}

}  // namespace parley::domain::chat_store
