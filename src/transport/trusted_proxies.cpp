#include "transport/trusted_proxies.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <charconv>
#include <cstring>
#include <optional>

namespace parley::transport {
namespace {

using Bits = std::array<std::uint8_t, 16>;

constexpr Bits four_in_six = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool is_four(const Bits& bits) { return std::memcmp(bits.data(), four_in_six.data(), 12) == 0; }

std::optional<Bits> parse_address(std::string_view text) {
  const std::string copy(text.substr(0, INET6_ADDRSTRLEN));
  Bits bits = four_in_six;
  if (::inet_pton(AF_INET, copy.c_str(), bits.data() + 12) == 1) return bits;
  if (::inet_pton(AF_INET6, copy.c_str(), bits.data()) == 1) return bits;
  return std::nullopt;
}

std::string text_of(const Bits& bits) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (is_four(bits)) {
    ::inet_ntop(AF_INET, bits.data() + 12, text.data(), text.size());
  } else {
    ::inet_ntop(AF_INET6, bits.data(), text.data(), text.size());
  }
  return text.data();
}

/// Some proxies add the port: "192.0.2.1:1234", "[2001:db8::1]:1234".
std::string_view without_port(std::string_view entry) {
  if (entry.starts_with('[')) return entry.substr(1, entry.find(']') - 1);
  const auto colon = entry.find(':');
  return colon != std::string_view::npos && entry.find(':', colon + 1) == std::string_view::npos
             ? entry.substr(0, colon)
             : entry;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool begins_alike(const Bits& a, const Bits& b, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (std::memcmp(a.data(), b.data(), whole) != 0) return false;
  if (bits % 8 == 0) return true;
  return ((a[whole] ^ b[whole]) & (0xFF00 >> (bits % 8)) & 0xFF) == 0;
}

}  // namespace

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& networks) {
  TrustedProxies proxies;
  for (const std::string& network : networks) {
    const Error wrong{
        fmt::format("trusted_proxies: '{}' is no address or network, like 127.0.0.1 or 10.0.0.0/8", network)};
    const auto slash = network.find('/');
    const auto bits = parse_address(std::string_view(network).substr(0, slash));
    if (!bits) return wrong;
    int prefix = 128;
    if (slash != std::string::npos) {
      const int longest = is_four(*bits) ? 32 : 128;
      const char* const end = network.data() + network.size();
      const auto [rest, error] = std::from_chars(network.data() + slash + 1, end, prefix);
      if (error != std::errc() || rest != end || prefix < 0 || prefix > longest) return wrong;
      prefix += 128 - longest;
    }
    proxies.networks_.push_back({*bits, prefix});
  }
  return proxies;
}

bool TrustedProxies::trusts(std::string_view address) const {
  if (networks_.empty()) return false;
  const auto bits = parse_address(address);
  if (!bits) return false;
  for (const Network& network : networks_) {
    if (begins_alike(*bits, network.bits, network.prefix)) return true;
  }
  return false;
}

std::string TrustedProxies::client(std::string_view peer, std::string_view forwarded_for) const {
  std::string client(peer);
  while (!forwarded_for.empty() && trusts(client)) {
    const auto comma = forwarded_for.rfind(',');
    const std::string_view entry = comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1);
    forwarded_for = comma == std::string_view::npos ? std::string_view() : forwarded_for.substr(0, comma);
    const auto bits = parse_address(without_port(trimmed(entry)));
    if (!bits) break;
    client = text_of(*bits);
  }
  return client;
}

}  // namespace parley::transport
