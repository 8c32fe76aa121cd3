#include "domain/messages/journal_store.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace parley::domain::journal_store {
namespace {

using storage::Reader;
using storage::Transaction;

constexpr std::string_view kPublication =
    "SELECT sequence, cursor, recipient IS NULL OR recipient = $3 OR sender = $3 FROM messages "
    "WHERE target = $1 AND sequence >= $2 ORDER BY sequence LIMIT $4";

Publication publication_of(const storage::Rows& row) {
  const std::int64_t sequence = row.integer(0);
  // Messages from before the journal have no number of their own.
  return {row.integer(1) == 0 ? sequence : row.integer(1), sequence, row.boolean(2)};
}

}  // namespace

Position position(Reader& reader, std::int64_t target) {
  auto rows = reader.query("SELECT last_cursor, lagging, forgotten FROM message_targets WHERE id = $1", {target});
  if (!rows->next()) return {};
  return {rows->integer(0), rows->boolean(1), rows->integer(2)};
}

Position take_numbers(Transaction& transaction, std::int64_t target, std::int64_t count) {
  auto rows = transaction.query(
      "UPDATE message_targets SET last_cursor = last_cursor + $2 WHERE id = $1 "
      "RETURNING last_cursor, lagging, forgotten",
      {target, count});
  rows->next();
  return {rows->integer(0), rows->boolean(1), rows->integer(2)};
}

void set_lagging(Transaction& transaction, std::int64_t target, bool lagging) {
  transaction.execute("UPDATE message_targets SET lagging = $2 WHERE id = $1",
                      {target, static_cast<std::int64_t>(lagging)});
}

void add_change(Transaction& transaction, std::int64_t target, std::int64_t cursor, Millis now, std::int64_t sequence) {
  transaction.execute(
      "INSERT INTO message_changes (target, cursor, numbers, date, sequence) VALUES ($1, $2, 1, $3, $4)",
      {target, cursor, now, sequence});
}

void add_delivery(Transaction& transaction, std::int64_t target, std::int64_t cursor, Millis now,
                  const DeliveryRun& run) {
  transaction.execute(
      "INSERT INTO message_changes (target, cursor, numbers, date, author, recipient, first_date, last_date, "
      "first_sequence, last_sequence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {target, cursor, run.count, now, run.author, run.recipient, run.first_date, run.last_date, run.first_sequence,
       run.last_sequence});
}

std::vector<Change> changes(Reader& reader, std::int64_t target, std::int64_t since, std::int64_t limit) {
  std::vector<Change> found;
  auto rows = reader.query(
      "SELECT cursor, sequence, numbers, author, recipient, first_date, last_date, first_sequence, last_sequence "
      "FROM message_changes WHERE target = $1 AND cursor > $2 ORDER BY cursor LIMIT $3",
      {target, since, limit});
  while (rows->next()) {
    Change& change = found.emplace_back();
    change.cursor = rows->integer(0);
    if (!rows->is_null(1)) {
      change.sequence = rows->integer(1);
      continue;
    }
    change.delivery = DeliveryRun{.author = rows->string(3),
                                  .recipient = rows->string(4),
                                  .first_date = rows->integer(5),
                                  .last_date = rows->integer(6),
                                  .first_sequence = rows->integer(7),
                                  .last_sequence = rows->integer(8),
                                  .count = rows->integer(2)};
  }
  return found;
}

std::optional<Publication> publication(Reader& reader, std::int64_t target, std::int64_t sequence) {
  auto rows = reader.query(kPublication, {target, sequence, std::string_view(), std::int64_t{1}});
  if (!rows->next()) return std::nullopt;
  return publication_of(*rows);
}

std::vector<Publication> publications(Reader& reader, std::int64_t target, std::string_view viewer,
                                      std::int64_t from_sequence, std::int64_t limit) {
  std::vector<Publication> found;
  auto rows = reader.query(kPublication, {target, from_sequence, viewer, limit});
  while (rows->next()) found.push_back(publication_of(*rows));
  return found;
}

bool has_visible_between(Reader& reader, std::int64_t target, std::string_view viewer, std::int64_t after,
                         std::int64_t before) {
  if (after + 1 >= before) return false;
  return reader
      .query(
          "SELECT 1 FROM messages WHERE target = $1 AND sequence > $2 AND sequence < $3 "
          "AND (recipient IS NULL OR recipient = $4 OR sender = $4) LIMIT 1",
          {target, after, before, viewer})
      ->next();
}

std::vector<RunMessage> messages_of(Reader& reader, std::int64_t target, const DeliveryRun& run) {
  std::vector<RunMessage> found;
  // By date: bounds of sequence are wide where those of date are not.
  auto rows = reader.query(
      "SELECT sequence, date, audience FROM messages WHERE target = $1 AND date >= $2 AND date <= $3 "
      "AND +sequence >= $4 AND +sequence <= $5 AND sender = $6 AND (recipient IS NULL OR recipient = $7) ORDER BY date",
      {target, run.first_date, run.last_date, run.first_sequence, run.last_sequence, run.author, run.recipient});
  while (rows->next()) found.push_back({rows->integer(0), rows->integer(1), rows->integer(2)});
  return found;
}

std::int64_t next_target(Reader& reader, std::int64_t target) {
  auto rows = reader.query("SELECT target FROM message_changes WHERE target > $1 ORDER BY target LIMIT 1", {target});
  return rows->next() ? rows->integer(0) : 0;
}

std::int64_t forget(Transaction& transaction, std::int64_t target, Millis oldest, std::int64_t most,
                    std::int64_t at_once) {
  std::vector<std::pair<std::int64_t, Millis>> first;  // cursor and date
  const auto read = [&](std::int64_t limit) {
    first.clear();
    auto rows = transaction.query("SELECT cursor, date FROM message_changes WHERE target = $1 ORDER BY cursor LIMIT $2",
                                  {target, limit});
    while (rows->next()) first.emplace_back(rows->integer(0), rows->integer(1));
  };
  read(1);
  if (first.empty()) return 0;
  std::int64_t too_many = 0;  // the newest cursor of those
  // There are no more changes than numbers, which spares most targets the counting.
  if (position(transaction, target).cursor - first.front().first >= most) {
    auto rows = transaction.query(
        "SELECT cursor FROM message_changes WHERE target = $1 ORDER BY cursor DESC LIMIT 1 OFFSET $2", {target, most});
    if (rows->next()) too_many = rows->integer(0);
  }
  if (first.front().first > too_many && first.front().second >= oldest) return 0;
  read(at_once);
  // Dates rise with numbers, so all that is too old comes before all that is not.
  const auto kept = std::find_if(first.begin(), first.end(), [&](const auto& change) {
    return change.first > too_many && change.second >= oldest;
  });
  const std::int64_t last = std::prev(kept)->first;
  transaction.execute("DELETE FROM message_changes WHERE target = $1 AND cursor <= $2", {target, last});
  transaction.execute("UPDATE message_targets SET forgotten = $2 WHERE id = $1", {target, last});
  return kept - first.begin();
}

}  // namespace parley::domain::journal_store
