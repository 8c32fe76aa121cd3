#include "server/media_bridge.hpp"

#include <string>

#include "base/log.hpp"
#include "domain/meetings/meetings.hpp"

namespace parley::server {

void MediaBridge::detach() {
  const std::lock_guard lock(mutex_);
  detached_ = true;
}

void MediaBridge::post(std::function<void(storage::Transaction&)> body) {
  const std::lock_guard lock(mutex_);
  if (detached_) return;
  database_.write(std::move(body), [](std::exception_ptr failure) {
    if (failure) log::error("handling a notice of the media plane failed");
  });
}

void MediaBridge::on_peer_connected(media::RoomId room, media::PeerId peer) {
  log::debug("room {}: peer {} is connected", room, peer);
}

void MediaBridge::on_peer_lost(media::RoomId room, media::PeerId peer, const std::string& reason) {
  log::info("room {}: peer {} is lost: {}", room, peer, reason);
  post([this, peer, reason](storage::Transaction& transaction) { meetings_->on_peer_lost(transaction, peer, reason); });
}

void MediaBridge::on_message(media::RoomId, media::PeerId peer, const std::string& label, bool binary,
                             std::span<const std::uint8_t> bytes) {
  if (label == "bitrate") {
    // Thousands a second while a test runs; only the last one's time stamp counts, and it has a place of its own.
    meetings_->bitrate_tests().note(peer, bytes);
    return;
  }
  post([this, peer, label, binary, copy = std::vector<std::uint8_t>(bytes.begin(), bytes.end())](
           storage::Transaction& transaction) { meetings_->on_message(transaction, peer, label, binary, copy); });
}

void MediaBridge::on_track_activity(media::RoomId, media::PeerId peer, const std::string& mid, const std::string& rid,
                                    bool active) {
  post([this, peer, mid, rid, active](storage::Transaction& transaction) {
    meetings_->on_track_activity(transaction, peer, mid, rid, active);
  });
}

}  // namespace parley::server
