#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/samples.hpp"

namespace parley::bench {

/// Thousands of TCP connections to one port of 127.0.0.1, on one thread with epoll; with TLS if wanted, which trusts
/// whatever certificate there is. Connections come from several loopback addresses: one has ports for 28 000.
/// A connection that breaks or is closed throws std::runtime_error.
class Sockets {
 public:
  enum class Security { plain, tls };
  /// Bytes have come; valid until the callback returns, which may send.
  using OnBytes = std::function<void(std::size_t socket, std::string_view bytes)>;

  Sockets(std::uint16_t port, Security security, OnBytes on_bytes);
  ~Sockets();
  Sockets(const Sockets&) = delete;
  Sockets& operator=(const Sockets&) = delete;

  /// Begins to connect. Returns the connection's number: 0, 1, 2 …
  std::size_t open();
  /// Now, or as soon as the connection takes it.
  void send(std::size_t socket, std::string_view bytes);
  /// Deals with what has come, or waits for it until the given time.
  void serve(Time until);

  std::uint64_t bytes_received() const { return bytes_received_; }

 private:
  struct Socket;
  struct Tls;
  void write(Socket& socket);
  void receive(std::size_t number);

  const std::uint16_t port_;
  const OnBytes on_bytes_;
  const std::unique_ptr<Tls> tls_;  ///< null: plain
  int epoll_;
  std::vector<std::unique_ptr<Socket>> sockets_;
  std::vector<char> buffer_;
  std::uint64_t bytes_received_ = 0;
};

}  // namespace parley::bench
