#include "domain/contacts/presence_round.hpp"

#include <algorithm>
#include <utility>

#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {

void PresenceRound::add(const Person& of, const std::vector<Person*>& to) {
  ++people_;
  std::shared_ptr<const std::string> frame;
  for (Person* person : to) {
    for (OpenConnection& connection : person->connections) {
      if (connection.listed >= of.visible_since) continue;
      if (!frame) {
        frame = std::make_shared<const std::string>(
            protocol::event_frame(protocol::event::USER_PRESENCE_STATUS_UPDATED, "", "",
                                  protocol::UserPresenceStatusUpdated{.userId = of.id, .status = of.visible}));
      }
      ++frames_;
      if (connection.listing) {
        connection.held.push_back(frame);
        continue;
      }
      if (connection.hears == 0) connections_.push_back(&connection);
      connection.hears = behind(connection.hears, frame);
    }
  }
}

std::uint32_t PresenceRound::behind(std::uint32_t node, const std::shared_ptr<const std::string>& frame) {
  if (nodes_[node].last_person != people_) {
    nodes_[node].last_person = people_;
    nodes_[node].next = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({.earlier = node, .frame = frame});
  }
  return nodes_[node].next;
}

void PresenceRound::send() {
  for (OpenConnection* connection : connections_) {
    nodes_[std::exchange(connection->hears, 0)].connections.push_back(connection->id);
  }
  connections_.clear();
  for (Node& last : nodes_) {
    if (last.connections.empty()) continue;
    events::Event event{.connections = std::move(last.connections)};
    for (const Node* node = &last; node->frame; node = &nodes_[node->earlier]) event.more.push_back(node->frame);
    event.frame = std::move(event.more.back());
    event.more.pop_back();
    std::reverse(event.more.begin(), event.more.end());
    bus_.publish(event);
  }
}

}  // namespace parley::domain
