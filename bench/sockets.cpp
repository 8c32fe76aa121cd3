#include "bench/sockets.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace parley::bench {
namespace {

constexpr std::size_t connections_per_address = 5'000;  // the server has a limit too

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

/// 127.0.0.1, 127.0.0.2 …
sockaddr_in loopback(std::size_t number, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + static_cast<std::uint32_t>(number));
  return address;
}

}  // namespace

struct Sockets::Tls {
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
  Tls() {
    SSL_CTX_set_mode(context.get(),
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    ::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  }
};

struct Sockets::Socket {
  int descriptor = -1;
  std::unique_ptr<SSL, void (*)(SSL*)> tls{nullptr, SSL_free};
  std::string out;  ///< not yet taken by the kernel

  ~Socket() {
    tls.reset();
    if (descriptor >= 0) ::close(descriptor);
  }
  /// Bytes that went through, 0: not now.
  std::size_t write_some() {
    if (!tls) return taken(::send(descriptor, out.data(), out.size(), MSG_NOSIGNAL), "send");
    ERR_clear_error();
    return taken_by_tls(SSL_write(tls.get(), out.data(), static_cast<int>(out.size())));
  }
  std::size_t read_some(std::vector<char>& into) {
    if (!tls) {
      const ssize_t size = ::recv(descriptor, into.data(), into.size(), 0);
      if (size == 0) throw std::runtime_error("the server has closed a connection");
      return taken(size, "recv");
    }
    ERR_clear_error();
    return taken_by_tls(SSL_read(tls.get(), into.data(), static_cast<int>(into.size())));
  }

 private:
  static std::size_t taken(ssize_t result, const char* what) {
    if (result >= 0) return static_cast<std::size_t>(result);
    if (errno == EAGAIN || errno == ENOTCONN || errno == EINPROGRESS) return 0;
    fail(what);
  }
  std::size_t taken_by_tls(int result) const {
    if (result > 0) return static_cast<std::size_t>(result);
    const int error = SSL_get_error(tls.get(), result);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return 0;
    if (error == SSL_ERROR_SYSCALL && (errno == EAGAIN || errno == ENOTCONN || errno == EINPROGRESS)) return 0;
    throw std::runtime_error("a TLS connection has ended");
  }
};

Sockets::Sockets(std::uint16_t port, Security security, OnBytes on_bytes)
    : port_(port),
      on_bytes_(std::move(on_bytes)),
      tls_(security == Security::tls ? std::make_unique<Tls>() : nullptr),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      buffer_(1u << 20) {
  if (epoll_ < 0) fail("epoll_create1");
}

Sockets::~Sockets() { ::close(epoll_); }

std::size_t Sockets::open() {
  auto socket = std::make_unique<Socket>();
  socket->descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket->descriptor < 0) fail("socket");
  const int on = 1;
  ::setsockopt(socket->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(socket->descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  const sockaddr_in from = loopback(sockets_.size() / connections_per_address, 0), to = loopback(0, port_);
  if (::bind(socket->descriptor, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0) fail("bind");
  if (::connect(socket->descriptor, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 && errno != EINPROGRESS) {
    fail("connect");
  }
  if (tls_) {
    socket->tls.reset(SSL_new(tls_->context.get()));
    SSL_set_fd(socket->tls.get(), socket->descriptor);
    SSL_set_connect_state(socket->tls.get());
  }
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLET;
  event.data.u64 = sockets_.size();
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket->descriptor, &event) != 0) fail("epoll_ctl");
  sockets_.push_back(std::move(socket));
  return sockets_.size() - 1;
}

void Sockets::send(std::size_t number, std::string_view bytes) {
  Socket& socket = *sockets_[number];
  socket.out += bytes;
  write(socket);
}

void Sockets::write(Socket& socket) {
  while (!socket.out.empty()) {
    const std::size_t sent = socket.write_some();
    if (sent == 0) return;
    socket.out.erase(0, sent);
  }
}

void Sockets::serve(Time until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
  std::array<epoll_event, 512> events;
  const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                 static_cast<int>(std::clamp<std::int64_t>(left, 0, 1000)));
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    const auto number = static_cast<std::size_t>(event.data.u64);
    if (event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(number);
    if (event.events & (EPOLLIN | EPOLLOUT)) write(*sockets_[number]);  // a TLS handshake may have gone on by reading
  }
}

void Sockets::receive(std::size_t number) {
  while (true) {
    const std::size_t size = sockets_[number]->read_some(buffer_);
    if (size == 0) return;
    bytes_received_ += size;
    on_bytes_(number, {buffer_.data(), size});
    if (size < buffer_.size() && !tls_) return;  // the next byte makes an event
  }
}

}  // namespace parley::bench
