#pragma once
#include <memory>
#include <string>

#include "media/dtls/certificate.hpp"

namespace parley::media {

/// What all DTLS transports of a process share: the certificate and the rules (DTLS 1.2, forward-secret AEAD suites,
/// SRTP profiles). Made once, handed down, outlives its transports; serves both roles. Thread-safe.
class DtlsContext {
 public:
  explicit DtlsContext(const Certificate& certificate);  ///< throws std::runtime_error when OpenSSL fails
  ~DtlsContext();
  DtlsContext(const DtlsContext&) = delete;
  DtlsContext& operator=(const DtlsContext&) = delete;

  const std::string& fingerprint() const { return certificate_.fingerprint(); }

  struct State;  ///< OpenSSL's side, known to this folder's sources only
  State& state() const { return *state_; }

 private:
  Certificate certificate_;
  std::unique_ptr<State> state_;
};

}  // namespace parley::media
