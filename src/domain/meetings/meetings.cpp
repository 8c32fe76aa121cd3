#include "domain/meetings/meetings.hpp"

#include <algorithm>

#include "domain/meetings/payloads.hpp"
#include "domain/users/users.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

using meetings::Stage;
namespace errors = protocol::errors;

void Meetings::on_start(Transaction& transaction) { chats_.delete_all_room_chats(transaction); }

void Meetings::on_connection_closed(Transaction& transaction, events::ConnectionId connection) {
  Announcer announcer(outbox_, transaction);
  std::vector<Room*> left;
  const auto [begin, end] = rooms_of_connection_.equal_range(connection);
  for (auto entry = begin; entry != end; ++entry) left.push_back(entry->second);
  for (auto* room : left) leave(announcer, *room, *room->by_connection(connection), nullptr);
}

void Meetings::user_removed(Transaction& transaction, const std::string& user) {
  Announcer announcer(outbox_, transaction);
  std::vector<Room*> left;
  for (const auto& [key, room] : rooms_)
    if (!room->plain && room->by_user(user) != nullptr) left.push_back(room.get());
  for (auto* room : left) leave(announcer, *room, *room->by_user(user), nullptr);
  std::vector<Room*> abandoned;
  for (const auto& [key, room] : rooms_)
    if (!room->plain && room->owner == user && room->people.empty()) abandoned.push_back(room.get());
  for (auto* room : abandoned) end(announcer, *room);
}

void Meetings::on_peer_lost(Transaction& transaction, media::PeerId peer, const std::string&) {
  const auto [room, person] = seat_of(peer);
  if (person == nullptr) return;
  Announcer announcer(outbox_, transaction);
  if (person->stage == Stage::joined) return remove(announcer, *room, *person, Farewell::dropped);
  protocol::DroppedFromRoom dropped;
  dropped.userId = person->user;
  dropped.name = person->name;
  announcer.to(*room, *person, protocol::event::DROPPED, dropped);
  remove_waiting(announcer, *room, *person, errors::RoomError::CANCEL_JOIN_ROOM);
}

void Meetings::on_track_activity(Transaction& transaction, media::PeerId peer, const std::string& mid,
                                 const std::string& rid, bool active) {
  const auto [room, person] = seat_of(peer);
  if (person == nullptr) return;
  for (auto& track : person->tracks) {
    if (track.mid != mid || std::find(track.rids.begin(), track.rids.end(), rid) == track.rids.end()) continue;
    const bool changed = active ? track.arriving.insert(rid).second : track.arriving.erase(rid) > 0;
    if (!changed || track.refused) return;
    Announcer announcer(outbox_, transaction);
    announcer.to_all(*room, audience(*room, *person), protocol::event::TRACK_QUALITY_STATE,
                     meetings::quality_state(*person, {track}));
    return;
  }
}

Meetings::Room* Meetings::find(bool plain, std::string_view id) {
  const auto found = rooms_.find(Key(plain, std::string(id)));
  return found == rooms_.end() ? nullptr : found->second.get();
}

Result<Meetings::Seat> Meetings::seat(const RoomCaller& caller, const std::string& room_id, Need need) {
  auto* room = find(caller.plain, room_id);
  if (room == nullptr) return Error{std::string(errors::RoomError::NOT_FOUND)};
  auto* self = room->by_connection(caller.connection);
  if (self == nullptr || self->stage != Stage::joined || (need == Need::owner && !self->owner()) ||
      (need == Need::moderator && !self->moderator()))
    return Error{std::string(errors::SpaceError::RESTRICTED_ACCESS)};
  return Seat{room, self};
}

Meetings::Seat Meetings::seat_of(media::PeerId peer) {
  const auto found = room_of_peer_.find(peer);
  if (found == room_of_peer_.end()) return {nullptr, nullptr};
  return {found->second, found->second->by_peer(peer)};
}

std::string Meetings::account_name(storage::Reader& reader, const RoomCaller& caller) const {
  if (caller.plain) return caller.nickname;
  return users_.nickname(reader, caller.user).value_or(caller.user);
}

std::string Meetings::name_in(storage::Reader& reader, const Room& room, const RoomCaller& caller) const {
  const auto seen = channel_seat(reader, room, caller.user);
  return seen ? seen->nickname(caller.user) : account_name(reader, caller);
}

bool Meetings::may_see(storage::Reader& reader, const Room& room, const RoomCaller& caller) const {
  if (room.type == protocol::ConferenceType::GLOBAL) return true;
  if (room.type == protocol::ConferenceType::CHANNEL) {
    const auto seen = channel_seat(reader, room, caller.user);
    return seen && seen->member;
  }
  return chats_.is_member(reader, room.id, caller.user);
}

std::vector<std::string> Meetings::members(storage::Reader& reader, const Room& room) const {
  if (room.type == protocol::ConferenceType::GLOBAL) return {};
  if (room.type == protocol::ConferenceType::CHANNEL) {
    const auto seen = channel_seat(reader, room, room.owner);
    return seen ? seen->members.list() : List<std::string>();
  }
  return chats_.members(reader, room.id);
}

}  // namespace parley::domain
