#pragma once
// What chats, channels and threads have in common: they hold messages, and their members read them. Values, without
// threads of their own.
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "protocol/chats_types.hpp"

namespace parley::domain {

/// How many messages there are, the oldest and the newest of them; ids are empty and dates 0 when there are none.
struct MessageCounters {
  std::int64_t count = 0;
  std::string first_id;
  Millis first_date = 0;
  std::string last_id;
  Millis last_date = 0;

  /// Both together.
  MessageCounters plus(const MessageCounters& other) const {
    if (count == 0) return other;
    if (other.count == 0) return *this;
    MessageCounters both = *this;
    both.count += other.count;
    if (other.first_date < first_date) {
      both.first_id = other.first_id;
      both.first_date = other.first_date;
    }
    if (other.last_date > last_date) {
      both.last_id = other.last_id;
      both.last_date = other.last_date;
    }
    return both;
  }
  bool operator==(const MessageCounters&) const = default;
};

/// How far a user has read: messages dated up to `date` that were published up to `sequence`. Empty: nothing.
struct ReadPosition {
  std::string message;
  Millis date = 0;
  std::int64_t sequence = 0;
  bool operator==(const ReadPosition&) const = default;
};

/// A mute as it was asked for; `until` and `indefinitely` as the client sees them.
struct Mute {
  std::int64_t time = 0;
  std::optional<Millis> until;
  std::optional<bool> indefinitely;
  bool operator==(const Mute&) const = default;

  /// Error: the time is out of range.
  static Result<Mute> from_now(const std::optional<std::int64_t>& time, const std::optional<bool>& indefinitely,
                               Millis now) {
    constexpr Millis longest = Millis{1000} * 60 * 60 * 24 * 366 * 100;
    Mute mute{.time = time.value_or(0), .until = std::nullopt, .indefinitely = indefinitely};
    if (mute.time < 0 || mute.time > longest) return Error{"The time to mute is out of range"};
    if (time) mute.until = now + mute.time;
    return mute;
  }
  protocol::MuteSettings view() const {
    protocol::MuteSettings settings;
    settings.muteTime = time;
    settings.mutedUntil = until;
    settings.mutedIndefinitely = indefinitely;
    return settings;
  }
};

}  // namespace parley::domain
