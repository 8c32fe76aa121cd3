#pragma once
// What the folder holds in memory: who has to do with whom, who is connected, and what everybody was told.
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "domain/contacts/contact_card.hpp"
#include "events/bus.hpp"
#include "protocol/users_types.hpp"

namespace parley::domain {

struct Person;

/// People who are contacts of each other.
struct Circle {
  std::string id;
  std::vector<Person*> members;  ///< in no order
};

struct FriendRequest {
  std::string id;
  Person* inviter = nullptr;
  Person* receiver = nullptr;
  bool rejected = false;  ///< the inviter alone still sees it
};

/// One device of a connected user.
struct OpenConnection {
  events::ConnectionId id = 0;
  bool active = true;
  /// Its list of contacts is being written: what is told meanwhile waits here, and leaves after the list.
  bool listing = false;
  std::vector<std::shared_ptr<const std::string>> held;
  /// ContactBook::moment of its last list: it knows every presence up to then.
  std::uint64_t listed = 0;
  std::uint32_t hears = 0;  ///< PresenceRound's
};

struct Person {
  std::string id;
  std::shared_ptr<const ContactCard> profile;  ///< null: nothing has asked for it yet
  std::vector<Circle*> circles;
  std::unordered_set<const Person*> friends;
  std::unordered_map<const Person*, std::int64_t> volumes;  ///< of contacts, where not 100
  std::vector<FriendRequest*> requests;                     ///< of both directions, the oldest first
  std::vector<OpenConnection> connections;

  protocol::PresenceStatus selected = protocol::PresenceStatus::ONLINE;  ///< known while connected
  protocol::PresenceStatus visible = protocol::PresenceStatus::OFFLINE;
  protocol::PresenceStatus announced = protocol::PresenceStatus::OFFLINE;  ///< what contacts were told last
  std::uint64_t visible_since = 0;                                         ///< ContactBook::moment
  bool waiting = false;                                                    ///< an announcement waits for its turn
  bool told_meanwhile = false;  ///< while it waited, somebody was told `visible`

  std::uint64_t mark = 0;  ///< ContactBook's

  std::int64_t volume_of(const Person& contact) const;
};

/// A mirror of the stored relations, changed after the commit by the storage writer thread, and who is connected.
/// Whoever touches it holds `mutex`: the writer thread for each change together with what it tells about it, and
/// readers while they copy a list. Never held while waiting for anything, and never for longer than a fan-out.
class ContactBook {
 public:
  ContactBook() = default;
  ContactBook(const ContactBook&) = delete;
  ContactBook& operator=(const ContactBook&) = delete;

  std::mutex mutex;
  std::condition_variable listed;  ///< a list was sent
  std::uint64_t moment = 0;        ///< grows with each change of a visible presence

  /// Makes him when there is no such person. References stay valid as long as the book.
  Person& person(const std::string& id);
  Person* find(std::string_view id);
  /// Forgets the name: who gets the same id later is somebody else. He must not be in a circle or a request, nor
  /// anybody's friend.
  void retire(Person& person);

  Circle& circle(const std::string& id);
  Circle* find_circle(std::string_view id);
  void enter(Circle& circle, Person& person);
  /// A circle without members is gone.
  void leave(Circle& circle, Person& person);

  void befriend(Person& one, Person& other);
  void part(Person& one, Person& other);
  void set_volume(Person& person, const Person& contact, std::int64_t volume);

  FriendRequest& add_request(FriendRequest request);
  FriendRequest* find_request(std::string_view id);
  void remove_request(FriendRequest& request);

  void connect(Person& person, events::ConnectionId connection);
  void disconnect(events::ConnectionId connection);
  Person* person_at(events::ConnectionId connection);
  /// Valid until somebody connects or disconnects.
  OpenConnection* connection(events::ConnectionId connection);

  /// Calls `visit(Person&)` once for each contact.
  template <class Visit>
  void each_contact(Person& person, Visit visit) {
    person.mark = ++last_mark_;
    const auto once = [&](Person& contact) {
      if (std::exchange(contact.mark, last_mark_) != last_mark_) visit(contact);
    };
    for (const Circle* circle : person.circles) {
      for (Person* member : circle->members) once(*member);
    }
    for (const Person* contact : person.friends) once(const_cast<Person&>(*contact));
  }
  /// Afterwards, and until the next of these two calls, tells who is one of them, or he himself.
  void mark_contacts(Person& person) {
    each_contact(person, [](Person&) {});
  }
  bool marked(const Person& person) const { return person.mark == last_mark_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  template <class T>
  using ById = std::unordered_map<std::string, std::unique_ptr<T>, Hash, std::equal_to<>>;

  ById<Person> people_;
  ById<Circle> circles_;
  ById<FriendRequest> requests_;
  std::unordered_map<events::ConnectionId, Person*> connections_;
  std::vector<std::unique_ptr<Person>> retired_;  ///< others' volumes still name them
  std::uint64_t last_mark_ = 0;
};

}  // namespace parley::domain
