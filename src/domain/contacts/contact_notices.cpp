#include "domain/contacts/contact_notices.hpp"

#include <map>
#include <utility>

#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {
namespace {

namespace event = protocol::event;

/// Whether the event is for the inviter.
bool outgoing(const protocol::EventInfo& info) {
  return &info == &event::NEW_OUTGOING_FRIEND_INVITE || &info == &event::OUTGOING_FRIEND_INVITE_DELETED;
}

}  // namespace

void Audience::add(OpenConnection& connection) {
  if (connection.listing) {
    after_their_list.push_back(&connection);
  } else {
    now.push_back(connection.id);
  }
}

void Audience::add(Person& person, events::ConnectionId except) {
  for (OpenConnection& connection : person.connections) {
    if (connection.id != except) add(connection);
  }
}

void ContactNotices::contact(const protocol::EventInfo& event, Person& about, const std::vector<Person*>& to) {
  if (!about.profile) return;
  std::map<std::pair<bool, std::int64_t>, Audience> views;
  for (Person* person : to) {
    if (person->connections.empty()) continue;
    views[{about.friends.contains(person), person->volume_of(about)}].add(*person);
  }
  for (const auto& [kind, audience] : views) {
    send(audience,
         protocol::event_frame(event, "", "", protocol::NewContact{.contact = view(about, kind.first, kind.second)}));
  }
}

void ContactNotices::contact_as_answer(const protocol::EventInfo& event, Person& about, Person& to,
                                       events::ConnectionId caller, std::string_view message_id) {
  const protocol::NewContact payload{.contact = view(about, about.friends.contains(&to), to.volume_of(about))};
  Audience others;
  Audience answered;
  for (OpenConnection& connection : to.connections) {
    const bool asked = connection.id == caller && !message_id.empty();
    (asked ? answered : others).add(connection);
  }
  send(others, protocol::event_frame(event, "", "", payload));
  send(answered, protocol::event_frame(event, "", message_id, payload));
}

void ContactNotices::parted(const Person& from, const std::vector<Person*>& to) {
  Audience audience;
  for (Person* person : to) audience.add(*person);
  if (audience.size() == 0) return;
  send(audience, protocol::event_frame(event::CONTACT_DELETED, "", "", protocol::ContactDeleted{.userId = from.id}));
}

void ContactNotices::invited(const protocol::EventInfo& event, const FriendRequest& request) {
  const Person& other = outgoing(event) ? *request.receiver : *request.inviter;
  Audience audience;
  audience.add(outgoing(event) ? *request.inviter : *request.receiver);
  send(audience,
       protocol::event_frame(
           event, "", "",
           protocol::NewFriendInvite{.userId = other.id, .nickname = other.profile->nickname, .inviteId = request.id}));
}

void ContactNotices::invite_gone(const protocol::EventInfo& event, const FriendRequest& request,
                                 events::ConnectionId except) {
  Audience audience;
  audience.add(outgoing(event) ? *request.inviter : *request.receiver, except);
  send(audience, protocol::event_frame(event, "", "", protocol::FriendInviteDeleted{.inviteId = request.id}));
}

void ContactNotices::send(const Audience& audience, std::string frame) {
  if (audience.size() == 0) return;
  const auto shared = std::make_shared<const std::string>(std::move(frame));
  for (OpenConnection* connection : audience.after_their_list) connection->held.push_back(shared);
  if (!audience.now.empty()) bus_.publish({.connections = audience.now, .frame = shared});
}

protocol::Contact ContactNotices::view(Person& about, bool is_friend, std::int64_t volume) {
  if (about.waiting) about.told_meanwhile = true;
  return about.profile->contact(is_friend, volume, about.visible);
}

}  // namespace parley::domain
