#pragma once
#include <cstdint>
#include <span>
#include <string>

namespace parley::sdk {

/// The text of these bytes; each byte that belongs to no UTF-8 character becomes U+FFFD.
std::string valid_utf8(std::span<const std::uint8_t> bytes);

}  // namespace parley::sdk
