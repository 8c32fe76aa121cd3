#pragma once
// Is a stream of bytes UTF-8? Piece by piece, so that a bad text is refused before it is complete.
#include <cstdint>
#include <string_view>

namespace parley::transport {

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. Pure; not thread-safe.
class Utf8Validator {
 public:
  /// False when the bytes so far cannot be the beginning of UTF-8; it stays false.
  bool feed(std::string_view bytes);
  /// True when no character is cut in the middle.
  bool complete() const { return needed_ == 0 && !failed_; }
  void reset() { *this = {}; }

 private:
  std::uint8_t needed_ = 0;  // continuation bytes still to come
  std::uint8_t low_ = 0x80;  // bounds of the next one: only the first continuation byte has narrower ones
  std::uint8_t high_ = 0xBF;
  bool failed_ = false;
};

}  // namespace parley::transport
