#include "domain/messages/message_store.hpp"

#include <algorithm>
#include <set>

#include "domain/chats/chat.hpp"
#include "domain/messages/mentions.hpp"
#include "domain/messages/message_index.hpp"

namespace parley::domain::message_store {
namespace {

using storage::Param;
using storage::Reader;
using storage::Rows;
using storage::Transaction;

#define PARLEY_MESSAGE_COLUMNS \
  "sequence, id, date, sender, recipient, type, body, parent, audience, edited, deleted, cursor"
#define PARLEY_VISIBLE_TO(user) "(recipient IS NULL OR recipient = " user " OR sender = " user ")"
/// A message that waits for its files isn't stored yet, so its sender counts as the same.
#define PARLEY_NEXT_DATE(now, by)                                                                                      \
  "CASE WHEN " now " > message_targets.last_date + 1 THEN " now                                                        \
  " WHEN EXISTS (SELECT 1 FROM messages m WHERE m.target = message_targets.id AND m.date = message_targets.last_date " \
  "AND m.sender <> " by ") THEN message_targets.last_date + 1 ELSE message_targets.last_date + 2 END "

StoredMessage message_of(const Rows& row) {
  StoredMessage message{
      .sequence = row.integer(0),
      .id = row.string(1),
      .date = row.integer(2),
      .sender = row.string(3),
      .recipient = row.optional_string(4),
      .body = row.string(6),
      .parent = std::nullopt,
      .audience = row.integer(8),
      .edited = row.integer(9),
      .deleted = row.boolean(10),
      .cursor = 0,
  };
  if (!from_wire(row.text(5), message.type)) throw storage::StorageError("Unknown type of message");
  if (!row.is_null(7)) message.parent = row.integer(7);
  // Messages from before the journal have no number of their own.
  message.cursor = row.integer(11) == 0 ? message.sequence : row.integer(11);
  return message;
}

/// Stops before there is more text than one page has.
std::vector<StoredMessage> messages_of(std::unique_ptr<Rows> rows) {
  std::vector<StoredMessage> messages;
  std::size_t text = 0;
  while (rows->next()) {
    text += rows->text(6).size();
    if (text > max_page_text) break;
    messages.push_back(message_of(*rows));
  }
  return messages;
}

std::optional<StoredMessage> message_of(std::unique_ptr<Rows> rows) {
  if (!rows->next()) return std::nullopt;
  return message_of(*rows);
}

}  // namespace

std::optional<Target> find_target(Reader& reader, std::string_view type, std::string_view target_id) {
  auto rows = reader.query(
      "SELECT id, last_sequence, last_date, last_cursor, lagging FROM message_targets "
      "WHERE type = $1 AND target_id = $2",
      {type, target_id});
  if (!rows->next()) return std::nullopt;
  return Target{rows->integer(0), rows->integer(1), rows->integer(2), rows->integer(3), rows->boolean(4)};
}

Target advance_target(Transaction& transaction, std::string_view type, std::string_view target_id,
                      std::string_view sender, Millis now) {
  auto rows = transaction.query(
      "INSERT INTO message_targets (id, type, target_id, last_sequence, last_cursor, last_date) "
      "VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM message_targets), $1, $2, 1, 1, $3) "
      "ON CONFLICT (type, target_id) DO UPDATE SET last_sequence = message_targets.last_sequence + 1, "
      "last_cursor = message_targets.last_cursor + 1, last_date = " PARLEY_NEXT_DATE(
          "$3", "$4") "RETURNING id, last_sequence, last_date, last_cursor, lagging",
      {type, target_id, now, sender});
  rows->next();
  return {rows->integer(0), rows->integer(1), rows->integer(2), rows->integer(3), rows->boolean(4)};
}

Millis reserve_date(Transaction& transaction, std::string_view type, std::string_view target_id,
                    std::string_view sender, Millis now) {
  auto rows = transaction.query(
      "INSERT INTO message_targets (id, type, target_id, last_sequence, last_cursor, last_date) "
      "VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM message_targets), $1, $2, 0, 0, $3) "
      "ON CONFLICT (type, target_id) DO UPDATE SET last_date = " PARLEY_NEXT_DATE("$3", "$4") "RETURNING last_date",
      {type, target_id, now, sender});
  rows->next();
  return rows->integer(0);
}

std::optional<Target> advance_sequence(Transaction& transaction, std::string_view type, std::string_view target_id) {
  auto rows = transaction.query(
      "UPDATE message_targets SET last_sequence = last_sequence + 1, last_cursor = last_cursor + 1 "
      "WHERE type = $1 AND target_id = $2 RETURNING id, last_sequence, last_date, last_cursor, lagging",
      {type, target_id});
  if (!rows->next()) return std::nullopt;
  return Target{rows->integer(0), rows->integer(1), rows->integer(2), rows->integer(3), rows->boolean(4)};
}

void remove_target(Transaction& transaction, std::string_view type, std::string_view target_id) {
  if (const auto target = find_target(transaction, type, target_id)) {
    message_index::target_removed(transaction, target->id);
  }
  transaction.execute("DELETE FROM message_targets WHERE type = $1 AND target_id = $2", {type, target_id});
}

void add(Transaction& transaction, std::int64_t target, const StoredMessage& message) {
  transaction.execute(
      "INSERT INTO messages (target, sequence, id, date, sender, recipient, type, body, parent, audience, edited, "
      "deleted, cursor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, $11)",
      {target, message.sequence, message.id, message.date, message.sender, storage::text_or_null(message.recipient),
       wire(message.type), message.body, message.parent ? Param(*message.parent) : Param(nullptr), message.audience,
       message.cursor});
  if (message.body.find("<@") != std::string::npos) mentions::add(transaction, target, message.sequence);
}

void edit(Transaction& transaction, std::int64_t target, std::int64_t sequence, std::string_view body, Millis now) {
  mentions::remove(transaction, target, sequence);
  transaction.execute("UPDATE messages SET body = $3, edited = $4 WHERE target = $1 AND sequence = $2",
                      {target, sequence, body, now});
  mentions::add(transaction, target, sequence);
  message_index::refresh(transaction, target, sequence);
}

void mark_deleted(Transaction& transaction, std::int64_t target, std::int64_t sequence) {
  mentions::remove(transaction, target, sequence);
  transaction.execute("UPDATE messages SET body = '', deleted = 1 WHERE target = $1 AND sequence = $2",
                      {target, sequence});
  message_index::refresh(transaction, target, sequence);
}

std::optional<StoredMessage> find(Reader& reader, std::int64_t target, std::string_view message) {
  return message_of(
      reader.query("SELECT " PARLEY_MESSAGE_COLUMNS " FROM messages WHERE id = $1 AND target = $2", {message, target}));
}

std::optional<StoredMessage> at(Reader& reader, std::int64_t target, std::int64_t sequence) {
  return message_of(reader.query("SELECT " PARLEY_MESSAGE_COLUMNS " FROM messages WHERE target = $1 AND sequence = $2",
                                 {target, sequence}));
}

std::vector<StoredMessage> newest(Reader& reader, std::int64_t target, std::string_view viewer, Millis from, Millis to,
                                  std::int64_t limit) {
  std::vector<StoredMessage> messages = messages_of(
      reader.query("SELECT " PARLEY_MESSAGE_COLUMNS " FROM messages WHERE target = $1 AND date >= $2 AND date <= $3 "
                   "AND " PARLEY_VISIBLE_TO("$4") " ORDER BY date DESC LIMIT $5",
                   {target, from, to, viewer, limit}));
  std::reverse(messages.begin(), messages.end());
  return messages;
}

std::vector<StoredMessage> oldest(Reader& reader, std::int64_t target, std::string_view viewer, Millis from, Millis to,
                                  std::int64_t limit) {
  return messages_of(reader.query("SELECT " PARLEY_MESSAGE_COLUMNS
                                  " FROM messages WHERE target = $1 AND date >= $2 AND date <= $3 "
                                  "AND " PARLEY_VISIBLE_TO("$4") " ORDER BY date LIMIT $5",
                                  {target, from, to, viewer, limit}));
}

std::int64_t count_unread(Reader& reader, std::int64_t target, std::string_view viewer, const ReadMark& mark) {
  auto later = reader.query(
      "SELECT COUNT(*) FROM messages WHERE target = $1 AND date > $2 AND sender <> $3 AND deleted = 0 "
      "AND (recipient IS NULL OR recipient = $3)",
      {target, mark.date, viewer});
  later->next();
  const std::int64_t count = later->integer(0);
  if (mark.date == 0) return count;
  // Dated earlier, but published after he had read: their files took long. These are looked for among what was
  // published since, not (hence the +) among all that is dated earlier.
  auto late = reader.query(
      "SELECT COUNT(*) FROM messages WHERE target = $1 AND sequence > $2 AND +date <= $3 AND sender <> $4 "
      "AND deleted = 0 AND (recipient IS NULL OR recipient = $4)",
      {target, mark.sequence, mark.date, viewer});
  late->next();
  return count + late->integer(0);
}

void add_audience(Transaction& transaction, std::int64_t target, std::int64_t version, std::string_view members) {
  transaction.execute("INSERT INTO message_audiences (target, version, members) VALUES ($1, $2, $3)",
                      {target, version, members});
}

bool has_audience(Reader& reader, std::int64_t target, std::int64_t version) {
  return reader.query("SELECT 1 FROM message_audiences WHERE target = $1 AND version = $2", {target, version})->next();
}

std::string audience(Reader& reader, std::int64_t target, std::int64_t version) {
  auto rows =
      reader.query("SELECT members FROM message_audiences WHERE target = $1 AND version = $2", {target, version});
  return rows->next() ? rows->string(0) : std::string();
}

void set_pending(Transaction& transaction, std::int64_t target, std::int64_t sequence, std::string_view members) {
  if (members.empty()) {
    transaction.execute("DELETE FROM message_pending WHERE target = $1 AND sequence = $2", {target, sequence});
    return;
  }
  transaction.execute(
      "INSERT INTO message_pending (target, sequence, members) VALUES ($1, $2, $3) "
      "ON CONFLICT (target, sequence) DO UPDATE SET members = $3",
      {target, sequence, members});
}

DeliveryBook delivery_book(Reader& reader, std::int64_t target, const std::vector<StoredMessage>& messages) {
  DeliveryBook book;
  if (messages.empty()) return book;
  std::int64_t first = messages.front().sequence;
  std::int64_t last = first;
  for (const StoredMessage& message : messages) {
    first = std::min(first, message.sequence);
    last = std::max(last, message.sequence);
    if (message.audience != 0 && !book.knows_audience(message.audience)) {
      book.add_audience(message.audience, std::make_shared<const std::vector<std::string>>(
                                              from_lines(audience(reader, target, message.audience))));
    }
  }
  auto pending = reader.query(
      "SELECT sequence, members FROM message_pending WHERE target = $1 AND sequence >= $2 AND sequence <= $3",
      {target, first, last});
  while (pending->next()) book.add_pending(pending->integer(0), pending->string(1));
  auto reads = reader.query("SELECT user_id, date, sequence FROM message_reads WHERE target = $1", {target});
  while (reads->next()) book.add_read(reads->string(0), {reads->integer(1), reads->integer(2)});
  return book;
}

ReadMark read_mark(Reader& reader, std::int64_t target, std::string_view user) {
  auto rows =
      reader.query("SELECT date, sequence FROM message_reads WHERE target = $1 AND user_id = $2", {target, user});
  return rows->next() ? ReadMark{rows->integer(0), rows->integer(1)} : ReadMark{};
}

void set_read_mark(Transaction& transaction, std::int64_t target, std::string_view user, const ReadMark& mark) {
  transaction.execute(
      "INSERT INTO message_reads (target, user_id, date, sequence) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (target, user_id) DO UPDATE SET date = $3, sequence = $4",
      {target, user, mark.date, mark.sequence});
}

UnreadGroups unread_groups(Reader& reader, std::int64_t target, std::string_view reader_id, const ReadMark& old,
                           const ReadMark& now) {
  const auto groups_of = [](std::unique_ptr<Rows> rows) {
    std::vector<UnreadGroup> groups;
    while (rows->next()) {
      groups.push_back({rows->string(0), rows->integer(1), rows->integer(2), rows->integer(3), rows->integer(4)});
    }
    return groups;
  };
  UnreadGroups groups;
  groups.new_ones =
      groups_of(reader.query("SELECT sender, audience, MIN(date), MAX(date), COUNT(*) FROM messages "
                             "WHERE target = $1 AND date > $2 AND date <= $3 AND +sequence <= $4 "
                             "AND sender <> $5 AND (recipient IS NULL OR recipient = $5) GROUP BY sender, audience",
                             {target, old.date, now.date, now.sequence, reader_id}));
  if (old.date == 0) return groups;
  groups.late_ones =
      groups_of(reader.query("SELECT sender, audience, MIN(date), MAX(date), COUNT(*) FROM messages "
                             "WHERE target = $1 AND sequence > $2 AND sequence <= $3 AND +date <= $4 "
                             "AND sender <> $5 AND (recipient IS NULL OR recipient = $5) GROUP BY sender, audience",
                             {target, old.sequence, now.sequence, old.date, reader_id}));
  return groups;
}

bool add_reaction(Transaction& transaction, std::int64_t target, std::int64_t sequence, std::string_view reaction,
                  std::string_view user) {
  return transaction.execute(
             "INSERT INTO message_reactions (target, sequence, reaction, user_id, number) "
             "SELECT $1, $2, $3, $4, COALESCE(MAX(number), 0) + 1 FROM message_reactions "
             "WHERE target = $1 AND sequence = $2 ON CONFLICT DO NOTHING",
             {target, sequence, reaction, user}) > 0;
}

bool remove_reaction(Transaction& transaction, std::int64_t target, std::int64_t sequence, std::string_view reaction,
                     std::string_view user) {
  return transaction.execute(
             "DELETE FROM message_reactions WHERE target = $1 AND sequence = $2 AND reaction = $3 AND user_id = $4",
             {target, sequence, reaction, user}) > 0;
}

ReactionCounts count_reactions(Reader& reader, std::int64_t target, std::int64_t sequence, std::string_view user) {
  auto rows = reader.query(
      "SELECT COUNT(*) FILTER (WHERE user_id = $3), COUNT(DISTINCT reaction) FROM message_reactions "
      "WHERE target = $1 AND sequence = $2",
      {target, sequence, user});
  rows->next();
  return {rows->integer(0), rows->integer(1)};
}

std::map<std::int64_t, std::vector<protocol::MessageReaction>> reactions(Reader& reader, std::int64_t target,
                                                                         std::int64_t from, std::int64_t to) {
  std::map<std::int64_t, std::vector<protocol::MessageReaction>> all;
  auto rows = reader.query(
      "SELECT sequence, reaction, user_id FROM message_reactions "
      "WHERE target = $1 AND sequence >= $2 AND sequence <= $3 ORDER BY sequence, number",
      {target, from, to});
  while (rows->next()) {
    std::vector<protocol::MessageReaction>& list = all[rows->integer(0)];
    auto same = std::find_if(list.begin(), list.end(),
                             [&](const protocol::MessageReaction& entry) { return entry.reaction == rows->text(1); });
    if (same == list.end()) same = list.insert(list.end(), {.reaction = rows->string(1), .reactedUsers = {}});
    same->reactedUsers.push_back(rows->string(2));
  }
  return all;
}

bool remembers_user(Reader& reader, std::string_view user) {
  // Reads all rows of an index when there is none: accounts are seldom removed.
  return reader
      .query(
          "SELECT 1 FROM messages WHERE sender = $1 OR recipient = $1 UNION ALL "
          "SELECT 1 FROM message_reactions WHERE user_id = $1 UNION ALL "
          "SELECT 1 FROM message_reads WHERE user_id = $1 LIMIT 1",
          {user})
      ->next();
}

}  // namespace parley::domain::message_store
