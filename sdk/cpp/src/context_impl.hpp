#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "base/worker_pool.hpp"
#include "loop.hpp"
#include "media/dtls/certificate.hpp"
#include "media/dtls/dtls_context.hpp"
#include "media/sctp/sctp_library.hpp"
#include "media/srtp/srtp_session.hpp"
#include "parley/context.h"

namespace parley::sdk {

class TlsContext;

/// What clients share: threads, and the libraries of media with their process-wide state. Thread-safe.
class Context::Impl {
 public:
  explicit Impl(const Options& options);
  ~Impl();

  /// The next thread in turn, for a new client.
  Loop& next_loop() { return *loops_[turn_++ % loops_.size()]; }
  /// For name look-ups, which block.
  WorkerPool& resolver() { return resolver_; }
  const TlsContext& tls() const { return *tls_; }

  media::SrtpLibrary srtp;
  media::SctpLibrary sctp;
  const media::DtlsContext dtls;

 private:
  std::unique_ptr<TlsContext> tls_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::atomic<std::size_t> turn_ = 0;
  WorkerPool resolver_;  // last: ends first, its jobs post to loops
};

}  // namespace parley::sdk
