#pragma once
// Who gets an event.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "events/bus.hpp"

namespace parley::transport {

class Connection;

/// Those receivers of an event that live on one loop. Events for the same people share the list.
struct Receivers {
  std::vector<events::ConnectionId> ids;
  // The loop's own notes; no other thread touches them.
  std::vector<Connection*> found;
  std::uint64_t found_at = 0;  ///< Loop::departures_ as of then; 0: not looked for yet
};

/// What is known of a list of users: their connections by loop, and who has none.
struct Reach {
  std::vector<std::shared_ptr<Receivers>> receivers;  ///< by loop; null: none
  std::vector<std::size_t> absent;                    ///< positions in the list, ascending
};

}  // namespace parley::transport
