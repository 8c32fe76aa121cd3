#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "domain/contacts/contact_book.hpp"
#include "events/bus.hpp"

namespace parley::domain {

/// Tells the presence of many people at once: each connection gets all that concern it together, and connections that
/// get the same ones share the bytes.
/// Made, filled and sent while the book's mutex is held. Home thread: the storage writer thread.
class PresenceRound {
 public:
  explicit PresenceRound(events::Bus& bus) : bus_(bus) {}
  PresenceRound(const PresenceRound&) = delete;
  PresenceRound& operator=(const PresenceRound&) = delete;

  /// USER_PRESENCE_STATUS_UPDATED to all of these who don't know it from a newer list. Behind that list, where one is
  /// being written.
  void add(const Person& of, const std::vector<Person*>& to);
  /// Afterwards the round is over.
  void send();

  // Before it is sent:
  std::size_t frames() const { return frames_; }                   ///< in all, to all connections
  std::size_t connections() const { return connections_.size(); }  ///< that get some

 private:
  /// What connections have in common: they get a frame behind all that the earlier node stands for.
  struct Node {
    std::uint32_t earlier;
    std::shared_ptr<const std::string> frame;
    std::size_t last_person = 0;  ///< whose frame `next` adds
    std::uint32_t next = 0;
    std::vector<events::ConnectionId> connections{};  ///< that get this and nothing more
  };
  std::uint32_t behind(std::uint32_t node, const std::shared_ptr<const std::string>& frame);

  events::Bus& bus_;
  std::vector<Node> nodes_ = std::vector<Node>(1);  ///< the first: nothing
  std::vector<OpenConnection*> connections_;
  std::size_t people_ = 0;
  std::size_t frames_ = 0;
};

}  // namespace parley::domain
