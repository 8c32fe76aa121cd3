// RTP packets, their extensions, retransmissions and the video payloads in them.
#include <cstdint>
#include <vector>

#include "media/rtp/packet.hpp"
#include "media/rtp/payload.hpp"
#include "media/rtp/rtx.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley::media;
  for (const PayloadFormat format : {PayloadFormat::vp8, PayloadFormat::vp9, PayloadFormat::h264, PayloadFormat::av1}) {
    std::vector<std::uint8_t> payload(data, data + size);
    const PayloadInfo info = inspect_payload(format, payload);
    rewrite_picture(payload, info, 0x1234, 7);
  }
  std::vector<std::uint8_t> bytes(data, data + size);
  if (auto packet = RtpPacket::parse(bytes)) {
    for (int id = 0; id < 256; ++id) {
      if (auto element = packet->mutable_extension(static_cast<std::uint8_t>(id)); element && !element->empty())
        (*element)[0] ^= 1;
    }
    packet->set_sequence(7);
    packet->set_payload_type(200);
    (void)inspect_payload(PayloadFormat::vp8, packet->payload());
    (void)unpack_rtx(*packet, bytes, 96, 1);
  }
  return 0;
}
