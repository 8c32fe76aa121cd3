#pragma once
// What a DtlsContext holds; for this folder's sources.
#include "media/dtls/datagram_bio.hpp"
#include "media/dtls/dtls_context.hpp"
#include "media/dtls/openssl_ptr.hpp"

namespace parley::media {

struct DtlsContext::State {
  BioMethodPtr bio_method;
  SslCtxPtr ssl;
};

/// What an SSL's application data points to: the certificate the peer has to show.
struct DtlsExpectation {
  std::string fingerprint;
  bool seen = false, met = false;
};

}  // namespace parley::media
