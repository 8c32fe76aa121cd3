#include "domain/contacts/announcements.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace parley::domain {

void Announcements::changed(Person& person) {
  if (person.waiting) return;
  refill();
  if (waiting_.empty() && left_ > 0) return announce(person);
  person.waiting = true;
  person.told_meanwhile = false;
  waiting_.push_back(&person);
}

void Announcements::go_on() {
  refill();
  while (!waiting_.empty() && left_ > 0) {
    Person& person = *waiting_.front();
    waiting_.pop_front();
    person.waiting = false;
    if (person.visible != person.announced || person.told_meanwhile) announce(person);
  }
}

void Announcements::announce(Person& person) {
  person.announced = person.visible;
  std::vector<Person*> contacts;
  book_.each_contact(person, [&](Person& contact) {
    if (!contact.connections.empty()) contacts.push_back(&contact);
  });
  left_ -= static_cast<double>(notices_.presence(person, contacts));
}

void Announcements::refill() {
  const auto now = clock_.steady();
  const std::chrono::duration<double> passed = now - counted_at_;
  counted_at_ = now;
  left_ = std::min(budget_.burst, left_ + passed.count() * budget_.deliveries_per_second);
}

}  // namespace parley::domain
