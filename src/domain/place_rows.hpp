#pragma once
// How the values of place.hpp and their like are stored, in whichever table: for the folders' stores.
#include <optional>
#include <string>
#include <string_view>

#include "domain/place.hpp"
#include "storage/storage.hpp"

// A message with attachments is counted when it is published but keeps its earlier date: neither end is a given.
#define PARLEY_COUNT_MESSAGE(message, date)                                                        \
  "messages_count = messages_count + 1, "                                                          \
  "first_message_id = CASE WHEN messages_count = 0 OR " date " < first_message_date THEN " message \
  " ELSE first_message_id END, "                                                                   \
  "first_message_date = CASE WHEN messages_count = 0 OR " date " < first_message_date THEN " date  \
  " ELSE first_message_date END, "                                                                 \
  "last_message_id = CASE WHEN " date " > last_message_date THEN " message                         \
  " ELSE last_message_id END, "                                                                    \
  "last_message_date = CASE WHEN " date " > last_message_date THEN " date " ELSE last_message_date END "

namespace parley::domain {

/// Only what was written with wire() is read, so there is always a match.
template <class Enum>
Enum stored(std::string_view text) {
  Enum value{};
  if (!from_wire(text, value)) throw storage::StorageError("Unknown value in a row: " + std::string(text));
  return value;
}

/// Of five columns from `at` on: count, first id and date, last id and date.
inline MessageCounters stored_counters(const storage::Rows& row, int at) {
  return {.count = row.integer(at),
          .first_id = row.string(at + 1),
          .first_date = row.integer(at + 2),
          .last_id = row.string(at + 3),
          .last_date = row.integer(at + 4)};
}

/// Of three columns: time, until, indefinitely. The first is null when there is no mute.
inline std::optional<Mute> stored_mute(const storage::Rows& row, int at) {
  if (row.is_null(at)) return std::nullopt;
  Mute mute{.time = row.integer(at), .until = std::nullopt, .indefinitely = std::nullopt};
  if (!row.is_null(at + 1)) mute.until = row.integer(at + 1);
  if (!row.is_null(at + 2)) mute.indefinitely = row.boolean(at + 2);
  return mute;
}

inline storage::Param number(bool value) { return std::int64_t{value}; }

// The values of those three columns.
inline storage::Param mute_time(const std::optional<Mute>& mute) {
  return mute ? storage::Param(mute->time) : storage::Param(nullptr);
}
inline storage::Param mute_until(const std::optional<Mute>& mute) {
  return mute && mute->until ? storage::Param(*mute->until) : storage::Param(nullptr);
}
inline storage::Param mute_indefinitely(const std::optional<Mute>& mute) {
  return mute && mute->indefinitely ? number(*mute->indefinitely) : storage::Param(nullptr);
}

}  // namespace parley::domain
