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

/// A meeting room. Made by SfuExtended, or by Sfu; method names and events are those of the JavaScript class.
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
  /// For who made the room and gave the role away; role() follows before it settles.
  Pending<Done> reclaimOwnerRights();

  // The waiting room: who has joined as owner gets WAITING_LIST whenever it changes.
  /// Admits or refuses somebody who waits.
  Pending<Done> authorizeWaitingList(const std::string& userId, bool authorized);
  Pending<Done> moveToWaitingRoom(const std::string& userId);
  /// Fails while somebody waits. waitingRoomEnabled() follows.
  Pending<protocol::WaitingRoomUpdate> configureWaitingRoom(bool enabled);
  /// Gives the tracks of somebody who waits; they may be demanded until unsubscribed from.
  Pending<protocol::AddRemoveTracks> subscribeToWaitingParticipant(const std::string& userId);
  Pending<protocol::AddRemoveTracks> unsubscribeFromWaitingParticipant(const std::string& userId);

  // Settings, for the owner. Each gives the value that holds now; config() follows, the others get the event.
  Pending<bool> setLock(bool locked);
  Pending<bool> setInitialAudioMuted(bool muted);
  Pending<bool> setInitialVideoMuted(bool muted);
  Pending<bool> setInitialScreenSharingMuted(bool muted);
  Pending<bool> setAudioMuted(bool muted);
  Pending<bool> setVideoMuted(bool muted);
  Pending<bool> setScreenSharingMuted(bool muted);
  Pending<bool> setChatMuted(bool muted);
  Pending<bool> setCanChangeNickname(bool canChange);
  Pending<bool> setScreenSharingMultipleShares(bool multipleShares);
  Pending<bool> setScreenSharingEveryoneCanShare(bool everyoneCanShare);
  Pending<bool> setScreenSharingEveryoneCanDoSubsequentShare(bool canDoSubsequentShare);
  Pending<bool> setParticipantAudioMuted(const std::string& userId, bool muted);
  Pending<bool> setParticipantVideoMuted(const std::string& userId, bool muted);
  Pending<bool> setParticipantScreenSharingMuted(const std::string& userId, bool muted);
  /// Asks one participant, or everybody who shares, to stop.
  Pending<Done> turnOffParticipantScreenSharing(const std::optional<std::string>& userId = std::nullopt,
                                                const std::optional<std::string>& reason = std::nullopt);

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
  explicit RoomExtended(std::shared_ptr<Impl> impl);  ///< by SfuExtended and Sfu

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace parley::sdk
