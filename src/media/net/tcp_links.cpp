#include "media/net/tcp_links.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace parley::media {
namespace {

constexpr std::size_t kReadSize = 64 * 1024;
constexpr int kAcceptsAtOnce = 64;

bool watch(int epoll, int operation, int fd, std::uint32_t events, std::uint64_t key) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = key;
  return epoll_ctl(epoll, operation, fd, &event) == 0;
}

}  // namespace

Result<std::unique_ptr<TcpLinks>> TcpLinks::listen(const Address& address, int epoll, std::uint64_t listener_key,
                                                   std::uint32_t first_link) {
  const bool any = std::all_of(address.ip().begin(), address.ip().end(), [](std::uint8_t byte) { return byte == 0; });
  const auto attempt = [&](const Address& to, bool ipv6) -> Result<std::unique_ptr<TcpLinks>> {
    FileDescriptor fd(socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd) return Error{fmt::format("cannot make a TCP socket: {}", std::strerror(errno))};
    const int on = 1, only = any ? 0 : 1;
    setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (ipv6) setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
    sockaddr_storage storage{};
    const auto size = static_cast<socklen_t>(to.to_sockaddr(storage));
    if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&storage), size) != 0 || ::listen(fd.get(), 256) != 0 ||
        !watch(epoll, EPOLL_CTL_ADD, fd.get(), EPOLLIN, listener_key)) {
      return Error{fmt::format("cannot listen on TCP {}: {}", to.to_string(), std::strerror(errno))};
    }
    return std::unique_ptr<TcpLinks>(new TcpLinks(std::move(fd), epoll, first_link));
  };
  if (!any) return attempt(address, address.is_ipv6());
  const std::array<std::uint8_t, 16> zero{};
  auto both = attempt(Address(zero, address.port()), true);
  if (both || !address.is_ipv4()) return both;
  return attempt(address, false);
}

TcpLinks::TcpLinks(FileDescriptor listener, int epoll, std::uint32_t first_link)
    : listener_(std::move(listener)),
      epoll_(epoll),
      next_link_(first_link),
      first_link_(first_link),
      input_(kReadSize) {}

void TcpLinks::set_handlers(OnPacket on_packet, OnClosed on_closed) {
  on_packet_ = std::move(on_packet);
  on_closed_ = std::move(on_closed);
}

void TcpLinks::accept(Time now) {
  for (int i = 0; i < kAcceptsAtOnce; ++i) {
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    FileDescriptor fd(
        accept4(listener_.get(), reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd) return;
    const auto remote = Address::from_sockaddr(reinterpret_cast<const sockaddr*>(&from), size);
    if (!remote || unproven_ >= kMaxUnproven) continue;
    const int on = 1;
    setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    while (links_.contains(next_link_) || next_link_ < first_link_) next_link_ = std::max(next_link_ + 1, first_link_);
    const std::uint32_t number = next_link_++;
    if (!watch(epoll_, EPOLL_CTL_ADD, fd.get(), EPOLLIN, number)) continue;
    auto link = std::make_unique<Link>();
    link->fd = std::move(fd);
    link->path = {*remote, number};
    link->accepted = now;
    links_.emplace(number, std::move(link));
    ++unproven_;
  }
}

void TcpLinks::handle(std::uint32_t number, std::uint32_t events) {
  const auto found = links_.find(number);
  if (found == links_.end()) return;
  if ((events & (EPOLLERR | EPOLLHUP)) != 0 && (events & EPOLLIN) == 0) return fail(number);
  if ((events & EPOLLOUT) != 0 && !write(*found->second)) return fail(number);
  if ((events & EPOLLIN) != 0) read(number);
}

void TcpLinks::read(std::uint32_t number) {
  const auto found = links_.find(number);
  if (found == links_.end()) return;
  const ssize_t size = recv(found->second->fd.get(), input_.data(), input_.size(), 0);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) return fail(number);
  // The handler may close this very link, so that must wait; and it decrypts in place, so it gets a copy.
  reading_ = number;
  std::array<std::uint8_t, kMaxPacket> packet;
  const bool whole =
      found->second->framer.feed(std::span<const std::uint8_t>(input_).first(static_cast<std::size_t>(size)),
                                 [&](std::span<const std::uint8_t> bytes) {
                                   if (close_after_read_) return;
                                   std::memcpy(packet.data(), bytes.data(), bytes.size());
                                   on_packet_(found->second->path, std::span(packet).first(bytes.size()));
                                 });
  reading_ = 0;
  if (std::exchange(close_after_read_, false)) {
    close(number);
  } else if (!whole) {
    fail(number);
  }
}

void TcpLinks::prove(std::uint32_t number) {
  const auto found = links_.find(number);
  if (found == links_.end() || found->second->proven) return;
  found->second->proven = true;
  --unproven_;
}

void TcpLinks::close(std::uint32_t number) {
  const auto found = links_.find(number);
  if (found == links_.end()) return;
  if (number == reading_) {
    close_after_read_ = true;
    return;
  }
  if (!found->second->proven) --unproven_;
  links_.erase(found);  // closing takes it out of epoll
}

void TcpLinks::fail(std::uint32_t number) {
  const auto found = links_.find(number);
  if (found == links_.end()) return;
  const Path path = found->second->path;
  close(number);
  on_closed_(path);
}

void TcpLinks::send(std::uint32_t number, std::span<const std::uint8_t> packet) {
  const auto found = links_.find(number);
  if (found == links_.end()) return;
  Link& link = *found->second;
  if (link.queue.size() - link.written + packet.size() + 2 > kMaxQueued) {
    ++dropped_;
    return;
  }
  const auto head = TcpFramer::header(packet.size());
  link.queue.insert(link.queue.end(), head.begin(), head.end());
  link.queue.insert(link.queue.end(), packet.begin(), packet.end());
  if (!link.dirty) {
    link.dirty = true;
    dirty_.push_back(number);
  }
}

void TcpLinks::flush() {
  for (std::size_t i = 0; i < dirty_.size(); ++i) {
    const auto found = links_.find(dirty_[i]);
    if (found == links_.end()) continue;
    found->second->dirty = false;
    if (!found->second->waiting && !write(*found->second)) fail(dirty_[i]);
  }
  dirty_.clear();
}

bool TcpLinks::write(Link& link) {
  while (link.written < link.queue.size()) {
    const ssize_t size =
        ::send(link.fd.get(), link.queue.data() + link.written, link.queue.size() - link.written, MSG_NOSIGNAL);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno != EAGAIN) return false;
    if (size < 0) break;
    link.written += static_cast<std::size_t>(size);
  }
  // Forget what is written, but don't move the rest for every little bit.
  if (link.written == link.queue.size()) {
    link.queue.clear();
    link.written = 0;
  } else if (link.written > kMaxQueued / 2) {
    link.queue.erase(link.queue.begin(), link.queue.begin() + static_cast<std::ptrdiff_t>(link.written));
    link.written = 0;
  }
  const bool wait = !link.queue.empty();
  if (wait == link.waiting) return true;
  link.waiting = wait;
  return watch(epoll_, EPOLL_CTL_MOD, link.fd.get(), wait ? EPOLLIN | EPOLLOUT : EPOLLIN, link.path.link);
}

void TcpLinks::sweep(Time now) {
  if (unproven_ == 0) return;
  std::vector<std::uint32_t> late;
  for (const auto& [number, link] : links_) {
    if (!link->proven && now - link->accepted >= kProofTime) late.push_back(number);
  }
  for (const std::uint32_t number : late) close(number);
}

}  // namespace parley::media
