#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "media/rtp_receiver.hpp"
#include "parley/media.h"
#include "parley/room_extended.h"

namespace parley::sdk {

/// A section on which the server sends. Its receiver lives on the loop; who uses it, and for what, is for any thread.
class Slot {
 public:
  Slot(std::string mid, protocol::TrackType kind)
      : receiver(kind == protocol::TrackType::VIDEO), mid_(std::move(mid)), kind_(kind) {}

  const std::string& mid() const { return mid_; }
  protocol::TrackType kind() const { return kind_; }

  /// False: somebody has it.
  bool take();
  void give_back();
  void set_track(std::string track_id);
  std::string track() const;
  void set_callback(std::function<void(const Frame&)> callback);
  /// (loop)
  void deliver(const Frame& frame) const;

  RtpReceiver receiver;  ///< (loop)

 private:
  const std::string mid_;
  const protocol::TrackType kind_;
  mutable std::mutex mutex_;
  bool taken_ = false;
  std::string track_;
  std::shared_ptr<const std::function<void(const Frame&)>> callback_;
};

/// The RemoteTrack of the API: the use of a slot until it is disposed. Dropping it disposes it.
class LeasedTrack final : public RemoteTrack {
 public:
  LeasedTrack(std::weak_ptr<RoomExtended::Impl> room, std::shared_ptr<Slot> slot);
  ~LeasedTrack() override;

  const std::string& mid() const override { return slot_->mid(); }
  protocol::TrackType kind() const override { return slot_->kind(); }
  Pending<Done> demandTrack(const std::string& trackId) override;
  Pending<Done> mute() override { return set_muted(true); }
  Pending<Done> unmute() override { return set_muted(false); }
  Pending<Done> setPreferredQuality(const std::optional<std::string>& quality) override;
  Pending<Done> setSid(std::int64_t sid) override;
  Pending<Done> setTid(std::int64_t tid) override;
  void dispose() override;
  void on_frame(std::function<void(const Frame&)> callback) override;

 private:
  /// Shared with answers that come when this object is gone.
  struct Use {
    std::mutex mutex;
    bool disposed = false;
  };
  bool disposed() const;
  /// False: it had ended before.
  static bool end(Use& use);
  Pending<Done> set_muted(bool muted);
  /// A call about the slot; fails when the room or this object is over.
  template <class Call>
  Pending<Done> ask(Call call);

  const std::weak_ptr<RoomExtended::Impl> room_;
  const std::shared_ptr<Slot> slot_;
  const std::shared_ptr<Use> use_ = std::make_shared<Use>();
};

}  // namespace parley::sdk
