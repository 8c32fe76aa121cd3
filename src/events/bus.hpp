#pragma once
// How what happened reaches the people concerned. In-process now; the interface is such that a message system can
// carry it between nodes later (the database stays the record, the bus never is).
#include <cstddef>
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

/// A list of many users that is used again and again, without a name twice; never changed. Whoever delivers remembers
/// what it found out about the list, as long as it is given the same object.
using Audience = std::shared_ptr<const std::vector<std::string>>;

/// An encoded frame and who gets it.
struct Event {
  std::vector<std::string> users{};            ///< every connection of each of these users …
  ConnectionId except = 0;                     ///< … but this one: the caller's, which has its answer
  std::vector<ConnectionId> connections{};     ///< and each of these connections
  std::shared_ptr<const std::string> frame{};  ///< the whole text frame, encoded once for all receivers
  /// More frames for the same receivers, in order behind `frame`. They leave together, which costs little more than one
  /// frame alone.
  std::vector<std::shared_ptr<const std::string>> more{};
  Audience audience{};            ///< each of these users gets it too …
  std::string audience_except{};  ///< … but this one
};

/// Calls `take(user)` for each user the event names.
template <class Take>
void each_user(const Event& event, const Take& take) {
  for (const std::string& user : event.users) take(user);
  if (!event.audience) return;
  for (const std::string& user : *event.audience) {
    if (user != event.audience_except) take(user);
  }
}

inline bool names(const Event& event, std::string_view user) {
  bool named = false;
  each_user(event, [&](const std::string& other) { named = named || other == user; });
  return named;
}

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
  /// The positions of those in the list who aren't connected, ascending.
  virtual std::vector<std::size_t> absent(const Audience& audience) const {
    std::vector<std::size_t> absent;
    for (std::size_t position = 0; position < audience->size(); ++position) {
      if (!connected((*audience)[position])) absent.push_back(position);
    }
    return absent;
  }
};

/// The way domains tell events: emitted with the change, published after its commit, in the order of commits; never
/// when it is undone.
class Outbox {
 public:
  virtual ~Outbox() = default;
  virtual void emit(storage::Transaction& transaction, Event event) = 0;
};

}  // namespace parley::events
