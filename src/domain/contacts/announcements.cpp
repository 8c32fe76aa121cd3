#include "domain/contacts/announcements.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace parley::domain {

void Announcements::changed(Person& person) {
  if (person.waiting) return;
  refill();
  storm_ = left_ <= 0 || (storm_ && (waiting() || left_ < budget_.burst));
  if (!storm_) {
    PresenceRound round(bus_);
    announce(person, round);
    left_ -= cost(round);
    return round.send();
  }
  person.waiting = true;
  person.told_meanwhile = false;
  waiting_.push_back(&person);
}

void Announcements::go_on() {
  refill();
  PresenceRound round(bus_);
  while (!waiting_.empty() && cost(round) < left_) {
    Person& person = *waiting_.front();
    waiting_.pop_front();
    person.waiting = false;
    if (person.visible != person.announced || person.told_meanwhile) announce(person, round);
  }
  left_ -= cost(round);
  round.send();
}

void Announcements::announce(Person& person, PresenceRound& round) {
  person.announced = person.visible;
  std::vector<Person*> contacts;
  book_.each_contact(person, [&](Person& contact) {
    if (!contact.connections.empty()) contacts.push_back(&contact);
  });
  round.add(person, contacts);
}

double Announcements::cost(const PresenceRound& round) const {
  const auto writes = static_cast<double>(round.connections());
  return writes + (static_cast<double>(round.frames()) - writes) / budget_.frames_per_write;
}

void Announcements::refill() {
  const auto now = clock_.steady();
  const std::chrono::duration<double> passed = now - counted_at_;
  counted_at_ = now;
  left_ = std::min(budget_.burst, left_ + passed.count() * budget_.writes_per_second);
}

}  // namespace parley::domain
