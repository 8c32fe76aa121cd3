// The switches of a room and of its people (protocol chapter 04, section 8). One function per sort of switch; the
// calls name the switch and the event that answers.
#include "domain/meetings/meetings.hpp"
#include "domain/meetings/payloads.hpp"
#include "protocol/envelope_types.hpp"

namespace parley::domain {

using meetings::Stage;
using protocol::RoomExtendedConfig;
using protocol::RoomExtendedParticipantConfig;
using protocol::RoomExtendedScreenSharingConfig;
namespace calls = protocol::calls;
namespace event = protocol::event;

Handled Meetings::set(Transaction& transaction, const RoomCaller& caller, const std::string& id, RoomFlag flag,
                      bool value, const protocol::EventInfo& told) {
  PARLEY_TRY(const auto seat, this->seat(caller, id, Need::moderator));
  auto& [room, self] = seat;
  Announcer announcer(outbox_, transaction);
  const bool changed = room->config.*flag != value;
  room->config.*flag = value;
  protocol::BooleanEvent payload;
  payload.value = value;
  announcer.answer(caller, told, room->id, payload);
  if (!changed) return {};
  announcer.to_all(*room, room->joined_but(self), told, payload);

  if (flag == &RoomExtendedConfig::initialAudioMuted && value)
    stop_waiting_tracks(announcer, *room, media::Kind::audio);
  if (flag == &RoomExtendedConfig::initialVideoMuted && value)
    stop_waiting_tracks(announcer, *room, media::Kind::video);
  if (flag == &RoomExtendedConfig::audioMuted)
    moderate(announcer, *room, *self, &RoomExtendedParticipantConfig::audioMuted, value);
  if (flag == &RoomExtendedConfig::videoMuted)
    moderate(announcer, *room, *self, &RoomExtendedParticipantConfig::videoMuted, value);
  if (flag == &RoomExtendedConfig::screenSharingMuted)
    moderate(announcer, *room, *self, &RoomExtendedParticipantConfig::screenSharingMuted, value);
  if (flag == &RoomExtendedConfig::chatMuted && room->type == protocol::ConferenceType::GLOBAL && !room->plain)
    chats_.set_room_chat_policy(transaction, room->chat,
                                value ? protocol::ChatReceivePolicy::NOBODY : protocol::ChatReceivePolicy::EVERYONE);
  return {};
}

Handled Meetings::set(Transaction& transaction, const RoomCaller& caller, const std::string& id, SharingFlag flag,
                      bool value, const protocol::EventInfo& told) {
  PARLEY_TRY(const auto seat, this->seat(caller, id, Need::moderator));
  auto& [room, self] = seat;
  Announcer announcer(outbox_, transaction);
  auto& rules = room->config.screenSharingConfig;
  const bool changed = rules.*flag != value;
  rules.*flag = value;
  protocol::BooleanEvent payload;
  payload.value = value;
  announcer.answer(caller, told, room->id, payload);
  if (!changed) return {};
  protocol::RoomScreenSharingConfigEvent config;
  config.config = rules;
  announcer.to_all(*room, room->in(Stage::joined), event::SCREEN_SHARING_CONFIG, config);
  if (!value && flag != &RoomExtendedScreenSharingConfig::everyoneCanShare)
    for (const auto* person : room->in(Stage::joined))
      stop_sharing(announcer, *room, *person, "The rules of screen sharing changed");
  return {};
}

Handled Meetings::set(Transaction& transaction, const RoomCaller& caller, const std::string& id,
                      const std::string& user, PersonFlag flag, bool value, const protocol::EventInfo& told) {
  PARLEY_TRY(const auto seat, this->seat(caller, id, Need::moderator));
  auto& [room, self] = seat;
  auto* person = room->by_user(user);
  if (person == nullptr || person->stage != Stage::joined) return Error{"Participant not found"};
  Announcer announcer(outbox_, transaction);
  const bool changed = person->config.*flag != value;
  person->config.*flag = value;
  apply_mutes(*room, *person);
  // An owner has everybody's configuration since he joined, another moderator hasn't; without it clients choke on the
  // answer.
  if (!self->owner() && self != person)
    announcer.to(*room, *self, event::PARTICIPANT_CONFIG, meetings::participant_config(*person));
  protocol::ParticipantAVSMutedEvent payload;
  payload.userId = user;
  payload.value = value;
  announcer.answer(caller, told, room->id, payload);
  if (!changed) return {};
  auto others = concerned(*room, *person, self);
  std::erase(others, self);
  announcer.to_all(*room, others, told, payload);
  if (value && flag == &RoomExtendedParticipantConfig::screenSharingMuted)
    stop_sharing(announcer, *room, *person, "The owner turned screen sharing off");
  return {};
}

/// Everybody who is told of a person's switches: he, the owners, the caller.
std::vector<Meetings::Participant*> Meetings::concerned(const Room& room, Participant& person,
                                                        const Participant* caller) const {
  auto people = room.in(Stage::joined);
  std::erase_if(people,
                [&](const Participant* other) { return other != &person && other != caller && !other->owner(); });
  return people;
}

/// A switch of the whole room is one of everybody but the owner.
void Meetings::moderate(Announcer& announcer, Room& room, const Participant& caller, PersonFlag flag, bool value) {
  const bool sharing = flag == &RoomExtendedParticipantConfig::screenSharingMuted;
  for (auto* person : room.in(Stage::joined)) {
    if (person->owner() || person->config.*flag == value) continue;
    person->config.*flag = value;
    apply_mutes(room, *person);
    const auto people = concerned(room, *person, &caller);
    announcer.to_all(room, people, event::PARTICIPANT_CONFIG, meetings::participant_config(*person));
    if (!sharing) continue;
    protocol::ParticipantAVSMutedEvent muted;
    muted.userId = person->user;
    muted.value = value;
    announcer.to_all(room, people, event::PARTICIPANT_SCREEN_SHARING_MUTED, muted);
    if (value) stop_sharing(announcer, room, *person, "The owner turned screen sharing off");
  }
}

void Meetings::stop_waiting_tracks(Announcer& announcer, const Room& room, media::Kind kind) {
  for (const auto* person : room.in(Stage::waiting)) {
    protocol::StopTrackEvent stop;
    stop.userId = person->user;
    stop.id = room.id;
    for (const auto& track : person->tracks)
      if (track.kind == kind && !track.share()) stop.tracksMid.push_back(track.mid);
    if (!stop.tracksMid.empty()) announcer.to(room, *person, event::STOP_TRACK, stop);
  }
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const calls::TurnOffParticipantScreenSharing& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.id, Need::moderator));
  auto& [room, self] = seat;
  const auto user = call.userId.value_or("");
  auto* person = user.empty() ? nullptr : room->by_user(user);
  if (!user.empty() && (person == nullptr || person->stage != Stage::joined)) return Error{"Participant not found"};
  Announcer announcer(outbox_, transaction);
  for (const auto* sharer : room->in(Stage::joined))
    if (person == nullptr || sharer == person)
      stop_sharing(announcer, *room, *sharer, call.reason.value_or("The owner turned screen sharing off"));
  announcer.acknowledge(caller, room->id);
  return {};
}

#define PARLEY_ROOM_SWITCH(Call, flag, answer)                                                         \
  Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const calls::Call& call) { \
    return set(transaction, caller, call.id, flag, call.value, event::answer);                         \
  }
PARLEY_ROOM_SWITCH(SetRoomLock, &RoomExtendedConfig::locked, ROOM_LOCKED)
PARLEY_ROOM_SWITCH(SetRoomInitialAudioMuted, &RoomExtendedConfig::initialAudioMuted, ROOM_INITIAL_AUDIO_MUTED)
PARLEY_ROOM_SWITCH(SetRoomInitialVideoMuted, &RoomExtendedConfig::initialVideoMuted, ROOM_INITIAL_VIDEO_MUTED)
PARLEY_ROOM_SWITCH(SetRoomInitialScreenSharingMuted, &RoomExtendedConfig::initialScreenSharingMuted,
                   ROOM_INITIAL_SCREEN_SHARING_MUTED)
PARLEY_ROOM_SWITCH(SetRoomAudioMuted, &RoomExtendedConfig::audioMuted, ROOM_AUDIO_MUTED)
PARLEY_ROOM_SWITCH(SetRoomVideoMuted, &RoomExtendedConfig::videoMuted, ROOM_VIDEO_MUTED)
PARLEY_ROOM_SWITCH(SetRoomScreenSharingMuted, &RoomExtendedConfig::screenSharingMuted, ROOM_SCREEN_SHARING_MUTED)
PARLEY_ROOM_SWITCH(SetRoomChatMuted, &RoomExtendedConfig::chatMuted, ROOM_CHAT_MUTED)
PARLEY_ROOM_SWITCH(SetRoomCanChangeNickname, &RoomExtendedConfig::canChangeNickname, ROOM_CAN_CHANGE_NICKNAME)
PARLEY_ROOM_SWITCH(SetRoomScreenSharingMultipleShares, &RoomExtendedScreenSharingConfig::multipleShares,
                   ROOM_SCREEN_SHARING_MULTIPLE_SHARES)
PARLEY_ROOM_SWITCH(SetRoomScreenSharingEveryoneCanShare, &RoomExtendedScreenSharingConfig::everyoneCanShare,
                   ROOM_SCREEN_SHARING_EVERYONE_CAN_SHARE)
PARLEY_ROOM_SWITCH(SetRoomScreenSharingEveryoneCanDoSubsequentShare,
                   &RoomExtendedScreenSharingConfig::everyoneCanDoSubsequentShare,
                   ROOM_SCREEN_SHARING_EVERYONE_CAN_DO_SUBSEQUENT_SHARE)
#undef PARLEY_ROOM_SWITCH

#define PARLEY_PERSON_SWITCH(Call, flag, answer)                                                            \
  Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const calls::Call& call) {      \
    return set(transaction, caller, call.id, call.userId, &RoomExtendedParticipantConfig::flag, call.value, \
               event::answer);                                                                              \
  }
PARLEY_PERSON_SWITCH(SetParticipantAudioMuted, audioMuted, PARTICIPANT_AUDIO_MUTED)
PARLEY_PERSON_SWITCH(SetParticipantVideoMuted, videoMuted, PARTICIPANT_VIDEO_MUTED)
PARLEY_PERSON_SWITCH(SetParticipantScreenSharingMuted, screenSharingMuted, PARTICIPANT_SCREEN_SHARING_MUTED)
#undef PARLEY_PERSON_SWITCH

}  // namespace parley::domain
