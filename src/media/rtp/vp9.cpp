#include "media/rtp/payload.hpp"
#include "media/rtp/picture_id.hpp"

namespace parley::media {

// RFC 9628 section 4.2: I P L F B E V Z, then picture id, layer indices, TL0PICIDX.
PayloadInfo inspect_vp9(Bytes payload) {
  PayloadInfo info;
  if (payload.empty()) return info;
  const std::uint8_t flags = payload[0];
  const bool inter = (flags & 0x40) != 0;
  const bool layered = (flags & 0x20) != 0;
  const bool flexible = (flags & 0x10) != 0;
  const bool start = (flags & 0x08) != 0;
  PayloadInfo found;
  std::size_t at = 1;
  if ((flags & 0x80) != 0 && !read_picture_id(payload, at, found)) return info;
  if (layered) {
    if (at >= payload.size()) return info;
    found.temporal = payload[at] >> 5;
    found.layer_sync = (payload[at] & 0x10) != 0;
    found.spatial = payload[at] >> 1 & 0x07;
    ++at;
    if (!flexible) {
      if (at >= payload.size()) return info;
      found.tl0_offset = static_cast<std::uint8_t>(at);
      found.tl0_index = payload[at];
    }
  }
  found.frame_start = start && found.spatial == 0;
  // Upper spatial layers of a key picture predict from the lower ones, so the base layer begins it.
  found.keyframe_start = found.frame_start && !inter;
  return found;
}

}  // namespace parley::media
