// Joining, leaving and negotiating: the calls of a room that touch its media.
#include "base/random.hpp"
#include "media/media_session.hpp"
#include "room_impl.hpp"

namespace parley::sdk {

Pending<protocol::JoinedRoom> RoomExtended::Impl::join(JoinOptions options) {
  const Pending<protocol::JoinedRoom> pending;
  if (refuse(pending, "ROOM_JOIN")) return pending;
  {
    const std::lock_guard lock(mutex_);
    if (state_ != RoomState::NEW || joining_) {
      const std::string state(joining_ && state_ == RoomState::NEW ? "PENDING" : protocol::wire(state_));
      client_->loop().post([pending, state] {
        pending.settle(Failure{"ROOM_JOIN", "Can't joined room with state " + state, false});
      });
      return pending;
    }
    joining_ = true;
  }
  client_->loop().post([self = shared_from_this(), options = std::move(options), pending]() mutable {
    self->begin_join(std::move(options), pending);
  });
  return pending;
}

void RoomExtended::Impl::begin_join(JoinOptions options, const Pending<protocol::JoinedRoom>& pending) {
  if (refuse(pending, "ROOM_JOIN")) return;
  const auto weak = weak_from_this();
  MediaSession::Handlers handlers;
  handlers.control_open = [weak] {
    if (const auto self = weak.lock()) self->flush_control();
  };
  handlers.control_text = [weak](std::string_view text) {
    if (const auto self = weak.lock()) self->on_control_text(text);
  };
  auto session = std::make_shared<MediaSession>(client_->context(), client_->loop(), std::move(handlers));
  if (const auto published = session->publish(options.tracks); !published) {
    session->close();
    {
      const std::lock_guard lock(mutex_);
      joining_ = false;
    }
    return pending.settle(Failure{"ROOM_JOIN", published.error().text, false});
  }
  session->add_slots(options.video_slots, options.audio_slots);
  tid_ = random_uuid();
  protocol::calls::JoinRoom call;
  call.id = id_;
  call.pin = pin();
  call.sdp = session->offer();
  call.sdpType = protocol::RemoteSdpType::OFFER;
  call.tid = tid_;
  call.transport = options.transport;
  if (!options.nickname.empty()) call.nickname = options.nickname;
  {
    const std::lock_guard lock(mutex_);
    media_ = std::move(session);
  }
  this->call<protocol::JoinedRoom>(call).then(
      [pending, self = shared_from_this()](const Outcome<protocol::JoinedRoom>& outcome) {
        {
          const std::lock_guard lock(self->mutex_);
          self->joining_ = false;
          if (outcome.ok()) {
            self->data_.user_id = outcome.value().userId;
            self->data_.nickname = outcome.value().name;
          }
        }
        if (!outcome.ok()) self->close_media();
        pending.settle(outcome);
      });
}

Pending<protocol::LeftRoom> RoomExtended::Impl::leave() {
  protocol::calls::LeaveRoom call;
  call.id = id_;
  call.pin = pin();
  auto pending = this->call<protocol::LeftRoom>(call);
  if (over_) return pending;
  set_state(RoomState::DISPOSED);
  client_->loop().post([self = shared_from_this()] { self->close_media(); });
  return pending;
}

Pending<Done> RoomExtended::Impl::destroy() {
  bool joined = false;
  {
    const std::lock_guard lock(mutex_);
    joined = state_ == RoomState::JOINED;
  }
  protocol::calls::DestroyRoom call;
  call.id = id_;
  call.pin = pin();
  auto pending = call_done(call);
  if (over_) return pending;
  set_state(RoomState::DISPOSED);
  // Who had joined gets ENDED.
  pending.then([self = shared_from_this(), joined](const Outcome<Done>& outcome) {
    if (outcome.ok() && !joined) self->finish();
  });
  return pending;
}

Pending<Done> RoomExtended::Impl::update_state(std::vector<std::shared_ptr<LocalTrack>> tracks) {
  const Pending<Done> pending;
  if (refuse(pending, "ROOM_UPDATE")) return pending;
  client_->loop().post([self = shared_from_this(), tracks = std::move(tracks), pending] {
    const auto session = self->media();
    if (self->refuse(pending, "ROOM_UPDATE")) return;
    if (!session) return pending.settle(Failure{"ROOM_UPDATE", "Join the room first", false});
    if (const auto published = session->publish(tracks); !published)
      return pending.settle(Failure{"ROOM_UPDATE", published.error().text, false});
    self->tid_ = random_uuid();
    protocol::calls::UpdateRoomState call;
    call.id = self->id_;
    call.pin = self->pin();
    call.sdp = session->offer();
    call.sdpType = protocol::RemoteSdpType::OFFER;
    call.tid = self->tid_;
    self->call_done(call).then([pending](const Outcome<Done>& outcome) { pending.settle(outcome); });
  });
  return pending;
}

std::shared_ptr<RemoteTrack> RoomExtended::Impl::remote_track(protocol::TrackType kind) {
  const auto session = media();
  auto slot = session ? session->take_slot(kind) : nullptr;
  if (!slot) return nullptr;
  return std::make_shared<LeasedTrack>(weak_from_this(), std::move(slot));
}

MediaStats RoomExtended::Impl::stats() const {
  const auto session = media();
  return session ? session->stats() : MediaStats{};
}

}  // namespace parley::sdk
