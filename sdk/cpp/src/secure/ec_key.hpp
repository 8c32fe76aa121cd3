#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "secure/crypto.hpp"

struct evp_pkey_st;

namespace parley::sdk::secure {

/// A P-256 key, whole or public alone. Immutable, any thread.
class EcKey {
 public:
  static EcKey create();
  /// PKCS#8 DER; nothing unless it is a P-256 key.
  static std::optional<EcKey> from_pkcs8(View der);
  /// A public key text; nothing unless it is a P-256 key.
  static std::optional<EcKey> from_public_text(std::string_view text);
  /// An uncompressed point; nothing unless it is on the curve.
  static std::optional<EcKey> from_point(View point);

  Bytes pkcs8() const;
  std::string public_text() const;  ///< base64 of the SPKI DER
  Bytes point() const;              ///< uncompressed, 65 bytes
  /// ECDH: the x coordinate, 32 bytes. Only of a whole key.
  Bytes shared_with(const EcKey& peer) const;

 private:
  explicit EcKey(evp_pkey_st* key);
  /// Takes the key over; nothing unless it is sound and of that curve.
  static std::optional<EcKey> checked(evp_pkey_st* key);
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace parley::sdk::secure
