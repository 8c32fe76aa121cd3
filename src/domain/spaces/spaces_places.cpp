#include "domain/spaces/access.hpp"
#include "domain/spaces/space_store.hpp"
#include "domain/spaces/spaces.hpp"

namespace parley::domain {

std::string SpaceSeat::nickname(std::string_view user) const {
  const SpaceMember* found = space->member(user);
  return found ? found->nickname : "";
}

std::optional<SpaceSeat> Spaces::seat(storage::Reader& reader, const SpacePlace& place, const std::string& user) const {
  SpaceStatePointer space = find(reader, place.space);
  const SpaceChannel* channel = space ? space->channel(place.channel) : nullptr;
  const SpaceThread* thread = channel && place.is_thread() ? channel->thread(place.thread) : nullptr;
  if (!channel || (place.is_thread() && !thread)) return std::nullopt;
  SpaceSeat seat;
  seat.place = place;
  seat.owner = space->owner;
  if (thread) {
    seat.name = thread->name;
    seat.members = access::members(*space, *channel, *thread);
    seat.members_version = access::members_version(*space, *channel, *thread);
    seat.member = access::in_thread(*space, *channel, *thread, user);
  } else {
    seat.name = channel->name;
    seat.members = access::members(*space, *channel);
    seat.members_version = access::members_version(*space, *channel);
    seat.member = access::in_channel(*space, *channel, user);
  }
  const PlaceView view = space_store::place_view(reader, place.id(), user).value_or(PlaceView{});
  seat.messages = view.messages;
  if (seat.member) {
    seat.position = view.own.position;
    seat.messages = view.messages.plus(view.own.private_messages);
  }
  seat.space = std::move(space);
  return seat;
}

bool Spaces::is_channel(storage::Reader& reader, std::string_view id) const {
  return space_store::channel_exists(reader, id);
}

std::vector<SpacePlace> Spaces::places_of(storage::Reader& reader, const std::string& user) const {
  std::vector<SpacePlace> places;
  for (const std::string& id : space_store::spaces_of(reader, user)) {
    const SpaceStatePointer space = find(reader, id);
    for (const auto& channel : space->channels) {
      if (!access::in_channel(*space, *channel, user)) continue;
      places.push_back({space->id, channel->id, {}});
      for (const auto& thread : channel->threads) {
        if (access::in_thread(*space, *channel, *thread, user)) places.push_back({space->id, channel->id, thread->id});
      }
    }
  }
  return places;
}

void Spaces::count_message(storage::Transaction& transaction, const SpacePlace& place, std::string_view message,
                           Millis date, std::int64_t sequence) {
  space_store::count_message(transaction, place.id(), message, date, sequence);
}

void Spaces::count_private_message(storage::Transaction& transaction, const SpacePlace& place, const std::string& from,
                                   const std::string& to, std::string_view message, Millis date) {
  space_store::count_private_message(transaction, place, from, message, date);
  if (to != from) space_store::count_private_message(transaction, place, to, message, date);
}

void Spaces::set_position(storage::Transaction& transaction, const SpacePlace& place, const std::string& user,
                          const ReadPosition& position) {
  space_store::set_position(transaction, place, user, position);
}

}  // namespace parley::domain
