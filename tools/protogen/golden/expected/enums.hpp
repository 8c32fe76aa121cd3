#pragma once
// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.
#include <cstdint>
#include <string_view>

namespace parley::protocol {

/// Application keys.
namespace apps {
/// Users.
inline constexpr std::string_view Z_APP = "app";
/// Guests.
inline constexpr std::string_view P_APP = "plain";
}  // namespace apps

/// Frame names that are no calls.
namespace frames {
/// Alive.
inline constexpr std::string_view PING = "ping";
}  // namespace frames

namespace constants {
/// A period.
inline constexpr std::int64_t PERIOD_MS = 5000;
}  // namespace constants

/// A colour.
enum class Color : std::uint8_t { RED, GREEN, default_ };
std::string_view wire(Color value);
/// False, and `out` as it was, when nobody has that value.
[[nodiscard]] bool from_wire(std::string_view value, Color& out);

/// A number on the wire.
enum class Level : std::int16_t { LOW = 0, HIGH = 10 };
std::int64_t wire(Level value);
/// False, and `out` as it was, when nobody has that value.
[[nodiscard]] bool from_wire(std::int64_t value, Level& out);

}  // namespace parley::protocol
