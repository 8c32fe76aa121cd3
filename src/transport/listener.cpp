#include "transport/listener.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "transport/address.hpp"

namespace parley::transport {

Result<std::unique_ptr<Listener>> Listener::open(const std::string& host, std::uint16_t port) {
  const std::string place = host + " port " + std::to_string(port);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found); error != 0) {
    return Error{"cannot listen on " + place + ": " + ::gai_strerror(error)};
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, ::freeaddrinfo);
  int last_error = 0;
  for (const addrinfo* at = found; at; at = at->ai_next) {
    const int socket = ::socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0) {
      last_error = errno;
      continue;
    }
    const int on = 1, off = 0;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (at->ai_family == AF_INET6) ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    if (::bind(socket, at->ai_addr, at->ai_addrlen) == 0 && ::listen(socket, 4'096) == 0 &&
        ::getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &size) == 0) {
      const auto real = bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(bound).sin6_port
                                                    : reinterpret_cast<sockaddr_in&>(bound).sin_port;
      return std::unique_ptr<Listener>(new Listener(socket, ntohs(real)));
    }
    last_error = errno;
    ::close(socket);
  }
  return Error{"cannot listen on " + place + ": " + std::strerror(last_error)};
}

Listener::~Listener() { ::close(socket_); }

Listener::Status Listener::accept(Accepted& into) {
  for (;;) {
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    const int socket = ::accept4(socket_, reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket >= 0) {
      // Frames are whole when they are written: waiting for more would only delay them.
      const int on = 1;
      ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      into = {socket, address_text(from)};
      return Status::accepted;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) return Status::none;
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) return Status::exhausted;
    // Else a client that has given up, or a network error of its: the next one.
  }
}

}  // namespace parley::transport
