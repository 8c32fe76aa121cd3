#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/chats/chats.hpp"
#include "domain/meetings/announcer.hpp"
#include "domain/meetings/bitrate_tests.hpp"
#include "domain/meetings/room.hpp"
#include "domain/meetings/room_caller.hpp"
#include "domain/spaces/spaces.hpp"
#include "domain/users/user_observer.hpp"
#include "events/bus.hpp"
#include "media/media.hpp"
#include "protocol/meetings_types.hpp"
#include "protocol/rooms_calls.hpp"
#include "protocol/rooms_types.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

class Messages;
class Users;

/// Running rooms, from creation to end. They live in memory, and end with the server.
///
/// Home thread: the storage writer thread; every method with a Transaction runs in a write body, so rooms need no
/// locks. A refused call has changed nothing. What is told to clients leaves through the outbox when the body is
/// committed, in the order in which it happened; the answers to calls are part of it (protocol chapter 04, section 17).
class Meetings final : public ChatObserver, public SpaceObserver, public UserObserver {
 public:
  /// Observe `chats` and `spaces` with this object, whose meetings follow them, and `users` before those do.
  Meetings(const Users& users, Spaces& spaces, Chats& chats, Messages& messages, events::Outbox& outbox,
           media::Sfu& media, const Clock& clock)
      : users_(users),
        spaces_(spaces),
        chats_(chats),
        messages_(messages),
        outbox_(outbox),
        media_(media),
        clock_(clock) {}

  using Transaction = storage::Transaction;

  /// Performs and answers any call of this folder: one overload of `run` below each.
  template <class Call>
  Handled handle(Transaction& transaction, const RoomCaller& caller, const Call& call) {
    Handled handled = run(transaction, caller, call);
    // Clients clean a room up after a failed join only when it is named; plain clients hear nothing without a name.
    if (caller.plain || std::is_same_v<Call, protocol::calls::JoinRoom>) handled.set_room_id(room_of(call));
    return handled;
  }

  /// At start-up, before the first call: removes what rooms of an earlier run have left.
  void on_start(Transaction&);
  /// The connection is gone: it leaves its rooms.
  void on_connection_closed(Transaction&, events::ConnectionId);
  /// What media::Listener reports, brought to this thread. Reports about peers that are gone are ignored.
  void on_peer_lost(Transaction&, media::PeerId, const std::string& reason);
  void on_message(Transaction&, media::PeerId, const std::string& label, bool binary,
                  std::span<const std::uint8_t> bytes);
  void on_track_activity(Transaction&, media::PeerId, const std::string& mid, const std::string& rid, bool active);
  /// The media thread itself may call `bitrate_tests().note` for packets on the channel `bitrate`.
  meetings::BitrateTests& bitrate_tests() { return bitrate_tests_; }

  /// After the answer to `getUserChats`: tells the connection of direct meetings that run (USER_MEETINGS), if any do.
  void tell_direct_meetings(Transaction&, const Caller&);
  /// The same after the answer to `getUserSpaces`, about channels.
  void tell_channel_meetings(Transaction&, const Caller&);

  // ChatObserver: direct meetings follow their chats (direct.cpp)
  void chat_renamed(Transaction&, const Chat&) override;
  void chat_member_added(Transaction&, const Chat&, const std::string& user) override;
  void chat_member_removed(Transaction&, const Chat&, const std::string& user) override;
  void chat_deleted(Transaction&, const Chat&) override;
  // SpaceObserver: meetings of channels follow these (channel.cpp)
  void space_joined(Transaction&, const std::string& space, const std::string& user) override;
  void place_gained(Transaction&, const PlaceInfo&, const std::vector<std::string>& users) override;
  void place_lost(Transaction&, const PlaceInfo&, const std::vector<std::string>& users) override;
  void channel_renamed(Transaction&, const PlaceInfo&) override;
  void place_deleted(Transaction&, const PlaceInfo&) override;
  void nickname_changed(Transaction&, const std::string& space, const std::string& user,
                        const std::string& nickname) override;
  // UserObserver: he leaves his meetings, and rooms of his that nobody is in end (meetings.cpp)
  void user_removed(Transaction&, const std::string& user) override;

 private:
  using Room = meetings::Room;
  using Participant = meetings::Participant;
  using RoomTrack = meetings::RoomTrack;
  using Announcer = meetings::Announcer;
  template <class T>
  using List = std::vector<T>;

  // Coming and going (lifecycle.cpp)
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::CreateRoom&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::RoomAvailable&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::RoomExists&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::GetActiveRooms&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::LeaveRoom&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::DestroyRoom&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::EvictParticipant&);
  // Meetings of chats and of channels (direct.cpp, channel.cpp)
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::CreateChannelMeeting&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::CreateDirectMeeting&);
  // Joining and negotiating (join.cpp)
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::JoinRoom&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::UpdateRoomState&);
  // Tracks and slots (tracks.cpp, leases.cpp)
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::MuteTrack&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::LeaseTrack&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::MuteRemoteTrack&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::ChangeQuality&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::ChangeSid&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::ChangeTid&);
  // Roles and names (roles.cpp)
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::AssignRole&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::ReclaimOwnerRights&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::RenameParticipant&);
  // Settings (settings.cpp)
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SetRoomLock&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SetRoomInitialAudioMuted&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SetRoomInitialVideoMuted&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SetRoomInitialScreenSharingMuted&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SetRoomAudioMuted&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SetRoomVideoMuted&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SetRoomScreenSharingMuted&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SetRoomChatMuted&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SetRoomCanChangeNickname&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SetRoomScreenSharingMultipleShares&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SetRoomScreenSharingEveryoneCanShare&);
  Handled run(Transaction&, const RoomCaller&,
              const protocol::calls::SetRoomScreenSharingEveryoneCanDoSubsequentShare&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SetParticipantAudioMuted&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SetParticipantVideoMuted&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SetParticipantScreenSharingMuted&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::TurnOffParticipantScreenSharing&);
  // Waiting room (waiting.cpp)
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::AuthorizeWaitingList&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::MoveToWaitingRoom&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::ConfigureWaitingRoom&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SubscribeToWaitingParticipant&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::UnsubscribeFromWaitingParticipant&);
  // Messages (messages.cpp)
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::SendControlMessage&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::StartBitrateTest&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::GetBitrateLatency&);
  Handled run(Transaction&, const RoomCaller&, const protocol::calls::EndBitrateTest&);

  // Finding (meetings.cpp)
  struct Seat {
    Room* room;
    Participant* self;
  };
  enum class Need { participant, moderator, owner };
  Room* find(bool plain, std::string_view id);
  /// The room and the caller in it. Error: no such room, or he lacks what is needed there.
  Result<Seat> seat(const RoomCaller&, const std::string& room_id, Need need = Need::participant);
  Seat seat_of(media::PeerId);
  std::string account_name(storage::Reader&, const RoomCaller&) const;
  /// What he is called in a room if he doesn't say: in a channel's, as in the space.
  std::string name_in(storage::Reader&, const Room&, const RoomCaller&) const;
  bool may_see(storage::Reader&, const Room&, const RoomCaller&) const;

  // Meetings that belong to a chat or a channel (hosted.cpp, channel.cpp)
  Room* find_of(protocol::ConferenceType, std::string_view id);
  /// What such a meeting takes from its chat or channel.
  struct Host {
    protocol::ConferenceType type;
    const std::string& id;
    std::string space;  ///< a channel's
    const std::string& owner;
    const std::string& name;
    const List<std::string>& members;
  };
  /// Opens the room, of which the members hear, unless it runs already; answers CREATED.
  Handled start(Transaction&, const RoomCaller&, const Host&);
  /// These users may see the room from now on …
  void show(Transaction&, const Room&, const List<std::string>& users);
  /// … or not any more: he is put out if he was in it. May end it.
  void hide(Transaction&, Room&, const std::string& user);
  void rename(Transaction&, Room&, const std::string& name);
  /// The message a meeting leaves behind in its chat or channel.
  void leave_history(Transaction&, const Room&);
  /// The user's place in the channel of a room; nothing for other rooms.
  std::optional<SpaceSeat> channel_seat(storage::Reader&, const Room&, const std::string& user) const;
  /// Meetings of channels the user may see, of one space or, without an id, of all.
  protocol::MeetingsPreviewEvent channel_meetings(storage::Reader&, const std::string& user,
                                                  const std::string& space) const;

  // Making and ending (lifecycle.cpp)
  Result<std::unique_ptr<Room>> new_global_room(storage::Reader&, const RoomCaller&,
                                                const protocol::calls::CreateRoom&);
  /// The room that a join or look-up of this id would start: the personal room of a user, or a plain room.
  std::unique_ptr<Room> startable(storage::Reader&, const RoomCaller&, const std::string& id) const;
  std::unique_ptr<Room> personal_room(storage::Reader&, const std::string& owner, const std::string& pmi) const;
  std::unique_ptr<Room> blank_room(protocol::ConferenceType, std::string id, std::string owner) const;
  Room& open(Transaction&, std::unique_ptr<Room>);
  void open_media(Room&);
  /// ENDED to those who joined, failed joins to those who wait; then the room and its chat are gone. `just_left` was
  /// the last to go. `everybody`: the members of a chat or channel that goes with it; they hear it even if they were in
  /// the room.
  void end(Announcer&, Room&, const Caller* just_left = nullptr, const List<std::string>& everybody = {});
  void drop_abandoned_rooms(Transaction&);
  enum class Farewell { left, evicted, dropped };
  /// Takes somebody who joined out of the room, tells everybody, and ends the room when he was the last.
  /// `answer_to`: his own call, whose answer LEFT is.
  void remove(Announcer&, Room&, Participant&, Farewell, const RoomCaller* answer_to = nullptr);
  /// Takes somebody out who was not admitted; `error` fails his pending join.
  void remove_waiting(Announcer&, Room&, Participant&, std::string_view error);
  void forget(Room&, Participant&);
  void leave(Announcer&, Room&, Participant&, const RoomCaller* answer_to);
  List<std::string> members(storage::Reader&, const Room&) const;
  /// A meeting sync event, to people outside. About `subject`; `mirrored`: also in global rooms, for his other devices.
  template <class Payload>
  void sync(Announcer&, const Room&, const std::string& subject, bool mirrored, const protocol::EventInfo&,
            const Payload&, events::ConnectionId also_not = 0);

  /// Tells of a participant's new name, these inside and everybody concerned outside.
  void tell_renamed(Announcer&, const Room&, const std::vector<Participant*>& inside,
                    const protocol::ParticipantRenamed&);

  // Joining (join.cpp)
  meetings::Stage stage_for(const Room&, const RoomCaller&) const;
  void take_over(Announcer&, Room&, Participant&);
  void place(Announcer&, Room&, Participant&);
  void enter(Announcer&, Room&, Participant&, bool known_to_others);
  void start_held_meeting(Announcer&, Room&);
  void send_answer(Announcer&, const Room&, const Participant&, const std::string& sdp, const std::string& tid);

  // Tracks (tracks.cpp)
  /// Takes over what a negotiation changed; announces it when the person has joined.
  void apply(Announcer&, Room&, Participant&, const media::sdp::Answer&, bool announce);
  void announce_added(Announcer&, const Room&, const Participant&, const List<RoomTrack>&);
  void announce_removed(Announcer&, const Room&, const Participant&, const List<RoomTrack>&);
  List<Participant*> audience(const Room&, const Participant& publisher) const;
  void judge_share(Announcer&, Room&, Participant&, RoomTrack&);
  void stop_sharing(Announcer&, const Room&, const Participant&, const std::string& reason);
  /// Tells media which of the tracks to forward.
  void apply_mutes(const Room&, Participant&);
  std::string unique_track_id(Room&, const Participant&, const std::string& local_id) const;

  // Roles (roles.cpp)
  void make_owner(Announcer&, Room&, Participant& owner, const Participant* before);

  // Leases (leases.cpp)
  void release_leases_on(Room&, const Participant& publisher, const std::string& track);
  void release_slots(const Room&, Participant&);
  Handled prefer(const RoomCaller&, Announcer&, const Seat&, const std::string& id,
                 const std::function<Result<void>(meetings::RoomSlot&, bool by_track)>& change);

  // Settings (settings.cpp)
  using RoomFlag = bool protocol::RoomExtendedConfig::*;
  using SharingFlag = bool protocol::RoomExtendedScreenSharingConfig::*;
  using PersonFlag = bool protocol::RoomExtendedParticipantConfig::*;
  Handled set(Transaction&, const RoomCaller&, const std::string& room, RoomFlag, bool value,
              const protocol::EventInfo&);
  Handled set(Transaction&, const RoomCaller&, const std::string& room, SharingFlag, bool value,
              const protocol::EventInfo&);
  Handled set(Transaction&, const RoomCaller&, const std::string& room, const std::string& user, PersonFlag, bool value,
              const protocol::EventInfo&);
  void moderate(Announcer&, Room&, const Participant& caller, PersonFlag, bool value);
  void stop_waiting_tracks(Announcer&, const Room&, media::Kind);
  List<Participant*> concerned(const Room&, Participant& person, const Participant* caller) const;

  // Waiting room (waiting.cpp)
  void tell_waiting_list(Announcer&, const Room&);
  void unwatch(Room&, const std::string& user);

  template <class Call>
  static std::string room_of(const Call& call) {
    if constexpr (requires { call.roomId; })
      return call.roomId;
    else if constexpr (requires { call.id.value_or(""); })
      return call.id.value_or("");
    else if constexpr (requires { std::string(call.id); })
      return call.id;
    else
      return {};
  }

  using Key = std::pair<bool, std::string>;  ///< plain clients' rooms are a world of their own
  const Users& users_;
  Spaces& spaces_;
  Chats& chats_;
  Messages& messages_;
  events::Outbox& outbox_;
  media::Sfu& media_;
  const Clock& clock_;
  std::map<Key, std::unique_ptr<Room>> rooms_;
  std::unordered_multimap<events::ConnectionId, Room*> rooms_of_connection_;
  std::unordered_map<media::PeerId, Room*> room_of_peer_;
  meetings::BitrateTests bitrate_tests_;
  std::uint64_t last_media_id_ = 0;
};

}  // namespace parley::domain
