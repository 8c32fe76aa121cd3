#pragma once
// The protocol's own pings and pongs are text frames. They are by far the most frequent ones, so they are told from the
// rest without a JSON parser.
#include <string_view>

namespace parley::transport {

/// The frame the server sends each period.
inline constexpr std::string_view ping_text = R"({"message":"ping","data":[]})";

enum class Liveness { none, ping, pong };

/// Is this text `{"message":"pong",…}` (or ping)? In any order of members, with any white space. Only short texts can
/// be: whatever is longer than 64 bytes is none. Pure.
Liveness liveness_of(std::string_view text);

}  // namespace parley::transport
