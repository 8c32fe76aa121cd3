#pragma once
#include <string>

#include "tests/harness/wire_client.hpp"

namespace parley::test {

/// Arguments of a call about messages: adds where they are, a chat by its id, `space/channel` or
/// `space/channel/thread`.
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

}  // namespace parley::test
