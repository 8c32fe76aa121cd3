#pragma once
#include <map>
#include <memory>

#include "media/sfu/peer.hpp"

namespace parley::media {

/// The peers of one room and who receives what from whom. A packet of one peer's track goes through PublishedTrack
/// straight to the SlotSenders of the others; the room only makes and breaks these ties. Lives on one media thread.
class Room {
 public:
  Room() = default;
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  /// `outlet` and `listener` must outlive the peer. nullptr: there is such a peer already.
  Peer* add(Time now, PeerId id, Outlet& outlet, ActivityListener& listener, const Description& description);
  void remove(PeerId id);
  Peer* find(PeerId id);
  std::size_t size() const { return peers_.size(); }

  // As in media.hpp; unknown names are ignored.
  void lease(Time now, PeerId subscriber, const std::string& slot, PeerId publisher, const std::string& track);
  void release(PeerId subscriber, const std::string& slot);
  void mute_track(Time now, PeerId publisher, const std::string& track, bool muted);
  void mute_slot(Time now, PeerId subscriber, const std::string& slot, bool muted);
  void prefer(Time now, PeerId subscriber, const std::string& slot, Sfu::Preference preference);

 private:
  SlotSender* slot(PeerId subscriber, const std::string& mid);

  std::map<PeerId, std::unique_ptr<Peer>> peers_;
};

}  // namespace parley::media
