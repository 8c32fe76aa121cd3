#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>

#include "base/clock.hpp"
#include "domain/contacts/contact_book.hpp"
#include "domain/contacts/contact_notices.hpp"

namespace parley::domain {

/// How much may be spent on telling presence. A delivery is one frame to one connection.
struct AnnouncementBudget {
  double deliveries_per_second = 200'000;
  double burst = 50'000;  ///< may be spent at once after a quiet time
};

/// Tells contacts the visible presence: at once while the budget lasts, as ever but in a storm. Beyond it people wait
/// in order; who changes again while waiting keeps his place and is told once, and who is back at what was announced
/// last is not told at all, unless somebody has seen him in between.
/// Home thread: the storage writer thread; the caller holds the book's mutex.
class Announcements {
 public:
  Announcements(ContactBook& book, events::Bus& bus, const Clock& clock, AnnouncementBudget budget)
      : book_(book), notices_(bus), clock_(clock), budget_(budget), left_(budget.burst), counted_at_(clock.steady()) {}

  /// His visible presence has changed.
  void changed(Person& person);
  /// Tells those who wait, as far as the budget allows. To be called a few times a second while somebody waits.
  void go_on();
  bool waiting() const { return !waiting_.empty(); }

 private:
  void announce(Person& person);
  void refill();

  ContactBook& book_;
  ContactNotices notices_;
  const Clock& clock_;
  const AnnouncementBudget budget_;
  double left_;  ///< deliveries; below zero after a large one
  std::chrono::steady_clock::time_point counted_at_;
  std::deque<Person*> waiting_;
};

}  // namespace parley::domain
