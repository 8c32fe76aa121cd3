#pragma once
#include <cstdint>
#include <span>

namespace parley::media {

/// Whether a packet is formed as RFC 9260 wants it, down to the parameters inside its chunks, and made only of what
/// data channels need. usrsctp trusts lengths in places where it shouldn't (0.9.5 walks an INIT with a parameter of
/// length zero for ever), so nothing else may reach it. Checks neither checksum nor tags.
bool sctp_packet_is_sound(std::span<const std::uint8_t> packet);

}  // namespace parley::media
