#include "domain/messages/mentions.hpp"

namespace parley::domain::mentions {
namespace {

constexpr std::size_t kMaxTag = 300;
constexpr std::size_t kMaxTags = 1000;

/// The tags of a message and the columns that go with them. Nothing when it says nothing.
struct Entry {
  Millis date = 0;
  std::string sender;
  std::optional<std::string> recipient;
  std::set<std::string> tags;
};

Entry entry(storage::Reader& reader, std::int64_t target, std::int64_t sequence) {
  auto rows = reader.query(
      "SELECT date, sender, recipient, body FROM messages WHERE target = $1 AND sequence = $2 AND type = 'REGULAR' "
      "AND deleted = 0",
      {target, sequence});
  if (!rows->next()) return {};
  return {rows->integer(0), rows->string(1), rows->optional_string(2), tags_of(rows->text(3))};
}

}  // namespace

std::set<std::string> tags_of(std::string_view body) {
  std::set<std::string> tags;
  for (std::size_t at = body.find("<@"); at != std::string_view::npos && tags.size() < kMaxTags;
       at = body.find("<@", at + 2)) {
    const std::string_view rest = body.substr(at, kMaxTag);
    const std::size_t end = rest.find('>');
    if (end != std::string_view::npos) tags.emplace(rest.substr(0, end + 1));
  }
  return tags;
}

void add(storage::Transaction& transaction, std::int64_t target, std::int64_t sequence) {
  const Entry message = entry(transaction, target, sequence);
  for (const std::string& tag : message.tags) {
    transaction.execute(
        "INSERT INTO message_mentions (target, tag, date, sequence, sender, recipient) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        {target, tag, message.date, sequence, message.sender, storage::text_or_null(message.recipient)});
  }
}

void remove(storage::Transaction& transaction, std::int64_t target, std::int64_t sequence) {
  const Entry message = entry(transaction, target, sequence);
  for (const std::string& tag : message.tags) {
    transaction.execute("DELETE FROM message_mentions WHERE target = $1 AND tag = $2 AND date = $3",
                        {target, tag, message.date});
  }
}

std::vector<Mention> find(storage::Reader& reader, std::int64_t target, std::string_view tag, std::string_view viewer) {
  std::vector<Mention> found;
  auto rows = reader.query(
      "SELECT DISTINCT date, sequence FROM message_mentions WHERE target = $1 AND tag IN ($2, '<@all>', '<@everyone>') "
      "AND (recipient IS NULL OR recipient = $3 OR sender = $3) "
      "AND NOT (sender = $3 AND tag IN ('<@all>', '<@everyone>')) ORDER BY date",
      {target, tag, viewer});
  while (rows->next()) found.push_back({rows->integer(0), rows->integer(1)});
  return found;
}

}  // namespace parley::domain::mentions
