#pragma once
// Tells connected users about their contacts. What several see alike is encoded once.
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "domain/contacts/contact_book.hpp"
#include "events/bus.hpp"
#include "protocol/tables.hpp"

namespace parley::domain {

/// The connections that get one frame.
struct Audience {
  std::vector<events::ConnectionId> now;
  std::vector<OpenConnection*> after_their_list;

  void add(OpenConnection& connection);
  /// All connections of a person but one.
  void add(Person& person, events::ConnectionId except = 0);
  std::size_t size() const { return now.size() + after_their_list.size(); }
};

/// Publishes at once, so it belongs into an action after the commit: contacts carry the presence of that moment.
/// The caller holds the book's mutex. Home thread: the storage writer thread.
class ContactNotices {
 public:
  explicit ContactNotices(events::Bus& bus) : bus_(bus) {}

  /// NEW_CONTACT or CONTACT_UPDATED about a person, to each in his own view.
  void contact(const protocol::EventInfo& event, Person& about, const std::vector<Person*>& to);
  /// The same to one person, one of whose connections gets it as the answer to its call.
  void contact_as_answer(const protocol::EventInfo& event, Person& about, Person& to, events::ConnectionId caller,
                         std::string_view message_id);
  /// CONTACT_DELETED.
  void parted(const Person& from, const std::vector<Person*>& to);

  /// NEW_…_FRIEND_INVITE to the side the event is for.
  void invited(const protocol::EventInfo& event, const FriendRequest& request);
  /// …_FRIEND_INVITE_DELETED.
  void invite_gone(const protocol::EventInfo& event, const FriendRequest& request, events::ConnectionId except = 0);

  void send(const Audience& audience, std::string frame);

  /// How one person sees another; notes that he was told the other's presence.
  static protocol::Contact view(Person& about, bool is_friend, std::int64_t volume);

 private:
  events::Bus& bus_;
};

}  // namespace parley::domain
