#pragma once
// Tells members what became of a space.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "domain/caller.hpp"
#include "events/bus.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"
#include "protocol/spaces_types.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// Home thread: the storage writer thread.
class SpaceNotices {
 public:
  explicit SpaceNotices(events::Outbox& outbox) : outbox_(outbox) {}

  /// All connections of the users but `except`, which has its answer.
  template <class Payload>
  void tell(storage::Transaction& transaction, std::vector<std::string> users, events::ConnectionId except,
            const protocol::EventInfo& event, const Payload& payload) {
    outbox_.emit(transaction, event_for(std::move(users), except, event, payload));
  }
  /// The caller's other connections.
  template <class Payload>
  void own(storage::Transaction& transaction, const Caller& caller, const protocol::EventInfo& event,
           const Payload& payload) {
    tell(transaction, {caller.user}, caller.connection, event, payload);
  }
  /// The same for whole spaces, which are large: they aren't stored. Whoever connects after a crash asks for his
  /// spaces.
  template <class Payload>
  void show(storage::Transaction& transaction, const Caller& caller, const protocol::EventInfo& event,
            const Payload& payload) {
    outbox_.emit(transaction, event_for({caller.user}, caller.connection, event, payload));
  }

 private:
  template <class Payload>
  static events::Event event_for(std::vector<std::string> users, events::ConnectionId except,
                                 const protocol::EventInfo& event, const Payload& payload) {
    return {.users = std::move(users),
            .except = except,
            .connections = {},
            .frame = std::make_shared<const std::string>(protocol::event_frame(event, "", "", payload))};
  }

  events::Outbox& outbox_;
};

}  // namespace parley::domain
