#pragma once
// What a forwarder must know of a video payload: where key frames begin, which layer a packet belongs to, and the
// running numbers that must stay continuous when the stream changes its source.
#include <cstdint>
#include <string_view>

#include "media/rtp/bytes.hpp"

namespace parley::media {

enum class PayloadFormat : std::uint8_t { opaque, vp8, vp9, h264, av1 };

/// By the encoding name of a=rtpmap, whatever its case; opaque for all others, audio included.
PayloadFormat payload_format(std::string_view codec_name);

/// Result of inspecting one packet. Never describes bytes outside the payload.
struct PayloadInfo {
  bool keyframe_start = false;  ///< first packet of a frame that can be decoded without any before it
  bool frame_start = false;     ///< first packet of a frame, as far as the format tells
  bool layer_sync = false;      ///< a receiver may begin with this packet's temporal layer here
  std::uint8_t temporal = 0;
  std::uint8_t spatial = 0;
  // Running numbers inside the payload; offset 0 means there is none (the first byte never is one).
  std::uint8_t picture_offset = 0;
  std::uint8_t picture_bits = 0;  ///< 7 or 15
  std::uint16_t picture_id = 0;
  std::uint8_t tl0_offset = 0;  ///< of TL0PICIDX
  std::uint8_t tl0_index = 0;
};

PayloadInfo inspect_payload(PayloadFormat format, Bytes payload);

/// Puts new running numbers where `info` found the old ones.
void rewrite_picture(MutableBytes payload, const PayloadInfo& info, std::uint16_t picture_id, std::uint8_t tl0_index);

// One per format; empty or truncated payloads give a default PayloadInfo.
PayloadInfo inspect_vp8(Bytes payload);   ///< RFC 7741
PayloadInfo inspect_vp9(Bytes payload);   ///< RFC 9628
PayloadInfo inspect_h264(Bytes payload);  ///< RFC 6184
PayloadInfo inspect_av1(Bytes payload);   ///< AV1 RTP payload format 1.0

/// VP8's descriptor to write, for senders: always with a 15-bit picture id; TL0PICIDX and TID when layered.
struct Vp8Descriptor {
  bool frame_start = true;
  bool non_reference = false;
  std::uint16_t picture_id = 0;
  bool layered = false;
  std::uint8_t tl0_index = 0;
  std::uint8_t temporal = 0;
  bool layer_sync = false;
};
/// Returns the bytes written: 4, or 6 when layered; 0 when `out` is too small.
std::size_t write_vp8_descriptor(MutableBytes out, const Vp8Descriptor& descriptor);

}  // namespace parley::media
