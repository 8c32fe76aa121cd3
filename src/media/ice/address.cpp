#include "media/ice/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace parley::media {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

Address::Address(std::span<const std::uint8_t> ip, std::uint16_t port) {
  if (ip.size() == 16 && std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), ip.begin())) ip = ip.subspan(12);
  if (ip.size() != 4 && ip.size() != 16) return;
  std::copy(ip.begin(), ip.end(), ip_.begin());
  length_ = static_cast<std::uint8_t>(ip.size());
  port_ = port;
}

std::optional<Address> Address::parse(std::string_view ip, std::uint16_t port) {
  char text[INET6_ADDRSTRLEN] = {};
  if (ip.size() >= sizeof text) return std::nullopt;
  std::copy(ip.begin(), ip.end(), text);
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, text, bytes.data()) == 1) return Address(std::span(bytes).first(4), port);
  if (inet_pton(AF_INET6, text, bytes.data()) == 1) return Address(bytes, port);
  return std::nullopt;
}

std::optional<Address> Address::parse(std::string_view ip_and_port) {
  const std::size_t colon = ip_and_port.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view digits = ip_and_port.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  std::string_view ip = ip_and_port.substr(0, colon);
  const bool bracketed = ip.size() >= 2 && ip.front() == '[' && ip.back() == ']';
  if (bracketed) ip = ip.substr(1, ip.size() - 2);
  // "::1:5" would be ambiguous: IPv6 needs its brackets.
  if (bracketed != (ip.find(':') != std::string_view::npos)) return std::nullopt;
  return parse(ip, port);
}

std::optional<Address> Address::from_sockaddr(const sockaddr* address, std::size_t length) {
  if (!address) return std::nullopt;
  sa_family_t family = AF_UNSPEC;
  if (length < sizeof(sockaddr_in)) return std::nullopt;
  std::memcpy(&family, reinterpret_cast<const std::uint8_t*>(address) + offsetof(sockaddr, sa_family), sizeof family);
  std::array<std::uint8_t, 16> ip{};
  if (family == AF_INET) {
    sockaddr_in in;
    std::memcpy(&in, address, sizeof in);
    std::memcpy(ip.data(), &in.sin_addr, 4);
    return Address(std::span(ip).first(4), ntohs(in.sin_port));
  }
  if (family == AF_INET6 && length >= sizeof(sockaddr_in6)) {
    sockaddr_in6 in;
    std::memcpy(&in, address, sizeof in);
    std::memcpy(ip.data(), &in.sin6_addr, 16);
    return Address(ip, ntohs(in.sin6_port));
  }
  return std::nullopt;
}

std::size_t Address::to_sockaddr(sockaddr_storage& out, bool as_ipv6) const {
  std::memset(&out, 0, sizeof out);
  if (is_ipv4() && !as_ipv6) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port_);
    std::memcpy(&in.sin_addr, ip_.data(), 4);
    std::memcpy(&out, &in, sizeof in);
    return sizeof in;
  }
  if (!valid()) return 0;
  sockaddr_in6 in{};
  in.sin6_family = AF_INET6;
  in.sin6_port = htons(port_);
  std::array<std::uint8_t, 16> bytes = ip_;
  if (is_ipv4()) {
    std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), bytes.begin());
    std::copy_n(ip_.begin(), 4, bytes.begin() + 12);
  }
  std::memcpy(&in.sin6_addr, bytes.data(), 16);
  std::memcpy(&out, &in, sizeof in);
  return sizeof in;
}

std::string Address::ip_text() const {
  char text[INET6_ADDRSTRLEN] = {};
  if (!valid() || !inet_ntop(is_ipv4() ? AF_INET : AF_INET6, ip_.data(), text, sizeof text)) return "none";
  return text;
}

std::string Address::to_string() const {
  const std::string ip = ip_text();
  return (is_ipv6() ? "[" + ip + "]" : ip) + ":" + std::to_string(port_);
}

std::size_t Address::hash() const {
  std::uint64_t low = 0, high = 0;
  std::memcpy(&low, ip_.data(), 8);
  std::memcpy(&high, ip_.data() + 8, 8);
  // Multiply and fold: peers behind one NAT differ in the port only, and hash tables look at the low bits.
  std::uint64_t mixed = (low ^ (std::uint64_t{port_} << 48 | port_)) * 0x9e3779b97f4a7c15ull;
  mixed = (mixed ^ (mixed >> 32) ^ high) * 0xd6e8feb86659fd93ull;
  return static_cast<std::size_t>(mixed ^ (mixed >> 32));
}

}  // namespace parley::media
