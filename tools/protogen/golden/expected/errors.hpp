#pragma once
// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.
#include <string_view>

namespace parley::protocol {

/// Exact texts of refusals; applications compare them.
namespace errors {

namespace DemoError {
inline constexpr std::string_view NO = "It can't be";  ///< Said by the server.
inline constexpr std::string_view MAYBE = "Perhaps";  ///< Said by the server or the client.
inline constexpr std::string_view NEVER = "Never";  ///< Said by the client.
}  // namespace DemoError

/// At the end.
inline constexpr std::string_view BYE = "Say \"bye\"";

}  // namespace errors

}  // namespace parley::protocol
