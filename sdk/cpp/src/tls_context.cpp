#include "tls_context.hpp"

#include <openssl/ssl.h>

#include <stdexcept>

namespace parley::sdk {

TlsContext::TlsContext(const std::string& ca_file) : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
  if (!context_) throw std::runtime_error("OpenSSL gives no TLS context");
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context_.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  const int trusted = ca_file.empty() ? SSL_CTX_set_default_verify_paths(context_.get())
                                      : SSL_CTX_load_verify_locations(context_.get(), ca_file.c_str(), nullptr);
  if (trusted != 1) throw std::runtime_error("the certificates in " + ca_file + " cannot be read");
}

}  // namespace parley::sdk
