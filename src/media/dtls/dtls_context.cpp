#include "media/dtls/dtls_context.hpp"

#include <openssl/srtp.h>

#include "media/dtls/certificate_material.hpp"
#include "media/dtls/dtls_context_state.hpp"

namespace parley::media {
namespace {

// Forward secrecy and authenticated encryption only. ECDHE-RSA for peers with an RSA certificate.
constexpr char kCiphers[] =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
    "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305";
constexpr char kGroups[] = "X25519:P-256:P-384";
constexpr char kSrtpProfiles[] = "SRTP_AEAD_AES_128_GCM:SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_80";
// A browser's certificate is about 300 bytes (P-256) to 1,000 (RSA).
constexpr long kMaxCertificates = 4096;

/// RFC 8827 section 5.6.2: no chain, no name, no date: the certificate is the one whose fingerprint came by signalling.
int check_fingerprint(X509_STORE_CTX* store, void*) {
  const auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* expectation = ssl ? static_cast<DtlsExpectation*>(SSL_get_app_data(ssl)) : nullptr;
  const X509* certificate = X509_STORE_CTX_get0_cert(store);
  if (!expectation || !certificate) return 0;
  expectation->seen = true;
  expectation->met = same_fingerprint(fingerprint_of(*certificate), expectation->fingerprint);
  if (!expectation->met) X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED);
  return expectation->met ? 1 : 0;
}

}  // namespace

DtlsContext::DtlsContext(const Certificate& certificate)
    : certificate_(certificate), state_(std::make_unique<State>()) {
  state_->bio_method = make_datagram_bio_method();
  state_->ssl.reset(SSL_CTX_new(DTLS_method()));
  SSL_CTX* ssl = state_->ssl.get();
  require(ssl != nullptr, "cannot make a DTLS context");
  const Certificate::Material& material = certificate_.material();
  require(SSL_CTX_set_min_proto_version(ssl, DTLS1_2_VERSION) == 1 && SSL_CTX_set_cipher_list(ssl, kCiphers) == 1 &&
              SSL_CTX_set1_groups_list(ssl, kGroups) == 1 && SSL_CTX_set_tlsext_use_srtp(ssl, kSrtpProfiles) == 0 &&
              SSL_CTX_use_certificate(ssl, material.x509.get()) == 1 &&
              SSL_CTX_use_PrivateKey(ssl, material.key.get()) == 1,
          "cannot set up a DTLS context");
  SSL_CTX_set_options(ssl, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION |
                               SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_cert_list(ssl, kMaxCertificates);
  SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_cert_verify_callback(ssl, check_fingerprint, nullptr);
  SSL_CTX_set_read_ahead(ssl, 1);
}

DtlsContext::~DtlsContext() = default;

}  // namespace parley::media
