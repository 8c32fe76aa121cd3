#pragma once
#include "media/rtp/payload.hpp"

namespace parley::media {

/// Reads the picture id at `at`, of 7 bits or (first bit set) 15, and moves behind it. VP8 and VP9 write it alike
/// (RFC 7741 section 4.2, RFC 9628 section 4.2). False when the payload ends before it does.
inline bool read_picture_id(Bytes payload, std::size_t& at, PayloadInfo& info) {
  if (at >= payload.size()) return false;
  info.picture_offset = static_cast<std::uint8_t>(at);
  if ((payload[at] & 0x80) == 0) {
    info.picture_bits = 7;
    info.picture_id = payload[at++];
    return true;
  }
  if (at + 2 > payload.size()) return false;
  info.picture_bits = 15;
  info.picture_id = read_u16(payload.data() + at) & 0x7FFF;
  at += 2;
  return true;
}

}  // namespace parley::media
