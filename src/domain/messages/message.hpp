#pragma once
// A message as it is stored, and where it is. Values, without threads of their own.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "protocol/enums.hpp"

namespace parley::domain {

struct StoredMessage {
  std::int64_t sequence = 0;  ///< 1, 2, 3 … within its target, in the order of publication
  std::string id;
  Millis date = 0;  ///< of acceptance; unique within its target
  std::string sender;
  std::optional<std::string> recipient;  ///< of a private message
  protocol::MessageType type = protocol::MessageType::REGULAR;
  std::string body;
  std::optional<std::int64_t> parent;  ///< sequence of the message this one replies to
  std::int64_t audience = 0;           ///< which members it went to; 0 for a private message
  Millis edited = 0;                   ///< date of the last edit, or 0
  bool deleted = false;
  std::int64_t cursor = 0;  ///< its number in the journal when it was published

  bool visible_to(std::string_view user) const { return !recipient || *recipient == user || sender == user; }
};

/// Messages dated up to `date` and published up to `sequence`.
struct ReadMark {
  Millis date = 0;
  std::int64_t sequence = 0;

  bool covers(const StoredMessage& message) const { return message.date <= date && message.sequence <= sequence; }
};

}  // namespace parley::domain
