#pragma once
// The certificate, and how new TLS connections are made from it.
#include <memory>
#include <mutex>
#include <string>

#include "base/result.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace parley::transport {

/// TLS 1.2 and 1.3, forward secrecy and AEAD only. Thread-safe: certificates may be read anew while loops accept.
class TlsContext {
 public:
  static Result<std::unique_ptr<TlsContext>> load(std::string certificate_file, std::string private_key_file);
  /// On an error the old certificate stays in use.
  Result<void> reload();
  /// A server-side session on this socket; the caller frees it (SSL_free). Null when memory is short.
  ssl_st* open(int socket) const;

 private:
  using Context = std::shared_ptr<ssl_ctx_st>;
  TlsContext(std::string certificate_file, std::string private_key_file);
  Result<Context> read_files() const;

  const std::string certificate_file_;
  const std::string private_key_file_;
  mutable std::mutex mutex_;
  Context context_;
};

}  // namespace parley::transport
