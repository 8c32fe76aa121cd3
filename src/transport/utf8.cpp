#include "transport/utf8.hpp"

#include <cstring>

namespace parley::transport {

bool Utf8Validator::feed(std::string_view bytes) {
  if (failed_) return false;
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* end = at + bytes.size();
  while (at != end) {
    if (needed_ == 0) {
      // Most text is ASCII: eight bytes at a time.
      while (end - at >= 8) {
        std::uint64_t word;
        std::memcpy(&word, at, 8);
        if (word & 0x8080808080808080u) break;
        at += 8;
      }
      if (at == end) break;
      const unsigned char lead = *at++;
      if (lead < 0x80) continue;
      // RFC 3629 section 4: the ranges of the second byte exclude overlong forms, surrogates and too high values.
      low_ = 0x80, high_ = 0xBF;
      if (lead >= 0xC2 && lead <= 0xDF) {
        needed_ = 1;
      } else if (lead >= 0xE0 && lead <= 0xEF) {
        needed_ = 2;
        if (lead == 0xE0) low_ = 0xA0;
        if (lead == 0xED) high_ = 0x9F;
      } else if (lead >= 0xF0 && lead <= 0xF4) {
        needed_ = 3;
        if (lead == 0xF0) low_ = 0x90;
        if (lead == 0xF4) high_ = 0x8F;
      } else {
        failed_ = true;
        return false;
      }
      continue;
    }
    const unsigned char next = *at++;
    if (next < low_ || next > high_) {
      failed_ = true;
      return false;
    }
    low_ = 0x80, high_ = 0xBF;
    --needed_;
  }
  return true;
}

}  // namespace parley::transport
