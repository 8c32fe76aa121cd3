#pragma once
// Contacts and invites as a client knows them by answers and events alone.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/harness/wire_client.hpp"

namespace parley::test {

class ContactsMirror {
 public:
  using ById = std::map<std::string, json::object>;

  const ById& contacts() const { return contacts_; }
  const ById& incoming() const { return incoming_; }
  const ById& outgoing() const { return outgoing_; }

  /// `asked`: arguments of the call that the event answers, if it does.
  void take(const std::string& type, const json::object& event, const json::object& asked) {
    if (type == "USER_CONTACTS") take_all(event.at("contacts").as_object());
    if (type == "NEW_CONTACT" || type == "CONTACT_UPDATED") {
      const json::object& contact = event.at("contact").as_object();
      contacts_[text(contact, {"userId"})] = contact;
    }
    if (type == "CONTACT_DELETED") contacts_.erase(text(event, {"userId"}));
    if (type == "USER_PRESENCE_STATUS_UPDATED") {
      const auto contact = contacts_.find(text(event, {"userId"}));
      if (contact != contacts_.end()) contact->second["status"] = event.at("status");
    }
    if (type == "CONTACT_PERSONAL_SETTINGS_UPDATED") {
      const auto contact = contacts_.find(text(event.contains("userId") ? event : asked, {"userId"}));
      if (contact != contacts_.end()) contact->second["personalSettings"] = event.at("personalSettings");
    }
    if (type == "NEW_INCOMING_FRIEND_INVITE") incoming_[text(event, {"inviteId"})] = event;
    if (type == "NEW_OUTGOING_FRIEND_INVITE") outgoing_[text(event, {"inviteId"})] = event;
    if (type == "INCOMING_FRIEND_INVITE_DELETED") incoming_.erase(text(event, {"inviteId"}));
    if (type == "OUTGOING_FRIEND_INVITE_DELETED") outgoing_.erase(text(event, {"inviteId"}));
  }

  /// `fresh`: the member `contacts` of an answer to getContacts.
  void compare(const json::object& fresh) const {
    ContactsMirror other;
    other.take_all(fresh);
    EXPECT_EQ(ids(contacts_), ids(other.contacts_));
    for (const auto& [user, contact] : other.contacts_) {
      const auto own = contacts_.find(user);
      if (own == contacts_.end()) continue;
      EXPECT_EQ(own->second, contact);
    }
    EXPECT_EQ(ids(incoming_), ids(other.incoming_));
    EXPECT_EQ(ids(outgoing_), ids(other.outgoing_));
  }

 private:
  static std::string ids(const ById& all) {
    std::string line;
    for (const auto& [id, entry] : all) line += id + " ";
    return line;
  }
  void take_all(const json::object& all) {
    contacts_.clear();
    incoming_.clear();
    outgoing_.clear();
    for (const json::value& contact : all.at("contacts").as_array()) {
      contacts_[text(contact.as_object(), {"userId"})] = contact.as_object();
    }
    for (const json::value& invite : all.at("incomingFriendInvites").as_array()) {
      incoming_[text(invite.as_object(), {"inviteId"})] = invite.as_object();
    }
    for (const json::value& invite : all.at("outgoingFriendInvites").as_array()) {
      outgoing_[text(invite.as_object(), {"inviteId"})] = invite.as_object();
    }
  }

  ById contacts_, incoming_, outgoing_;
};

}  // namespace parley::test
