#pragma once
// What rooms and their people look like on the wire. Pure functions.
#include <vector>

#include "domain/meetings/room.hpp"
#include "protocol/meetings_types.hpp"
#include "protocol/rooms_types.hpp"

namespace parley::domain::meetings {

protocol::CreatedRoom created_room(const Room& room);
/// `pin` is the one the caller gave: the true one would let everybody in.
protocol::RoomAvailable room_available(const Room& room, std::string pin);
protocol::RoomInfo room_info(const Room& room);
protocol::JoinedRoom joined_room(const Room& room, const Participant& person);
protocol::ParticipantsListEvent participants_list(const Room& room, const Participant* but);
protocol::RolesListEvent roles_list(const Room& room);
protocol::ParticipantConfigEvent participant_config(const Participant& person);
protocol::RoleAssigned role_assigned(const Participant& person);
protocol::WaitingListEvent waiting_list(const Room& room);
/// Of these tracks of `person`.
protocol::TracksInfo tracks_info(const Participant& person, const std::vector<RoomTrack>& tracks);
/// Of those of these tracks that have several qualities; without tracks when none has.
protocol::TracksQualityState quality_state(const Participant& person, const std::vector<RoomTrack>& tracks);
/// Tracks others may see.
std::vector<RoomTrack> visible_tracks(const Participant& person);
/// The meeting seen from outside.
protocol::NewMeeting new_meeting(const Room& room);
protocol::SFUMeetingPreview preview(const Room& room, std::string viewer, std::string nickname);
/// What is left of a meeting that ends now.
protocol::MeetingHistoryItem history_item(const Room& room, Millis now);

}  // namespace parley::domain::meetings
