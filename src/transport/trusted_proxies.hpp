#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace parley::transport {

/// Whose word about a client's address counts: reverse proxies in front of the server. Never changes: thread-safe.
class TrustedProxies {
 public:
  TrustedProxies() = default;
  /// Addresses and networks: "127.0.0.1", "10.0.0.0/8", "2001:db8::/32".
  static Result<TrustedProxies> parse(const std::vector<std::string>& networks);

  bool trusts(std::string_view address) const;
  /// Who is behind a connection from `peer`. `forwarded_for` is the X-Forwarded-For header: each proxy appends the
  /// address it was called from, so from the right on every word is as good as who said it. The first that is no
  /// trusted proxy is the client; what stands left of it anybody could have written. In the form of address_text().
  std::string client(std::string_view peer, std::string_view forwarded_for) const;

 private:
  struct Network {
    std::array<std::uint8_t, 16> bits;  ///< IPv4 as ::ffff:a.b.c.d
    int prefix;
  };
  std::vector<Network> networks_;
};

}  // namespace parley::transport
