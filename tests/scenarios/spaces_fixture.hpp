#pragma once
// What the tests of spaces share: a space, everybody who may stand in some relation to it, and a way to say in one line
// who was told exactly what.
//
//   ann, ann2   the owner, on two devices
//   ben, ben2   a member, on two devices
//   cat         a member
//   eve         was never in the space
//   gus         was in it, and left
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {

/// The texts of an array, sorted, as one line.
inline std::string sorted(const json::value& array) {
  std::vector<std::string> all;
  for (const json::value& one : array.as_array()) all.emplace_back(one.as_string());
  std::sort(all.begin(), all.end());
  std::string line;
  for (const std::string& one : all) line += (line.empty() ? "" : " ") + one;
  return line;
}

/// The object of the array whose member `key` is `id`; an empty one when there is none.
inline json::object one_of(const json::value& array, std::string_view id, std::string_view key = "id") {
  for (const json::value& one : array.as_array()) {
    if (text(one.as_object(), {key}) == id) return one.as_object();
  }
  return {};
}

/// null and the empty text say "none".
inline bool is_none(const json::value& value) {
  return value.is_null() || (value.is_string() && value.as_string().empty());
}

/// What each connection that was told anything was told: by its name, the events in order of arrival. The order of
/// contact events is free, so they stand sorted behind the others, with the user they are about.
using Heard = std::map<std::string, std::string>;

/// Reads "ann ann2: ONE TWO; ben: THREE".
inline Heard heard(const std::string& lines) {
  Heard all;
  std::istringstream input(lines);
  for (std::string line; std::getline(input, line, ';');) {
    const std::size_t colon = line.find(':');
    std::istringstream names(line.substr(0, colon)), types(line.substr(colon + 1));
    std::string said;
    for (std::string type; types >> type;) said += (said.empty() ? "" : " ") + type;
    for (std::string name; names >> name;) all[name] = said;
  }
  return all;
}

/// What a call brought about.
struct Told {
  json::object answer;
  std::map<std::string, std::deque<json::object>> events;  ///< by connection; the answer is not among them

  Heard lines() const {
    Heard all;
    for (const auto& [name, list] : events) {
      std::vector<std::string> contacts;
      std::string line;
      for (const json::object& event : list) {
        const std::string type = text(event, {"type"});
        if (type == "CONTACT_DELETED") {
          contacts.push_back(type + '(' + text(event, {"userId"}) + ')');
        } else if (type == "NEW_CONTACT" || type == "CONTACT_UPDATED") {
          contacts.push_back(type + '(' + text(event, {"contact", "userId"}) + ')');
        } else {
          line += (line.empty() ? "" : " ") + type;
        }
      }
      std::sort(contacts.begin(), contacts.end());
      for (const std::string& contact : contacts) line += (line.empty() ? "" : " ") + contact;
      if (!line.empty()) all[name] = line;
    }
    return all;
  }
  /// What the answer and all events of this type say alike, without the fields all events have.
  json::object same(const std::string& type) const {
    json::object first;
    const auto take = [&](json::object event, const std::string& who) {
      if (text(event, {"type"}) != type) return;
      for (const char* common : {"type", "roomId", "internalMessageId"}) event.erase(common);
      if (first.empty()) first = event;
      EXPECT_EQ(event, first) << who << " was told another " << type;
    };
    take(answer, "the caller");
    for (const auto& [name, list] : events) {
      for (const json::object& event : list) take(event, name);
    }
    EXPECT_FALSE(first.empty()) << "nobody was told " << type;
    return first;
  }
  /// The only event of this type that the connection was told.
  json::object to(const std::string& name, const std::string& type) const {
    const auto found = events.find(name);
    json::object only;
    int many = 0;
    for (const json::object& event : found == events.end() ? std::deque<json::object>{} : found->second) {
      if (text(event, {"type"}) != type) continue;
      only = event;
      ++many;
    }
    EXPECT_EQ(many, 1) << type << " to " << name;
    return only;
  }
};

class SpacesFixture : public testing::Test {
 protected:
  /// `acquainted`: all are contacts by a chat, so that spaces bring no contact events.
  explicit SpacesFixture(bool acquainted = true, std::vector<std::string> flags = {}) : flags_(std::move(flags)) {
    for (const char* user : {"ann", "ben", "cat", "eve", "gus"}) server_->add_user(user);
    connect();
    if (acquainted) {
      device("ann").ask("createChat", {{"members", {"ben", "cat", "eve", "gus"}}, {"type", "PUBLIC"}});
    }
    const json::object made = device("ann").ask("createSpace", {{"name", "Team"}});
    space_ = text(made, {"space", "id"});
    if (space_.empty()) throw std::runtime_error("no space: " + json::serialize(made));
    channel_ = text(made.at("space").at("channels").at(0).as_object(), {"id"});
    category_ = text(made.at("space").at("categories").at(0).as_object(), {"id"});
    for (const char* user : {"ben", "cat", "gus"}) join(user);
    device("gus").ask("leaveSpace", {{"id", space_}});
    settle();
  }

  WireClient& device(const std::string& name) { return *devices_.at(name); }
  void connect() {
    for (const char* name : {"ann", "ann2", "ben", "ben2", "cat", "eve", "gus"}) {
      std::string user = name;
      if (user.back() == '2') user.pop_back();
      devices_[name] = std::make_unique<WireClient>(WireClient::login(server_->port(), user));
    }
  }
  /// Kills the server, starts it again on the same folder, and all connect again.
  void restart() {
    devices_.clear();
    server_->kill();
    server_ = std::make_unique<ServerProcess>(folder_.path(), flags_);
    connect();
    settle();
  }
  /// What has happened so far has been seen by all and forgotten.
  void settle() {
    for (auto& [name, client] : devices_) finish(name);
    for (auto& [name, client] : devices_) client->settle();
  }

  /// The answer may go before what others are told: a later read waits for all that the call has brought about.
  void finish(const std::string& name) { device(name).ask("getRolePermissions"); }
  /// One call, and everything all are told until the server has nothing more to say.
  Told by(const std::string& name, std::string_view method, json::object arguments = {}) {
    SCOPED_TRACE(name + " calls " + std::string(method) + " " + json::serialize(arguments));
    settle();
    Told told;
    const std::string id = device(name).call(method, std::move(arguments));
    while (told.answer.empty()) {
      const json::object event = device(name).next_frame().at("data").as_array().at(0).as_object();
      if (text(event, {"internalMessageId"}) == id) {
        told.answer = event;
      } else if (text(event, {"type"}) != "MESSAGES_CURSOR_ADVANCED") {
        told.events[name].push_back(event);
      }
    }
    for (const json::object& event : told.events[name]) {
      EXPECT_EQ(text(event, {"type"}).find("SPACE"), std::string::npos)
          << "told of the change before the answer: " << json::serialize(event);
    }
    finish(name);
    for (auto& [other, client] : devices_) {
      for (json::object& event : client->settle()) told.events[other].push_back(std::move(event));
    }
    check_frame(told.answer);
    for (const auto& [other, list] : told.events) {
      for (const json::object& event : list) {
        check_frame(event);
        EXPECT_EQ(text(event, {"internalMessageId"}), "") << other << ": " << json::serialize(event);
      }
    }
    return told;
  }
  /// A call that works: the answer is of the type.
  Told does(const std::string& name, std::string_view method, const std::string& type, json::object arguments = {}) {
    Told told = by(name, method, arguments);
    EXPECT_EQ(text(told.answer, {"type"}), type)
        << name << ' ' << method << ' ' << json::serialize(arguments) << " -> " << json::serialize(told.answer);
    return told;
  }
  /// A call that is refused, and nobody hears of it. `error` "": a text of the server's own.
  void refused(const std::string& name, std::string_view method, const json::object& arguments,
               const std::string& error = "Restricted access") {
    SCOPED_TRACE(name + " calls " + std::string(method) + " " + json::serialize(arguments));
    const Told told = by(name, method, arguments);
    ASSERT_EQ(text(told.answer, {"type"}), "OPERATION_FAILED") << json::serialize(told.answer);
    if (!arguments.contains("targetEntityType")) {  // those have names of their own
      EXPECT_EQ(text(told.answer, {"operation"}),
                method == "createChannelMeeting" ? "ROOM_CREATE" : upper_snake(method));
    }
    if (method != "createChannelMeeting") {
      EXPECT_EQ(text(told.answer, {"roomId"}), "");
    }
    if (error.empty()) {
      EXPECT_NE(text(told.answer, {"error"}), "");
      EXPECT_NE(text(told.answer, {"error"}), "Restricted access");
      EXPECT_NE(text(told.answer, {"error"}), "User already joined");
    } else {
      EXPECT_EQ(text(told.answer, {"error"}), error);
    }
    EXPECT_EQ(told.lines(), Heard{});
  }
  /// The same call refused to each of these connections.
  void refused_to(const std::string& names, std::string_view method, const json::object& arguments,
                  const std::string& error = "Restricted access") {
    std::istringstream input(names);
    for (std::string name; input >> name;) refused(name, method, arguments, error);
  }

  json::array spaces(const std::string& name) {
    const json::object answer = device(name).ask("getUserSpaces");
    EXPECT_EQ(text(answer, {"type"}), "USER_SPACES") << json::serialize(answer);
    return answer.at("spaces").as_array();
  }
  /// The space as the user of this connection sees it; an empty object when he doesn't.
  json::object view(const std::string& name, const std::string& space = {}) {
    return one_of(spaces(name), space.empty() ? space_ : space);
  }
  json::object channel(const std::string& name, const std::string& id) {
    const json::object space = view(name);
    return space.empty() ? space : one_of(space.at("channels"), id);
  }
  json::object thread(const std::string& name, const std::string& channel_id, const std::string& id) {
    const json::object found = channel(name, channel_id);
    return found.empty() ? found : one_of(found.at("threads"), id);
  }
  json::object member(const std::string& name, const std::string& user) {
    return one_of(view(name).at("members"), user, "userId");
  }
  json::object role(const std::string& name, const std::string& id) { return one_of(view(name).at("roles"), id); }

  json::object in_space(json::object arguments = {}) const {
    arguments["spaceId"] = space_;
    return arguments;
  }
  json::object in_channel(const std::string& channel, json::object arguments = {}) const {
    arguments["channelId"] = channel;
    return in_space(std::move(arguments));
  }
  json::object in_thread(const std::string& channel, const std::string& thread, json::object arguments = {}) const {
    arguments["threadId"] = thread;
    return in_channel(channel, std::move(arguments));
  }

  /// Arguments that address messages of a channel.
  json::object to_channel(const std::string& channel, json::object arguments = {}) const {
    arguments["targetEntityType"] = "CHANNEL";
    arguments["targetEntityId"] = in_channel(channel);
    return arguments;
  }
  json::object to_thread(const std::string& channel, const std::string& thread, json::object arguments = {}) const {
    arguments["targetEntityType"] = "THREAD";
    arguments["targetEntityId"] = in_thread(channel, thread);
    return arguments;
  }

  std::string invite(const std::string& name = "ann", std::int64_t lifespan = 3'600'000) {
    return text(device(name).ask("generateNewSpaceInvite", in_space({{"lifespan", lifespan}})),
                {"invite", "inviteCode"});
  }
  void join(const std::string& name) {
    const json::object answer = device(name).ask("joinSpaceByInviteCode", {{"inviteCode", invite()}});
    EXPECT_EQ(text(answer, {"type"}), "NEW_SPACE") << json::serialize(answer);
  }
  std::string new_category(const std::string& name, const std::string& title) {
    return made(device(name).ask("createSpaceCategory", in_space({{"name", title}})), "category");
  }
  std::string new_channel(const std::string& name, const std::string& title) {
    return made(device(name).ask("createSpaceChannel", in_space({{"name", title}, {"private", false}})), "channel");
  }
  std::string new_private_channel(const std::string& name, const std::string& title, json::array members = {},
                                  json::array roles = {}) {
    return made(device(name).ask("createSpaceChannel", in_space({{"name", title},
                                                                 {"private", true},
                                                                 {"members", std::move(members)},
                                                                 {"roles", std::move(roles)}})),
                "channel");
  }
  std::string new_thread(const std::string& name, const std::string& channel, const std::string& title,
                         bool is_private = false) {
    return made(device(name).ask("createSpaceThread", in_channel(channel, {{"name", title}, {"private", is_private}})),
                "thread");
  }
  std::string new_role(const std::string& title, json::array permissions, json::array members = {}) {
    return made(device("ann").ask("addSpaceRole", in_space({{"roleName", title},
                                                            {"color", "#22aa55"},
                                                            {"permissions", std::move(permissions)},
                                                            {"members", std::move(members)}})),
                "role");
  }
  /// The default role allows this, and nothing else.
  void everyone_may(json::array permissions) {
    const json::object answer = device("ann").ask("updateSpaceRole", in_space({{"roleId", "@EVERYONE"},
                                                                               {"roleName", "@everyone"},
                                                                               {"color", ""},
                                                                               {"permissions", std::move(permissions)},
                                                                               {"members", json::array{}}}));
    EXPECT_EQ(text(answer, {"type"}), "SPACE_ROLE_UPDATED") << json::serialize(answer);
  }

  static std::string upper_snake(std::string_view name) {
    std::string all;
    for (const char letter : name) {
      if (std::isupper(static_cast<unsigned char>(letter))) all += '_';
      all += static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    }
    return all;
  }

  const std::vector<std::string> flags_;
  TemporaryFolder folder_;
  std::unique_ptr<ServerProcess> server_ = std::make_unique<ServerProcess>(folder_.path(), flags_);
  std::map<std::string, std::unique_ptr<WireClient>> devices_;
  std::string space_, channel_, category_;

 private:
  static std::string made(const json::object& answer, std::string_view what) {
    std::string id = text(answer, {what, "id"});
    EXPECT_NE(id, "") << json::serialize(answer);
    return id;
  }
  /// An id of a room in an event makes clients hand it to that room: only what happens in a meeting may carry one.
  static void check_frame(const json::object& event) {
    const std::string type = text(event, {"type"});
    const bool of_all = type.find("SPACE") != std::string::npos || type.find("CONTACT") != std::string::npos ||
                        type.starts_with("CHANNEL_") || type.starts_with("THREAD_") || type.ends_with("_SYNC") ||
                        type.ends_with("ROLE_TO_MEMBER") || type.ends_with("ROLE_FROM_MEMBER") ||
                        type.ends_with("_THREAD") || type.starts_with("SFU_") || type.ends_with("MEETING") ||
                        type == "USER_MEETINGS";
    if (of_all) {
      EXPECT_EQ(text(event, {"roomId"}), "") << json::serialize(event);
    }
  }
};

}  // namespace parley::test
