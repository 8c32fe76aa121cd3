#include "media/sfu/room.hpp"

#include <utility>

namespace parley::media {

Peer* Room::add(Time now, PeerId id, Outlet& outlet, ActivityListener& listener, const Description& description) {
  auto& peer = peers_[id];
  if (peer) return nullptr;
  peer = std::make_unique<Peer>(id, outlet, listener);
  peer->update(now, description);
  return peer.get();
}

void Room::remove(PeerId id) { peers_.erase(id); }

Peer* Room::find(PeerId id) {
  const auto found = peers_.find(id);
  return found == peers_.end() ? nullptr : found->second.get();
}

SlotSender* Room::slot(PeerId subscriber, const std::string& mid) {
  Peer* peer = find(subscriber);
  return peer == nullptr ? nullptr : peer->slot(mid);
}

void Room::lease(Time now, PeerId subscriber, const std::string& slot_mid, PeerId publisher, const std::string& track) {
  SlotSender* to = slot(subscriber, slot_mid);
  Peer* from = find(publisher);
  PublishedTrack* found = from == nullptr ? nullptr : from->track(track);
  if (to == nullptr || found == nullptr || found->description().kind != to->description().kind) return;
  to->attach(now, *found);
}

void Room::release(PeerId subscriber, const std::string& slot_mid) {
  if (SlotSender* found = slot(subscriber, slot_mid)) found->detach();
}

void Room::mute_track(Time now, PeerId publisher, const std::string& track, bool muted) {
  if (Peer* peer = find(publisher)) peer->mute_track(now, track, muted);
}

void Room::mute_slot(Time now, PeerId subscriber, const std::string& slot_mid, bool muted) {
  if (SlotSender* found = slot(subscriber, slot_mid)) found->set_muted(now, muted);
}

void Room::prefer(Time now, PeerId subscriber, const std::string& slot_mid, Sfu::Preference preference) {
  if (SlotSender* found = slot(subscriber, slot_mid)) found->prefer(now, std::move(preference));
}

}  // namespace parley::media
