#pragma once
// What a change of a space does to its channels: who gets into them, who drops out, and who is told.
#include <string>
#include <string_view>
#include <vector>

#include "domain/spaces/space_notices.hpp"
#include "domain/spaces/space_observer.hpp"
#include "domain/spaces/space_state.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

class Contacts;

/// Before and after for one channel that is in both states.
struct ChannelChange {
  std::string channel;
  std::vector<std::string> gained;
  std::vector<std::string> lost;
};

struct ChannelChanges {
  std::vector<ChannelChange> channels;  ///< where somebody gained or lost, in the order of the channels
  /// Of the common audience of all public channels, whether there are any or not.
  std::vector<std::string> public_gained;
  std::vector<std::string> public_lost;

  const ChannelChange* find(std::string_view channel) const;
};

/// Compares states with the same channels for these users, and gives what has other members now its new version in
/// `after`. Nobody else's membership may have changed, but for that of `viewers` in public channels.
ChannelChanges compare_members(const SpaceState& before, SpaceState& after, const std::vector<std::string>& users,
                               const std::vector<std::string>& viewers = {});
/// The same for one channel, which itself has changed, and everybody.
ChannelChanges compare_channel(const SpaceState& before, SpaceState& after, std::string_view channel);

PlaceInfo place_info(const SpaceState& space, const SpaceChannel& channel);
PlaceInfo place_info(const SpaceState& space, const SpaceChannel& channel, const SpaceThread& thread);

/// Home thread: the storage writer thread. `after` is stored already.
class ChannelAnnouncer {
 public:
  ChannelAnnouncer(Contacts& contacts, SpaceNotices& notices) : contacts_(contacts), notices_(notices) {}

  void observe(SpaceObserver& observer) { observers_.push_back(&observer); }
  const std::vector<SpaceObserver*>& observers() const { return observers_; }

  /// Stores what has changed with the members of channels, and makes members of a channel contacts of each other.
  /// Those who got in have read what is there now. `before`, `after`: null when the space is new, or gone.
  void settle(storage::Transaction& transaction, const SpaceState* before, const SpaceState* after,
              const ChannelChanges& changes);

  /// Who dropped out: observers, then SPACE_CHANNEL_DELETED.
  void tell_lost(storage::Transaction& transaction, const SpaceState& after, const ChannelChanges& changes);
  /// Observers alone: for who leaves the space, which his client is told of as a whole.
  void observe_lost(storage::Transaction& transaction, const SpaceState& after, const ChannelChanges& changes);
  /// SPACE_CHANNEL_UPDATED to who was in and still is.
  void tell_updated(storage::Transaction& transaction, const SpaceState& after, const SpaceChannel& channel,
                    const std::vector<std::string>& gained, events::ConnectionId except);
  /// Who got in: NEW_SPACE_CHANNEL, to each his own view, then observers.
  void tell_gained(storage::Transaction& transaction, const SpaceState& after, const ChannelChanges& changes);

 private:
  void grow_circles(storage::Transaction& transaction, const SpaceState* before, const SpaceState& after,
                    const ChannelChanges& changes);
  void shrink_circles(storage::Transaction& transaction, const SpaceState& before, const SpaceState* after,
                      const ChannelChanges& changes);

  Contacts& contacts_;
  SpaceNotices& notices_;
  std::vector<SpaceObserver*> observers_;
};

}  // namespace parley::domain
