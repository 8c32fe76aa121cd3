#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/events.h"
#include "parley/media.h"
#include "parley/pending.h"
#include "protocol/enums.hpp"
#include "protocol/frame.hpp"
#include "protocol/types.hpp"

namespace parley::sdk {

using protocol::RoomEvent;
using protocol::RoomState;

/// How to join a meeting.
struct JoinOptions {
  std::string nickname;                             ///< empty: the account's
  std::vector<std::shared_ptr<LocalTrack>> tracks;  ///< to publish
  int video_slots = 0;                              ///< tracks of others that can be received at once
  int audio_slots = 0;
  std::optional<protocol::TransportType> transport;  ///< nullopt: UDP, and TCP when that fails
};

/// A meeting room. Made by SfuExtended; method names and events are those of the JavaScript class.
/// Thread-safe; callbacks as for SfuExtended. An object whose client is gone fails every call.
class RoomExtended {
 public:
  ~RoomExtended();
  RoomExtended(const RoomExtended&) = delete;
  RoomExtended& operator=(const RoomExtended&) = delete;

  const std::string& id() const;
  std::string name() const;
  std::string owner() const;
  std::string pin() const;
  std::string userId() const;
  std::string nickname() const;
  RoomState state() const;
  protocol::ParticipantRole role() const;
  protocol::ConferenceType conferenceType() const;
  protocol::RoomExtendedConfig config() const;
  std::int64_t creationTime() const;
  bool waitingRoomEnabled() const;

  /// Settles when admitted, which may take as long as the owner does. Media flows once `media()` says connected.
  Pending<protocol::JoinedRoom> join(JoinOptions options);
  Pending<protocol::LeftRoom> leaveRoom();
  Pending<Done> destroyRoom();
  Pending<Done> evictParticipant(const std::string& userId);
  Pending<protocol::ParticipantRenamed> renameParticipant(const std::string& userId, const std::string& newNickname);
  Pending<Done> assignRole(const std::string& userId, protocol::ParticipantRole role);
  /// Publishes exactly these tracks from now on; negotiates anew.
  Pending<Done> updateState(std::vector<std::shared_ptr<LocalTrack>> tracks);
  /// At the server: it stops, or goes on, forwarding.
  Pending<Done> muteTrack(const std::string& trackId, bool mute);
  /// A free slot of that kind; null when there is none. Its owner demands a track with it.
  std::shared_ptr<RemoteTrack> getRemoteTrack(protocol::TrackType kind);
  /// To everybody in the room, over the data channel; settles when the server has taken it.
  Pending<Done> sendMessage(const std::string& text);
  Pending<Done> sendControlMessage(const std::string& body, bool broadcast, const std::string& to = {});

  /// Counters of this participant's media.
  MediaStats stats() const;

  template <class T, class Callback>
  Subscription on(RoomEvent event, Callback callback) {
    return on_json(protocol::wire(event), [callback = std::move(callback)](const protocol::Json& payload) {
      if (const auto value = protocol::decode<T>(payload)) callback(*value);
    });
  }
  Subscription on(RoomEvent event, std::function<void()> callback) {
    return on_json(protocol::wire(event), [callback = std::move(callback)](const protocol::Json&) { callback(); });
  }
  Subscription on_json(std::string_view event, Subscriptions::Handler handler);
  void off(Subscription subscription);

  class Impl;
  explicit RoomExtended(std::shared_ptr<Impl> impl);  ///< by SfuExtended

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace parley::sdk
