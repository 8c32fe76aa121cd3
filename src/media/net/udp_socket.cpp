#include "media/net/udp_socket.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace parley::media {
namespace {

constexpr std::size_t kReceiveRoom = 2048;  // nothing longer comes over the internet; what does is dropped
constexpr std::size_t kSendBatch = 256;
constexpr int kSystemBuffer = 4 * 1024 * 1024;
constexpr std::size_t kControlRoom = 64;

void grow_buffer(int fd, int option, int forced_option) {
  // The forced form passes the system's limit and needs privileges; the other is cut down to the limit.
  if (setsockopt(fd, SOL_SOCKET, forced_option, &kSystemBuffer, sizeof kSystemBuffer) != 0) {
    setsockopt(fd, SOL_SOCKET, option, &kSystemBuffer, sizeof kSystemBuffer);
  }
}

// To which of our addresses it came (RFC 3542 section 6.1; IPv4 likewise). The port isn't known here and not needed.
std::optional<Address> local_of(const msghdr& message) {
  for (const cmsghdr* one = CMSG_FIRSTHDR(&message); one != nullptr;
       one = CMSG_NXTHDR(const_cast<msghdr*>(&message), const_cast<cmsghdr*>(one))) {
    if (one->cmsg_level == IPPROTO_IPV6 && one->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info;
      std::memcpy(&info, CMSG_DATA(one), sizeof info);
      return Address({info.ipi6_addr.s6_addr, 16}, 0);
    }
    if (one->cmsg_level == IPPROTO_IP && one->cmsg_type == IP_PKTINFO) {
      in_pktinfo info;
      std::memcpy(&info, CMSG_DATA(one), sizeof info);
      return Address({reinterpret_cast<const std::uint8_t*>(&info.ipi_addr), 4}, 0);
    }
  }
  return std::nullopt;
}

void set_local(msghdr& message, std::span<std::uint8_t> control, const Address& local, bool ipv6) {
  std::memset(control.data(), 0, control.size());
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* head = CMSG_FIRSTHDR(&message);
  if (ipv6) {
    sockaddr_storage storage{};
    local.to_sockaddr(storage, true);
    in6_pktinfo info{};
    info.ipi6_addr = reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr;
    head->cmsg_level = IPPROTO_IPV6;
    head->cmsg_type = IPV6_PKTINFO;
    head->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(head), &info, sizeof info);
    message.msg_controllen = CMSG_SPACE(sizeof info);
  } else {
    in_pktinfo info{};
    std::memcpy(&info.ipi_spec_dst, local.ip().data(), 4);
    head->cmsg_level = IPPROTO_IP;
    head->cmsg_type = IP_PKTINFO;
    head->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(head), &info, sizeof info);
    message.msg_controllen = CMSG_SPACE(sizeof info);
  }
}

bool is_any(const Address& address) {
  return std::all_of(address.ip().begin(), address.ip().end(), [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

struct UdpSocket::Buffers {
  struct In {
    alignas(cmsghdr) std::array<std::uint8_t, kControlRoom> control;
    sockaddr_storage from;
    iovec part;
    std::array<std::uint8_t, kReceiveRoom> bytes;
  };
  struct Out {
    alignas(cmsghdr) std::array<std::uint8_t, kControlRoom> control;
    sockaddr_storage to;
    iovec part;
    std::array<std::uint8_t, kRoom> bytes;
  };
  std::array<In, kBatch> in;
  std::array<mmsghdr, kBatch> in_messages{};
  std::array<Received, kBatch> received;
  std::array<Out, kSendBatch> out;
  std::array<mmsghdr, kSendBatch> out_messages{};
};

Result<std::unique_ptr<UdpSocket>> UdpSocket::bind(const Address& address) {
  const bool any = is_any(address);
  const auto attempt = [&](const Address& to, bool ipv6) -> Result<std::unique_ptr<UdpSocket>> {
    FileDescriptor fd(socket(ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd) return Error{fmt::format("cannot make a UDP socket: {}", std::strerror(errno))};
    if (ipv6) {
      const int only = any ? 0 : 1;
      setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
    }
    sockaddr_storage storage{};
    const auto size = static_cast<socklen_t>(to.to_sockaddr(storage));
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&storage), size) != 0) {
      return Error{fmt::format("cannot bind UDP {}: {}", to.to_string(), std::strerror(errno))};
    }
    return std::unique_ptr<UdpSocket>(new UdpSocket(std::move(fd), any, ipv6));
  };
  if (!any) return attempt(address, address.is_ipv6());
  const std::array<std::uint8_t, 16> zero{};
  auto both = attempt(Address(zero, address.port()), true);
  if (both || !address.is_ipv4()) return both;
  return attempt(address, false);
}

UdpSocket::UdpSocket(FileDescriptor fd, bool any_address, bool ipv6)
    : fd_(std::move(fd)), any_address_(any_address), ipv6_(ipv6), buffers_(new Buffers) {
  grow_buffer(fd_.get(), SO_RCVBUF, SO_RCVBUFFORCE);
  grow_buffer(fd_.get(), SO_SNDBUF, SO_SNDBUFFORCE);
  if (any_address_) {
    const int on = 1;
    if (ipv6_) {
      setsockopt(fd_.get(), IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
    } else {
      setsockopt(fd_.get(), IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
    }
  }
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&bound), &size) == 0) {
    if (const auto local = Address::from_sockaddr(reinterpret_cast<sockaddr*>(&bound), size)) port_ = local->port();
  }
  for (std::size_t i = 0; i < kBatch; ++i) {
    buffers_->in[i].part = {buffers_->in[i].bytes.data(), kReceiveRoom};
    buffers_->in_messages[i].msg_hdr.msg_iov = &buffers_->in[i].part;
    buffers_->in_messages[i].msg_hdr.msg_iovlen = 1;
  }
  for (std::size_t i = 0; i < kSendBatch; ++i) {
    buffers_->out[i].part = {buffers_->out[i].bytes.data(), 0};
    buffers_->out_messages[i].msg_hdr.msg_iov = &buffers_->out[i].part;
    buffers_->out_messages[i].msg_hdr.msg_iovlen = 1;
    buffers_->out_messages[i].msg_hdr.msg_name = &buffers_->out[i].to;
  }
}

UdpSocket::~UdpSocket() = default;

std::uint32_t UdpSocket::link_of(const Address& local) {
  const auto found = std::find(locals_.begin(), locals_.end(), local);
  if (found != locals_.end()) return static_cast<std::uint32_t>(found - locals_.begin()) + 1;
  if (locals_.size() + 1 >= kLinks) return 0;  // then the system chooses where answers come from
  locals_.push_back(local);
  return static_cast<std::uint32_t>(locals_.size());
}

std::span<const UdpSocket::Received> UdpSocket::receive() {
  Buffers& buffers = *buffers_;
  for (;;) {
    for (std::size_t i = 0; i < kBatch; ++i) {
      msghdr& head = buffers.in_messages[i].msg_hdr;
      head.msg_name = &buffers.in[i].from;
      head.msg_namelen = sizeof buffers.in[i].from;
      head.msg_control = any_address_ ? buffers.in[i].control.data() : nullptr;
      head.msg_controllen = any_address_ ? kControlRoom : 0;
    }
    const int count = recvmmsg(fd_.get(), buffers.in_messages.data(), kBatch, MSG_DONTWAIT, nullptr);
    if (count <= 0) return {};
    std::size_t taken = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      const mmsghdr& message = buffers.in_messages[i];
      auto& in = buffers.in[i];
      if ((message.msg_hdr.msg_flags & MSG_TRUNC) != 0 || message.msg_len == 0) continue;
      const auto from =
          Address::from_sockaddr(reinterpret_cast<const sockaddr*>(&in.from), message.msg_hdr.msg_namelen);
      if (!from) continue;
      Received& received = buffers.received[taken++];
      received.path = {*from, 0};
      if (any_address_) {
        if (const auto local = local_of(message.msg_hdr)) received.path.link = link_of(*local);
      }
      received.bytes = std::span(in.bytes).first(message.msg_len);
    }
    // Nothing usable in a whole batch isn't the end: more may wait.
    if (taken != 0) return std::span(buffers.received).first(taken);
  }
}

std::span<std::uint8_t> UdpSocket::room() { return buffers_->out[queued_].bytes; }

void UdpSocket::queue(std::size_t size, const Path& to) {
  auto& out = buffers_->out[queued_];
  msghdr& head = buffers_->out_messages[queued_].msg_hdr;
  out.part.iov_len = size;
  head.msg_namelen = static_cast<socklen_t>(to.remote.to_sockaddr(out.to, ipv6_));
  head.msg_control = nullptr;
  head.msg_controllen = 0;
  if (to.link != 0 && to.link <= locals_.size()) set_local(head, out.control, locals_[to.link - 1], ipv6_);
  if (++queued_ == kSendBatch) flush();
}

void UdpSocket::flush() {
  std::size_t at = 0;
  bool waited = false;
  while (at < queued_) {
    const int count = sendmmsg(fd_.get(), buffers_->out_messages.data() + at, static_cast<unsigned>(queued_ - at), 0);
    if (count > 0) {
      at += static_cast<std::size_t>(count);
      sent_ += static_cast<std::size_t>(count);
    } else if (errno == EINTR) {
      continue;
    } else if (errno == EAGAIN && !waited) {
      // The system sends while we look away for a moment; if not, media that comes late is worth nothing.
      pollfd one{fd_.get(), POLLOUT, 0};
      poll(&one, 1, 1);
      waited = true;
    } else if (errno == EAGAIN) {
      break;
    } else {
      ++at;  // no way to this one address
      ++unsent_;
    }
  }
  unsent_ += queued_ - at;
  queued_ = 0;
}

}  // namespace parley::media
