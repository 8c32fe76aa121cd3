#pragma once
// How what happened reaches the people concerned. In-process now; the interface is such that a message system can
// carry it between nodes later (the database stays the record, the bus never is).
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace parley::storage {
class Transaction;
}

namespace parley::events {

/// One client connection, unique over all nodes and restarts. 0 is none.
using ConnectionId = std::uint64_t;

/// An encoded frame and who gets it.
struct Event {
  std::vector<std::string> users{};            ///< every connection of each of these users …
  ConnectionId except = 0;                     ///< … but this one: the caller's, which has its answer
  std::vector<ConnectionId> connections{};     ///< and each of these connections
  std::shared_ptr<const std::string> frame{};  ///< the whole text frame, encoded once for all receivers
  /// More frames for the same receivers, in order behind `frame`. They leave together, which costs little more than one
  /// frame alone. Only for what is published directly: the outbox takes single frames.
  std::vector<std::shared_ptr<const std::string>> more{};
};

/// Carries events to whoever delivers them. Thread-safe; events published by one thread arrive in that order.
class Bus {
 public:
  using Subscriber = std::function<void(const Event&)>;
  virtual ~Bus() = default;
  virtual void publish(const Event& event) = 0;
  /// Subscribers are called on the publishing thread and must not block. All subscribe before the first publish.
  virtual void subscribe(Subscriber subscriber) = 0;
};

/// Who is connected at this moment, on any node. Thread-safe.
class Connections {
 public:
  virtual ~Connections() = default;
  virtual bool connected(std::string_view user) const = 0;
};

/// The way domains tell events: written in the same transaction as the change, published after the commit.
/// A crash between the two loses none: what is left over is published at the next start.
class Outbox {
 public:
  virtual ~Outbox() = default;
  /// For a change that is stored: the event is stored with it.
  virtual void emit(storage::Transaction& transaction, Event event) = 0;
  /// For what lives in memory only (rooms, presence): published after the commit, in the same order, not stored.
  virtual void emit_transient(storage::Transaction& transaction, Event event) = 0;
};

}  // namespace parley::events
