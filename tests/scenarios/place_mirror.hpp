#pragma once
// A chat, or a channel or thread of a space, as a client knows it by answers and events alone.
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "tests/scenarios/mirror_connection.hpp"

namespace parley::test {

struct PlaceMirror {
  json::object info;
  bool loaded = false;  ///< `messages` are all there are
  std::map<std::string, json::object> messages;
  std::optional<std::int64_t> cursor;  ///< none: not followed (yet)

  void take(const std::string& type, const json::object& event) {
    if (type == "CHAT_MUTED") info["muteSettings"] = event.at("muteSettings");
    if (type == "CHAT_UNMUTED") info["muteSettings"] = nullptr;
    if (type == "CHAT_NOTIFICATION_SETTINGS_UPDATED") info["notificationSettings"] = event.at("value");
    if (type == "SFU_MESSAGE" || type == "SEND_MESSAGE_SYNC") add(event.at("message").as_object());
    if (type == "CHAT_MESSAGE_EDITED") put(event.at("message").as_object());
    if (type == "CHAT_MESSAGE_DELETED") remove(text(event, {"messageId"}));
    if (type == "REACTION_ON_MESSAGE_ADDED" || type == "REACTION_ON_MESSAGE_REMOVED") take_reaction(type, event);
    if (type == "LAST_READ_MESSAGE_UPDATED") {
      info["lastReadMessageId"] = event.at("updateInfo").at("lastReadMessageId");
      info["lastReadMessageDate"] = event.at("updateInfo").at("lastReadMessageDate");
    }
    if (type == "CHAT_MESSAGES") {
      messages.clear();
      loaded = true;
      for (const json::value& message : event.at("messages").as_array()) put(message.as_object());
    }
    if (type == "MESSAGES_DIFFERENCE") {
      for (const json::value& message : event.at("messages").as_array()) put(message.as_object());
      cursor = event.at("newCursor").as_int64();
    }
  }

  /// The answer to a call by which `user` sends a message, or changes one.
  void take_status(const json::object& event, const std::string& user, const MirrorConnection::Call& call) {
    const json::object& status = event.at("status").as_object();
    const bool waits = event.at("waitingUploadingAttachments").as_bool();
    if (call.method == "editMessage") {
      const auto message = messages.find(text(status, {"id"}));
      if (message == messages.end()) return;
      if (text(status, {"state"}) == "DELETED") return remove(text(status, {"id"}));
      for (const char* member : {"edited", "dateOfEdit", "reactions", "deliveryStatus"}) {
        message->second[member] = status.at(member);
      }
      // The text is that of the call, unless another edit came while the files were under way.
      if (!call.finishes) message->second["body"] = call.arguments.at("body");
      if (!waits) message->second["attachments"] = status.at("attachments");
      return;
    }
    if (waits || text(status, {"state"}) == "DELIVERY_CANCELLED") return;
    json::object message;
    for (const char* member : {"id", "targetEntityType", "targetEntityId", "date", "deliveryStatus", "attachments",
                               "edited", "dateOfEdit", "reactions"}) {
      message[member] = status.at(member);
    }
    if (const json::value* parent = status.if_contains("parentMessage")) message["parentMessage"] = *parent;
    message["from"] = user;
    message["type"] = "REGULAR";
    message["status"] = status.at("state");
    message["body"] = call.arguments.at("body");
    std::string to = text(call.arguments, {"to"});
    const std::string owner = text(info, {"owner"});
    // What the policy makes private the answer doesn't tell, but the chat's info does.
    if (text(info, {"chatReceivePolicy"}) == "OWNER_ONLY" && owner != user) to = owner;
    message["privateMessage"] = !to.empty();
    if (!to.empty()) message["to"] = to;
    add(message);
  }

  /// Who has got or read messages of `user`.
  void take_delivery(const json::object& event, const std::string& user) {
    const std::int64_t from = event.at("dateFrom").as_int64();
    const std::int64_t to = event.at("dateTo").as_int64();
    for (auto& [id, message] : messages) {
      const std::int64_t date = message.at("date").as_int64();
      if (text(message, {"from"}) != user || date < from || date > to) continue;
      json::value* entry = message.at("deliveryStatus").as_object().if_contains(text(event, {"userId"}));
      if (!entry) continue;
      if (text(event, {"status"}) == "READ" || entry->as_string() == "PENDING") *entry = event.at("status");
    }
  }

  void remove(const std::string& id) {
    const auto message = messages.find(id);
    if (message == messages.end()) return;
    message->second["body"] = "";
    message->second["status"] = "DELETED";
    message->second["attachments"] = json::array();
  }

  struct Unread {
    std::int64_t surely = 0;
    std::int64_t perhaps = 0;  ///< their files may have come after `user` had read what was sent later
  };
  /// Holds the messages against what the server says now. Gives how many `user` hasn't read.
  Unread compare_messages(const json::array& fresh, const std::string& user) const {
    EXPECT_EQ(fresh.size(), messages.size());
    Unread unread;
    for (const json::value& value : fresh) {
      const json::object& message = value.as_object();
      const auto found = messages.find(text(message, {"id"}));
      if (found == messages.end()) {
        ADD_FAILURE() << "he has never heard of " << json::serialize(message);
        continue;
      }
      const json::object& own = found->second;
      SCOPED_TRACE("his: " + json::serialize(own) + "\nserver's: " + json::serialize(message));
      for (const char* member : {"date", "from", "body", "type", "edited", "dateOfEdit", "privateMessage"}) {
        EXPECT_EQ(own.at(member), message.at(member)) << member;
      }
      EXPECT_EQ(text(own, {"to"}), text(message, {"to"}));
      EXPECT_EQ(text(own, {"parentMessage", "id"}), text(message, {"parentMessage", "id"}));
      EXPECT_EQ(reactions(own), reactions(message));
      EXPECT_EQ(own.at("attachments"), message.at("attachments"));
      const bool deleted = text(message, {"status"}) == "DELETED";
      EXPECT_EQ(text(own, {"status"}) == "DELETED", deleted);
      // Of other people's messages a client isn't told who has got them.
      if (text(message, {"from"}) == user) {
        EXPECT_EQ(own.at("deliveryStatus"), message.at("deliveryStatus"));
      } else if (!deleted && message.at("date").as_int64() > info.at("lastReadMessageDate").as_int64()) {
        ++unread.surely;
      } else if (!deleted && text(message, {"body"}).starts_with("files")) {
        ++unread.perhaps;
      }
    }
    return unread;
  }

 private:
  void put(const json::object& message) { messages[text(message, {"id"})] = message; }
  void add(const json::object& message) {
    put(message);
    // What waited for its files may be older than the newest, and even than the oldest.
    const std::int64_t date = message.at("date").as_int64();
    if (info.at("messagesCount").as_int64() == 0 || date < info.at("firstMessageDate").as_int64()) {
      info["firstMessageId"] = message.at("id");
      info["firstMessageDate"] = date;
    }
    info["messagesCount"] = info.at("messagesCount").as_int64() + 1;
    if (date > info.at("lastMessageDate").as_int64()) {
      info["lastMessageId"] = message.at("id");
      info["lastMessageDate"] = date;
    }
  }
  void take_reaction(const std::string& type, const json::object& event) {
    const auto message = messages.find(text(event, {"messageId"}));
    if (message == messages.end()) return;
    auto all = reactions(message->second);
    std::set<std::string>& users = all[text(event, {"reaction"})];
    if (type == "REACTION_ON_MESSAGE_ADDED") users.insert(text(event, {"reactedUser"}));
    if (type == "REACTION_ON_MESSAGE_REMOVED") users.erase(text(event, {"reactedUser"}));
    json::array list;
    for (const auto& [reaction, reacted] : all) {
      if (!reacted.empty()) {
        list.push_back({{"reaction", reaction}, {"reactedUsers", json::array(reacted.begin(), reacted.end())}});
      }
    }
    message->second["reactions"] = std::move(list);
  }
  static std::map<std::string, std::set<std::string>> reactions(const json::object& message) {
    std::map<std::string, std::set<std::string>> all;
    for (const json::value& entry : message.at("reactions").as_array()) {
      for (const json::value& user : entry.at("reactedUsers").as_array()) {
        all[text(entry.as_object(), {"reaction"})].insert(std::string(user.as_string()));
      }
    }
    return all;
  }
};

}  // namespace parley::test
