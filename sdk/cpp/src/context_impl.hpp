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
  const std::string& ca_file() const { return ca_file_; }
  /// For uploads over HTTP, which block. They end when stopping() becomes true.
  WorkerPool& uploads() { return uploads_; }
  std::atomic<bool>& stopping() { return stopping_; }

  media::SrtpLibrary srtp;
  media::SctpLibrary sctp;
  const media::DtlsContext dtls;

 private:
  std::unique_ptr<TlsContext> tls_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::atomic<std::size_t> turn_ = 0;
  const std::string ca_file_;
  std::atomic<bool> stopping_ = false;
  WorkerPool resolver_, uploads_;  // last: end first, their jobs post to loops
};

}  // namespace parley::sdk
