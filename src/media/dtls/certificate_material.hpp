#pragma once
// What a Certificate holds; for this folder's sources.
#include <string>

#include "media/dtls/certificate.hpp"
#include "media/dtls/openssl_ptr.hpp"

namespace parley::media {

struct Certificate::Material {
  KeyPtr key;
  X509Ptr x509;
  std::string fingerprint;
};

/// SHA-256 over the DER form, "AB:CD:…".
std::string fingerprint_of(const X509& certificate);

}  // namespace parley::media
