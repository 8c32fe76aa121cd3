#pragma once
// Text on the data channel `control`: a client's room messages come in pieces, the server acknowledges the last one
// and hands each piece to the other participants. Pure functions, any thread.
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "protocol/rooms_types.hpp"

namespace parley::protocol {

/// Longest piece a client makes, in UTF-16 code units.
inline constexpr std::size_t kPieceLength = 16384;

/// One piece as it came. A message of a single piece has no `last`: here it counts as true, because receivers wait for
/// a piece that says so.
struct ControlPiece {
  std::string id;
  bool last = true;
  std::string relayed;  ///< the piece for the others: its own JSON, with `last`
};

Result<ControlPiece> parse_control_piece(std::string_view text);

/// Confirms the message `id`, after its last piece.
std::string control_ack(std::string_view id);
/// Refuses it.
std::string control_failed(std::string_view id, std::string_view error);
/// A piece for another participant. `piece` is ControlPiece::relayed.
std::string control_message(std::string_view roomId, std::string_view userId, std::string_view nickname,
                            std::string_view piece);

}  // namespace parley::protocol
