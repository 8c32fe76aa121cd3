#include "media/rtp/rtx.hpp"

#include <array>
#include <cstring>

namespace parley::media {

std::optional<RtpPacket> unpack_rtx(const RtpPacket& rtx, MutableBytes bytes, std::uint8_t media_payload_type,
                                    std::uint32_t media_ssrc) {
  const std::size_t header = rtx.header_size();
  const std::size_t payload = rtx.payload().size();
  if (payload < 2 || header + payload > bytes.size()) return std::nullopt;
  const std::uint16_t original = read_u16(bytes.data() + header);
  std::memmove(bytes.data() + header, bytes.data() + header + 2, payload - 2);
  bytes[0] &= static_cast<std::uint8_t>(~0x20);  // the padding is cut off
  auto packet = RtpPacket::parse(bytes.first(header + payload - 2));
  if (!packet) return std::nullopt;
  packet->set_sequence(original);
  packet->set_ssrc(media_ssrc);
  packet->set_payload_type(media_payload_type);
  return packet;
}

std::size_t write_rtx(MutableBytes out, const RtpHeader& header, const ExtensionList& extensions,
                      std::uint16_t original_sequence, Bytes payload) {
  std::array<std::uint8_t, 2> number{};
  write_u16(number.data(), original_sequence);
  return write_rtp(out, header, extensions, number, payload);
}

}  // namespace parley::media
