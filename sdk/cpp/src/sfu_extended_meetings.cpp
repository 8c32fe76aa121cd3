#include "sfu_extended_impl.hpp"

namespace parley::sdk {

bool SfuExtended::Impl::on_room_event(const protocol::ServerFrame& frame) {
  std::shared_ptr<RoomExtended::Impl> room;
  {
    const std::lock_guard lock(mutex);
    const auto found = rooms.find(frame.roomId);
    if (found == rooms.end()) return false;
    room = found->second.first;
  }
  return room->handle(frame);
}

void SfuExtended::Impl::drop_rooms() {
  decltype(rooms) dropped;
  decltype(replaced_) replaced;
  {
    const std::lock_guard lock(mutex);
    dropped.swap(rooms);
    replaced.swap(replaced_);
  }
  for (auto& [id, room] : dropped) room.first->on_connection_ended();
  for (const auto& one : replaced) {
    if (const auto room = one.lock()) room->on_connection_ended();
  }
}

std::shared_ptr<RoomExtended> SfuExtended::Impl::keep_room(RoomData data) {
  {
    const std::lock_guard lock(mutex);
    if (user) {
      data.user_id = user->username;
      data.nickname = user->nickname;
    }
  }
  const std::string id = data.id;
  auto impl = std::make_shared<RoomExtended::Impl>(client_, std::move(data));
  impl->on_finished([weak = weak_from_this(), id, room = std::weak_ptr(impl)] {
    const auto self = weak.lock();
    if (!self) return;
    const std::lock_guard lock(self->mutex);
    const auto found = self->rooms.find(id);
    // A newer object may have taken the place under this id.
    if (found != self->rooms.end() && found->second.first == room.lock()) self->rooms.erase(found);
  });
  auto room = std::make_shared<RoomExtended>(impl);
  const std::lock_guard lock(mutex);
  auto& place = rooms[id];
  std::erase_if(replaced_, [](const auto& one) { return one.expired(); });
  if (place.first) replaced_.push_back(place.first);
  place = {std::move(impl), room};
  return room;
}

template <class Event, class Call>
Pending<std::shared_ptr<RoomExtended>> SfuExtended::Impl::ask_room(const Call& call) {
  const Pending<std::shared_ptr<RoomExtended>> pending;
  if (const auto refusal = not_authenticated(Call::info.operation)) {
    pending.settle(*refusal);
    return pending;
  }
  client_->call(call, [self = shared_from_this(), pending](Outcome<protocol::Json> outcome) {
    if (!outcome) return pending.settle(outcome.failure());
    const auto event = protocol::decode<Event>(*outcome);
    const auto id = outcome->get("roomId").string();
    if (!event || !id)
      return pending.settle(Failure{std::string(Call::info.operation), "The server's answer makes no sense", false});
    RoomData data;
    data.id = *id;
    data.name = event->name.value_or("");
    data.owner = event->owner;
    data.pin = event->pin.value_or("");
    data.conference_type = event->conferenceType;
    data.config = event->config;
    data.creation_time = event->creationTime;
    data.waiting_room_enabled = event->waitingRoomEnabled;
    pending.settle(self->keep_room(std::move(data)));
  });
  return pending;
}

Pending<std::shared_ptr<RoomExtended>> SfuExtended::createRoom(calls::CreateRoom c) {
  return impl_->ask_room<protocol::CreatedRoom>(c);
}
Pending<std::shared_ptr<RoomExtended>> SfuExtended::createDirectMeeting(calls::CreateDirectMeeting c) {
  return impl_->ask_room<protocol::CreatedRoom>(c);
}
Pending<std::shared_ptr<RoomExtended>> SfuExtended::createChannelMeeting(calls::CreateChannelMeeting c) {
  return impl_->ask_room<protocol::CreatedRoom>(c);
}
Pending<std::shared_ptr<RoomExtended>> SfuExtended::roomAvailable(calls::RoomAvailable c) {
  return impl_->ask_room<protocol::RoomAvailable>(c);
}
Pending<Done> SfuExtended::roomExists(calls::RoomExists c) { return impl_->ask_done(c); }
Pending<std::vector<protocol::RoomInfo>> SfuExtended::loadActiveRooms() {
  return impl_->ask(calls::GetActiveRooms{}, &protocol::UserRoomsEvent::rooms);
}
std::shared_ptr<RoomExtended> SfuExtended::getRoom(const std::string& id) const {
  const std::lock_guard lock(impl_->mutex);
  const auto found = impl_->rooms.find(id);
  return found == impl_->rooms.end() ? nullptr : found->second.second;
}

}  // namespace parley::sdk
