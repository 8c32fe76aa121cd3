#pragma once
// HPKE, RFC 9180, single shot: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-GCM; modes base and PSK.
#include <optional>

#include "secure/ec_key.hpp"

namespace parley::sdk::secure::hpke {

enum class Aead : std::uint8_t { aes_128_gcm = 1, aes_256_gcm = 2 };

struct Parameters {
  View info, aad{};
  View psk{}, psk_id{};  ///< both or none: mode PSK, or base
  Aead aead = Aead::aes_256_gcm;
};

/// `enc` and the ciphertext after it. The ephemeral key is used for this once.
Bytes seal(const EcKey& receiver, const Parameters& parameters, View plain, const EcKey& ephemeral = EcKey::create());
/// Nothing when it was not sealed to this key with these parameters.
std::optional<Bytes> open(const EcKey& receiver, const Parameters& parameters, View sealed);

}  // namespace parley::sdk::secure::hpke
