#pragma once
#include <cstdint>
#include <span>

namespace parley::media {

enum class PacketKind : std::uint8_t { stun, dtls, rtp, rtcp, unknown };

/// Tells by the first bytes what came on a port that carries everything (RFC 7983 section 7); RTP from RTCP by the
/// second byte (RFC 5761 section 4: 192-223 is RTCP). Says nothing about whether the rest is well-formed, except that
/// the fixed header is there: STUN 20 bytes and its magic cookie, DTLS 13, RTP 12, RTCP 8.
inline PacketKind classify(std::span<const std::uint8_t> packet) {
  if (packet.size() < 8) return PacketKind::unknown;
  const std::uint8_t first = packet[0];
  if (first <= 3) {
    const bool cookie = packet[4] == 0x21 && packet[5] == 0x12 && packet[6] == 0xA4 && packet[7] == 0x42;
    return packet.size() >= 20 && cookie ? PacketKind::stun : PacketKind::unknown;
  }
  if (first >= 20 && first <= 63) return packet.size() >= 13 ? PacketKind::dtls : PacketKind::unknown;
  if (first >= 128 && first <= 191) {
    if (packet[1] >= 192 && packet[1] <= 223) return PacketKind::rtcp;
    return packet.size() >= 12 ? PacketKind::rtp : PacketKind::unknown;
  }
  return PacketKind::unknown;
}

}  // namespace parley::media
