#include "utf8.hpp"

namespace parley::sdk {
namespace {

/// Length of the character at the front; 0: there is none. No overlong forms, no surrogates (RFC 3629).
std::size_t character(std::span<const std::uint8_t> bytes) {
  const std::uint8_t first = bytes[0];
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xC2 && first <= 0xDF ? 2 : (first & 0xF0) == 0xE0 ? 3 : 0;
  const std::size_t length = first >= 0xF0 && first <= 0xF4 ? 4 : size;
  if (length == 0 || bytes.size() < length) return 0;
  const std::uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const std::uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (bytes[1] < low || bytes[1] > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((bytes[i] & 0xC0) != 0x80) return 0;
  }
  return length;
}

}  // namespace

std::string valid_utf8(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t length = character(bytes);
    if (length == 0) {
      text += "\xEF\xBF\xBD";
    } else {
      text.append(reinterpret_cast<const char*>(bytes.data()), length);
    }
    bytes = bytes.subspan(length == 0 ? 1 : length);
  }
  return text;
}

}  // namespace parley::sdk
