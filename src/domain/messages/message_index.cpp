#include "domain/messages/message_index.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace parley::domain::message_index {
namespace {

using storage::Reader;
using storage::Transaction;

// A row's number is made of target and sequence.
constexpr std::int64_t kSequences = std::int64_t{1} << 32;
std::int64_t row_of(std::int64_t target, std::int64_t sequence) { return target * kSequences + sequence; }

/// A word as FTS5's tokenizer "ascii" leaves it in one piece: ASCII characters but letters and digits are replaced by
/// private ones (which no word has), so nothing in a query can be syntax either. It begins with the target, so that
/// each target has lists of its own: no search reads, or takes time because of, what others write.
void append(std::string& text, std::int64_t target, std::string_view word) {
  if (!text.empty()) text += ' ';
  text += std::to_string(target);
  text += "\xEE\x80\x80";  // U+E000
  for (const char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain =
        byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
    if (plain) {
      text += c;
    } else {  // U+E000 + byte
      text += '\xEE';
      text += static_cast<char>(0x80 | byte >> 6);
      text += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
}

std::string index_text(std::int64_t target, std::string_view body) {
  std::string text;
  for (const std::string& word : words_of(body)) append(text, target, word);
  return text;
}

void insert(Transaction& transaction, std::int64_t target, std::int64_t sequence, std::string_view body) {
  const std::string text = index_text(target, body);
  if (text.empty()) return;
  transaction.execute("INSERT INTO message_words (rowid, words) VALUES ($1, $2)", {row_of(target, sequence), text});
}

/// What is searched: what people have written.
#define PARLEY_SEARCHED "type = 'REGULAR' AND deleted = 0 AND body <> ''"

bool has_remains(Reader& reader, std::int64_t target) {
  return reader.query("SELECT 1 FROM message_words_remains WHERE target = $1", {target})->next();
}

std::int64_t forget_remains(Transaction& transaction, std::int64_t target, std::int64_t limit) {
  const std::int64_t removed = transaction.execute(
      "DELETE FROM message_words WHERE rowid IN "
      "(SELECT rowid FROM message_words WHERE rowid >= $1 AND rowid < $2 LIMIT $3)",
      {row_of(target, 0), row_of(target + 1, 0), limit});
  if (removed < limit) transaction.execute("DELETE FROM message_words_remains WHERE target = $1", {target});
  return removed;
}

}  // namespace

std::int64_t indexed(Reader& reader, std::int64_t target) {
  auto rows = reader.query("SELECT indexed FROM message_targets WHERE id = $1", {target});
  return rows->next() ? rows->integer(0) : 0;
}

void find(Reader& reader, std::int64_t target, const WordQuery& query, std::int64_t from, std::int64_t to,
          const std::function<bool(std::int64_t)>& found) {
  if (query.words.empty()) return;
  std::string phrase;
  for (const std::string& word : query.words) append(phrase, target, word);
  const std::string match = '"' + phrase + '"' + (query.prefix ? " *" : "");
  auto rows = reader.query(
      "SELECT rowid FROM message_words WHERE message_words MATCH $1 AND rowid >= $2 AND rowid <= $3 "
      "ORDER BY rowid DESC",
      {match, row_of(target, from), row_of(target, to)});
  while (rows->next()) {
    if (!found(rows->integer(0) - row_of(target, 0))) return;
  }
}

void scan_new(Reader& reader, std::int64_t target, const std::function<bool(const NewText&)>& look) {
  constexpr std::int64_t kPage = 200;
  const std::int64_t first = indexed(reader, target);
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  while (true) {
    std::vector<NewText> page;
    {
      auto rows = reader.query("SELECT sequence, CASE WHEN " PARLEY_SEARCHED
                               " THEN body ELSE '' END FROM messages "
                               "WHERE target = $1 AND sequence > $2 AND sequence < $3 ORDER BY sequence DESC LIMIT $4",
                               {target, first, before, kPage});
      while (rows->next()) page.push_back({rows->integer(0), rows->string(1)});
    }
    for (const NewText& text : page) {
      if (!look(text)) return;
    }
    if (static_cast<std::int64_t>(page.size()) < kPage) return;
    before = page.back().sequence;
  }
}

void refresh(Transaction& transaction, std::int64_t target, std::int64_t sequence) {
  if (sequence > indexed(transaction, target)) return;
  transaction.execute("DELETE FROM message_words WHERE rowid = $1", {row_of(target, sequence)});
  std::string body;
  {
    auto rows = transaction.query("SELECT body FROM messages WHERE target = $1 AND sequence = $2 AND " PARLEY_SEARCHED,
                                  {target, sequence});
    if (!rows->next()) return;
    body = rows->string(0);
  }
  insert(transaction, target, sequence, body);
}

void target_removed(Transaction& transaction, std::int64_t target) {
  transaction.execute(
      "INSERT INTO message_words_remains (target) SELECT id FROM message_targets WHERE id = $1 AND indexed > 0 "
      "ON CONFLICT DO NOTHING",
      {target});
}

std::optional<Work> next_work(Reader& reader, std::int64_t after) {
  auto rows = reader.query(
      "SELECT id, type, target_id FROM message_targets WHERE indexed < last_sequence AND id > $1 ORDER BY id LIMIT 1",
      {after});
  if (!rows->next()) return std::nullopt;
  return Work{rows->integer(0), TargetName::stored(rows->text(1), rows->string(2))};
}

std::int64_t index_some(Transaction& transaction, std::int64_t target, std::int64_t limit) {
  if (has_remains(transaction, target)) return forget_remains(transaction, target, limit);
  std::vector<NewText> batch;
  {
    auto rows = transaction.query("SELECT sequence, CASE WHEN " PARLEY_SEARCHED
                                  " THEN body ELSE '' END FROM messages "
                                  "WHERE target = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
                                  {target, indexed(transaction, target), limit});
    while (rows->next()) batch.push_back({rows->integer(0), rows->string(1)});
  }
  if (batch.empty()) {
    skip(transaction, target);
    return 0;
  }
  for (const NewText& text : batch) insert(transaction, target, text.sequence, text.body);
  transaction.execute("UPDATE message_targets SET indexed = $2 WHERE id = $1", {target, batch.back().sequence});
  return static_cast<std::int64_t>(batch.size());
}

std::int64_t forget_some(Transaction& transaction, std::int64_t limit) {
  std::int64_t target = 0;
  {
    auto rows = transaction.query("SELECT target FROM message_words_remains ORDER BY target LIMIT 1");
    if (!rows->next()) return 0;
    target = rows->integer(0);
  }
  return forget_remains(transaction, target, limit);
}

void skip(Transaction& transaction, std::int64_t target) {
  transaction.execute("UPDATE message_targets SET indexed = last_sequence WHERE id = $1", {target});
}

}  // namespace parley::domain::message_index
