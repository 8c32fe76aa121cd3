#include "media/sctp/sctp_packet.hpp"

#include <algorithm>
#include <cstddef>

namespace parley::media {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kCommonHeader = 12;
constexpr std::size_t kMaxPacket = 2048;
constexpr std::size_t kMaxParameters = 64;

/// RFC 9260 section 3.2; RFC 6525 section 3.1; RFC 3758 section 3.2; RFC 4820 section 3.
enum Chunk : std::uint8_t {
  DATA = 0,
  INIT = 1,
  INIT_ACK = 2,
  SACK = 3,
  HEARTBEAT = 4,
  HEARTBEAT_ACK = 5,
  ABORT = 6,
  SHUTDOWN = 7,
  SHUTDOWN_ACK = 8,
  ERROR = 9,
  COOKIE_ECHO = 10,
  COOKIE_ACK = 11,
  SHUTDOWN_COMPLETE = 14,
  RE_CONFIG = 130,
  PADDING = 132,
  FORWARD_TSN = 192,
};

std::size_t read16(Bytes bytes, std::size_t at) { return std::size_t{bytes[at]} << 8 | bytes[at + 1]; }
std::size_t padded(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

/// Walks type-length-value items that must fill `bytes`; `check(type, length)` judges each.
template <class Check>
bool walk(Bytes bytes, Check&& check) {
  std::size_t count = 0;
  while (!bytes.empty()) {
    if (bytes.size() < 4 || ++count > kMaxParameters) return false;
    const std::size_t length = read16(bytes, 2);
    if (length < 4 || length > bytes.size()) return false;
    if (!check(read16(bytes, 0), length)) return false;
    // A chunk's length leaves out the padding of its last parameter (RFC 9260 section 3.2.1).
    bytes = bytes.subspan(std::min(padded(length), bytes.size()));
  }
  return true;
}

bool any(std::size_t, std::size_t) { return true; }

/// RFC 9260 sections 3.3.2, 3.3.3. Addresses and their changes have no place over DTLS (RFC 8261 section 6).
bool init_parameter(std::size_t type, std::size_t length) {
  switch (type) {
    case 5:   // IPv4 address
    case 6:   // IPv6 address
    case 11:  // host name
      return false;
    case 0x8000:  // ECN capable
    case 0xC000:  // forward TSN supported
      return length == 4;
    default:
      return type < 0xC001 || type > 0xC005;  // address configuration
  }
}

/// RFC 6525 section 4: whole fixed parts, whole stream numbers.
bool reset_parameter(std::size_t type, std::size_t length) {
  switch (type) {
    case 13:
      return length >= 16 && length % 2 == 0;
    case 14:
      return length >= 8 && length % 2 == 0;
    case 15:
      return length == 8;
    case 16:
      return length == 12 || length == 20;
    case 17:
    case 18:
      return length == 12;
    default:
      return false;
  }
}

bool chunk_is_sound(std::uint8_t type, Bytes chunk) {
  const std::size_t size = chunk.size();
  switch (type) {
    case DATA:
      return size > 16;
    case INIT:
    case INIT_ACK:
      return size >= 20 && walk(chunk.subspan(20), init_parameter);
    case SACK:
      return size >= 16 && size == 16 + 4 * (read16(chunk, 12) + read16(chunk, 14));
    case HEARTBEAT:
    case HEARTBEAT_ACK:
      return size >= 8 && walk(chunk.subspan(4), any);
    case ABORT:
    case ERROR:
      return walk(chunk.subspan(4), any);
    case SHUTDOWN:
      return size == 8;
    case SHUTDOWN_ACK:
    case COOKIE_ACK:
    case SHUTDOWN_COMPLETE:
      return size == 4;
    case COOKIE_ECHO:
      return size > 4;
    case RE_CONFIG:
      return size >= 8 && walk(chunk.subspan(4), reset_parameter);
    case PADDING:
      return true;
    case FORWARD_TSN:
      return size >= 8 && size % 4 == 0;
    default:
      return false;
  }
}

/// RFC 9260 section 6.10.
bool travels_alone(std::uint8_t type) { return type == INIT || type == INIT_ACK || type == SHUTDOWN_COMPLETE; }

}  // namespace

bool sctp_packet_is_sound(Bytes packet) {
  if (packet.size() < kCommonHeader + 4 || packet.size() > kMaxPacket || packet.size() % 4 != 0) return false;
  Bytes rest = packet.subspan(kCommonHeader);
  bool first = true;
  while (!rest.empty()) {
    const std::uint8_t type = rest[0];
    const std::size_t length = read16(rest, 2);  // there are four bytes at least: all sizes are multiples of four
    if (length < 4 || padded(length) > rest.size()) return false;
    if (travels_alone(type) && (!first || padded(length) != rest.size())) return false;
    if (!chunk_is_sound(type, rest.first(length))) return false;
    rest = rest.subspan(padded(length));
    first = false;
  }
  return true;
}

}  // namespace parley::media
