#include "events/stored_outbox.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

namespace parley::events {
namespace {

/// Rows are removed in lots of at least so many: a range is removed with one statement whatever its length.
constexpr std::size_t removal_lot = 64;

std::string lines_of(const std::vector<std::string>& users) {
  std::string text;
  for (const std::string& user : users) {
    if (!text.empty()) text += '\n';
    text += user;
  }
  return text;
}

std::string lines_of(const std::vector<ConnectionId>& connections) {
  std::string text;
  for (const ConnectionId connection : connections) {
    if (!text.empty()) text += '\n';
    text += std::to_string(connection);
  }
  return text;
}

template <class Take>
void each_line(std::string_view text, const Take& take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

Event read_event(const storage::Rows& row) {
  Event event;
  each_line(row.text(1), [&](std::string_view user) { event.users.emplace_back(user); });
  event.except = static_cast<ConnectionId>(row.integer(2));
  each_line(row.text(3), [&](std::string_view digits) {
    ConnectionId connection = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), connection);
    event.connections.push_back(connection);
  });
  event.frame = std::make_shared<const std::string>(row.text(4));
  return event;
}

bool for_nobody(const Event& event) { return event.users.empty() && event.connections.empty(); }

}  // namespace

void StoredOutbox::emit(storage::Transaction& transaction, Event event) {
  if (for_nobody(event)) return;
  if (published_count_ >= removal_lot) remove_published(transaction);
  const std::string users = lines_of(event.users);
  const std::string connections = lines_of(event.connections);
  const auto row = transaction.query(
      "INSERT INTO outbox (users, except_connection, connections, frame) VALUES ($1, $2, $3, $4) RETURNING id",
      {std::string_view(users), static_cast<std::int64_t>(event.except), std::string_view(connections),
       std::string_view(*event.frame)});
  row->next();
  const std::int64_t id = row->integer(0);
  transaction.after_commit([this, id, event = std::move(event)] {
    bus_.publish(event);
    note_published(id);
  });
}

void StoredOutbox::emit_transient(storage::Transaction& transaction, Event event) {
  if (for_nobody(event)) return;
  transaction.after_commit([this, event = std::move(event)] { bus_.publish(event); });
}

void StoredOutbox::note_published(std::int64_t id) {
  ++published_count_;
  if (!published_.empty() && published_.back().last + 1 == id) {
    published_.back().last = id;
  } else {
    published_.push_back({id, id});
  }
}

void StoredOutbox::remove_published(storage::Transaction& transaction) {
  for (const Range& range : published_) {
    transaction.execute("DELETE FROM outbox WHERE id BETWEEN $1 AND $2", {range.first, range.last});
  }
  // Forgotten only after the commit: when the body is undone, the next one removes them.
  transaction.after_commit([this, removed = published_.back().last] {
    while (!published_.empty() && published_.front().first <= removed) {
      Range& range = published_.front();
      const std::int64_t last = std::min(range.last, removed);
      published_count_ -= static_cast<std::size_t>(last - range.first + 1);
      if (last < range.last) {
        range.first = last + 1;
        return;
      }
      published_.pop_front();
    }
  });
}

std::size_t StoredOutbox::republish(storage::Database& database, Bus& bus) {
  std::vector<std::pair<std::int64_t, Event>> left_over;
  database.read_and_wait([&](storage::Reader& reader) {
    const auto rows = reader.query("SELECT id, users, except_connection, connections, frame FROM outbox ORDER BY id");
    while (rows->next()) left_over.emplace_back(rows->integer(0), read_event(*rows));
  });
  if (left_over.empty()) return 0;
  for (const auto& [id, event] : left_over) bus.publish(event);
  database.write_and_wait([&](storage::Transaction& transaction) {
    transaction.execute("DELETE FROM outbox WHERE id <= $1", {left_over.back().first});
  });
  return left_over.size();
}

}  // namespace parley::events
