#pragma once
// Room messages on the data channel `control` (protocol, chapter 04 section 9.2).
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/rooms_types.hpp"

namespace parley::sdk {

/// A message as JSON texts for the channel, each with at most 16384 characters (UTF-16 code units) of it.
std::vector<std::string> room_message_pieces(std::string_view id, std::string_view text);

/// Puts others' messages together again. Bounded: what would exceed kMaxWaiting bytes is forgotten. Not thread-safe.
class RoomMessageCollector {
 public:
  static constexpr std::size_t kMaxWaiting = 8u << 20;

  /// A MESSAGE as relayed; gives the whole message after its last piece.
  std::optional<protocol::RoomMessage> add(const protocol::RoomMessage& piece);

 private:
  std::map<std::string, std::string> waiting_;  ///< by sender and id
  std::size_t waiting_size_ = 0;
};

}  // namespace parley::sdk
