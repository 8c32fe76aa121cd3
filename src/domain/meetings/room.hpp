#pragma once
// A running room and the people in it: plain state, kept in memory, touched on the storage writer thread only.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "events/bus.hpp"
#include "media/media.hpp"
#include "media/sdp/answerer.hpp"
#include "protocol/enums.hpp"
#include "protocol/rooms_types.hpp"

namespace parley::domain::meetings {

/// A media section somebody publishes.
struct RoomTrack {
  std::string id;        ///< what subscribers lease; unique in the room
  std::string local_id;  ///< the publisher's own name for it: the same, unless that was taken
  std::string mid;
  media::Kind kind = media::Kind::audio;
  std::string content;             ///< content type, or ""
  std::string codec;               ///< the one in use: first of the negotiated
  std::vector<std::string> rids;   ///< simulcast encodings, best first
  std::set<std::string> arriving;  ///< of these
  Millis created = 0;
  bool muted = false;     ///< by its publisher
  bool refused = false;   ///< a share that is not permitted: neither announced nor forwarded
  bool forwarded = true;  ///< what media was told last

  bool share() const;  ///< of a screen
};

/// A media section somebody receives on.
struct RoomSlot {
  media::Kind kind = media::Kind::video;
  struct Lease {
    std::string publisher;  ///< user id
    std::string track;      ///< RoomTrack::id
    bool operator==(const Lease&) const = default;
  };
  std::optional<Lease> lease;
  media::Sfu::Preference preference;
};

/// Where a person stands: held until the owner comes, waiting for the owner's word, or in.
enum class Stage { lobby, waiting, joined };

struct Participant {
  std::string user;
  std::string name;
  events::ConnectionId connection = 0;
  Stage stage = Stage::joined;
  std::string join_id;  ///< internalMessageId of a join that is not answered yet
  protocol::ParticipantRole role = protocol::ParticipantRole::PARTICIPANT;
  protocol::RoomExtendedParticipantConfig config;
  std::string media_session;
  media::PeerId peer = 0;
  std::optional<media::sdp::Answerer> answerer;
  std::vector<RoomTrack> tracks;
  std::map<std::string, RoomSlot> slots;        ///< by mid
  std::map<std::string, std::string> contents;  ///< content types by local track id, also of tracks gone
  std::set<std::string> watched;                ///< waiting people whose tracks this one subscribed to

  bool owner() const { return role == protocol::ParticipantRole::OWNER; }
  /// May moderate: OWNER, and ADMIN but for what only an owner may.
  bool moderator() const { return role != protocol::ParticipantRole::PARTICIPANT; }
  RoomTrack* track(std::string_view id);  ///< by its id or local id
};

struct Room {
  std::string id;
  bool plain = false;  ///< of plain clients: no chat, no accounts
  protocol::ConferenceType type = protocol::ConferenceType::GLOBAL;
  std::string name, owner, pin;
  std::string chat;   ///< id of the chat or channel; empty for plain rooms
  std::string space;  ///< of a channel's meeting
  std::string invite;
  std::string started_by;             ///< user id
  std::vector<std::string> attended;  ///< everybody who ever joined, each once
  Millis created = 0;
  bool waiting_room = false;
  bool held_for_owner = false;   ///< people wait in the lobby until the owner is there
  bool ends_when_empty = false;  ///< began with a join: nobody would miss it
  bool ever_joined = false;
  protocol::RoomExtendedConfig config;
  media::RoomId media = 0;
  std::optional<media::Endpoint> endpoint;           ///< set once media was opened
  std::vector<std::unique_ptr<Participant>> people;  ///< in order of arrival, in all stages

  Participant* by_user(std::string_view user);
  Participant* by_connection(events::ConnectionId connection);
  Participant* by_peer(media::PeerId peer);
  /// The track and its publisher, who has joined.
  std::pair<Participant*, RoomTrack*> track(std::string_view id);
  std::vector<Participant*> in(Stage stage) const;
  std::vector<Participant*> joined_but(const Participant* one) const;
  bool has_owner() const;                          ///< somebody who joined holds OWNER
  bool sharing_but(const Participant& one) const;  ///< another participant shares a screen
};

/// Settings of a new room (protocol chapter 04, section 3.2).
protocol::RoomExtendedConfig default_config(protocol::ConferenceType type);

}  // namespace parley::domain::meetings
