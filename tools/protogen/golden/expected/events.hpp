#pragma once
// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.
#include <cstddef>

#include "protocol/tables.hpp"

namespace parley::protocol {

/// Events by wire type; the payload's type is in the comment.
namespace event {

/// No payload.
inline constexpr EventInfo ACK{0, "ACK"};
/// TreeEvent. A tree came.
inline constexpr EventInfo TREE{1, "TREE"};
/// No payload.
inline constexpr EventInfo FELL{2, "FELL"};

inline constexpr std::size_t count = 3;

}  // namespace event

}  // namespace parley::protocol
