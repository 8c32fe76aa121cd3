#include "secure/ec_key.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <stdexcept>

namespace parley::sdk::secure {
namespace {

constexpr std::size_t kPoint = 65;

using Context = std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)>;

void check(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("OpenSSL failed: ") + what);
}

/// DER by one of OpenSSL's i2d functions.
template <class Object>
Bytes der(int (*write)(Object, unsigned char**), Object object) {
  unsigned char* out = nullptr;
  const int size = write(object, &out);
  check(size > 0, "DER");
  Bytes bytes(out, out + size);
  OPENSSL_free(out);
  return bytes;
}

}  // namespace

EcKey::EcKey(evp_pkey_st* key) : key_(key, EVP_PKEY_free) {}

EcKey EcKey::create() {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  check(key != nullptr, "P-256");
  return EcKey(key);
}

std::optional<EcKey> EcKey::checked(evp_pkey_st* key) {
  if (!key) return std::nullopt;
  EcKey made(key);
  char group[64] = {};
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC || EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) != 1 ||
      std::string_view(group) != "prime256v1")
    return std::nullopt;
  const Context context(EVP_PKEY_CTX_new(key, nullptr), EVP_PKEY_CTX_free);
  if (!context || EVP_PKEY_public_check(context.get()) != 1) return std::nullopt;
  return made;
}

std::optional<EcKey> EcKey::from_pkcs8(View bytes) {
  const unsigned char* at = bytes.data();
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, void (*)(PKCS8_PRIV_KEY_INFO*)> info(
      d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(bytes.size())), PKCS8_PRIV_KEY_INFO_free);
  if (!info || at != bytes.data() + bytes.size()) return std::nullopt;
  return checked(EVP_PKCS82PKEY(info.get()));
}

std::optional<EcKey> EcKey::from_public_text(std::string_view text) {
  const auto bytes = from_base64(text);
  if (!bytes) return std::nullopt;
  const unsigned char* at = bytes->data();
  EVP_PKEY* key = d2i_PUBKEY(nullptr, &at, static_cast<long>(bytes->size()));
  if (key && at != bytes->data() + bytes->size()) {
    EVP_PKEY_free(key);
    return std::nullopt;
  }
  return checked(key);
}

std::optional<EcKey> EcKey::from_point(View point) {
  if (point.size() != kPoint || point[0] != 4) return std::nullopt;
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr), EVP_PKEY_CTX_free);
  check(context && EVP_PKEY_fromdata_init(context.get()) == 1, "EC");
  char group[] = "P-256";
  Bytes bytes(point.begin(), point.end());
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, bytes.data(), bytes.size()),
      OSSL_PARAM_construct_end(),
  };
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1) return std::nullopt;
  return checked(key);
}

Bytes EcKey::pkcs8() const {
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, void (*)(PKCS8_PRIV_KEY_INFO*)> info(EVP_PKEY2PKCS8(key_.get()),
                                                                                  PKCS8_PRIV_KEY_INFO_free);
  check(info != nullptr, "PKCS#8");
  return der<const PKCS8_PRIV_KEY_INFO*>(i2d_PKCS8_PRIV_KEY_INFO, info.get());
}

std::string EcKey::public_text() const { return base64(der<const EVP_PKEY*>(i2d_PUBKEY, key_.get())); }

Bytes EcKey::point() const {
  unsigned char* out = nullptr;
  const std::size_t size = EVP_PKEY_get1_encoded_public_key(key_.get(), &out);
  check(size == kPoint, "point");
  Bytes bytes(out, out + size);
  OPENSSL_free(out);
  return bytes;
}

Bytes EcKey::shared_with(const EcKey& peer) const {
  const Context context(EVP_PKEY_CTX_new(key_.get(), nullptr), EVP_PKEY_CTX_free);
  Bytes out(32);
  std::size_t size = out.size();
  check(context && EVP_PKEY_derive_init(context.get()) == 1 &&
            EVP_PKEY_derive_set_peer(context.get(), peer.key_.get()) == 1 &&
            EVP_PKEY_derive(context.get(), out.data(), &size) == 1 && size == out.size(),
        "ECDH");
  return out;
}

}  // namespace parley::sdk::secure
