#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <span>

#include "media/media.hpp"

namespace parley::domain::meetings {

/// The clock value in the last packet of each running bitrate test. Thread-safe: packets come by the hundred a second
/// and are noted on the media thread, without a detour over the storage writer.
class BitrateTests {
 public:
  void start(media::PeerId peer) {
    const std::lock_guard lock(mutex_);
    last_[peer] = 0;
  }
  void end(media::PeerId peer) {
    const std::lock_guard lock(mutex_);
    last_.erase(peer);
  }
  /// Bytes 0 to 7 are the sender's clock, little-endian milliseconds; peers without a test are ignored.
  void note(media::PeerId peer, std::span<const std::uint8_t> packet) {
    if (packet.size() < 10) return;
    std::uint64_t time = 0;
    for (int i = 7; i >= 0; --i) time = time << 8 | packet[static_cast<std::size_t>(i)];
    const std::lock_guard lock(mutex_);
    const auto found = last_.find(peer);
    if (found != last_.end()) found->second = static_cast<std::int64_t>(time & 0x1fffffffffffff);
  }
  /// 0 while nothing has arrived.
  std::int64_t last(media::PeerId peer) const {
    const std::lock_guard lock(mutex_);
    const auto found = last_.find(peer);
    return found == last_.end() ? 0 : found->second;
  }

 private:
  mutable std::mutex mutex_;
  std::map<media::PeerId, std::int64_t> last_;
};

}  // namespace parley::domain::meetings
