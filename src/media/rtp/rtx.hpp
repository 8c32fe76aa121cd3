#pragma once
// Retransmission packets (RFC 4588 section 4): the original payload behind the original sequence number.
#include <optional>

#include "media/rtp/packet.hpp"

namespace parley::media {

/// Turns a received RTX packet into the packet it repeats, in place: the payload moves two bytes to the front.
/// nullopt when it has no payload (probing) or is malformed. Header extensions stay those of the RTX packet.
std::optional<RtpPacket> unpack_rtx(const RtpPacket& rtx, MutableBytes bytes, std::uint8_t media_payload_type,
                                    std::uint32_t media_ssrc);

/// Writes `payload` (of the packet with `original_sequence`) as an RTX packet; `header` is the RTX stream's own.
std::size_t write_rtx(MutableBytes out, const RtpHeader& header, const ExtensionList& extensions,
                      std::uint16_t original_sequence, Bytes payload);

}  // namespace parley::media
