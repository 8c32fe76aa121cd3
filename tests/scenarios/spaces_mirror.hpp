#pragma once
// A client that keeps its spaces by answers and events alone, by the rules the protocol gives to clients. Whatever the
// server says when asked anew has to be the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/harness/wire_client.hpp"
#include "tests/scenarios/contacts_mirror.hpp"

namespace parley::test {

class SpacesMirror {
 public:
  using ById = std::map<std::string, json::object>;

  SpacesMirror(std::uint16_t port, std::string user) : port_(port), user_(std::move(user)) { connect(); }

  const std::string& user() const { return user_; }
  bool connected() const { return client_ != nullptr; }
  const ById& spaces() const { return spaces_; }
  /// Every frame since the last call of this.
  std::vector<json::object> take_frames() { return std::exchange(frames_, {}); }

  void connect() {
    client_ = std::make_unique<WireClient>(WireClient::login(port_, user_));
    waiting_.clear();
  }
  void disconnect() {
    client_->disconnect();
    client_.reset();
  }

  /// Sends a call and returns its id; wait() takes its answer.
  std::string call(const std::string& method, json::object arguments) {
    const std::string id = client_->call(method, arguments);
    waiting_[id] = {method, std::move(arguments)};
    return id;
  }
  /// Takes what comes until all calls are answered.
  void wait() {
    while (!waiting_.empty()) take(client_->next_frame(milliseconds(10'000)).at("data").as_array().at(0).as_object());
  }
  json::object ask(const std::string& method, json::object arguments = {}) {
    const std::string id = call(method, std::move(arguments));
    wait();
    return take_answer(id);
  }
  json::object take_answer(const std::string& id) {
    const auto node = answers_.extract(id);
    return node ? std::move(node.mapped()) : json::object();
  }
  /// Everything that his own calls have brought about is done: an answer may go before what others are told.
  void finish() { ask("getRolePermissions"); }
  /// Everything the server has sent until now is taken.
  void settle() { ask("thereIsNoSuchCall"); }
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
    SCOPED_TRACE(user_);
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

  /// What he may do, by his roles in the space.
  static std::set<std::string> permissions_of(const json::object& space, const std::string& user) {
    std::set<std::string> all;
    std::set<std::string> roles = {"@EVERYONE"};
    for (const json::value& member : space.at("members").as_array()) {
      if (text(member.as_object(), {"userId"}) != user) continue;
      for (const json::value& role : member.at("roles").as_array()) roles.emplace(role.as_string());
    }
    for (const json::value& role : space.at("roles").as_array()) {
      if (!roles.contains(text(role.as_object(), {"id"})) && text(space, {"owner"}) != user) continue;
      for (const json::value& permission : role.at("permissions").as_array()) all.emplace(permission.as_string());
    }
    if (text(space, {"owner"}) == user) {
      all = {"ALLOWS_TO_VIEW_CHANNELS", "ALLOWS_TO_MANAGE_CHANNELS", "ALLOWS_TO_MANAGE_CATEGORIES",
             "ALLOWS_TO_MANAGE_ROLES",  "ALLOWS_TO_MANAGE_SPACE",    "ALLOWS_TO_CREATE_INVITE"};
    }
    return all;
  }

 private:
  struct Call {
    std::string method;
    json::object arguments;
  };

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
    EXPECT_EQ(permissions_of(own, user_), permissions);
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

  void take(const json::object& event) {
    frames_.push_back(event);
    const std::string type = text(event, {"type"});
    const auto found = waiting_.find(text(event, {"internalMessageId"}));
    Call asked;
    if (found != waiting_.end()) {
      asked = std::move(found->second);
      waiting_.erase(found);
      answers_[text(event, {"internalMessageId"})] = event;
    } else {
      EXPECT_EQ(text(event, {"internalMessageId"}), "") << json::serialize(event);
    }
    if (type == "OPERATION_FAILED") return;
    EXPECT_EQ(text(event, {"roomId"}), "") << json::serialize(event);
    take_message(type, event);
    contacts_.take(type, event, asked.arguments);
    if (type == "USER_SPACES") {
      spaces_ = by_id(event.at("spaces"));
      invites_unknown_.clear();
    }
    if (type == "SPACE_CREATED" || type == "NEW_SPACE") {
      const json::object& space = event.at("space").as_object();
      EXPECT_FALSE(spaces_.contains(text(space, {"id"}))) << user_ << " has it already: " << json::serialize(event);
      spaces_[text(space, {"id"})] = space;
    }
    if (type == "SPACE_DELETED") spaces_.erase(text(event, {"id"}));
    if (type == "USER_LEFT_SPACE" && text(event, {"userId"}) == user_) spaces_.erase(text(event, {"spaceId"}));
    const auto space = spaces_.find(text(event, {event.contains("spaceId") ? "spaceId" : "id"}));
    if (space == spaces_.end()) return;
    const bool could_invite = permissions_of(space->second, user_).contains("ALLOWS_TO_CREATE_INVITE");
    take_overview(space->second, type, event);
    take_roles(space->second, type, event);
    take_channels(space->second, type, event);
    take_threads(space->second, type, event);
    take_settings(space->second, type, event);
    if (!could_invite && permissions_of(space->second, user_).contains("ALLOWS_TO_CREATE_INVITE")) {
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

  static json::object* find(json::value& list, std::string_view id, const char* key = "id") {
    for (json::value& one : list.as_array()) {
      if (text(one.as_object(), {key}) == id) return &one.as_object();
    }
    return nullptr;
  }
  static void erase(json::value& list, std::string_view id, const char* key = "id") {
    json::array& array = list.as_array();
    for (auto it = array.begin(); it != array.end(); ++it) {
      if (text(it->as_object(), {key}) != id) continue;
      array.erase(it);
      return;
    }
  }
  static bool contains(const json::value& list, const json::value& one) {
    const json::array& array = list.as_array();
    return std::find(array.begin(), array.end(), one) != array.end();
  }
  static void add_text(json::value& list, const json::value& one) {
    if (!contains(list, one)) list.as_array().push_back(one);
  }
  static void erase_text(json::value& list, const json::value& one) {
    json::array& array = list.as_array();
    array.erase(std::remove(array.begin(), array.end(), one), array.end());
  }
  /// Of the threads a client keeps, public ones are the channel's, private ones no larger.
  static void set_members(json::object& channel, const json::array& members) {
    channel["members"] = members;
    for (json::value& thread : channel["threads"].as_array()) {
      if (!thread.at("private").as_bool()) {
        thread.as_object()["members"] = members;
        continue;
      }
      json::array kept;
      for (const json::value& one : thread.at("members").as_array()) {
        if (contains(members, one)) kept.push_back(one);
      }
      thread.as_object()["members"] = std::move(kept);
    }
  }

  void take_overview(json::object& space, const std::string& type, const json::object& event) {
    if (type == "SPACE_OVERVIEW_UPDATED") {
      space["name"] = event.at("name");
      space["icon"] = event.at("icon");
    }
    if (type == "NEW_SPACE_CATEGORY") space["categories"].as_array().push_back(event.at("category"));
    if (type == "SPACE_CATEGORY_UPDATED") {
      if (auto* one = find(space["categories"], text(event, {"categoryId"}))) (*one)["name"] = event.at("name");
    }
    if (type == "SPACE_CATEGORY_DELETED") {
      erase(space["categories"], text(event, {"categoryId"}));
      for (json::value& channel : space["channels"].as_array()) {
        if (channel.at("categoryId") == event.at("categoryId")) channel.as_object()["categoryId"] = "";
      }
    }
    if (type == "SPACE_INVITE_CREATED") space["invites"].as_array().push_back(event.at("invite"));
    if (type == "SPACE_INVITE_REVOKED") erase(space["invites"], text(event, {"inviteCode"}), "inviteCode");
    if (type == "USER_SPACE_NICKNAME_UPDATED") {
      // An empty one: the user's own, which in these histories is his id.
      if (auto* one = find(space["members"], text(event, {"userId"}), "userId")) {
        (*one)["nickname"] = text(event, {"nickname"}).empty() ? event.at("userId") : event.at("nickname");
      }
    }
    if (type == "USER_JOINED_TO_SPACE") {
      EXPECT_FALSE(find(space["members"], text(event, {"userId"}), "userId")) << json::serialize(event);
      space["members"].as_array().push_back(
          {{"userId", event.at("userId")}, {"nickname", event.at("nickname")}, {"roles", json::array{}}});
      for (json::value& channel : space["channels"].as_array()) {
        if (contains(event.at("channels"), channel.at("id")))
          add_text(channel.as_object()["members"], event.at("userId"));
        for (json::value& thread : channel.as_object()["threads"].as_array()) {
          if (contains(event.at("threads"), thread.at("id")))
            add_text(thread.as_object()["members"], event.at("userId"));
        }
      }
    }
    if (type == "USER_LEFT_SPACE") {
      const json::value& user = event.at("userId");
      erase(space["members"], text(event, {"userId"}), "userId");
      for (json::value& channel : space["channels"].as_array()) {
        erase_text(channel.as_object()["members"], user);
        erase_text(channel.as_object()["accessRights"].as_object()["members"], user);
        for (json::value& thread : channel.as_object()["threads"].as_array()) {
          erase_text(thread.as_object()["members"], user);
        }
      }
    }
  }

  void take_roles(json::object& space, const std::string& type, const json::object& event) {
    const auto give = [&](const json::value& user, const json::value& role, bool gives) {
      auto* member = find(space["members"], user.as_string(), "userId");
      if (!member) return;
      gives ? add_text((*member)["roles"], role) : erase_text((*member)["roles"], role);
    };
    if (type == "NEW_SPACE_ROLE") {
      space["roles"].as_array().push_back(event.at("role"));
      for (const json::value& user : event.at("members").as_array()) give(user, event.at("role").at("id"), true);
    }
    if (type == "SPACE_ROLE_UPDATED") {
      if (auto* role = find(space["roles"], text(event, {"roleId"}))) {
        for (const char* key : {"name", "color", "permissions"}) (*role)[key] = event.at(key);
      }
      for (const json::value& user : event.at("membersForAddRole").as_array()) give(user, event.at("roleId"), true);
      for (const json::value& user : event.at("membersForDeleteRole").as_array()) give(user, event.at("roleId"), false);
    }
    if (type == "ADDED_ROLE_TO_MEMBER") give(event.at("memberId"), event.at("roleId"), true);
    if (type == "REMOVED_ROLE_FROM_MEMBER") give(event.at("memberId"), event.at("roleId"), false);
    if (type == "SPACE_ROLE_DELETED") {
      erase(space["roles"], text(event, {"roleId"}));
      for (json::value& member : space["members"].as_array()) {
        erase_text(member.as_object()["roles"], event.at("roleId"));
      }
      for (json::value& channel : space["channels"].as_array()) {
        erase_text(channel.as_object()["accessRights"].as_object()["roles"], event.at("roleId"));
        set_members(channel.as_object(), computed_members(space, channel.as_object()));
      }
    }
  }
  /// Who is in the channel, by roles and rights.
  static json::array computed_members(const json::object& space, const json::object& channel) {
    json::array members;
    for (const json::value& member : space.at("members").as_array()) {
      const json::value& user = member.at("userId");
      bool in = user == space.at("owner");
      if (channel.at("private").as_bool()) {
        const json::value& rights = channel.at("accessRights");
        in |= user == channel.at("creator") || contains(rights.at("members"), user) ||
              contains(rights.at("roles"), "@EVERYONE");
        for (const json::value& role : member.at("roles").as_array()) in |= contains(rights.at("roles"), role);
      } else {
        in |= permissions_of(space, std::string(user.as_string())).contains("ALLOWS_TO_VIEW_CHANNELS");
      }
      if (in) members.push_back(user);
    }
    return members;
  }

  void take_channels(json::object& space, const std::string& type, const json::object& event) {
    if (type == "NEW_SPACE_CHANNEL") {
      EXPECT_FALSE(find(space["channels"], text(event, {"channel", "id"})))
          << user_ << " has it:" << told_of(text(event, {"channel", "id"}));
      space["channels"].as_array().push_back(event.at("channel"));
      return;
    }
    if (!type.starts_with("SPACE_CHANNEL_")) return;
    auto* channel = find(space["channels"], text(event, {"channelId"}));
    // One who may make channels but see none is told to forget his at once, on all his devices.
    EXPECT_TRUE(channel || type == "SPACE_CHANNEL_DELETED")
        << user_ << " doesn't know it:" << told_of(text(event, {"channelId"}));
    if (!channel) return;
    if (type == "SPACE_CHANNEL_UPDATED") {
      for (const char* key : {"name", "private", "accessRights"}) (*channel)[key] = event.at(key);
      set_members(*channel, event.at("members").as_array());
    }
    if (type == "SPACE_CHANNEL_MOVED") (*channel)["categoryId"] = event.at("categoryId");
    if (type == "SPACE_CHANNEL_DELETED") erase(space["channels"], text(event, {"channelId"}));
  }

  void take_threads(json::object& space, const std::string& type, const json::object& event) {
    auto* channel = find(space["channels"], text(event, {"channelId"}));
    if (!channel) return;
    json::value& threads = (*channel)["threads"];
    if (type == "NEW_SPACE_THREAD") {
      EXPECT_FALSE(find(threads, text(event, {"thread", "id"}))) << "he has it: " << json::serialize(event);
      threads.as_array().push_back(event.at("thread"));
    }
    auto* thread = find(threads, text(event, {"threadId"}));
    if (!thread) return;
    if (type == "SPACE_THREAD_UPDATED") (*thread)["name"] = event.at("name");
    if (type == "SPACE_THREAD_DELETED") erase(threads, text(event, {"threadId"}));
    if (type == "ADDED_MEMBERS_TO_THREAD") {
      for (const json::value& user : event.at("members").as_array()) add_text((*thread)["members"], user);
    }
    if (type == "REMOVED_MEMBER_FROM_THREAD") erase_text((*thread)["members"], event.at("member"));
  }

  void take_settings(json::object& space, const std::string& type, const json::object& event) {
    json::object* place = &space;
    if (event.contains("channelId")) place = find(space["channels"], text(event, {"channelId"}));
    if (place && event.contains("threadId")) place = find((*place)["threads"], text(event, {"threadId"}));
    if (!place) return;
    if (type.ends_with("_NOTIFICATION_SETTINGS_UPDATED")) (*place)["notificationSettings"] = event.at("value");
    if (type.ends_with("_UNMUTED")) {
      (*place)["muteSettings"] = nullptr;
    } else if (type.ends_with("_MUTED")) {
      (*place)["muteSettings"] = event.at("muteSettings");
    }
  }

  /// The channel or thread; null when he doesn't know it.
  json::object* place(const json::object& target) {
    const auto space = spaces_.find(text(target, {"spaceId"}));
    if (space == spaces_.end()) return nullptr;
    json::object* channel = find(space->second["channels"], text(target, {"channelId"}));
    if (!channel || !target.contains("threadId")) return channel;
    return find((*channel)["threads"], text(target, {"threadId"}));
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
    EXPECT_TRUE(in) << user_ << " isn't where this was said: " << json::serialize(message);
    if (!in) return;
    if (in->at("messagesCount").as_int64() == 0) {
      (*in)["firstMessageId"] = message.at("id");
      (*in)["firstMessageDate"] = message.at("date");
    }
    (*in)["messagesCount"] = in->at("messagesCount").as_int64() + 1;
    (*in)["lastMessageId"] = message.at("id");
    (*in)["lastMessageDate"] = message.at("date");
  }

  const std::uint16_t port_;
  const std::string user_;
  std::unique_ptr<WireClient> client_;
  std::map<std::string, Call> waiting_;
  std::map<std::string, json::object> answers_;
  std::vector<json::object> frames_;
  ById spaces_;
  ContactsMirror contacts_;
  std::set<std::string> invites_unknown_;  ///< spaces in which he came to see invites since he loaded them
};

}  // namespace parley::test
