#pragma once
// What the tests of contacts share: users on devices, and what each device was told.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/contacts/contacts.hpp"
#include "domain/contacts/presence.hpp"
#include "domain/test_world.hpp"

namespace parley::domain {

/// An event as a device gets it.
struct Told : TestEvent {
  std::string message_id;
};

class ContactsWorld : public World {
 protected:
  explicit ContactsWorld(AnnouncementBudget allowed = {})
      : World({users_migrations(), contacts_migrations()}), budget(allowed) {
    bus.subscribe([this](const events::Event& event) { deliver(event); });
    users.observe(*contacts);
    for (const char* user : {"ann", "ben", "cat", "dan"}) add_user(user);
  }

  /// Forgets what is in memory and fills it from the database.
  void restart() {
    database.reopen();
    devices.clear();
    book.emplace();
    contacts.emplace(users, *book, bus, clock);
    presence.emplace(users, *book, outbox, bus, clock, budget);
    database->read_and_wait([&](storage::Reader& reader) { contacts->load(reader); });
  }

  Caller connect(const std::string& user) {
    const events::ConnectionId connection = ++last_connection;
    devices[connection].user = user;
    change([&](auto& t) { presence->arrive(t, user, connection); });
    return {.user = user, .connection = connection};
  }
  void disconnect(const Caller& caller) {
    devices.erase(caller.connection);
    change([&](auto& t) { presence->depart(t, caller.connection); });
  }

  template <class Call, class Answer>
  std::string run(Answer (Contacts::*method)(storage::Transaction&, const Caller&, const Call&), const Caller& caller,
                  Call call) {
    return text(write([&](storage::Transaction& t) { return ((*contacts).*method)(t, caller, call); }));
  }
  /// Empty when it went well.
  std::string add_friend(const Caller& caller, const std::string& user) {
    return run(&Contacts::add_friend, caller, protocol::calls::AddFriend{.userId = user});
  }
  std::string remove_friend(const Caller& caller, const std::string& user) {
    return run(&Contacts::remove_friend, caller, protocol::calls::RemoveFriend{.userId = user});
  }
  std::string revoke(const Caller& caller, const std::string& id) {
    return run(&Contacts::revoke_invite, caller, protocol::calls::RevokeFriendInvite{.inviteId = id});
  }
  std::string reject(const Caller& caller, const std::string& id) {
    return run(&Contacts::reject_invite, caller, protocol::calls::RejectFriendInvite{.inviteId = id});
  }
  std::string accept(const Caller& caller, const std::string& id, const std::string& message_id = "m") {
    return text(write([&](auto& t) { return contacts->accept_invite(t, caller, {.inviteId = id}, message_id); }));
  }
  std::string set_volume(const Caller& caller, const std::string& user, std::int64_t value) {
    return run(&Contacts::update_volume, caller, protocol::calls::UpdateContactVolume{.userId = user, .value = value});
  }
  void join(const std::string& circle, const std::string& user) {
    change([&](auto& t) { contacts->join(t, circle, user); });
  }
  void leave(const std::string& circle, const std::string& user) {
    change([&](auto& t) { contacts->leave(t, circle, user); });
  }
  void create(const std::string& circle, const std::vector<std::string>& users_in_it) {
    change([&](auto& t) { contacts->create(t, circle, users_in_it); });
  }
  void dissolve(const std::string& circle) {
    change([&](auto& t) { contacts->dissolve(t, circle); });
  }
  void select(const Caller& caller, protocol::PresenceStatus status) {
    ASSERT_TRUE(write([&](auto& t) { return presence->select(t, caller, {.status = status}); }));
  }
  void set_active(const Caller& caller, bool active) {
    ASSERT_TRUE(write([&](auto& t) { return presence->set_active(t, caller, {.isActive = active}); }));
  }

  /// What a device was told since the last call.
  std::vector<Told> told(const Caller& caller) { return std::exchange(devices[caller.connection].told, {}); }
  /// The same, a line each: the type and whom or what it is about.
  std::vector<std::string> lines(const Caller& caller) {
    std::vector<std::string> all;
    for (const Told& event : told(caller)) all.push_back(line(event));
    return all;
  }
  static std::string line(const Told& event) {
    if (event.type == "NEW_CONTACT" || event.type == "CONTACT_UPDATED") {
      const auto contact = event.as<protocol::NewContact>().contact;
      return event.type + ' ' + contact.userId + (contact.friend_ ? " friend" : "");
    }
    if (event.type == "CONTACT_DELETED") return event.type + ' ' + event.as<protocol::ContactDeleted>().userId;
    if (event.type == "USER_PRESENCE_STATUS_UPDATED") {
      const auto presence = event.as<protocol::UserPresenceStatusUpdated>();
      return presence.userId + ' ' + std::string(protocol::wire(presence.status));
    }
    if (event.type.starts_with("NEW_")) return event.type + ' ' + event.as<protocol::NewFriendInvite>().userId;
    return event.type;
  }
  void forget() {
    for (auto& [id, device] : devices) device.told.clear();
  }
  protocol::UserContacts list(const Caller& caller) {
    auto before = told(caller);
    contacts->list(caller, "list");
    auto now = told(caller);
    EXPECT_EQ(now.size(), 1u);
    devices[caller.connection].told = std::move(before);
    if (now.empty()) return {};
    EXPECT_EQ(now.back().type, "USER_CONTACTS");
    EXPECT_EQ(now.back().message_id, "list");
    return now.back().as<protocol::UserContactsEvent>().contacts;
  }
  std::map<std::string, protocol::Contact> contacts_of(const Caller& caller) {
    std::map<std::string, protocol::Contact> all;
    for (auto& contact : list(caller).contacts) {
      const std::string id = contact.userId;
      EXPECT_TRUE(all.emplace(id, std::move(contact)).second) << id << " is there twice";
    }
    return all;
  }
  /// The only invite the caller sent or got.
  std::string invite_id(const Caller& caller) {
    const auto all = list(caller);
    EXPECT_EQ(all.incomingFriendInvites.size() + all.outgoingFriendInvites.size(), 1u);
    if (!all.incomingFriendInvites.empty()) return all.incomingFriendInvites[0].inviteId;
    return all.outgoingFriendInvites.empty() ? "" : all.outgoingFriendInvites[0].inviteId;
  }

  struct Device {
    std::string user;
    std::vector<Told> told;
  };

  const AnnouncementBudget budget;
  std::map<events::ConnectionId, Device> devices;  ///< touched on storage threads; read after a wait for them
  events::ConnectionId last_connection = 0;
  std::optional<ContactBook> book{std::in_place};
  std::optional<Contacts> contacts{std::in_place, users, *book, bus, clock};
  std::optional<Presence> presence{std::in_place, users, *book, outbox, bus, clock, budget};

 private:
  void deliver(const events::Event& event) {
    deliver(event, *event.frame);
    for (const auto& frame : event.more) deliver(event, *frame);
  }
  void deliver(const events::Event& event, const std::string& bytes) {
    auto frame = protocol::parse_server_frame(bytes);
    ASSERT_TRUE(frame) << frame.error().text;
    EXPECT_EQ(frame->roomId, "");
    const Told told{{frame->type, frame->payload}, frame->internalMessageId};
    for (auto& [id, device] : devices) {
      const bool named = std::count(event.connections.begin(), event.connections.end(), id) > 0;
      const bool his = events::names(event, device.user) && id != event.except;
      if (named || his) device.told.push_back(told);
    }
  }
};

}  // namespace parley::domain
