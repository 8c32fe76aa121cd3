#include "secure/hpke.hpp"

namespace parley::sdk::secure::hpke {
namespace {

constexpr std::size_t kEnc = 65, kNonce = 12;
constexpr std::uint8_t kKemSuite[] = {'K', 'E', 'M', 0, 0x10};

/// The labelled functions of section 4, for one suite.
struct Suite {
  View id;
  Bytes extract(View salt, std::string_view name, View ikm) const {
    return hmac(salt, join({view("HPKE-v1"), id, view(name), ikm}));
  }
  Bytes expand(View key, std::string_view name, View info, std::size_t size) const {
    const std::uint8_t length[] = {static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
    return hkdf_expand(key, join({length, view("HPKE-v1"), id, view(name), info}), size);
  }
};

struct Schedule {
  Bytes key, nonce;
};

/// ExtractAndExpand of the KEM, then KeySchedule.
Schedule schedule(View dh, View enc, View receiver_point, const Parameters& parameters) {
  const Suite kem{kKemSuite};
  const Bytes shared = kem.expand(kem.extract({}, "eae_prk", dh), "shared_secret", join({enc, receiver_point}), 32);
  const std::uint8_t id[] = {'H', 'P', 'K', 'E', 0, 0x10, 0, 1, 0, static_cast<std::uint8_t>(parameters.aead)};
  const Suite suite{id};
  const std::uint8_t mode = parameters.psk.empty() ? 0 : 1;
  const Bytes context = join({{&mode, 1},
                              suite.extract({}, "psk_id_hash", parameters.psk_id),
                              suite.extract({}, "info_hash", parameters.info)});
  const Bytes secret = suite.extract(shared, "secret", parameters.psk);
  return {suite.expand(secret, "key", context, parameters.aead == Aead::aes_128_gcm ? 16 : 32),
          suite.expand(secret, "base_nonce", context, kNonce)};
}

}  // namespace

Bytes seal(const EcKey& receiver, const Parameters& parameters, View plain, const EcKey& ephemeral) {
  const Bytes enc = ephemeral.point();
  const Schedule keys = schedule(ephemeral.shared_with(receiver), enc, receiver.point(), parameters);
  return join({enc, gcm_seal(keys.key, keys.nonce, parameters.aad, plain)});
}

std::optional<Bytes> open(const EcKey& receiver, const Parameters& parameters, View sealed) {
  if (sealed.size() < kEnc) return std::nullopt;
  const View enc = sealed.first(kEnc);
  const auto sender = EcKey::from_point(enc);
  if (!sender) return std::nullopt;
  const Schedule keys = schedule(receiver.shared_with(*sender), enc, receiver.point(), parameters);
  return gcm_open(keys.key, keys.nonce, parameters.aad, sealed.subspan(kEnc));
}

}  // namespace parley::sdk::secure::hpke
