#include <curl/curl.h>

#include "context_impl.hpp"
#include "tls_context.hpp"

namespace parley::sdk {

Context::Impl::Impl(const Options& options)
    : dtls(media::Certificate::create()),
      tls_(std::make_unique<TlsContext>(options.ca_file)),
      ca_file_(options.ca_file),
      resolver_("parley-resolver", 1, 1000),
      uploads_("parley-uploads", 2, 100) {
  // Counted by the library, and never undone: other parts of the program may use it.
  curl_global_init(CURL_GLOBAL_DEFAULT);
  for (int i = 0; i < std::max(1, options.threads); ++i) loops_.push_back(std::make_unique<Loop>());
}

Context::Impl::~Impl() { stopping_ = true; }

Context::Context(Options options) : impl_(std::make_unique<Impl>(options)) {}
Context::~Context() = default;

}  // namespace parley::sdk
