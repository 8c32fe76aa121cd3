#pragma once
#include <array>
#include <cstdint>
#include <span>

namespace parley::media {

/// The value of FINGERPRINT over all bytes before it: CRC-32 (ITU V.42) XOR "STUN" (RFC 8489 section 14.7).
inline std::uint32_t stun_fingerprint(std::span<const std::uint8_t> bytes) {
  static constexpr auto kTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = value & 1 ? 0xEDB88320u ^ value >> 1 : value >> 1;
      table[i] = value;
    }
    return table;
  }();
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const std::uint8_t byte : bytes) crc = kTable[(crc ^ byte) & 0xFF] ^ crc >> 8;
  return crc ^ 0xFFFFFFFFu ^ 0x5354554Eu;
}

}  // namespace parley::media
