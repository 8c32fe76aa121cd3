#include "media/rtp/payload.hpp"

namespace parley::media {
namespace {

constexpr std::uint8_t kIdr = 5;
constexpr std::uint8_t kSps = 7;
constexpr std::uint8_t kStapA = 24;
constexpr std::uint8_t kFuA = 28;

// A parameter set, or the first slice of an IDR picture: first_mb_in_slice is 0, coded as one set bit (H.264 7.3.3).
bool begins_keyframe(std::uint8_t type, Bytes after_header) {
  if (type == kSps) return true;
  return type == kIdr && !after_header.empty() && (after_header[0] & 0x80) != 0;
}

bool begins_frame(std::uint8_t type, Bytes after_header) {
  if (type == kSps || type == 9) return true;  // 9: access unit delimiter
  return type >= 1 && type <= kIdr && !after_header.empty() && (after_header[0] & 0x80) != 0;
}

}  // namespace

// RFC 6184 section 5: single NAL units, aggregates (5.7.1), fragments (5.8).
PayloadInfo inspect_h264(Bytes payload) {
  PayloadInfo info;
  if (payload.empty()) return info;
  const std::uint8_t type = payload[0] & 0x1F;
  if (type >= 1 && type <= 23) {
    info.keyframe_start = begins_keyframe(type, payload.subspan(1));
    info.frame_start = begins_frame(type, payload.subspan(1));
  } else if (type == kStapA) {
    std::size_t at = 1;
    while (at + 2 < payload.size()) {
      const std::size_t size = read_u16(payload.data() + at);
      at += 2;
      if (size == 0 || at + size > payload.size()) break;
      const std::uint8_t unit = payload[at] & 0x1F;
      if (begins_keyframe(unit, payload.subspan(at + 1, size - 1))) info.keyframe_start = true;
      if (begins_frame(unit, payload.subspan(at + 1, size - 1))) info.frame_start = true;
      at += size;
    }
  } else if (type == kFuA && payload.size() >= 2 && (payload[1] & 0x80) != 0) {
    info.keyframe_start = begins_keyframe(payload[1] & 0x1F, payload.subspan(2));
    info.frame_start = begins_frame(payload[1] & 0x1F, payload.subspan(2));
  }
  return info;
}

}  // namespace parley::media
