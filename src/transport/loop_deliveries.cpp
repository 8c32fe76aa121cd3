// Events on their way to the connections of one loop.
#include <algorithm>
#include <utility>

#include "transport/loop.hpp"
#include "transport/pieces.hpp"

namespace parley::transport {
namespace {

// More connections than this don't go through a run one command after the other: the run ends. An event for more is
// large.
constexpr std::size_t singled_out_at_most = 64;

/// The one connection a command is for; 0: not such a command.
ConnectionId addressee(const Command& command) {
  return std::visit(
      [](const auto& one) -> ConnectionId {
        if constexpr (requires { one.connection; }) return one.connection;
        return 0;
      },
      command);
}

/// The frames of many deliveries in as few pieces as max_piece allows.
std::vector<Delivery> joined(const std::vector<const Delivery*>& deliveries) {
  if (deliveries.size() == 1) return {*deliveries.front()};
  Pieces pieces;
  for (const Delivery* delivery : deliveries) pieces.add(*delivery);
  return pieces.take();
}

bool has(const std::vector<ConnectionId>& ids, ConnectionId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

const std::vector<Connection*>& Loop::connections_of(Receivers& receivers) {
  if (receivers.found_at != departures_) {
    receivers.found.clear();
    for (const ConnectionId id : receivers.ids) {
      if (const auto found = connections_.find(id); found != connections_.end()) {
        receivers.found.push_back(found->second.get());
      }
    }
    receivers.found_at = departures_;
  }
  return receivers.found;
}

template <class Deliver>
void Loop::visit(Receivers& receivers, const Deliver& deliver) {
  ++visits_;
  for (Connection* connection : connections_of(receivers)) {
    if (!connection->gone() && std::exchange(connection->visit, visits_) != visits_) deliver(*connection);
  }
}

void Loop::deliver(const DeliverEvent& event) {
  visit(*event.receivers, [&](Connection& connection) {
    if (!has(event.except, connection.id())) connection.session().deliver(event.delivery);
  });
}

bool Loop::gather(Connection& connection) {
  if (!gathering_) return false;
  gathered_.push_back(&connection);
  sockets_.push_back(connection.socket());
  return true;
}

void Loop::send_gathered(const Frame& bytes) {
  gathering_ = false;
  if (gathered_.empty()) return;
  const std::span<const IoResult> results = batch_.send(sockets_, *bytes);
  for (std::size_t i = 0; i < gathered_.size(); ++i) gathered_[i]->sent_shared(bytes, results[i]);
  gathered_.clear();
  sockets_.clear();
}

void Loop::single_out(ConnectionId id) {
  Connection* connection = find(id);
  if (!connection || std::exchange(connection->singled_out, true)) return;
  singled_out_.push_back(connection);
}

bool Loop::single_out(const Command& command, const Receivers& receivers) {
  if (const auto* event = std::get_if<DeliverEvent>(&command)) {
    if (event->receivers.get() == &receivers) {
      for (const ConnectionId id : event->except) single_out(id);
    } else {
      if (event->receivers->ids.size() > singled_out_at_most) return false;
      for (const ConnectionId id : event->receivers->ids) single_out(id);
    }
    return true;
  }
  const ConnectionId connection = addressee(command);
  if (connection != 0) single_out(connection);
  return connection != 0;
}

std::size_t Loop::count_large_events() const {
  return static_cast<std::size_t>(std::count_if(commands_.begin(), commands_.end(), [](const Command& command) {
    const auto* event = std::get_if<DeliverEvent>(&command);
    return event && event->receivers->ids.size() > singled_out_at_most;
  }));
}

std::size_t Loop::find_run(std::size_t first) {
  const Receivers& receivers = *std::get<DeliverEvent>(commands_[first]).receivers;
  std::size_t end = first;
  while (end < commands_.size() && singled_out_.size() <= singled_out_at_most &&
         single_out(commands_[end], receivers)) {
    ++end;
  }
  return end;
}

/// Delivers a run of events that have the receivers of the one at `first`: each receiver gets all of them with one
/// write. Between such events there may be commands for single connections, in whose place among their frames they have
/// to be obeyed: these connections, and those that an event leaves out, go through the run one command after the other.
/// Returns the end of the run.
std::size_t Loop::deliver_run(std::size_t first) {
  singled_out_.clear();
  const std::size_t end = find_run(first);
  Receivers& receivers = *std::get<DeliverEvent>(commands_[first]).receivers;
  const auto of_run = [&](const Command& command) {
    const auto* event = std::get_if<DeliverEvent>(&command);
    return event && event->receivers.get() == &receivers ? event : nullptr;
  };
  std::vector<const Delivery*> deliveries;
  for (std::size_t i = first; i < end; ++i) {
    if (const DeliverEvent* event = of_run(commands_[i])) deliveries.push_back(&event->delivery);
  }
  const std::vector<Delivery> pieces = joined(deliveries);
  at_once_ = receivers.ids.size() > singled_out_at_most && deliveries.size() == large_events_;
  for (const Delivery& piece : pieces) {
    gathering_ = at_once_ && batch_.available();
    visit(receivers, [&](Connection& connection) {
      if (!connection.singled_out) connection.session().deliver(piece);
    });
    send_gathered(piece.bytes);
  }
  at_once_ = false;
  std::vector<Connection*> one_by_one;
  visit(receivers, [&](Connection& connection) {
    if (connection.singled_out) one_by_one.push_back(&connection);
  });
  for (Connection* connection : singled_out_) connection->singled_out = false;
  for (std::size_t i = first; i < end; ++i) {
    const DeliverEvent* event = of_run(commands_[i]);
    if (!event) {
      obey(commands_[i]);
      continue;
    }
    for (Connection* connection : one_by_one) {
      if (!connection->gone() && !has(event->except, connection->id())) connection->session().deliver(event->delivery);
    }
  }
  return end;
}

}  // namespace parley::transport
