#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "media/media.hpp"

namespace parley::media {

/// Whether packets of one format can be decoded as the other: same name and clock, and what of the format parameters
/// changes the bitstream (H264: profile, packetization mode, RFC 6184 section 8.1; VP9: profile-id; AV1: profile).
bool same_codec(const Codec& a, const Codec& b);

/// A publisher's payload types to a subscriber's; kNoPayloadType: the subscriber did not negotiate that codec.
using PayloadTypeMap = std::array<std::uint8_t, 128>;
inline constexpr std::uint8_t kNoPayloadType = 0xFF;
PayloadTypeMap map_payload_types(const std::vector<Codec>& from, const std::vector<Codec>& to);

}  // namespace parley::media
