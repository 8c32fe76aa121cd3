#include "secure/crypto.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>
#include <stdexcept>

#include "base/random.hpp"

namespace parley::sdk::secure {
namespace {

constexpr std::size_t kTag = 16, kHash = 32;
constexpr std::string_view kVersion = "v1.";

void check(int done, const char* what) {
  if (done != 1) throw std::runtime_error(std::string("OpenSSL failed: ") + what);
}
int size_of(View bytes) { return static_cast<int>(bytes.size()); }

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)>;
Cipher cipher() {
  Cipher made(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  if (!made) throw std::runtime_error("OpenSSL gives no cipher");
  return made;
}
const EVP_CIPHER* aes(View key) { return key.size() == 16 ? EVP_aes_128_gcm() : EVP_aes_256_gcm(); }

}  // namespace

Bytes join(std::initializer_list<View> parts) {
  Bytes out;
  for (const View part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

Bytes label(std::initializer_list<std::string_view> parts) {
  Bytes out;
  for (const std::string_view* part = parts.begin(); part != parts.end(); ++part) {
    if (part != parts.begin()) out.push_back(0);
    out.insert(out.end(), part->begin(), part->end());
  }
  return out;
}

Bytes random(std::size_t size) {
  Bytes out(size);
  random_bytes(out);
  return out;
}

Bytes sha256(View data) {
  Bytes out(kHash);
  unsigned int size = 0;
  check(EVP_Digest(data.data(), data.size(), out.data(), &size, EVP_sha256(), nullptr), "SHA-256");
  return out;
}

Bytes hmac(View key, View data) {
  Bytes out(kHash);
  unsigned int size = 0;
  static constexpr std::uint8_t kNone = 0;
  if (!HMAC(EVP_sha256(), key.empty() ? &kNone : key.data(), size_of(key), data.data(), data.size(), out.data(), &size))
    throw std::runtime_error("OpenSSL failed: HMAC");
  return out;
}

Bytes hkdf_expand(View key, View info, std::size_t size) {
  Bytes out, block;
  for (std::uint8_t count = 1; out.size() < size; ++count) {
    block = hmac(key, join({block, info, {&count, 1}}));
    out.insert(out.end(), block.begin(), block.end());
  }
  out.resize(size);
  return out;
}

Bytes hkdf(View key, View info, View salt) { return hkdf_expand(hmac(salt, key), info, kHash); }

Bytes pbkdf2(std::string_view passphrase, View salt, int iterations) {
  Bytes out(kHash);
  check(PKCS5_PBKDF2_HMAC(passphrase.data(), static_cast<int>(passphrase.size()), salt.data(), size_of(salt),
                          iterations, EVP_sha256(), static_cast<int>(out.size()), out.data()),
        "PBKDF2");
  return out;
}

Bytes gcm_seal(View key, View iv, View aad, View plain) {
  const Cipher context = cipher();
  Bytes out(plain.size() + kTag);
  int size = 0;
  check(EVP_EncryptInit_ex(context.get(), aes(key), nullptr, key.data(), iv.data()), "GCM");
  if (!aad.empty()) check(EVP_EncryptUpdate(context.get(), nullptr, &size, aad.data(), size_of(aad)), "GCM");
  if (!plain.empty()) check(EVP_EncryptUpdate(context.get(), out.data(), &size, plain.data(), size_of(plain)), "GCM");
  check(EVP_EncryptFinal_ex(context.get(), out.data() + plain.size(), &size), "GCM");
  check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTag, out.data() + plain.size()), "GCM");
  return out;
}

std::optional<Bytes> gcm_open(View key, View iv, View aad, View sealed) {
  if (sealed.size() < kTag) return std::nullopt;
  const Cipher context = cipher();
  Bytes out(sealed.size() - kTag);
  Bytes tag(sealed.end() - kTag, sealed.end());
  int size = 0;
  check(EVP_DecryptInit_ex(context.get(), aes(key), nullptr, key.data(), iv.data()), "GCM");
  if (!aad.empty()) check(EVP_DecryptUpdate(context.get(), nullptr, &size, aad.data(), size_of(aad)), "GCM");
  if (!out.empty())
    check(EVP_DecryptUpdate(context.get(), out.data(), &size, sealed.data(), static_cast<int>(out.size())), "GCM");
  check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTag, tag.data()), "GCM");
  if (EVP_DecryptFinal_ex(context.get(), tag.data(), &size) != 1) return std::nullopt;
  return out;
}

std::string base64(View bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3), '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes.data(), size_of(bytes));
  return out;
}

std::optional<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  Bytes out(text.size() / 4 * 3);
  if (EVP_DecodeBlock(out.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size())) <
      0)
    return std::nullopt;
  for (std::size_t i = text.size(); i > 0 && text[i - 1] == '='; --i) {
    if (out.empty()) return std::nullopt;
    out.pop_back();
  }
  // OpenSSL also reads blanks around and loose bits at the end.
  if (base64(out) != text) return std::nullopt;
  return out;
}

std::string sealed_text(View bytes) { return std::string(kVersion) + base64(bytes); }

std::optional<Bytes> from_sealed_text(std::string_view text) {
  if (!text.starts_with(kVersion)) return std::nullopt;
  return from_base64(text.substr(kVersion.size()));
}

}  // namespace parley::sdk::secure
