#include "media/dtls/certificate.hpp"

#include <openssl/ec.h>

#include <array>

#include "base/random.hpp"
#include "media/dtls/certificate_material.hpp"

namespace parley::media {
namespace {

constexpr long kDay = 24L * 60 * 60;

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

std::string fingerprint_of(const X509& certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(&certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    if (i) text += ':';
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

Certificate Certificate::create() {
  auto material = std::make_shared<Material>();
  material->key.reset(EVP_EC_gen("P-256"));
  require(material->key != nullptr, "cannot make a P-256 key");
  material->x509.reset(X509_new());
  X509* x509 = material->x509.get();
  require(x509 != nullptr, "cannot make a certificate");
  // Peers compare the fingerprint alone (RFC 8122); the name says nothing about this machine.
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509), random_u64() >> 1);
  X509_set_version(x509, X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(x509), -kDay);  // for peers whose clock is behind
  X509_gmtime_adj(X509_getm_notAfter(x509), 365 * kDay);
  X509_NAME* name = X509_get_subject_name(x509);
  const unsigned char kName[] = "WebRTC";
  require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, kName, -1, -1, 0) == 1 &&
              X509_set_issuer_name(x509, name) == 1 && X509_set_pubkey(x509, material->key.get()) == 1 &&
              X509_sign(x509, material->key.get(), EVP_sha256()) > 0,
          "cannot sign a certificate");
  material->fingerprint = fingerprint_of(*x509);
  require(!material->fingerprint.empty(), "cannot compute a fingerprint");
  return Certificate(std::move(material));
}

const std::string& Certificate::fingerprint() const { return material_->fingerprint; }

bool same_fingerprint(std::string_view a, std::string_view b) {
  if (a.size() != b.size() || a.empty()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (upper(a[i]) != upper(b[i])) return false;
  }
  return true;
}

}  // namespace parley::media
