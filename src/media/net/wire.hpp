#pragma once
#include <cstdint>
#include <span>

#include "media/net/tcp_links.hpp"
#include "media/net/udp_socket.hpp"

namespace parley::media {

/// Sends packets by whatever socket their path names. Not thread-safe.
class Wire {
 public:
  /// `tcp` may be null.
  Wire(UdpSocket& udp, TcpLinks* tcp) : udp_(udp), tcp_(tcp) {}

  /// Room for one packet of UdpSocket::kRoom bytes; good until the next send.
  std::span<std::uint8_t> room() { return udp_.room(); }
  /// Sends the first `size` bytes of the room.
  void send_room(std::size_t size, const Path& to) {
    if (to.link < UdpSocket::kLinks) {
      udp_.queue(size, to);
    } else if (tcp_ != nullptr) {
      tcp_->send(to.link, udp_.room().first(size));
    }
  }
  /// The same for bytes from elsewhere; longer than the room: dropped.
  void send(std::span<const std::uint8_t> packet, const Path& to);
  void prove(const Path& path) {
    if (path.link >= UdpSocket::kLinks && tcp_ != nullptr) tcp_->prove(path.link);
  }
  void close(const Path& path) {
    if (path.link >= UdpSocket::kLinks && tcp_ != nullptr) tcp_->close(path.link);
  }

 private:
  UdpSocket& udp_;
  TcpLinks* tcp_;
};

}  // namespace parley::media
