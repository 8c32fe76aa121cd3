#include "context_impl.hpp"
#include "tls_context.hpp"

namespace parley::sdk {

Context::Impl::Impl(const Options& options)
    : dtls(media::Certificate::create()),
      tls_(std::make_unique<TlsContext>(options.ca_file)),
      resolver_("parley-resolver", 1, 1000) {
  for (int i = 0; i < std::max(1, options.threads); ++i) loops_.push_back(std::make_unique<Loop>());
}

Context::Impl::~Impl() = default;

Context::Context(Options options) : impl_(std::make_unique<Impl>(options)) {}
Context::~Context() = default;

}  // namespace parley::sdk
