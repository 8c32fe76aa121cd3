// Which track goes to which slot, and in what quality.
#include <algorithm>

#include "domain/meetings/meetings.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

using meetings::RoomSlot;
using meetings::Stage;

namespace {
constexpr std::int64_t most_layers = 8;
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const protocol::calls::LeaseTrack& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId));
  auto& [room, self] = seat;
  const auto slot = self->slots.find(call.localMid);
  if (slot == self->slots.end()) return Error{"No slot has this mid"};
  const auto id = call.remoteTrackId.value_or("");
  if (id.empty()) {
    if (slot->second.lease) media_.release(room->media, self->peer, call.localMid);
    slot->second.lease.reset();
    slot->second.preference = {};
  } else {
    const auto [publisher, track] = room->track(id);
    const bool allowed = track != nullptr && !track->refused &&
                         (publisher->stage == Stage::joined || self->watched.contains(publisher->user));
    if (!allowed) return Error{"Track not found"};
    if (track->kind != slot->second.kind) return Error{"The slot is of another kind"};
    slot->second.lease = RoomSlot::Lease{publisher->user, track->id};
    slot->second.preference = {};
    self->answerer->prefer_codec(call.localMid, track->codec);
    media_.lease(room->media, self->peer, call.localMid, publisher->peer, track->mid);
    media_.prefer(room->media, self->peer, call.localMid, {});
  }
  Announcer(outbox_, transaction).acknowledge(caller, room->id);
  return {};
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::MuteRemoteTrack& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId));
  auto& [room, self] = seat;
  if (!self->slots.contains(call.id)) return Error{"No slot has this mid"};
  media_.mute_slot(room->media, self->peer, call.id, call.mute);
  Announcer(outbox_, transaction).acknowledge(caller, room->id);
  return {};
}

/// Applies a wish to a slot, named by its mid or (the older form) by the track leased on it; `change` sees which.
Handled Meetings::prefer(const RoomCaller& caller, Announcer& announcer, const Seat& seat, const std::string& id,
                         const std::function<Result<void>(RoomSlot&, bool by_track)>& change) {
  auto& [room, self] = seat;
  bool found = false;
  const bool by_track = !self->slots.contains(id);
  for (auto& [mid, slot] : self->slots) {
    if (by_track ? !slot.lease || slot.lease->track != id : mid != id) continue;
    found = true;
    auto wished = slot;
    PARLEY_CHECK(change(wished, by_track));
    slot = std::move(wished);
    media_.prefer(room->media, self->peer, mid, slot.preference);
  }
  if (!found) return Error{"No slot has this mid, and no slot this track"};
  announcer.acknowledge(caller, room->id);
  return {};
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const protocol::calls::ChangeQuality& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId));
  if (call.tid && (*call.tid < 0 || *call.tid >= most_layers)) return Error{"No such layer"};
  Announcer announcer(outbox_, transaction);
  return prefer(caller, announcer, seat, call.id, [&](RoomSlot& slot, bool by_track) -> Result<void> {
    if (call.quality) {
      const auto* track = slot.lease ? seat.room->track(slot.lease->track).second : nullptr;
      // A track of one encoding advertises none: wishing changes nothing there.
      if (track != nullptr && !track->rids.empty() &&
          std::find(track->rids.begin(), track->rids.end(), *call.quality) == track->rids.end())
        return Error{"The track has no such quality"};
      slot.preference.quality = *call.quality;
    } else if (!by_track) {
      slot.preference.quality.reset();
    }
    if (call.tid) slot.preference.temporal = static_cast<int>(*call.tid);
    return {};
  });
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const protocol::calls::ChangeSid& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId));
  if (call.sid < 0 || call.sid >= most_layers) return Error{"No such layer"};
  Announcer announcer(outbox_, transaction);
  return prefer(caller, announcer, seat, call.id, [&](RoomSlot& slot, bool) -> Result<void> {
    slot.preference.spatial = static_cast<int>(call.sid);
    return {};
  });
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const protocol::calls::ChangeTid& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId));
  if (call.tid < 0 || call.tid >= most_layers) return Error{"No such layer"};
  Announcer announcer(outbox_, transaction);
  return prefer(caller, announcer, seat, call.id, [&](RoomSlot& slot, bool) -> Result<void> {
    slot.preference.temporal = static_cast<int>(call.tid);
    return {};
  });
}

void Meetings::release_leases_on(Room& room, const Participant& publisher, const std::string& track) {
  const RoomSlot::Lease gone{publisher.user, track};
  for (auto& person : room.people)
    for (auto& [mid, slot] : person->slots)
      if (slot.lease == gone) {
        media_.release(room.media, person->peer, mid);
        slot.lease.reset();
        slot.preference = {};
      }
}

void Meetings::release_slots(const Room& room, Participant& person) {
  for (auto& [mid, slot] : person.slots) {
    if (slot.lease) media_.release(room.media, person.peer, mid);
    slot.lease.reset();
    slot.preference = {};
  }
}

}  // namespace parley::domain
