#pragma once
#include <deque>

#include "base/clock.hpp"
#include "domain/contacts/contact_book.hpp"
#include "domain/contacts/presence_round.hpp"
#include "events/bus.hpp"

namespace parley::domain {

/// How much may be spent on telling presence. What costs is a write to a connection; further frames in the same write
/// cost little.
struct AnnouncementBudget {
  double writes_per_second = 50'000;
  double burst = 50'000;         ///< writes that may be made at once after a quiet time
  double frames_per_write = 50;  ///< so many further frames cost as much as a write
};

/// Tells contacts the visible presence: at once while the budget lasts, as ever but in a storm. In a storm, which lasts
/// until the budget is whole again, people wait for the next turn, in order, and a turn is one write to each
/// connection. Who changes again while waiting keeps his place and is told once, and who is back at what was announced
/// last is not told at all, unless somebody has seen him in between. Home thread: the storage writer thread; the caller
/// holds the book's mutex.
class Announcements {
 public:
  Announcements(ContactBook& book, events::Bus& bus, const Clock& clock, AnnouncementBudget budget)
      : book_(book), bus_(bus), clock_(clock), budget_(budget), left_(budget.burst), counted_at_(clock.steady()) {}

  /// His visible presence has changed.
  void changed(Person& person);
  /// A turn: tells those who wait, as far as the budget allows. To be called a few times a second while somebody waits.
  void go_on();
  bool waiting() const { return !waiting_.empty(); }

 private:
  void announce(Person& person, PresenceRound& round);
  double cost(const PresenceRound& round) const;
  void refill();

  ContactBook& book_;
  events::Bus& bus_;
  const Clock& clock_;
  const AnnouncementBudget budget_;
  double left_;  ///< writes; below zero after a large one
  std::chrono::steady_clock::time_point counted_at_;
  bool storm_ = false;
  std::deque<Person*> waiting_;
};

}  // namespace parley::domain
