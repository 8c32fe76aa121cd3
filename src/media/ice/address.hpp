#pragma once
#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sockaddr;
struct sockaddr_storage;

namespace parley::media {

/// Every time in the media plane is monotonic and comes from the caller.
using Time = std::chrono::steady_clock::time_point;

/// An IPv4 or IPv6 address with a port; a value of 20 bytes. IPv4-mapped IPv6 is kept as IPv4, so that one peer has
/// one address whatever socket its packets came by. Default-constructed: no address (`valid()` is false).
class Address {
 public:
  Address() = default;
  /// `ip` is 4 or 16 bytes in network order; anything else gives an invalid address.
  Address(std::span<const std::uint8_t> ip, std::uint16_t port);

  /// An IPv4 or IPv6 literal ("::1", without brackets or scope) and a port. nullopt: not a literal.
  static std::optional<Address> parse(std::string_view ip, std::uint16_t port);
  /// "1.2.3.4:5" or "[::1]:5".
  static std::optional<Address> parse(std::string_view ip_and_port);
  /// nullopt: neither AF_INET nor AF_INET6, or too short.
  static std::optional<Address> from_sockaddr(const sockaddr* address, std::size_t length);
  /// Fills `out` and returns its length. `as_ipv6` writes an IPv4 address as IPv4-mapped, for dual-stack sockets.
  std::size_t to_sockaddr(sockaddr_storage& out, bool as_ipv6 = false) const;

  bool valid() const { return length_ != 0; }
  bool is_ipv4() const { return length_ == 4; }
  bool is_ipv6() const { return length_ == 16; }
  std::span<const std::uint8_t> ip() const { return {ip_.data(), length_}; }
  std::uint16_t port() const { return port_; }

  std::string ip_text() const;    ///< "1.2.3.4", "::1"
  std::string to_string() const;  ///< "1.2.3.4:5", "[::1]:5"

  bool operator==(const Address&) const = default;
  auto operator<=>(const Address&) const = default;
  std::size_t hash() const;

 private:
  std::array<std::uint8_t, 16> ip_{};
  std::uint16_t port_ = 0;
  std::uint8_t length_ = 0;
};

/// One way to a peer: its address, and the socket that reaches it. `link` is the socket owner's number: 0 for the UDP
/// socket, any other for one TCP connection.
struct Path {
  Address remote;
  std::uint32_t link = 0;
  bool operator==(const Path&) const = default;
  auto operator<=>(const Path&) const = default;
};

}  // namespace parley::media

template <>
struct std::hash<parley::media::Address> {
  std::size_t operator()(const parley::media::Address& address) const { return address.hash(); }
};
template <>
struct std::hash<parley::media::Path> {
  std::size_t operator()(const parley::media::Path& path) const {
    return path.remote.hash() ^ (path.link * 0x9e3779b97f4a7c15ull);
  }
};
