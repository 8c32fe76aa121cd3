#include "transport/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <utility>

namespace parley::transport {
namespace {

// The first OpenSSL error in words; clears the rest.
std::string last_tls_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  std::array<char, 256> text{};
  ERR_error_string_n(code, text.data(), text.size());
  return code ? text.data() : "unknown error";
}

}  // namespace

TlsContext::TlsContext(std::string certificate_file, std::string private_key_file)
    : certificate_file_(std::move(certificate_file)), private_key_file_(std::move(private_key_file)) {}

Result<std::unique_ptr<TlsContext>> TlsContext::load(std::string certificate_file, std::string private_key_file) {
  std::unique_ptr<TlsContext> tls(new TlsContext(std::move(certificate_file), std::move(private_key_file)));
  PARLEY_CHECK(tls->reload());
  return tls;
}

Result<void> TlsContext::reload() {
  PARLEY_TRY(Context fresh, read_files());
  const std::lock_guard lock(mutex_);
  context_ = std::move(fresh);
  return {};
}

Result<TlsContext::Context> TlsContext::read_files() const {
  ERR_clear_error();
  const Context context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context) return Error{"cannot set TLS up: " + last_tls_error()};
  SSL_CTX* const raw = context.get();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL");
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Thousands of idle connections: record buffers live only while there is something in them. Reading ahead saves a
  // system call per record; the read loop goes on until OpenSSL has nothing left.
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(raw, 1);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(raw, 1);
  if (SSL_CTX_use_certificate_chain_file(raw, certificate_file_.c_str()) != 1) {
    return Error{"cannot read the certificate " + certificate_file_ + ": " + last_tls_error()};
  }
  if (SSL_CTX_use_PrivateKey_file(raw, private_key_file_.c_str(), SSL_FILETYPE_PEM) != 1) {
    return Error{"cannot use the private key " + private_key_file_ + ": " + last_tls_error()};
  }
  if (SSL_CTX_check_private_key(raw) != 1) {
    return Error{"the private key " + private_key_file_ + " does not belong to the certificate " + certificate_file_};
  }
  return context;
}

ssl_st* TlsContext::open(int socket) const {
  Context context;
  {
    const std::lock_guard lock(mutex_);
    context = context_;
  }
  SSL* ssl = SSL_new(context.get());  // holds a reference of its own on the context
  if (!ssl) return nullptr;
  if (SSL_set_fd(ssl, socket) != 1) {
    SSL_free(ssl);
    return nullptr;
  }
  SSL_set_accept_state(ssl);
  return ssl;
}

}  // namespace parley::transport
