#include "media/rtp/payload.hpp"
#include "media/rtp/picture_id.hpp"

namespace parley::media {

// RFC 7741 section 4.2.
PayloadInfo inspect_vp8(Bytes payload) {
  PayloadInfo info;
  if (payload.empty()) return info;
  const std::uint8_t first = payload[0];
  const bool extended = (first & 0x80) != 0;
  const bool start = (first & 0x10) != 0;
  const std::uint8_t partition = first & 0x07;
  PayloadInfo found;
  std::size_t at = 1;
  if (extended) {
    if (at >= payload.size()) return info;
    const std::uint8_t flags = payload[at++];
    if ((flags & 0x80) != 0 && !read_picture_id(payload, at, found)) return info;
    if ((flags & 0x40) != 0) {
      if (at >= payload.size()) return info;
      found.tl0_offset = static_cast<std::uint8_t>(at);
      found.tl0_index = payload[at++];
    }
    if ((flags & 0x30) != 0) {
      if (at >= payload.size()) return info;
      if ((flags & 0x20) != 0) {
        found.temporal = payload[at] >> 6;
        found.layer_sync = (payload[at] & 0x20) != 0;
      }
      ++at;
    }
  }
  found.frame_start = start && partition == 0;
  // Section 4.3: the P bit, inverse key frame flag, is the first of the frame's own header.
  found.keyframe_start = found.frame_start && at < payload.size() && (payload[at] & 0x01) == 0;
  return found;
}

std::size_t write_vp8_descriptor(MutableBytes out, const Vp8Descriptor& descriptor) {
  const std::size_t size = descriptor.layered ? 6 : 4;
  if (out.size() < size) return 0;
  out[0] =
      static_cast<std::uint8_t>(0x80 | (descriptor.non_reference ? 0x20 : 0) | (descriptor.frame_start ? 0x10 : 0));
  out[1] = descriptor.layered ? 0xE0 : 0x80;
  write_u16(out.data() + 2, 0x8000U | (descriptor.picture_id & 0x7FFFU));
  if (descriptor.layered) {
    out[4] = descriptor.tl0_index;
    out[5] = static_cast<std::uint8_t>(descriptor.temporal << 6 | (descriptor.layer_sync ? 0x20 : 0));
  }
  return size;
}

}  // namespace parley::media
