#include "domain/meetings/room.hpp"

#include <algorithm>
#include <cctype>

namespace parley::domain::meetings {

bool RoomTrack::share() const {
  std::string word;
  for (const unsigned char c : content)
    if (c != '_' && c != '-') word += static_cast<char>(std::tolower(c));
  return word == "screensharing" || word == "screen";
}

RoomTrack* Participant::track(std::string_view id) {
  for (auto& track : tracks)
    if (track.local_id == id) return &track;
  for (auto& track : tracks)
    if (track.id == id) return &track;
  return nullptr;
}

Participant* Room::by_user(std::string_view user) {
  for (auto& person : people)
    if (person->user == user) return person.get();
  return nullptr;
}

Participant* Room::by_connection(events::ConnectionId connection) {
  for (auto& person : people)
    if (person->connection == connection) return person.get();
  return nullptr;
}

Participant* Room::by_peer(media::PeerId peer) {
  for (auto& person : people)
    if (person->peer == peer) return person.get();
  return nullptr;
}

std::pair<Participant*, RoomTrack*> Room::track(std::string_view track_id) {
  for (auto& person : people)
    for (auto& track : person->tracks)
      if (track.id == track_id) return {person.get(), &track};
  return {nullptr, nullptr};
}

std::vector<Participant*> Room::in(Stage stage) const {
  std::vector<Participant*> result;
  for (const auto& person : people)
    if (person->stage == stage) result.push_back(person.get());
  return result;
}

std::vector<Participant*> Room::joined_but(const Participant* one) const {
  auto result = in(Stage::joined);
  std::erase(result, one);
  return result;
}

bool Room::has_owner() const {
  return std::any_of(people.begin(), people.end(),
                     [](const auto& person) { return person->stage == Stage::joined && person->owner(); });
}

bool Room::sharing_but(const Participant& one) const {
  for (const auto* person : joined_but(&one))
    for (const auto& track : person->tracks)
      if (track.share() && !track.refused) return true;
  return false;
}

protocol::RoomExtendedConfig default_config(protocol::ConferenceType type) {
  const bool global = type == protocol::ConferenceType::GLOBAL;
  protocol::RoomExtendedConfig config{};
  config.initialVideoMuted = !global;
  config.initialScreenSharingMuted = !global;
  config.chatMuted = !global;
  config.canChangeNickname = global;
  config.screenSharingConfig.multipleShares = true;
  config.screenSharingConfig.everyoneCanShare = true;
  config.screenSharingConfig.everyoneCanDoSubsequentShare = true;
  return config;
}

}  // namespace parley::domain::meetings
