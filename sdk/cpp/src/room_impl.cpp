#include "room_impl.hpp"

#include "base/random.hpp"
#include "media/media_session.hpp"
#include "protocol/errors.hpp"

namespace parley::sdk {

using protocol::DispatchMode;
namespace errors = protocol::errors;

RoomExtended::Impl::Impl(std::shared_ptr<Client> client, RoomData data)
    : client_(std::move(client)), id_(data.id), data_(std::move(data)) {}

RoomExtended::Impl::~Impl() {
  // Still open when a newer object took this one's place: media ends on its own thread.
  if (media_) client_->loop().post([media = std::move(media_)] { media->close(); });
}

void RoomExtended::Impl::set_state(RoomState state) {
  const std::lock_guard lock(mutex_);
  state_ = state;
}

std::shared_ptr<MediaSession> RoomExtended::Impl::media() const {
  const std::lock_guard lock(mutex_);
  return media_;
}

bool RoomExtended::Impl::handle(const protocol::ServerFrame& frame) {
  if (over_) return false;
  const auto keep = shared_from_this();
  if (frame.type == "OPERATION_FAILED") {
    on_refused(frame);
    return true;
  }
  if (frame.type == "REMOTE_SDP") {
    on_remote_sdp(frame.payload);
    return true;
  }
  apply(frame);
  const auto* dispatch = protocol::find_dispatch(frame.type);
  const DispatchMode mode = dispatch ? dispatch->mode : DispatchMode::E;
  if (mode == DispatchMode::S && client_->settle(frame)) return true;
  if (mode != DispatchMode::P) events.fire(dispatch ? dispatch->event : std::string_view(frame.type), frame.payload);
  if (ends_here(frame)) finish();
  // Last: whoever waits for the answer finds everything done.
  if (mode == DispatchMode::B || mode == DispatchMode::P) client_->settle(frame);
  return true;
}

/// Chapter 04 section 4.3: what ends the room for this client.
bool RoomExtended::Impl::ends_here(const protocol::ServerFrame& frame) const {
  if (frame.type == "ENDED" || frame.type == "FAILED") return true;
  if (frame.type != "LEFT" && frame.type != "FORCEFULLY_LEFT" && frame.type != "EVICTED" && frame.type != "DROPPED")
    return false;
  return frame.payload.get("userId").string() == user_id();
}

void RoomExtended::Impl::apply(const protocol::ServerFrame& frame) {
  const protocol::Json& payload = frame.payload;
  const std::lock_guard lock(mutex_);
  if (frame.type == "JOINED") {
    state_ = RoomState::JOINED;
  } else if (frame.type == "ROLE_ASSIGNED") {
    const auto assigned = protocol::decode<protocol::RoleAssigned>(payload);
    if (assigned && assigned->userId == data_.user_id) role_ = assigned->role;
  } else if (frame.type == "PARTICIPANT_RENAMED") {
    const auto renamed = protocol::decode<protocol::ParticipantRenamed>(payload);
    if (renamed && renamed->userId == data_.user_id) data_.nickname = renamed->updatedName;
  } else if (frame.type == "ROOM_NAME_UPDATED") {
    if (const auto updated = protocol::decode<protocol::RoomNameUpdated>(payload)) data_.name = updated->name;
  } else if (frame.type == "SFU_WAITING_ROOM_UPDATE") {
    if (const auto enabled = payload.get("enabled").boolean()) data_.waiting_room_enabled = *enabled;
  } else {
    apply_config(frame);
  }
}

void RoomExtended::Impl::apply_config(const protocol::ServerFrame& frame) {
  struct Switch {
    std::string_view type;
    bool protocol::RoomExtendedConfig::*member;
  };
  using Config = protocol::RoomExtendedConfig;
  static constexpr Switch kSwitches[] = {
      {"ROOM_LOCKED", &Config::locked},
      {"ROOM_INITIAL_AUDIO_MUTED", &Config::initialAudioMuted},
      {"ROOM_INITIAL_VIDEO_MUTED", &Config::initialVideoMuted},
      {"ROOM_INITIAL_SCREEN_SHARING_MUTED", &Config::initialScreenSharingMuted},
      {"ROOM_AUDIO_MUTED", &Config::audioMuted},
      {"ROOM_VIDEO_MUTED", &Config::videoMuted},
      {"ROOM_SCREEN_SHARING_MUTED", &Config::screenSharingMuted},
      {"ROOM_CHAT_MUTED", &Config::chatMuted},
      {"ROOM_CAN_CHANGE_NICKNAME", &Config::canChangeNickname},
  };
  auto& sharing = data_.config.screenSharingConfig;
  const protocol::Json& payload = frame.payload;
  if (const auto value = payload.get("value").boolean()) {
    for (const Switch& one : kSwitches) {
      if (one.type == frame.type) data_.config.*one.member = *value;
    }
    if (frame.type == "ROOM_SCREEN_SHARING_MULTIPLE_SHARES") sharing.multipleShares = *value;
    if (frame.type == "ROOM_SCREEN_SHARING_EVERYONE_CAN_SHARE") sharing.everyoneCanShare = *value;
    if (frame.type == "ROOM_SCREEN_SHARING_EVERYONE_CAN_DO_SUBSEQUENT_SHARE")
      sharing.everyoneCanDoSubsequentShare = *value;
    const std::string user(payload.get("userId").string().value_or(""));
    if (!data_.config.participantsConfig) data_.config.participantsConfig.emplace();
    auto& of = *data_.config.participantsConfig;
    if (frame.type == "PARTICIPANT_AUDIO_MUTED") of[user].audioMuted = *value;
    if (frame.type == "PARTICIPANT_VIDEO_MUTED") of[user].videoMuted = *value;
    if (frame.type == "PARTICIPANT_SCREEN_SHARING_MUTED") of[user].screenSharingMuted = *value;
  } else if (frame.type == "ROOM_CONFIG") {
    auto event = protocol::decode<protocol::RoomConfigEvent>(payload);
    if (!event) return;
    // Participants come by events of their own.
    event->config.participantsConfig = std::move(data_.config.participantsConfig);
    data_.config = std::move(event->config);
  } else if (frame.type == "PARTICIPANT_CONFIG") {
    const auto event = protocol::decode<protocol::ParticipantConfigEvent>(payload);
    if (!event) return;
    if (!data_.config.participantsConfig) data_.config.participantsConfig.emplace();
    (*data_.config.participantsConfig)[event->userId] = event->config;
  } else if (frame.type == "SCREEN_SHARING_CONFIG") {
    if (const auto event = protocol::decode<protocol::RoomScreenSharingConfigEvent>(payload)) sharing = event->config;
  }
}

/// Only the answer to the newest offer counts (chapter 04 section 12.3). This server never offers.
void RoomExtended::Impl::on_remote_sdp(const protocol::Json& payload) {
  const auto event = protocol::decode<protocol::RemoteSdp>(payload);
  const auto session = media();
  if (!event || !session || event->info.type != protocol::RemoteSdpType::ANSWER || event->info.tid != tid_ ||
      tid_.empty())
    return;
  tid_.clear();
  (void)session->apply_answer(event->info.sdp);  // one that makes no sense leaves media as it is
}

void RoomExtended::Impl::on_refused(const protocol::ServerFrame& frame) {
  if (frame.payload.get("operation").string() != "ROOM_JOIN") return events.fire("OPERATION_FAILED", frame.payload);
  const std::string error(frame.payload.get("error").string().value_or(""));
  const auto myself = [this] {
    protocol::LeftRoom who;
    who.userId = user_id();
    who.name = nickname();
    return protocol::Json::parse(protocol::encode(who)).value();
  };
  if (error == errors::RoomError::ROOM_DESTROYED) {
    events.fire("ENDED", protocol::Json::empty_object());
  } else if (error == errors::RoomError::AUTHORIZATION_FAILED) {
    events.fire("EVICTED", myself());
  } else if (error == errors::RoomError::CANCEL_JOIN_ROOM) {
    events.fire("LEFT", myself());
  } else {
    events.fire("OPERATION_FAILED", frame.payload);
  }
  finish();
}

void RoomExtended::Impl::on_connection_ended() {
  over_ = true;
  set_state(RoomState::DISPOSED);
  close_media();
  finished_ = nullptr;
  events.clear();
}

void RoomExtended::Impl::leave_quietly() {
  if (over_) return;
  protocol::calls::LeaveRoom call;
  call.id = id_;
  call.pin = pin();
  client_->send(call);
  set_state(RoomState::DISPOSED);
  close_media();
}

void RoomExtended::Impl::on_finished(std::function<void()> callback) { finished_ = std::move(callback); }

void RoomExtended::Impl::finish() {
  if (over_.exchange(true)) return;
  set_state(RoomState::DISPOSED);
  close_media();
  if (const auto finished = std::exchange(finished_, nullptr)) finished();
}

void RoomExtended::Impl::close_media() {
  std::shared_ptr<MediaSession> session;
  {
    const std::lock_guard lock(mutex_);
    session = std::exchange(media_, nullptr);
  }
  if (session) session->close();
  control_queue_.clear();
  control_queue_size_ = 0;
  for (const auto& [id, pending] : std::exchange(unconfirmed_, {})) {
    pending.settle(Failure{"MESSAGE", "The room ended before the message was confirmed", true});
  }
}

}  // namespace parley::sdk
