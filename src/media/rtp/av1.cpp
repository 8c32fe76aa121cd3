#include "media/rtp/payload.hpp"

namespace parley::media {

// RTP payload format for AV1, section 4.4: aggregation header Z Y W W N - - -. N marks the first packet of a coded
// video sequence, which begins with a key frame; such a packet can't continue a fragment (Z).
PayloadInfo inspect_av1(Bytes payload) {
  PayloadInfo info;
  if (payload.size() < 2) return info;
  const bool continues = (payload[0] & 0x80) != 0;
  info.keyframe_start = !continues && (payload[0] & 0x08) != 0;
  info.frame_start = info.keyframe_start;
  return info;
}

}  // namespace parley::media
