#pragma once
// A client that keeps its spaces by answers and events alone, by the rules the protocol gives to clients. Whatever the
// server says when asked anew has to be the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/scenarios/contacts_mirror.hpp"
#include "tests/scenarios/mirror_connection.hpp"
#include "tests/scenarios/space_events.hpp"

namespace parley::test {

class SpacesMirror : public MirrorConnection {
 public:
  using ById = std::map<std::string, json::object>;

  SpacesMirror(std::uint16_t port, std::string user) : MirrorConnection(port, std::move(user)) {}

  const ById& spaces() const { return spaces_; }
  /// Every frame since the last call of this.
  std::vector<json::object> take_frames() { return std::exchange(frames_, {}); }

  /// Everything that his own calls have brought about is done: an answer may go before what others are told.
  void finish() { ask("getRolePermissions"); }
  /// The state from scratch. Gives the contacts.
  json::object load() {
    ask("getUserSpaces");
    return ask("getContacts").at("contacts").as_object();
  }

  /// Holds the state against what the server says now. Nothing may happen elsewhere meanwhile.
  void compare() {
    settle();
    const ById kept = spaces_;
    const std::set<std::string> unknown = invites_unknown_;
    const ContactsMirror contacts = contacts_;
    const json::object fresh = load();
    SCOPED_TRACE(user());
    contacts.compare(fresh);
    ASSERT_EQ(ids(kept), ids(spaces_));
    for (const auto& [id, space] : kept) compare_space(space, spaces_.at(id), !unknown.contains(id));
  }

  /// The users he knows.
  std::set<std::string> contacts() const {
    std::set<std::string> users;
    for (const auto& [user, contact] : contacts_.contacts()) users.insert(user);
    return users;
  }

 private:
  static std::string ids(const ById& all) {
    std::string line;
    for (const auto& [id, object] : all) line += id + " ";
    return line;
  }
  static ById by_id(const json::value& list) {
    ById all;
    for (const json::value& one : list.as_array()) all[text(one.as_object(), {"id"})] = one.as_object();
    return all;
  }
  static std::set<std::string> set_of(const json::value& list) {
    std::set<std::string> all;
    for (const json::value& one : list.as_array()) EXPECT_TRUE(all.emplace(one.as_string()).second) << "listed twice";
    return all;
  }
  /// null and the empty text are the same: none.
  static void expect_same(const json::value& own, const json::value& servers, std::string_view what) {
    const auto none = [](const json::value& value) {
      return value.is_null() || (value.is_string() && value.as_string().empty());
    };
    if (none(own) && none(servers)) return;
    EXPECT_EQ(own, servers) << what;
  }

  void compare_space(const json::object& own, const json::object& servers, bool knows_invites) const {
    SCOPED_TRACE("his: " + json::serialize(own) + "\nserver's: " + json::serialize(servers));
    for (const char* key : {"name", "owner", "icon", "createdAt", "notificationSettings", "muteSettings", "roles",
                            "categories", "bans"}) {
      expect_same(own.at(key), servers.at(key), key);
    }
    EXPECT_EQ(members_of(own), members_of(servers));
    std::set<std::string> permissions;
    for (const json::value& one : servers.at("permissions").as_array()) {
      permissions.insert(text(one.as_object(), {"name"}));
    }
    EXPECT_EQ(space_events::permissions_of(own, user()), permissions);
    if (!permissions.contains("ALLOWS_TO_CREATE_INVITE")) {
      EXPECT_EQ(servers.at("invites"), json::array{});
    } else if (knows_invites) {
      EXPECT_EQ(invites_of(own), invites_of(servers));
    }
    const ById channels = by_id(own.at("channels")), others = by_id(servers.at("channels"));
    ASSERT_EQ(ids(channels), ids(others));
    for (const auto& [id, channel] : channels) compare_place(channel, others.at(id));
  }
  void compare_place(const json::object& own, const json::object& servers) const {
    for (const auto& field : servers) {
      if (field.key() == "members") {
        EXPECT_EQ(set_of(own.at("members")), set_of(servers.at("members"))) << json::serialize(servers);
      } else if (field.key() == "accessRights") {
        for (const char* list : {"roles", "members"}) {
          EXPECT_EQ(set_of(own.at("accessRights").at(list)), set_of(servers.at("accessRights").at(list))) << list;
        }
      } else if (field.key() == "threads") {
        const ById threads = by_id(own.at("threads")), others = by_id(servers.at("threads"));
        ASSERT_EQ(ids(threads), ids(others));
        for (const auto& [id, thread] : threads) compare_place(thread, others.at(id));
      } else {
        expect_same(own.at(field.key()), field.value(), field.key());
      }
    }
  }
  /// In order of joining; the order of a member's roles means nothing.
  static std::vector<std::pair<std::string, std::set<std::string>>> members_of(const json::object& space) {
    std::vector<std::pair<std::string, std::set<std::string>>> all;
    for (const json::value& member : space.at("members").as_array()) {
      all.emplace_back(text(member.as_object(), {"userId"}) + ": " + text(member.as_object(), {"nickname"}),
                       set_of(member.at("roles")));
    }
    return all;
  }
  /// How often a code was used no event tells.
  static std::map<std::string, json::object> invites_of(const json::object& space) {
    std::map<std::string, json::object> all;
    for (const json::value& one : space.at("invites").as_array()) {
      json::object invite = one.as_object();
      invite.erase("uses");
      all[text(invite, {"inviteCode"})] = std::move(invite);
    }
    return all;
  }

  // What events do to the state.

  void take(const json::object& event, const std::optional<Call>& call) override {
    frames_.push_back(event);
    const std::string type = text(event, {"type"});
    if (!call) {
      EXPECT_EQ(text(event, {"internalMessageId"}), "") << json::serialize(event);
    }
    if (type == "OPERATION_FAILED") return;
    EXPECT_EQ(text(event, {"roomId"}), "") << json::serialize(event);
    take_message(type, event);
    contacts_.take(type, event, call ? call->arguments : json::object());
    if (type == "USER_SPACES") {
      spaces_ = by_id(event.at("spaces"));
      invites_unknown_.clear();
    }
    if (type == "SPACE_CREATED" || type == "NEW_SPACE") {
      const json::object& space = event.at("space").as_object();
      EXPECT_FALSE(spaces_.contains(text(space, {"id"}))) << user() << " has it already: " << json::serialize(event);
      spaces_[text(space, {"id"})] = space;
    }
    if (type == "SPACE_DELETED") spaces_.erase(text(event, {"id"}));
    if (type == "USER_LEFT_SPACE" && text(event, {"userId"}) == user()) spaces_.erase(text(event, {"spaceId"}));
    const auto space = spaces_.find(text(event, {event.contains("spaceId") ? "spaceId" : "id"}));
    if (space == spaces_.end()) return;
    const bool could_invite = space_events::permissions_of(space->second, user()).contains("ALLOWS_TO_CREATE_INVITE");
    const bool failed = testing::Test::HasFailure();
    space_events::take(space->second, type, event);
    if (!failed && testing::Test::HasFailure()) {
      ADD_FAILURE() << "what " << user() << " was told:" << told_of(text(event, {"channelId"})) << "\n"
                    << json::serialize(event);
    }
    if (!could_invite && space_events::permissions_of(space->second, user()).contains("ALLOWS_TO_CREATE_INVITE")) {
      invites_unknown_.insert(space->first);
    }
  }

  /// For failures: the last things he was told in which the id stands.
  std::string told_of(const std::string& id) const {
    std::vector<std::string> lines;
    for (const json::object& frame : frames_) {
      std::string line = json::serialize(frame);
      if (line.find(id) != std::string::npos) lines.push_back(std::move(line));
    }
    std::string all;
    for (std::size_t i = lines.size() > 6 ? lines.size() - 6 : 0; i < lines.size(); ++i) all += "\n" + lines[i];
    return all;
  }

  /// The channel or thread; null when he doesn't know it.
  json::object* place(const json::object& target) {
    const auto space = spaces_.find(text(target, {"spaceId"}));
    if (space == spaces_.end()) return nullptr;
    json::object* channel = space_events::find(space->second["channels"], text(target, {"channelId"}));
    if (!channel || !target.contains("threadId")) return channel;
    return space_events::find((*channel)["threads"], text(target, {"threadId"}));
  }
  void take_message(const std::string& type, const json::object& event) {
    if (type == "SFU_MESSAGE" || type == "SEND_MESSAGE_SYNC") count(event.at("message").as_object());
    if (type == "SFU_MESSAGE_STATE") count(event.at("status").as_object());
    if (type != "LAST_READ_MESSAGE_UPDATED") return;
    if (auto* read = place(event.at("targetEntityId").as_object())) {
      for (const char* key : {"lastReadMessageId", "lastReadMessageDate"}) {
        (*read)[key] = event.at("updateInfo").at(key);
      }
    }
  }
  /// A new message, or the answer to one sent.
  void count(const json::object& message) {
    auto* in = place(message.at("targetEntityId").as_object());
    EXPECT_TRUE(in) << user() << " isn't where this was said: " << json::serialize(message);
    if (!in) return;
    if (in->at("messagesCount").as_int64() == 0) {
      (*in)["firstMessageId"] = message.at("id");
      (*in)["firstMessageDate"] = message.at("date");
    }
    (*in)["messagesCount"] = in->at("messagesCount").as_int64() + 1;
    (*in)["lastMessageId"] = message.at("id");
    (*in)["lastMessageDate"] = message.at("date");
  }

  std::vector<json::object> frames_;
  ById spaces_;
  ContactsMirror contacts_;
  std::set<std::string> invites_unknown_;  ///< spaces in which he came to see invites since he loaded them
};

}  // namespace parley::test
