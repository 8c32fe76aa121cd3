#include "domain/contacts/contacts.hpp"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <utility>

#include "domain/users/users.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {

namespace event = protocol::event;

namespace {

/// Those who can hear anything.
std::vector<Person*> connected(const std::vector<Person*>& people) {
  std::vector<Person*> listeners;
  std::copy_if(people.begin(), people.end(), std::back_inserter(listeners),
               [](const Person* person) { return !person->connections.empty(); });
  return listeners;
}

}  // namespace

void Contacts::load(storage::Reader& reader) {
  const std::lock_guard lock(book_.mutex);
  std::vector<std::string> users;
  const auto person = [&](const std::string& id) -> Person& {
    if (!book_.find(id)) users.push_back(id);
    return book_.person(id);
  };
  for (auto rows = contact_store::all_members(reader); rows->next();) {
    book_.enter(book_.circle(rows->string(0)), person(rows->string(1)));
  }
  for (auto rows = contact_store::all_friendships(reader); rows->next();) {
    book_.befriend(person(rows->string(0)), person(rows->string(1)));
  }
  for (auto rows = contact_store::all_volumes(reader); rows->next();) {
    book_.set_volume(person(rows->string(0)), person(rows->string(1)), rows->integer(2));
  }
  for (const contact_store::Invite& invite : contact_store::all_invites(reader)) {
    book_.add_request({.id = invite.id,
                       .inviter = &person(invite.inviter),
                       .receiver = &person(invite.receiver),
                       .rejected = invite.rejected});
  }
  for (PublicProfile& profile : users_.profiles(reader, users)) {
    Person& known = book_.person(profile.id);
    known.profile = std::make_shared<const ContactCard>(std::move(profile));
  }
}

void Contacts::create(storage::Transaction& transaction, const std::string& circle,
                      const std::vector<std::string>& members) {
  std::vector<std::string> fresh;
  for (const std::string& user : members) {
    if (contact_store::add_member(transaction, circle, user)) fresh.push_back(user);
  }
  if (fresh.empty()) return;
  transaction.after_commit([this, circle, profiles = missing_profiles(transaction, fresh), fresh] {
    const std::lock_guard lock(book_.mutex);
    put_profiles(profiles);
    enter_circle(circle, fresh);
  });
}

void Contacts::join(storage::Transaction& transaction, const std::string& circle, const std::string& user) {
  create(transaction, circle, {user});
}

void Contacts::leave(storage::Transaction& transaction, const std::string& circle, const std::string& user) {
  if (!contact_store::remove_member(transaction, circle, user)) return;
  transaction.after_commit([this, circle, user] {
    const std::lock_guard lock(book_.mutex);
    leave_circle(circle, user);
  });
}

void Contacts::dissolve(storage::Transaction& transaction, const std::string& circle) {
  if (!contact_store::remove_circle(transaction, circle)) return;
  transaction.after_commit([this, circle] {
    const std::lock_guard lock(book_.mutex);
    dissolve_circle(circle);
  });
}

bool Contacts::are_contacts(storage::Reader& reader, std::string_view user, std::string_view other) const {
  return contact_store::are_contacts(reader, user, other);
}

Result<protocol::ContactPersonalSettingsUpdated> Contacts::update_volume(
    storage::Transaction& transaction, const Caller& caller, const protocol::calls::UpdateContactVolume& call) {
  if (call.value < 0 || call.value > max_contact_volume) return Error{"A volume is a number from 0 to 10000"};
  if (!contact_store::are_contacts(transaction, caller.user, call.userId)) {
    return Error{std::string(protocol::errors::UserManagementError::USER_NOT_FOUND)};
  }
  contact_store::set_volume(transaction, caller.user, call.userId, call.value);
  protocol::ContactPersonalSettingsUpdated answer{.personalSettings = {.volume = call.value}, .userId = call.userId};
  transaction.after_commit([this, caller, answer] {
    const std::lock_guard lock(book_.mutex);
    Person& person = book_.person(caller.user);
    book_.set_volume(person, book_.person(*answer.userId), answer.personalSettings.volume);
    Audience audience;
    audience.add(person, caller.connection);
    notices_.send(audience, protocol::event_frame(event::CONTACT_PERSONAL_SETTINGS_UPDATED, "", "", answer));
  });
  return answer;
}

void Contacts::user_changed(storage::Transaction& transaction, const std::string& user) {
  auto profiles = users_.profiles(transaction, std::vector{user});
  if (profiles.empty()) return;
  transaction.after_commit([this, profile = std::make_shared<const ContactCard>(std::move(profiles.front()))] {
    const std::lock_guard lock(book_.mutex);
    Person& person = book_.person(profile->id);
    const auto before = std::exchange(person.profile, profile);
    notices_.contact(event::CONTACT_UPDATED, person, contacts_of(person));
    // He himself hears of a new avatar this way too. Whoever is connected has a profile in the book.
    if (before && before->icon != profile->icon) notices_.contact(event::CONTACT_UPDATED, person, {&person});
  });
}

void Contacts::user_removed(storage::Transaction& transaction, const std::string& user) {
  contact_store::remove_user(transaction, user);
  transaction.after_commit([this, user] {
    const std::lock_guard lock(book_.mutex);
    Person* person = book_.find(user);
    if (!person) return;
    for (FriendRequest* request : std::vector(person->requests)) drop_request(*request);
    notices_.parted(*person, contacts_of(*person));
    for (Circle* circle : std::vector(person->circles)) book_.leave(*circle, *person);
    for (const Person* other : std::vector(person->friends.begin(), person->friends.end())) {
      book_.part(*person, book_.person(other->id));
    }
    book_.retire(*person);
  });
}

Contacts::Profiles Contacts::missing_profiles(storage::Reader& reader, const std::vector<std::string>& users) {
  std::vector<std::string> missing;
  {
    // What the book has is brought up to date before this body's action runs, since actions run in order.
    const std::lock_guard lock(book_.mutex);
    for (const std::string& user : users) {
      const Person* person = book_.find(user);
      if (!person || !person->profile) missing.push_back(user);
    }
  }
  Profiles profiles;
  for (PublicProfile& profile : users_.profiles(reader, missing)) {
    profiles.push_back(std::make_shared<const ContactCard>(std::move(profile)));
  }
  return profiles;
}

void Contacts::put_profiles(const Profiles& profiles) {
  for (const auto& profile : profiles) book_.person(profile->id).profile = profile;
}

void Contacts::enter_circle(const std::string& id, const std::vector<std::string>& users) {
  Circle& circle = book_.circle(id);
  std::vector<Person*> fresh;
  for (const std::string& user : users) fresh.push_back(&book_.person(user));
  std::vector<Person*> listeners = connected(circle.members);
  for (Person* person : connected(fresh)) listeners.push_back(person);
  if (!listeners.empty()) {
    // Relations first, as they were before any of them entered. Those who enter together hear of each other as
    // listeners.
    std::vector<std::pair<Person*, std::vector<Person*>>> met;
    for (Person* person : fresh) {
      notices_.contact(event::NEW_CONTACT, *person, strangers(*person, listeners));
      if (!person->connections.empty()) met.emplace_back(person, strangers(*person, circle.members));
    }
    for (const auto& [person, others] : met) {
      for (Person* other : others) notices_.contact(event::NEW_CONTACT, *other, {person});
    }
  }
  for (Person* person : fresh) book_.enter(circle, *person);
}

void Contacts::leave_circle(const std::string& id, const std::string& user) {
  Circle* circle = book_.find_circle(id);
  Person* person = book_.find(user);
  if (!circle || !person) return;
  std::vector<Person*> others = circle->members;
  book_.leave(*circle, *person);
  const std::vector<Person*> lost = strangers(*person, others);
  notices_.parted(*person, lost);
  if (person->connections.empty()) return;
  for (Person* other : lost) notices_.parted(*other, {person});
}

void Contacts::dissolve_circle(const std::string& id) {
  Circle* circle = book_.find_circle(id);
  if (!circle) return;
  const std::vector<Person*> members = circle->members;
  for (Person* member : members) book_.leave(*circle, *member);
  const std::vector<Person*> listeners = connected(members);
  if (listeners.empty()) return;
  for (Person* member : members) notices_.parted(*member, strangers(*member, listeners));
}

std::vector<Person*> Contacts::contacts_of(Person& person) {
  std::vector<Person*> contacts;
  book_.each_contact(person, [&](Person& contact) { contacts.push_back(&contact); });
  return contacts;
}

std::vector<Person*> Contacts::strangers(Person& person, const std::vector<Person*>& among) {
  book_.mark_contacts(person);
  std::vector<Person*> unknown;
  std::copy_if(among.begin(), among.end(), std::back_inserter(unknown),
               [&](const Person* other) { return !book_.marked(*other); });
  return unknown;
}

}  // namespace parley::domain
