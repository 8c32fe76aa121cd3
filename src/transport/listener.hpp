#pragma once
// The listening socket.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace parley::transport {

/// Bound and listening from `open` on. Used by one loop (the first), closed by its destruction.
class Listener {
 public:
  static Result<std::unique_ptr<Listener>> open(const std::string& host, std::uint16_t port);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int socket() const { return socket_; }
  std::uint16_t port() const { return port_; }

  struct Accepted {
    int socket;  ///< non-blocking; the caller's
    std::string address;
  };
  enum class Status { accepted, none, exhausted };  ///< exhausted: no descriptor or memory left, try later
  Status accept(Accepted& into);

 private:
  Listener(int socket, std::uint16_t port) : socket_(socket), port_(port) {}
  const int socket_;
  const std::uint16_t port_;
};

}  // namespace parley::transport
