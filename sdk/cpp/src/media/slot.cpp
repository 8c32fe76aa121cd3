#include "media/slot.hpp"

#include "protocol/errors.hpp"
#include "room_impl.hpp"

namespace parley::sdk {

bool Slot::take() {
  const std::lock_guard lock(mutex_);
  return !std::exchange(taken_, true);
}

void Slot::give_back() {
  std::shared_ptr<const std::function<void(const Frame&)>> dropped;  // its captures end outside the lock
  const std::lock_guard lock(mutex_);
  taken_ = false;
  track_.clear();
  dropped = std::exchange(callback_, nullptr);
}

void Slot::set_track(std::string track_id) {
  const std::lock_guard lock(mutex_);
  track_ = std::move(track_id);
}

std::string Slot::track() const {
  const std::lock_guard lock(mutex_);
  return track_;
}

void Slot::set_callback(std::function<void(const Frame&)> callback) {
  auto next = std::make_shared<const std::function<void(const Frame&)>>(std::move(callback));
  const std::lock_guard lock(mutex_);
  callback_.swap(next);
}

void Slot::deliver(const Frame& frame) const {
  std::shared_ptr<const std::function<void(const Frame&)>> callback;
  {
    const std::lock_guard lock(mutex_);
    callback = callback_;
  }
  if (callback && *callback) (*callback)(frame);
}

LeasedTrack::LeasedTrack(std::weak_ptr<RoomExtended::Impl> room, std::shared_ptr<Slot> slot)
    : room_(std::move(room)), slot_(std::move(slot)) {}

LeasedTrack::~LeasedTrack() { dispose(); }

bool LeasedTrack::disposed() const {
  const std::lock_guard lock(use_->mutex);
  return use_->disposed;
}

bool LeasedTrack::end(Use& use) {
  const std::lock_guard lock(use.mutex);
  return !std::exchange(use.disposed, true);
}

Pending<Done> LeasedTrack::demandTrack(const std::string& trackId) {
  const Pending<Done> pending;
  const auto room = room_.lock();
  if (!room || disposed()) {
    pending.settle(Failure{"LEASE_TRACK", std::string(protocol::errors::RoomError::TRACK_ALREADY_DISPOSED), false});
    return pending;
  }
  slot_->set_track(trackId);
  protocol::calls::LeaseTrack call;
  call.roomId = room->id();
  call.remoteTrackId = trackId;
  call.localMid = slot_->mid();
  room->call_done(call).then([pending, use = use_, slot = slot_](const Outcome<Done>& outcome) {
    if (!outcome && end(*use)) slot->give_back();  // the track is gone
    pending.settle(outcome);
  });
  return pending;
}

template <class Call>
Pending<Done> LeasedTrack::ask(Call call) {
  const auto room = room_.lock();
  if (!room || disposed()) {
    const Pending<Done> pending;
    pending.settle(Failure{std::string(Call::info.operation),
                           std::string(protocol::errors::RoomError::TRACK_ALREADY_DISPOSED), false});
    return pending;
  }
  call.roomId = room->id();
  call.id = slot_->mid();
  return room->call_done(call);
}

Pending<Done> LeasedTrack::set_muted(bool muted) {
  protocol::calls::MuteRemoteTrack call;
  call.mute = muted;
  return ask(std::move(call));
}

Pending<Done> LeasedTrack::setPreferredQuality(const std::optional<std::string>& quality) {
  protocol::calls::ChangeQuality call;
  call.quality = quality;
  return ask(std::move(call));
}

Pending<Done> LeasedTrack::setSid(std::int64_t sid) {
  protocol::calls::ChangeSid call;
  call.sid = sid;
  return ask(std::move(call));
}

Pending<Done> LeasedTrack::setTid(std::int64_t tid) {
  protocol::calls::ChangeTid call;
  call.tid = tid;
  return ask(std::move(call));
}

void LeasedTrack::dispose() {
  if (!end(*use_)) return;
  if (const auto room = room_.lock(); room && !slot_->track().empty()) {
    protocol::calls::LeaseTrack call;
    call.roomId = room->id();
    call.localMid = slot_->mid();
    (void)room->call_done(call);
  }
  slot_->give_back();  // last: the next user's demand must come after our release
}

void LeasedTrack::on_frame(std::function<void(const Frame&)> callback) {
  const std::lock_guard lock(use_->mutex);
  if (!use_->disposed) slot_->set_callback(std::move(callback));
}

}  // namespace parley::sdk
