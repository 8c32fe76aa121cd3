#pragma once
#include <memory>
#include <string>

struct ssl_ctx_st;

namespace parley::sdk {

/// OpenSSL's settings for wss connections: TLS 1.2 at least, certificates and host names are checked. Thread-safe.
class TlsContext {
 public:
  /// `ca_file`: certificates to trust; empty: the system's. Throws std::runtime_error when it can't be read.
  explicit TlsContext(const std::string& ca_file);
  ssl_ctx_st* native() const { return context_.get(); }

 private:
  std::shared_ptr<ssl_ctx_st> context_;
};

}  // namespace parley::sdk
