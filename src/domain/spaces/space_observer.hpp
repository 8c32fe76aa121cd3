#pragma once
#include <string>
#include <vector>

#include "domain/spaces/space.hpp"
#include "protocol/shared_texts.hpp"

namespace parley::storage {
class Transaction;
}

namespace parley::domain {

/// A channel or a thread as other folders are told of it.
struct PlaceInfo {
  SpacePlace place;
  std::string name;
  std::string owner;              ///< of the space
  protocol::SharedTexts members;  ///< in order of joining the space
};

/// Hears of changes of channels and threads, within the transaction that makes them.
class SpaceObserver {
 public:
  virtual ~SpaceObserver() = default;
  /// The user joined the space, and with it its public channels; he has been sent the space.
  virtual void space_joined(storage::Transaction&, const std::string& /*space*/, const std::string& /*user*/) {}
  /// Members of the space got into a channel (with its threads), and were told so, or into a private thread.
  virtual void place_gained(storage::Transaction&, const PlaceInfo&, const std::vector<std::string>& /*users*/) {}
  /// These users are out of a channel (with its threads) or a private thread, and will be told so. Also when they left
  /// the space; not when the place is deleted. `members` is without them.
  virtual void place_lost(storage::Transaction&, const PlaceInfo&, const std::vector<std::string>& /*users*/) {}
  virtual void channel_renamed(storage::Transaction&, const PlaceInfo&) {}
  /// What a member is called in the space: by a nickname for it, or by his own.
  virtual void nickname_changed(storage::Transaction&, const std::string& /*space*/, const std::string& /*user*/,
                                const std::string& /*nickname*/) {}
  /// The place is gone; its members, who are as they were, will be told so. Threads go before their channels, channels
  /// before their space; each is told here.
  virtual void place_deleted(storage::Transaction&, const PlaceInfo&) {}
  virtual void space_deleted(storage::Transaction&, const std::string& /*space*/) {}
};

}  // namespace parley::domain
