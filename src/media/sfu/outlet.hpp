#pragma once
#include "media/rtp/bytes.hpp"

namespace parley::media {

/// Where a peer's packets leave: encrypts and queues them. Belongs to the same thread as the peer.
class Outlet {
 public:
  /// The longest plain packet; longer ones aren't forwarded.
  static constexpr std::size_t kMaxPacket = 1460;

  virtual ~Outlet() = default;
  /// Room of kMaxPacket bytes to write one RTP packet into; empty while nothing can be sent (not connected, queue
  /// full). Good until the next call.
  virtual MutableBytes rtp_room() = 0;
  /// Sends the first `size` bytes of the room last given.
  virtual void send_rtp(std::size_t size) = 0;
  /// Sends a compound RTCP packet of at most kMaxPacket bytes.
  virtual void send_rtcp(Bytes packet) = 0;
};

}  // namespace parley::media
