#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace parley::media {

/// Protection profiles by their IANA numbers (RFC 5764 section 4.1.2, RFC 7714 section 14.2).
enum class SrtpProfile : std::uint16_t {
  aes128_cm_sha1_80 = 0x0001,
  aead_aes_128_gcm = 0x0007,
  aead_aes_256_gcm = 0x0008,
};

constexpr std::size_t srtp_key_size(SrtpProfile profile) { return profile == SrtpProfile::aead_aes_256_gcm ? 32 : 16; }
constexpr std::size_t srtp_salt_size(SrtpProfile profile) {
  return profile == SrtpProfile::aes128_cm_sha1_80 ? 14 : 12;
}

/// What a DTLS handshake yields for SRTP: local protects what we send, remote what we receive.
struct SrtpKeys {
  SrtpProfile profile = SrtpProfile::aead_aes_128_gcm;
  std::vector<std::uint8_t> local_key, local_salt;
  std::vector<std::uint8_t> remote_key, remote_salt;
};

}  // namespace parley::media
