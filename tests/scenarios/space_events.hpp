#pragma once
// What events do to a space that a client keeps, by the rules the protocol gives to clients.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "tests/harness/wire_client.hpp"

namespace parley::test::space_events {

/// What a user may do, by his roles in the space.
inline std::set<std::string> permissions_of(const json::object& space, const std::string& user) {
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

inline json::object* find(json::value& list, std::string_view id, const char* key = "id") {
  for (json::value& one : list.as_array()) {
    if (text(one.as_object(), {key}) == id) return &one.as_object();
  }
  return nullptr;
}
inline void erase(json::value& list, std::string_view id, const char* key = "id") {
  json::array& array = list.as_array();
  for (auto it = array.begin(); it != array.end(); ++it) {
    if (text(it->as_object(), {key}) != id) continue;
    array.erase(it);
    return;
  }
}
inline bool contains(const json::value& list, const json::value& one) {
  const json::array& array = list.as_array();
  return std::find(array.begin(), array.end(), one) != array.end();
}
inline void add_text(json::value& list, const json::value& one) {
  if (!contains(list, one)) list.as_array().push_back(one);
}
inline void erase_text(json::value& list, const json::value& one) {
  json::array& array = list.as_array();
  array.erase(std::remove(array.begin(), array.end(), one), array.end());
}
/// Of the threads a client keeps, public ones are the channel's, private ones no larger.
inline void set_members(json::object& channel, const json::array& members) {
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

inline void take_overview(json::object& space, const std::string& type, const json::object& event) {
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
    EXPECT_FALSE(find(space["members"], text(event, {"userId"}), "userId")) << "he has him";
    space["members"].as_array().push_back(
        {{"userId", event.at("userId")}, {"nickname", event.at("nickname")}, {"roles", json::array{}}});
    for (json::value& channel : space["channels"].as_array()) {
      if (contains(event.at("channels"), channel.at("id")))
        add_text(channel.as_object()["members"], event.at("userId"));
      for (json::value& thread : channel.as_object()["threads"].as_array()) {
        if (contains(event.at("threads"), thread.at("id"))) add_text(thread.as_object()["members"], event.at("userId"));
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

/// Who is in the channel, by roles and rights.
inline json::array computed_members(const json::object& space, const json::object& channel) {
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

inline void take_roles(json::object& space, const std::string& type, const json::object& event) {
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
inline void take_channels(json::object& space, const std::string& type, const json::object& event) {
  if (type == "NEW_SPACE_CHANNEL") {
    EXPECT_FALSE(find(space["channels"], text(event, {"channel", "id"}))) << "he has it";
    space["channels"].as_array().push_back(event.at("channel"));
    return;
  }
  if (!type.starts_with("SPACE_CHANNEL_")) return;
  auto* channel = find(space["channels"], text(event, {"channelId"}));
  // One who may make channels but see none is told to forget his at once, on all his devices.
  EXPECT_TRUE(channel || type == "SPACE_CHANNEL_DELETED") << "he doesn't know it";
  if (!channel) return;
  if (type == "SPACE_CHANNEL_UPDATED") {
    for (const char* key : {"name", "private", "accessRights"}) (*channel)[key] = event.at(key);
    set_members(*channel, event.at("members").as_array());
  }
  if (type == "SPACE_CHANNEL_MOVED") (*channel)["categoryId"] = event.at("categoryId");
  if (type == "SPACE_CHANNEL_DELETED") erase(space["channels"], text(event, {"channelId"}));
}

inline void take_threads(json::object& space, const std::string& type, const json::object& event) {
  auto* channel = find(space["channels"], text(event, {"channelId"}));
  if (!channel) return;
  json::value& threads = (*channel)["threads"];
  if (type == "NEW_SPACE_THREAD") {
    EXPECT_FALSE(find(threads, text(event, {"thread", "id"}))) << "he has it";
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

inline void take_settings(json::object& space, const std::string& type, const json::object& event) {
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

/// `event` is one of this space's.
inline void take(json::object& space, const std::string& type, const json::object& event) {
  take_overview(space, type, event);
  take_roles(space, type, event);
  take_channels(space, type, event);
  take_threads(space, type, event);
  take_settings(space, type, event);
}

}  // namespace parley::test::space_events
