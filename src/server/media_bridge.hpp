#pragma once
#include <functional>
#include <mutex>
#include <vector>

#include "media/media.hpp"
#include "storage/storage.hpp"

namespace parley::domain {
class Meetings;
}

namespace parley::server {

/// Brings what the media plane notices to the storage thread, where rooms live. Called on media threads; copies and
/// returns.
class MediaBridge final : public media::Listener {
 public:
  explicit MediaBridge(storage::Database& database) : database_(database) {}
  /// Before the first room opens.
  void attach(domain::Meetings& meetings) { meetings_ = &meetings; }
  /// Notices are dropped from now on: the database is about to end.
  void detach();

  void on_peer_connected(media::RoomId room, media::PeerId peer) override;
  void on_peer_lost(media::RoomId room, media::PeerId peer, const std::string& reason) override;
  void on_message(media::RoomId room, media::PeerId peer, const std::string& label, bool binary,
                  std::span<const std::uint8_t> bytes) override;
  void on_track_activity(media::RoomId room, media::PeerId peer, const std::string& mid, const std::string& rid,
                         bool active) override;

 private:
  void post(std::function<void(storage::Transaction&)> body);

  storage::Database& database_;
  domain::Meetings* meetings_ = nullptr;
  std::mutex mutex_;  ///< makes detach() wait for a notice being posted
  bool detached_ = false;
};

}  // namespace parley::server
