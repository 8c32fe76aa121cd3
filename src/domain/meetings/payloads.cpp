#include "domain/meetings/payloads.hpp"

#include <algorithm>
#include <utility>

#include "base/random.hpp"

namespace parley::domain::meetings {
namespace {

/// Absent on the wire when empty.
std::optional<std::string> given(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

bool publishes(const Participant& person, media::Kind kind, bool share) {
  return std::any_of(person.tracks.begin(), person.tracks.end(), [&](const RoomTrack& track) {
    return !track.refused && track.share() == share && (share || track.kind == kind);
  });
}

}  // namespace

protocol::CreatedRoom created_room(const Room& room) {
  protocol::CreatedRoom payload;
  payload.name = given(room.name);
  payload.owner = room.owner;
  payload.pin = room.pin;
  payload.conferenceType = room.type;
  payload.inviteId = room.invite;
  payload.chatId = room.chat;
  payload.creationTime = room.created;
  payload.waitingRoomEnabled = room.waiting_room;
  payload.config = room.config;
  return payload;
}

protocol::RoomAvailable room_available(const Room& room, std::string pin) {
  protocol::RoomAvailable payload;
  payload.name = given(room.name);
  payload.owner = room.owner;
  payload.pin = std::move(pin);
  payload.conferenceType = room.type;
  payload.creationTime = room.created;
  payload.waitingRoomEnabled = room.waiting_room;
  payload.config = room.config;
  return payload;
}

protocol::RoomInfo room_info(const Room& room) {
  protocol::RoomInfo payload;
  payload.id = room.id;
  payload.owner = room.owner;
  payload.name = given(room.name);
  payload.pin = room.pin;
  payload.creationTime = room.created;
  payload.waitingRoomEnabled = room.waiting_room;
  payload.config = room.config;
  return payload;
}

protocol::JoinedRoom joined_room(const Room& room, const Participant& person) {
  protocol::JoinedRoom payload;
  payload.userId = person.user;
  payload.name = person.name;
  payload.chatId = room.chat;
  payload.owner = person.user == room.owner;
  payload.mediaSessionId = person.media_session;
  return payload;
}

protocol::ParticipantsListEvent participants_list(const Room& room, const Participant* but) {
  protocol::ParticipantsListEvent payload;
  for (const auto* person : room.joined_but(but)) {
    auto& entry = payload.participants.emplace_back();
    entry.userId = person->user;
    entry.name = person->name;
  }
  return payload;
}

protocol::RolesListEvent roles_list(const Room& room) {
  protocol::RolesListEvent payload;
  for (const auto* person : room.in(Stage::joined)) {
    auto& entry = payload.roles.emplace_back();
    entry.userId = person->user;
    entry.role = person->role;
  }
  return payload;
}

protocol::ParticipantConfigEvent participant_config(const Participant& person) {
  protocol::ParticipantConfigEvent payload;
  payload.userId = person.user;
  payload.config = person.config;
  return payload;
}

protocol::RoleAssigned role_assigned(const Participant& person) {
  protocol::RoleAssigned payload;
  payload.userId = person.user;
  payload.name = person.name;
  payload.role = person.role;
  return payload;
}

protocol::WaitingListEvent waiting_list(const Room& room) {
  protocol::WaitingListEvent payload;
  for (const auto* person : room.in(Stage::waiting)) {
    auto& entry = payload.users.emplace_back();
    entry.userId = person->user;
    entry.name = person->name;
    entry.isAudioEnabled = publishes(*person, media::Kind::audio, false);
    entry.isVideoEnabled = publishes(*person, media::Kind::video, false);
    entry.isScreenSharingEnabled = publishes(*person, media::Kind::video, true);
  }
  return payload;
}

protocol::TracksInfo tracks_info(const Participant& person, const std::vector<RoomTrack>& tracks) {
  protocol::TracksInfo info;
  info.userId = person.user;
  info.nickName = person.name;
  info.waitingRoom = person.stage != Stage::joined;
  for (const auto& track : tracks) {
    auto& entry = info.info.emplace_back();
    entry.id = track.id;
    entry.type = track.kind == media::Kind::audio ? protocol::TrackType::AUDIO : protocol::TrackType::VIDEO;
    entry.contentType = track.content;
    entry.mid = track.mid;
    entry.mute = track.muted;
    entry.creationTime = track.created;
  }
  return info;
}

protocol::TracksQualityState quality_state(const Participant& person, const std::vector<RoomTrack>& tracks) {
  protocol::TracksQualityState payload;
  payload.info.userId = person.user;
  payload.info.nickName = person.name;
  for (const auto& track : tracks) {
    if (track.rids.empty()) continue;
    auto& entry = payload.info.tracks.emplace_back();
    entry.mid = track.mid;
    for (const auto& rid : track.rids) {
      auto& quality = entry.quality.emplace_back();
      quality.quality = rid;
      quality.available = track.arriving.contains(rid);
    }
  }
  return payload;
}

std::vector<RoomTrack> visible_tracks(const Participant& person) {
  std::vector<RoomTrack> result;
  for (const auto& track : person.tracks)
    if (!track.refused) result.push_back(track);
  return result;
}

namespace {

std::vector<protocol::SFUMeetingParticipantPreview> previews(const Room& room) {
  std::vector<protocol::SFUMeetingParticipantPreview> result;
  for (const auto* person : room.in(Stage::joined)) {
    auto& entry = result.emplace_back();
    entry.userId = person->user;
    entry.nickname = person->name;
    entry.audioEnabled = publishes(*person, media::Kind::audio, false);
    entry.videoEnabled = publishes(*person, media::Kind::video, false);
    entry.screenSharingEnabled = publishes(*person, media::Kind::video, true);
    entry.owner = person->owner();
    entry.mediaConfig.isAudioMuted = person->config.audioMuted;
    entry.mediaConfig.isVideoMuted = person->config.videoMuted;
    entry.mediaConfig.isScreenSharingMuted = person->config.screenSharingMuted;
  }
  return result;
}

}  // namespace

protocol::NewMeeting new_meeting(const Room& room) {
  protocol::NewMeeting payload;
  payload.id = room.id;
  payload.conferenceType = room.type;
  payload.name = room.name;
  payload.owner = room.owner;
  payload.creationTime = room.created;
  payload.participants = previews(room);
  payload.config = room.config;
  return payload;
}

protocol::SFUMeetingPreview preview(const Room& room, std::string viewer, std::string nickname) {
  protocol::SFUMeetingPreview entry;
  entry.id = room.id;
  entry.type = room.type;
  entry.owner = room.owner;
  entry.name = room.name;
  entry.userId = std::move(viewer);
  entry.nickname = std::move(nickname);
  entry.participants = previews(room);
  entry.creationTime = room.created;
  return entry;
}

protocol::MeetingHistoryItem history_item(const Room& room, Millis now) {
  protocol::MeetingHistoryItem item;
  item.id = random_uuid();
  item.meetingId = room.id;
  item.name = room.name;
  item.owner = room.owner;
  item.type = room.type;
  item.startedBy = room.started_by;
  item.startedAt = room.created;
  item.endedAt = std::max(now, room.created + 1);
  item.participants = room.attended;
  return item;
}

}  // namespace parley::domain::meetings
