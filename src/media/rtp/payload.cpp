#include "media/rtp/payload.hpp"

#include <algorithm>

namespace parley::media {
namespace {

bool same_name(std::string_view a, std::string_view upper) {
  return a.size() == upper.size() && std::equal(a.begin(), a.end(), upper.begin(), [](char x, char y) {
           return (x >= 'a' && x <= 'z' ? static_cast<char>(x - 'a' + 'A') : x) == y;
         });
}

}  // namespace

PayloadFormat payload_format(std::string_view codec_name) {
  if (same_name(codec_name, "VP8")) return PayloadFormat::vp8;
  if (same_name(codec_name, "VP9")) return PayloadFormat::vp9;
  if (same_name(codec_name, "H264")) return PayloadFormat::h264;
  if (same_name(codec_name, "AV1")) return PayloadFormat::av1;
  return PayloadFormat::opaque;
}

PayloadInfo inspect_payload(PayloadFormat format, Bytes payload) {
  switch (format) {
    case PayloadFormat::vp8:
      return inspect_vp8(payload);
    case PayloadFormat::vp9:
      return inspect_vp9(payload);
    case PayloadFormat::h264:
      return inspect_h264(payload);
    case PayloadFormat::av1:
      return inspect_av1(payload);
    case PayloadFormat::opaque:
      break;
  }
  return {};
}

void rewrite_picture(MutableBytes payload, const PayloadInfo& info, std::uint16_t picture_id, std::uint8_t tl0_index) {
  if (info.picture_offset != 0) {
    std::uint8_t* p = payload.data() + info.picture_offset;
    if (info.picture_bits == 15) {
      write_u16(p, 0x8000U | (picture_id & 0x7FFFU));
    } else {
      p[0] = picture_id & 0x7F;
    }
  }
  if (info.tl0_offset != 0) payload[info.tl0_offset] = tl0_index;
}

}  // namespace parley::media
