#pragma once
// Who may do and see what in spaces: a second, small reading of the protocol's rules of access, which shares nothing
// with the server and knows nothing but the calls that were made.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/harness/wire_client.hpp"

namespace parley::test {

class SpacesModel {
 public:
  using Names = std::set<std::string>;
  struct Thread {
    std::string creator;
    bool is_private = false;
    Names members;  ///< of a private one
    Names tokens;   ///< what gives it away: its id, the names it has had, what was said in it
    std::vector<std::string> messages = {};
  };
  struct Channel {
    std::string creator;
    bool is_private = false;
    Names roles, members;  ///< rights of a private one
    Names tokens;
    std::vector<std::string> messages = {};
    std::map<std::string, Thread> threads;
  };
  struct Space {
    std::string owner;
    std::map<std::string, Names> members;                    ///< their roles
    std::map<std::string, Names> roles;                      ///< their permissions
    std::map<std::string, std::string> categories, invites;  ///< who made them
    std::map<std::string, Channel> channels;
    Names tokens;
  };
  struct Call {
    std::string method;
    json::object arguments;
    std::string get(std::string_view key) const {
      const std::string value = text(arguments, {key});
      return value.empty() ? text(arguments, {"targetEntityId", key}) : value;
    }
    bool flag(std::string_view key) const {
      const json::value* value = arguments.if_contains(key);
      return value && value->is_bool() && value->as_bool();
    }
    Names list(std::string_view key) const {
      Names all;
      const json::value* value = arguments.if_contains(key);
      if (!value) return all;
      for (const json::value& one : value->as_array()) all.emplace(one.as_string());
      return all;
    }
    std::string space() const {
      const std::string id = get("spaceId");
      return id.empty() ? get("id") : id;
    }
  };

  const std::map<std::string, Space>& spaces() const { return spaces_; }

  static bool holds(const Space& space, const std::string& user, const std::string& permission) {
    if (user == space.owner) return true;
    const auto member = space.members.find(user);
    if (member == space.members.end()) return false;
    const auto allows = [&](const std::string& role) {
      const auto found = space.roles.find(role);
      return found != space.roles.end() && found->second.contains(permission);
    };
    return allows("@EVERYONE") || std::any_of(member->second.begin(), member->second.end(), allows);
  }
  static bool sees(const Space& space, const Channel& channel, const std::string& user) {
    const auto member = space.members.find(user);
    if (member == space.members.end()) return false;
    if (user == space.owner) return true;
    if (!channel.is_private) return holds(space, user, "ALLOWS_TO_VIEW_CHANNELS");
    if (user == channel.creator || channel.members.contains(user) || channel.roles.contains("@EVERYONE")) return true;
    return std::any_of(member->second.begin(), member->second.end(),
                       [&](const std::string& role) { return channel.roles.contains(role); });
  }
  static bool sees(const Space& space, const Channel& channel, const Thread& thread, const std::string& user) {
    return sees(space, channel, user) && (!thread.is_private || thread.members.contains(user));
  }

  /// Ids of the spaces, channels and threads he sees.
  Names visible(const std::string& user) const {
    Names all;
    for (const auto& [id, space] : spaces_) {
      if (!space.members.contains(user)) continue;
      all.insert(id);
      for (const auto& [channel_id, channel] : space.channels) {
        if (!sees(space, channel, user)) continue;
        all.insert(channel_id);
        for (const auto& [thread_id, thread] : channel.threads) {
          if (sees(space, channel, thread, user)) all.insert(thread_id);
        }
      }
    }
    return all;
  }
  /// With whom he shares a channel.
  Names contacts(const std::string& user) const {
    Names all;
    for (const auto& [id, space] : spaces_) {
      for (const auto& [channel_id, channel] : space.channels) {
        if (!sees(space, channel, user)) continue;
        for (const auto& [other, roles] : space.members) {
          if (other != user && sees(space, channel, other)) all.insert(other);
        }
      }
    }
    return all;
  }
  /// Everything that may show in what he is told.
  Names tokens(const std::string& user) const {
    Names all;
    for (const auto& [id, space] : spaces_) {
      if (!space.members.contains(user)) continue;
      all.insert(space.tokens.begin(), space.tokens.end());
      for (const auto& [channel_id, channel] : space.channels) {
        if (!sees(space, channel, user)) continue;
        all.insert(channel.tokens.begin(), channel.tokens.end());
        for (const auto& [thread_id, thread] : channel.threads) {
          if (sees(space, channel, thread, user)) all.insert(thread.tokens.begin(), thread.tokens.end());
        }
      }
    }
    return all;
  }
  /// Everything there ever was.
  const Names& all_tokens() const { return ever_; }

  /// Whether the server has to let him; none: the protocol leaves it open.
  std::optional<bool> may(const std::string& user, const Call& call) const {
    const std::string& method = call.method;
    if (method == "createSpace") return true;
    if (method == "joinSpaceByInviteCode") {
      for (const auto& [id, space] : spaces_) {
        if (space.invites.contains(call.get("inviteCode"))) return !space.members.contains(user);
      }
      return false;
    }
    const auto found = spaces_.find(call.space());
    if (found == spaces_.end() || !found->second.members.contains(user)) return false;
    const Space& space = found->second;
    const bool owns = user == space.owner;
    if (method == "updateSpaceOverview") return holds(space, user, "ALLOWS_TO_MANAGE_SPACE");
    if (method == "deleteSpace") return owns;
    if (method == "leaveSpace") return !owns;
    if (method == "updateSpaceNickname") {
      return (owns || call.get("userId") == user) && space.members.contains(call.get("userId"));
    }
    if (method == "generateNewSpaceInvite") return holds(space, user, "ALLOWS_TO_CREATE_INVITE");
    if (method == "revokeSpaceInvite") {
      const auto invite = space.invites.find(call.get("inviteCode"));
      if (invite == space.invites.end()) return false;
      return invite->second == user || holds(space, user, "ALLOWS_TO_MANAGE_SPACE");
    }
    if (method == "createSpaceCategory") return holds(space, user, "ALLOWS_TO_MANAGE_CATEGORIES");
    if (method == "updateSpaceCategory" || method == "deleteSpaceCategory") {
      const auto category = space.categories.find(call.get("categoryId"));
      if (category == space.categories.end()) return false;
      return category->second == user || holds(space, user, "ALLOWS_TO_MANAGE_CATEGORIES");
    }
    if (method == "createSpaceChannel") {
      if (!holds(space, user, "ALLOWS_TO_MANAGE_CHANNELS")) return false;
      const std::string category = call.get("categoryId");
      return category.empty() || space.categories.contains(category) ? std::optional<bool>(true) : std::nullopt;
    }
    if (method.ends_with("Role") || method.find("Role") != std::string::npos) return may_in_roles(space, user, call);
    if (method == "muteSpace" || method == "unmuteSpace" || method == "updateSpaceNotificationSettings") return true;
    return may_in_channel(space, user, call);
  }

  /// What a call that worked has changed.
  void apply(const std::string& user, const Call& call, const json::object& answer) {
    const std::string& method = call.method;
    if (method == "createSpace") return add_space(user, answer.at("space").as_object());
    if (method == "joinSpaceByInviteCode") {
      const auto joined = spaces_.find(text(answer, {"space", "id"}));
      if (joined != spaces_.end()) joined->second.members.try_emplace(user);
      return;
    }
    const auto found = spaces_.find(call.space());
    if (found == spaces_.end()) return;
    Space& space = found->second;
    if (method == "deleteSpace") {
      spaces_.erase(found);
      return;
    }
    if (method == "updateSpaceOverview") ever_.insert(*space.tokens.insert(call.get("name")).first);
    if (method == "leaveSpace") {
      space.members.erase(user);
      for (auto& [id, channel] : space.channels) {
        channel.members.erase(user);
        for (auto& [thread_id, thread] : channel.threads) thread.members.erase(user);
      }
    }
    if (method == "generateNewSpaceInvite") space.invites[text(answer, {"invite", "inviteCode"})] = user;
    if (method == "revokeSpaceInvite") space.invites.erase(call.get("inviteCode"));
    if (method == "createSpaceCategory") space.categories[text(answer, {"category", "id"})] = user;
    if (method == "deleteSpaceCategory") space.categories.erase(call.get("categoryId"));
    apply_roles(space, call, answer);
    apply_channels(space, user, call, answer);
    end_memberships(space);
  }

 private:
  static std::optional<bool> may_in_roles(const Space& space, const std::string& user, const Call& call) {
    if (!holds(space, user, "ALLOWS_TO_MANAGE_ROLES")) return false;
    if (call.method == "addSpaceRole") return true;
    const std::string role = call.get("roleId");
    if (!space.roles.contains(role)) return false;
    if (call.method == "updateSpaceRole") return true;
    if (role == "@EVERYONE") return false;
    if (call.method == "deleteSpaceRole") return true;
    const auto member = space.members.find(call.get("memberId"));
    if (member == space.members.end()) return false;
    if (call.method == "removeRoleFromMember" && !member->second.contains(role)) return std::nullopt;
    return true;
  }
  static std::optional<bool> may_in_channel(const Space& space, const std::string& user, const Call& call) {
    const auto found = space.channels.find(call.get("channelId"));
    if (found == space.channels.end()) return false;
    const Channel& channel = found->second;
    const std::string& method = call.method;
    if (!sees(space, channel, user)) return false;
    if (method.ends_with("SpaceChannel")) {
      const std::string category = call.get("categoryId");
      return holds(space, user, "ALLOWS_TO_MANAGE_CHANNELS") &&
             (method != "moveSpaceChannel" || category.empty() || space.categories.contains(category));
    }
    // What is done with a message depends on whose it is.
    const bool of_message = method.ends_with("Message") || method.starts_with("markMessage");
    if (call.get("threadId").empty()) {  // a new thread, a message, or something for himself
      return of_message && method != "sendMessage" ? std::nullopt : std::optional<bool>(true);
    }
    const auto of = channel.threads.find(call.get("threadId"));
    if (of == channel.threads.end()) return false;
    const Thread& thread = of->second;
    const bool in = sees(space, channel, thread, user);
    if (method == "addMembersToThread") return in || user == space.owner;
    if (method == "updateSpaceThread" || method == "deleteSpaceThread" || method == "removeMemberFromThread") {
      if (user != space.owner && user != thread.creator) return false;
      if (user != space.owner && !in) return std::nullopt;
      if (method != "removeMemberFromThread") return true;
      return thread.is_private && thread.members.contains(call.get("member"));
    }
    return in && of_message && method != "sendMessage" ? std::nullopt : std::optional<bool>(in);
  }

  void add_space(const std::string& user, const json::object& made) {
    Space space;
    space.owner = user;
    space.members[user];
    const std::string id = text(made, {"id"});
    space.tokens = {id, text(made, {"name"})};
    for (const json::value& role : made.at("roles").as_array()) {
      for (const json::value& permission : role.at("permissions").as_array()) {
        space.roles[text(role.as_object(), {"id"})].emplace(permission.as_string());
      }
    }
    for (const json::value& category : made.at("categories").as_array()) {
      space.categories[text(category.as_object(), {"id"})] = user;
    }
    for (const json::value& channel : made.at("channels").as_array()) {
      const std::string channel_id = text(channel.as_object(), {"id"});
      Channel& one = space.channels[channel_id];
      one.creator = user;
      one.tokens = {channel_id};  // its name is every first channel's
    }
    remember(space.tokens);
    for (const auto& [channel_id, channel] : space.channels) remember(channel.tokens);
    spaces_[id] = std::move(space);
  }
  void remember(const Names& tokens) { ever_.insert(tokens.begin(), tokens.end()); }

  static Names present(const Space& space, Names users) {
    std::erase_if(users, [&](const std::string& user) { return !space.members.contains(user); });
    return users;
  }

  static void apply_roles(Space& space, const Call& call, const json::object& answer) {
    const std::string& method = call.method;
    if (method == "addSpaceRole" || method == "updateSpaceRole") {
      const std::string role = method == "addSpaceRole" ? text(answer, {"role", "id"}) : call.get("roleId");
      space.roles[role] = call.list("permissions");
      if (role == "@EVERYONE") return;
      const Names holders = call.list("members");
      for (auto& [user, roles] : space.members) {
        if (holders.contains(user)) {
          roles.insert(role);
        } else {
          roles.erase(role);
        }
      }
    }
    if (method == "addRoleToMember" && space.members.contains(call.get("memberId"))) {
      space.members[call.get("memberId")].insert(call.get("roleId"));
    }
    if (method == "removeRoleFromMember" && space.members.contains(call.get("memberId"))) {
      space.members[call.get("memberId")].erase(call.get("roleId"));
    }
    if (method == "deleteSpaceRole") {
      space.roles.erase(call.get("roleId"));
      for (auto& [user, roles] : space.members) roles.erase(call.get("roleId"));
      for (auto& [id, channel] : space.channels) channel.roles.erase(call.get("roleId"));
    }
  }

  void apply_channels(Space& space, const std::string& user, const Call& call, const json::object& answer) {
    const std::string& method = call.method;
    if (method == "deleteSpaceChannel") space.channels.erase(call.get("channelId"));
    const std::string id = method == "createSpaceChannel" ? text(answer, {"channel", "id"}) : call.get("channelId");
    if (method == "createSpaceChannel") space.channels[id].creator = user;
    const auto found = space.channels.find(id);
    if (found == space.channels.end()) return;
    Channel& channel = found->second;
    if (method == "createSpaceChannel" || method == "updateSpaceChannel") {
      channel.is_private = call.flag("private");
      channel.roles = channel.is_private ? call.list("roles") : Names{};
      channel.members = channel.is_private ? present(space, call.list("members")) : Names{};
      channel.tokens.insert(id);
      channel.tokens.insert(call.get("name"));
      remember(channel.tokens);
    }
    const std::string said = method == "sendMessage" ? text(answer, {"status", "id"}) : "";
    if (!said.empty() && call.get("threadId").empty()) add_message(channel, said, call);
    if (method == "deleteSpaceThread") channel.threads.erase(call.get("threadId"));
    const std::string thread_id = method == "createSpaceThread" ? text(answer, {"thread", "id"}) : call.get("threadId");
    if (method == "createSpaceThread") {
      channel.threads[thread_id] = {user, call.flag("private"), {user}, {thread_id, call.get("name")}};
      remember(channel.threads[thread_id].tokens);
    }
    const auto of = channel.threads.find(thread_id);
    if (of == channel.threads.end()) return;
    Thread& thread = of->second;
    if (method == "updateSpaceThread") {
      thread.tokens.insert(call.get("name"));
      remember(thread.tokens);
    }
    if (!said.empty()) add_message(thread, said, call);
    if (method == "addMembersToThread" && thread.is_private) {
      for (const std::string& one : call.list("members")) {
        if (sees(space, channel, one)) thread.members.insert(one);
      }
    }
    if (method == "removeMemberFromThread") thread.members.erase(call.get("member"));
  }

  /// Channel or thread.
  template <class Place>
  void add_message(Place& place, const std::string& id, const Call& call) {
    place.messages.push_back(id);
    place.tokens.insert({id, call.get("body")});
    remember(place.tokens);
  }

  /// Who loses a channel loses his place in its threads.
  static void end_memberships(Space& space) {
    for (auto& [id, channel] : space.channels) {
      for (auto& [thread_id, thread] : channel.threads) {
        std::erase_if(thread.members, [&](const std::string& user) { return !sees(space, channel, user); });
      }
    }
  }

  std::map<std::string, Space> spaces_;
  Names ever_;
};

}  // namespace parley::test
