// Joining a room, and negotiating anew. The order of what is told follows protocol chapter 04, section 17.
#include <algorithm>

#include "base/random.hpp"
#include "domain/meetings/meetings.hpp"
#include "domain/meetings/payloads.hpp"
#include "domain/meetings/sync.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

using meetings::Stage;
using protocol::ConferenceType;
using protocol::ParticipantRole;
namespace errors = protocol::errors;
namespace event = protocol::event;
namespace sdp = media::sdp;

namespace {

Error refusal(std::string_view text) { return Error{std::string(text)}; }

sdp::Transports wish(const std::optional<protocol::TransportType>& transport) {
  if (!transport) return sdp::Transports::both;
  return *transport == protocol::TransportType::TCP ? sdp::Transports::tcp : sdp::Transports::udp;
}

}  // namespace

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const protocol::calls::JoinRoom& call) {
  const auto id = call.id.value_or("");
  if (id.empty()) return refusal(errors::RoomError::ID_IS_NULL);
  auto* room = find(caller.plain, id);
  std::unique_ptr<Room> fresh;
  if (room == nullptr) {
    fresh = startable(transaction, caller, id);
    if (!fresh) return refusal(errors::RoomError::NOT_FOUND);
    if (fresh->plain) fresh->pin = call.pin.value_or("");
    room = fresh.get();
  }
  if (!may_see(transaction, *room, caller)) return refusal(errors::SpaceError::RESTRICTED_ACCESS);
  if (!room->pin.empty() && room->pin != call.pin.value_or("")) return refusal(errors::RoomError::WRONG_PIN);
  if (room->by_connection(caller.connection) != nullptr) return refusal(errors::RoomError::USER_ALREADY_JOINED);
  auto* before = room->by_user(caller.user);
  const bool was_in = before != nullptr && before->stage == Stage::joined;
  if (room->config.locked && room->owner != caller.user && !was_in) return refusal(errors::RoomError::ROOM_IS_LOCKED);
  if (call.sdpType.value_or(protocol::RemoteSdpType::OFFER) != protocol::RemoteSdpType::OFFER)
    return Error{"Joining needs an offer"};

  open_media(*room);
  const auto peer = ++last_media_id_;
  sdp::Answerer answerer({room->endpoint->fingerprint, room->endpoint->candidates, wish(call.transport), "parley"});
  const auto answer = answerer.answer(call.sdp.value_or(""));
  if (!answer) {
    if (fresh) media_.close_room(room->media);
    return answer.error();
  }

  // Nothing is refused from here on.
  Announcer announcer(outbox_, transaction);
  if (fresh) room = &open(transaction, std::move(fresh));
  auto person = std::make_unique<Participant>();
  person->user = caller.user;
  person->connection = caller.connection;
  person->name = call.nickname ? *call.nickname : name_in(transaction, *room, caller);
  person->stage = was_in ? Stage::joined : stage_for(*room, caller);
  person->join_id = caller.message_id;
  person->media_session = random_uuid();
  person->peer = peer;
  person->answerer = std::move(answerer);
  std::string former_name;
  if (before != nullptr) {
    former_name = before->name;
    person->role = before->role;
    person->config = before->config;
    person->contents = before->contents;
    take_over(announcer, *room, *before);
  } else {
    if (person->stage == Stage::joined && caller.user == room->owner && !room->has_owner())
      person->role = ParticipantRole::OWNER;
    if (!person->owner())
      person->config = {room->config.audioMuted, room->config.videoMuted, room->config.screenSharingMuted};
  }

  auto& self = *person;
  room->people.push_back(std::move(person));
  rooms_of_connection_.emplace(self.connection, room);
  room_of_peer_[peer] = room;
  media_.add_peer(room->media, peer, answer->transport, answer->description);
  apply(announcer, *room, self, *answer, false);
  send_answer(announcer, *room, self, answer->text, call.tid.value_or(""));

  if (self.stage != Stage::joined) {
    place(announcer, *room, self);
    return {};
  }
  if (was_in && former_name != self.name) {
    protocol::ParticipantRenamed renamed;
    renamed.userId = self.user;
    renamed.previousName = former_name;
    renamed.updatedName = self.name;
    announcer.to_all(*room, room->joined_but(&self), event::PARTICIPANT_RENAMED, renamed);
  }
  enter(announcer, *room, self, was_in);
  return {};
}

Stage Meetings::stage_for(const Room& room, const RoomCaller& caller) const {
  if (caller.user == room.owner) return Stage::joined;
  const auto people = room.in(Stage::joined);
  const bool owner_is_here = std::any_of(people.begin(), people.end(), [&](const Participant* person) {
    return person->owner() || person->user == room.owner;
  });
  if (room.held_for_owner && !owner_is_here) return Stage::lobby;
  return room.waiting_room ? Stage::waiting : Stage::joined;
}

/// The user comes in from another connection: the earlier one is put out, the others only see tracks change.
void Meetings::take_over(Announcer& announcer, Room& room, Participant& earlier) {
  protocol::ForcefullyLeftEvent left;
  left.userId = earlier.user;
  left.reason = "You joined from another device";
  announcer.to(room, earlier, event::FORCEFULLY_LEFT, left);
  announcer.refuse_join(room, earlier, errors::RoomError::CANCEL_JOIN_ROOM);
  if (earlier.stage == Stage::joined) announce_removed(announcer, room, earlier, meetings::visible_tracks(earlier));
  forget(room, earlier);
}

/// Tells somebody that he has to wait, and the owner that somebody does.
void Meetings::place(Announcer& announcer, Room& room, Participant& person) {
  if (person.stage == Stage::lobby) {
    protocol::PlacedInLobbyEvent placed;
    placed.userId = person.user;
    placed.name = person.name;
    announcer.to(room, person, event::PLACED_IN_LOBBY, placed);
    return;
  }
  protocol::PlacedInWaitingRoomEvent placed;
  placed.userId = person.user;
  placed.name = person.name;
  announcer.to(room, person, event::PLACED_IN_WAITING_ROOM, placed);
  tell_waiting_list(announcer, room);
}

void Meetings::send_answer(Announcer& announcer, const Room& room, const Participant& person, const std::string& text,
                           const std::string& tid) {
  protocol::RemoteSdp remote;
  remote.info.type = protocol::RemoteSdpType::ANSWER;
  remote.info.sdp = text;
  remote.info.tid = tid;
  announcer.to(room, person, event::REMOTE_SDP, remote);
}

void Meetings::enter(Announcer& announcer, Room& room, Participant& self, bool known_to_others) {
  self.stage = Stage::joined;
  room.ever_joined = true;
  if (std::find(room.attended.begin(), room.attended.end(), self.user) == room.attended.end())
    room.attended.push_back(self.user);
  const auto others = room.joined_but(&self);
  if (room.type == ConferenceType::GLOBAL && !room.plain)
    chats_.join_room_chat(announcer.transaction(), room.chat, self.user);

  // A client may only be told of a participant's mutes once it has his configuration.
  for (auto* other : others)
    if (other->owner() && !known_to_others)
      announcer.to(room, *other, event::PARTICIPANT_CONFIG, meetings::participant_config(self));
  const auto joined = meetings::joined_room(room, self);
  announcer.to(room, self, event::JOINED, joined, std::exchange(self.join_id, {}));
  if (!known_to_others) {
    auto seen = joined;
    seen.mediaSessionId.clear();
    announcer.to_all(room, others, event::JOINED, seen);
  }

  protocol::RoomConfigEvent config;
  config.config = room.config;
  announcer.to(room, self, event::ROOM_CONFIG, config);
  announcer.to(room, self, event::PARTICIPANT_CONFIG, meetings::participant_config(self));
  if (self.owner()) {
    for (const auto* other : others)
      announcer.to(room, self, event::PARTICIPANT_CONFIG, meetings::participant_config(*other));
    announcer.to(room, self, event::ROLE_ASSIGNED, meetings::role_assigned(self));
    if (!known_to_others) announcer.to_all(room, others, event::ROLE_ASSIGNED, meetings::role_assigned(self));
  }
  announcer.to(room, self, event::PARTICIPANT_LIST, meetings::participants_list(room, &self));
  announcer.to(room, self, event::ROLES_LIST, meetings::roles_list(room));
  const bool host = self.owner() || self.user == room.owner;
  const auto held_people = room.in(Stage::lobby);
  if (host && room.waiting_room)
    for (auto* held : held_people) {
      held->stage = Stage::waiting;
      protocol::PlacedInWaitingRoomEvent placed;
      placed.userId = held->user;
      placed.name = held->name;
      announcer.to(room, *held, event::PLACED_IN_WAITING_ROOM, placed);
    }
  if (self.owner() && !room.in(Stage::waiting).empty())
    announcer.to(room, self, event::SFU_WAITING_LIST, meetings::waiting_list(room));
  else if (host && room.waiting_room && !held_people.empty())
    tell_waiting_list(announcer, room);

  for (const auto* other : others) {
    const auto tracks = meetings::visible_tracks(*other);
    if (tracks.empty()) continue;
    protocol::AddRemoveTracks added;
    added.info = meetings::tracks_info(*other, tracks);
    announcer.to(room, self, event::ADD_TRACKS, added);
  }
  for (const auto* other : others) {
    const auto state = meetings::quality_state(*other, meetings::visible_tracks(*other));
    if (!state.info.tracks.empty()) announcer.to(room, self, event::TRACK_QUALITY_STATE, state);
  }

  if (!known_to_others) {
    protocol::JoinedRoomSync outside;
    outside.id = room.id;
    outside.userId = self.user;
    outside.name = self.name;
    outside.chatId = room.chat;
    outside.owner = joined.owner;
    sync(announcer, room, self.user, true, event::JOINED_MEETING_SYNC, outside);
  }
  unwatch(room, self.user);
  for (auto& track : self.tracks) judge_share(announcer, room, self, track);
  apply_mutes(room, self);
  announce_added(announcer, room, self, meetings::visible_tracks(self));
  if (host) start_held_meeting(announcer, room);
}

/// The owner has come: whoever was held in the lobby gets in, unless a waiting room is in between.
void Meetings::start_held_meeting(Announcer& announcer, Room& room) {
  for (auto* held : room.in(Stage::lobby)) enter(announcer, room, *held, false);
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::UpdateRoomState& call) {
  auto* room = find(caller.plain, call.id);
  if (room == nullptr) return refusal(errors::RoomError::NOT_FOUND);
  auto* self = room->by_connection(caller.connection);
  if (self == nullptr) return refusal(errors::SpaceError::RESTRICTED_ACCESS);
  Announcer announcer(outbox_, transaction);
  if (call.sdpType != protocol::RemoteSdpType::OFFER) {
    // This server never offers; a stray answer changes nothing.
    announcer.acknowledge(caller, room->id);
    return {};
  }
  PARLEY_TRY(const auto answer, self->answerer->answer(call.sdp));
  if (answer.ice_restarted) media_.restart_ice(room->media, self->peer, answer.transport);
  media_.update_peer(room->media, self->peer, answer.description);
  // The answer first: a caller who negotiates again at its ACK finds the connection stable.
  send_answer(announcer, *room, *self, answer.text, call.tid);
  announcer.acknowledge(caller, room->id);
  const auto list_before = protocol::encode(meetings::waiting_list(*room));
  apply(announcer, *room, *self, answer, true);
  if (self->stage == Stage::waiting && protocol::encode(meetings::waiting_list(*room)) != list_before)
    tell_waiting_list(announcer, *room);
  return {};
}

}  // namespace parley::domain
