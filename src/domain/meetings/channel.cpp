// Meetings of channels: they begin by a call, and follow what becomes of the channel and its members.
#include <utility>

#include "domain/meetings/meetings.hpp"
#include "domain/meetings/payloads.hpp"
#include "domain/meetings/sync.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

using meetings::Stage;
using protocol::ConferenceType;
namespace event = protocol::event;

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::CreateChannelMeeting& call) {
  const SpacePlace place{.space = call.spaceId, .channel = call.channelId, .thread = {}};
  const auto seen = spaces_.seat(transaction, place, caller.user);
  // The same answer to both: whether there is a private channel is nobody else's business.
  if (!seen || !seen->member) return Error{std::string(protocol::errors::SpaceError::RESTRICTED_ACCESS)};
  return start(transaction, caller,
               {.type = ConferenceType::CHANNEL,
                .id = call.channelId,
                .space = call.spaceId,
                .owner = seen->owner,
                .name = seen->name,
                .members = seen->members});
}

std::optional<SpaceSeat> Meetings::channel_seat(storage::Reader& reader, const Room& room,
                                                const std::string& user) const {
  if (room.type != ConferenceType::CHANNEL) return std::nullopt;
  return spaces_.seat(reader, {.space = room.space, .channel = room.id, .thread = {}}, user);
}

protocol::MeetingsPreviewEvent Meetings::channel_meetings(storage::Reader& reader, const std::string& user,
                                                          const std::string& space) const {
  protocol::MeetingsPreviewEvent running;
  for (const auto& [key, room] : rooms_) {
    if (room->type != ConferenceType::CHANNEL || (!space.empty() && room->space != space)) continue;
    const auto seen = channel_seat(reader, *room, user);
    if (seen && seen->member) running.meetings.push_back(meetings::preview(*room, user, seen->nickname(user)));
  }
  return running;
}

void Meetings::tell_channel_meetings(Transaction& transaction, const Caller& caller) {
  const auto running = channel_meetings(transaction, caller.user, {});
  if (running.meetings.empty()) return;
  Announcer(outbox_, transaction).to_connection(caller.connection, event::USER_MEETINGS, running);
}

void Meetings::space_joined(Transaction& transaction, const std::string& space, const std::string& user) {
  const auto running = channel_meetings(transaction, user, space);
  if (running.meetings.empty()) return;
  Announcer(outbox_, transaction).everywhere({user}, event::USER_MEETINGS, running);
}

void Meetings::place_gained(Transaction& transaction, const PlaceInfo& info, const std::vector<std::string>& users) {
  if (info.place.is_thread()) return;
  if (const auto* room = find_of(ConferenceType::CHANNEL, info.place.channel)) show(transaction, *room, users);
}

void Meetings::place_lost(Transaction& transaction, const PlaceInfo& info, const std::vector<std::string>& users) {
  if (info.place.is_thread()) return;
  for (const auto& user : users) {
    // The last to go takes the meeting with him.
    if (auto* room = find_of(ConferenceType::CHANNEL, info.place.channel)) hide(transaction, *room, user);
  }
}

void Meetings::channel_renamed(Transaction& transaction, const PlaceInfo& info) {
  if (auto* room = find_of(ConferenceType::CHANNEL, info.place.channel)) rename(transaction, *room, info.name);
}

void Meetings::place_deleted(Transaction& transaction, const PlaceInfo& info) {
  if (info.place.is_thread()) return;
  auto* room = find_of(ConferenceType::CHANNEL, info.place.channel);
  if (room == nullptr) return;
  Announcer announcer(outbox_, transaction);
  end(announcer, *room, nullptr, info.members);
}

void Meetings::nickname_changed(Transaction& transaction, const std::string& space, const std::string& user,
                                const std::string& nickname) {
  for (const auto& [key, room] : rooms_) {
    if (room->type != ConferenceType::CHANNEL || room->space != space) continue;
    auto* person = room->by_user(user);
    if (person == nullptr || person->name == nickname) continue;
    protocol::ParticipantRenamed renamed;
    renamed.userId = user;
    renamed.previousName = std::exchange(person->name, nickname);
    renamed.updatedName = nickname;
    if (person->stage != Stage::joined) continue;
    Announcer announcer(outbox_, transaction);
    tell_renamed(announcer, *room, room->in(Stage::joined), renamed);
  }
}

}  // namespace parley::domain
