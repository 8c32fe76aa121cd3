#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::sdk {

/// A ws or wss URL taken apart.
struct Url {
  bool secure = false;
  std::string host;  ///< without brackets
  std::uint16_t port = 0;
  std::string target = "/";  ///< path and query

  static std::optional<Url> parse(std::string_view text);
};

}  // namespace parley::sdk
