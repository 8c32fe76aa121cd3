// The sockets of MediaTransport.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "media/media_transport.hpp"

namespace parley::sdk {
namespace {

/// A TCP connection that takes less than we send loses media packets beyond this.
constexpr std::size_t kMaxTcpQueue = 256 * 1024;

media::Time now() { return std::chrono::steady_clock::now(); }

}  // namespace

void MediaTransport::open_udp(bool ipv6) {
  int& fd = udp_[ipv6 ? 1 : 0];
  if (fd >= 0) return;
  fd = socket(ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  const int room = 512 * 1024;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  loop_.watch(fd, EPOLLIN, [this, fd](std::uint32_t) { read_udp(fd); });
}

void MediaTransport::open_tcp() {
  tcp_due_.reset();
  const auto& candidates = ice_->candidates();
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (!candidates[i].tcp) continue;
    sockaddr_storage storage{};
    const auto size = static_cast<socklen_t>(candidates[i].address.to_sockaddr(storage));
    const int fd = socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) continue;
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&storage), size) != 0 && errno != EINPROGRESS) {
      ::close(fd);
      continue;
    }
    auto link = std::make_unique<TcpLink>();
    link->fd = fd;
    link->candidate = i;
    loop_.watch(fd, EPOLLIN | EPOLLOUT, [this, one = link.get()](std::uint32_t events) { on_tcp(*one, events); });
    tcp_.push_back(std::move(link));
  }
}

void MediaTransport::read_udp(int fd) {
  std::array<std::uint8_t, 4096> buffer;
  for (int i = 0; i < 64 && !over_; ++i) {  // others want their turn
    sockaddr_storage from{};
    socklen_t length = sizeof from;
    const ssize_t size = recvfrom(fd, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &length);
    if (size < 0) {
      if (errno == ECONNREFUSED) continue;  // an ICMP answer to an earlier packet
      break;
    }
    const auto address = media::Address::from_sockaddr(reinterpret_cast<const sockaddr*>(&from), length);
    const auto candidate = address ? ice_->find_candidate(*address, false) : std::nullopt;
    if (candidate) on_packet(*candidate, std::span(buffer).first(static_cast<std::size_t>(size)));
  }
}

void MediaTransport::on_tcp(TcpLink& link, std::uint32_t events) {
  if (!link.up) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(link.fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) return close_tcp(link);
    if ((events & EPOLLOUT) == 0) return;
    link.up = true;
    ice_->set_usable(now(), link.candidate, true);
    loop_.rewatch(link.fd, EPOLLIN);
    return pump();
  }
  if ((events & EPOLLOUT) != 0) flush_tcp(link);
  if (link.fd >= 0 && (events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) read_tcp(link);
}

void MediaTransport::read_tcp(TcpLink& link) {
  std::array<std::uint8_t, 65536> buffer;
  const ssize_t size = recv(link.fd, buffer.data(), buffer.size(), 0);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) return close_tcp(link);
  const auto got = std::span(buffer).first(static_cast<std::size_t>(size));
  const bool sound = link.framer.feed(got, [&](std::span<const std::uint8_t> packet) {
    if (over_) return;
    std::vector<std::uint8_t> copy(packet.begin(), packet.end());
    on_packet(link.candidate, copy);
  });
  if (!sound && !over_) close_tcp(link);
}

void MediaTransport::flush_tcp(TcpLink& link) {
  while (!link.out.empty()) {
    const ssize_t sent = ::send(link.fd, link.out.data(), link.out.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EAGAIN || errno == EINTR) break;
      return close_tcp(link);
    }
    link.out.erase(link.out.begin(), link.out.begin() + sent);
  }
  loop_.rewatch(link.fd, link.out.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT);
}

void MediaTransport::close_tcp(TcpLink& link) {
  loop_.unwatch(link.fd);
  ::close(std::exchange(link.fd, -1));
  link.up = false;
  if (!ice_) return;
  ice_->set_usable(now(), link.candidate, false);
  pump();
}

void MediaTransport::send_on(std::size_t candidate, media::Bytes packet) {
  const auto& to = ice_->candidates()[candidate];
  if (!to.tcp) {
    sockaddr_storage storage{};
    const auto length = static_cast<socklen_t>(to.address.to_sockaddr(storage));
    const int fd = udp_[to.address.is_ipv6() ? 1 : 0];
    if (fd >= 0)
      (void)!sendto(fd, packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr*>(&storage), length);
    return;
  }
  for (const auto& link : tcp_) {
    if (link->candidate != candidate || !link->up || link->out.size() > kMaxTcpQueue) continue;
    const bool idle = link->out.empty();
    const auto head = media::TcpFramer::header(packet.size());
    link->out.insert(link->out.end(), head.begin(), head.end());
    link->out.insert(link->out.end(), packet.begin(), packet.end());
    if (idle) flush_tcp(*link);
  }
}

}  // namespace parley::sdk
