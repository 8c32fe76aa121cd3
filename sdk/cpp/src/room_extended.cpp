#include "room_impl.hpp"

namespace parley::sdk {

std::string RoomExtended::Impl::name() const {
  const std::lock_guard lock(mutex_);
  return data_.name;
}
std::string RoomExtended::Impl::owner() const {
  const std::lock_guard lock(mutex_);
  return data_.owner;
}
std::string RoomExtended::Impl::pin() const {
  const std::lock_guard lock(mutex_);
  return data_.pin;
}
std::string RoomExtended::Impl::user_id() const {
  const std::lock_guard lock(mutex_);
  return data_.user_id;
}
std::string RoomExtended::Impl::nickname() const {
  const std::lock_guard lock(mutex_);
  return data_.nickname;
}
RoomState RoomExtended::Impl::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}
protocol::ParticipantRole RoomExtended::Impl::role() const {
  const std::lock_guard lock(mutex_);
  return role_;
}
protocol::ConferenceType RoomExtended::Impl::conference_type() const {
  const std::lock_guard lock(mutex_);
  return data_.conference_type;
}
protocol::RoomExtendedConfig RoomExtended::Impl::config() const {
  const std::lock_guard lock(mutex_);
  return data_.config;
}
std::int64_t RoomExtended::Impl::creation_time() const {
  const std::lock_guard lock(mutex_);
  return data_.creation_time;
}
bool RoomExtended::Impl::waiting_room_enabled() const {
  const std::lock_guard lock(mutex_);
  return data_.waiting_room_enabled;
}

RoomExtended::RoomExtended(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
RoomExtended::~RoomExtended() = default;

const std::string& RoomExtended::id() const { return impl_->id(); }
std::string RoomExtended::name() const { return impl_->name(); }
std::string RoomExtended::owner() const { return impl_->owner(); }
std::string RoomExtended::pin() const { return impl_->pin(); }
std::string RoomExtended::userId() const { return impl_->user_id(); }
std::string RoomExtended::nickname() const { return impl_->nickname(); }
RoomState RoomExtended::state() const { return impl_->state(); }
protocol::ParticipantRole RoomExtended::role() const { return impl_->role(); }
protocol::ConferenceType RoomExtended::conferenceType() const { return impl_->conference_type(); }
protocol::RoomExtendedConfig RoomExtended::config() const { return impl_->config(); }
std::int64_t RoomExtended::creationTime() const { return impl_->creation_time(); }
bool RoomExtended::waitingRoomEnabled() const { return impl_->waiting_room_enabled(); }

Pending<protocol::JoinedRoom> RoomExtended::join(JoinOptions options) { return impl_->join(std::move(options)); }
Pending<protocol::LeftRoom> RoomExtended::leaveRoom() { return impl_->leave(); }
Pending<Done> RoomExtended::destroyRoom() { return impl_->destroy(); }
Pending<Done> RoomExtended::updateState(std::vector<std::shared_ptr<LocalTrack>> tracks) {
  return impl_->update_state(std::move(tracks));
}
std::shared_ptr<RemoteTrack> RoomExtended::getRemoteTrack(protocol::TrackType kind) {
  return impl_->remote_track(kind);
}
Pending<Done> RoomExtended::sendMessage(const std::string& text) { return impl_->send_message(text); }
MediaStats RoomExtended::stats() const { return impl_->stats(); }

Pending<Done> RoomExtended::evictParticipant(const std::string& userId) {
  protocol::calls::EvictParticipant call;
  call.id = id();
  call.userId = userId;
  return impl_->call_done(call);
}

Pending<protocol::ParticipantRenamed> RoomExtended::renameParticipant(const std::string& userId,
                                                                      const std::string& newNickname) {
  protocol::calls::RenameParticipant call;
  call.roomId = id();
  call.userId = userId;
  call.newNickname = newNickname;
  return impl_->call<protocol::ParticipantRenamed>(call);
}

Pending<Done> RoomExtended::assignRole(const std::string& userId, protocol::ParticipantRole role) {
  protocol::calls::AssignRole call;
  call.roomId = id();
  call.userId = userId;
  call.role = role;
  return impl_->call_done(call);
}

Pending<Done> RoomExtended::muteTrack(const std::string& trackId, bool mute) {
  protocol::calls::MuteTrack call;
  call.roomId = id();
  call.id = trackId;
  call.mute = mute;
  return impl_->call_done(call);
}

Pending<Done> RoomExtended::sendControlMessage(const std::string& body, bool broadcast, const std::string& to) {
  protocol::calls::SendControlMessage call;
  call.roomId = id();
  call.broadcast = broadcast;
  call.from = "";
  if (!to.empty()) call.to = to;
  call.body = body;
  return impl_->call_done(call);
}

Subscription RoomExtended::on_json(std::string_view event, Subscriptions::Handler handler) {
  return impl_->events.add(event, std::move(handler));
}
void RoomExtended::off(Subscription subscription) { impl_->events.remove(subscription); }

}  // namespace parley::sdk
