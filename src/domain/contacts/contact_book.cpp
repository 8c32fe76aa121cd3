#include "domain/contacts/contact_book.hpp"

#include <algorithm>

namespace parley::domain {
namespace {

template <class T>
void take_out(std::vector<T*>& list, const T* element) {
  const auto found = std::find(list.begin(), list.end(), element);
  if (found == list.end()) return;
  *found = list.back();
  list.pop_back();
}

template <class Map>
auto* find_in(Map& map, std::string_view id) {
  const auto found = map.find(id);
  return found == map.end() ? nullptr : found->second.get();
}

}  // namespace

std::int64_t Person::volume_of(const Person& contact) const {
  if (volumes.empty()) return usual_contact_volume;
  const auto found = volumes.find(&contact);
  return found == volumes.end() ? usual_contact_volume : found->second;
}

Person& ContactBook::person(const std::string& id) {
  std::unique_ptr<Person>& place = people_[id];
  if (!place) {
    place = std::make_unique<Person>();
    place->id = id;
  }
  return *place;
}

Person* ContactBook::find(std::string_view id) { return find_in(people_, id); }

void ContactBook::retire(Person& person) {
  const auto found = people_.find(person.id);
  retired_.push_back(std::move(found->second));
  people_.erase(found);
}

Circle& ContactBook::circle(const std::string& id) {
  std::unique_ptr<Circle>& place = circles_[id];
  if (!place) {
    place = std::make_unique<Circle>();
    place->id = id;
  }
  return *place;
}

Circle* ContactBook::find_circle(std::string_view id) { return find_in(circles_, id); }

void ContactBook::enter(Circle& circle, Person& person) {
  circle.members.push_back(&person);
  person.circles.push_back(&circle);
}

void ContactBook::leave(Circle& circle, Person& person) {
  take_out(circle.members, &person);
  take_out(person.circles, &circle);
  if (circle.members.empty()) circles_.erase(circles_.find(circle.id));
}

void ContactBook::befriend(Person& one, Person& other) {
  one.friends.insert(&other);
  other.friends.insert(&one);
}

void ContactBook::part(Person& one, Person& other) {
  one.friends.erase(&other);
  other.friends.erase(&one);
}

void ContactBook::set_volume(Person& person, const Person& contact, std::int64_t volume) {
  if (volume == usual_contact_volume) {
    person.volumes.erase(&contact);
  } else {
    person.volumes[&contact] = volume;
  }
}

FriendRequest& ContactBook::add_request(FriendRequest request) {
  const std::string id = request.id;
  FriendRequest& added = *(requests_[id] = std::make_unique<FriendRequest>(std::move(request)));
  added.inviter->requests.push_back(&added);
  added.receiver->requests.push_back(&added);
  return added;
}

FriendRequest* ContactBook::find_request(std::string_view id) { return find_in(requests_, id); }

void ContactBook::remove_request(FriendRequest& request) {
  std::erase(request.inviter->requests, &request);
  std::erase(request.receiver->requests, &request);
  requests_.erase(requests_.find(request.id));
}

void ContactBook::connect(Person& person, events::ConnectionId connection) {
  if (!connections_.emplace(connection, &person).second) return;
  person.connections.emplace_back().id = connection;
}

void ContactBook::disconnect(events::ConnectionId connection) {
  const auto found = connections_.find(connection);
  if (found == connections_.end()) return;
  std::erase_if(found->second->connections, [&](const OpenConnection& open) { return open.id == connection; });
  connections_.erase(found);
}

Person* ContactBook::person_at(events::ConnectionId connection) {
  const auto found = connections_.find(connection);
  return found == connections_.end() ? nullptr : found->second;
}

OpenConnection* ContactBook::connection(events::ConnectionId connection) {
  Person* person = person_at(connection);
  if (!person) return nullptr;
  return &*std::find_if(person->connections.begin(), person->connections.end(),
                        [&](const OpenConnection& open) { return open.id == connection; });
}

}  // namespace parley::domain
