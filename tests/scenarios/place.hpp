#pragma once
#include <map>
#include <string>
#include <utility>

#include "tests/harness/wire_client.hpp"

namespace parley::test {

// Places by their keys: a chat's is its id, others are `space/channel` or `space/channel/thread`.

/// Arguments of a call about messages: adds where they are.
inline json::object in_place(const std::string& key, json::object arguments = {}) {
  const std::size_t first = key.find('/');
  if (first == std::string::npos) {
    arguments["targetEntityType"] = "CHAT";
    arguments["targetEntityId"] = {{"chatId", key}};
    return arguments;
  }
  const std::size_t second = key.find('/', first + 1);
  json::object id{{"spaceId", key.substr(0, first)}, {"channelId", key.substr(first + 1, second - first - 1)}};
  if (second != std::string::npos) id["threadId"] = key.substr(second + 1);
  arguments["targetEntityType"] = second == std::string::npos ? "CHANNEL" : "THREAD";
  arguments["targetEntityId"] = std::move(id);
  return arguments;
}
/// Whether the key is a channel's or thread's.
inline bool in_space(const std::string& key) { return key.find('/') != std::string::npos; }
/// The key of the place an object names.
inline std::string key_in(const json::object& object) {
  const json::value* id = object.if_contains("targetEntityId");
  if (!id) return {};
  std::string key = text(id->as_object(), {"chatId"});
  for (const char* part : {"spaceId", "channelId", "threadId"}) {
    const std::string next = text(id->as_object(), {part});
    if (!next.empty()) key += (key.empty() ? "" : "/") + next;
  }
  return key;
}
/// A channel and its threads.
inline std::map<std::string, json::object> places_of(const std::string& space, json::object channel) {
  std::map<std::string, json::object> all;
  const std::string key = space + '/' + text(channel, {"id"});
  for (const json::value& thread : channel.at("threads").as_array()) {
    all[key + '/' + text(thread.as_object(), {"id"})] = thread.as_object();
  }
  channel.erase("threads");
  all[key] = std::move(channel);
  return all;
}
/// Channels and threads by their keys.
inline std::map<std::string, json::object> places_in(const json::array& spaces) {
  std::map<std::string, json::object> all;
  for (const json::value& space : spaces) {
    for (const json::value& channel : space.at("channels").as_array()) {
      all.merge(places_of(text(space.as_object(), {"id"}), channel.as_object()));
    }
  }
  return all;
}

}  // namespace parley::test
