#include "domain/spaces/space.hpp"

#include <algorithm>

namespace parley::domain {

SpacePermissions SpaceRole::allows() const {
  SpacePermissions all;
  for (const SpacePermission permission : permissions) all.add(permission);
  return all;
}

std::vector<SpacePermission> known_permissions(const std::vector<std::string>& keys) {
  std::vector<SpacePermission> known;
  for (const std::string& key : keys) {
    SpacePermission permission{};
    if (!from_wire(key, permission)) continue;
    if (std::find(known.begin(), known.end(), permission) == known.end()) known.push_back(permission);
  }
  return known;
}

std::vector<std::string> keys_of(const std::vector<SpacePermission>& permissions) {
  std::vector<std::string> keys;
  for (const SpacePermission permission : permissions) keys.emplace_back(wire(permission));
  return keys;
}

bool SpaceMember::holds(std::string_view role) const {
  return role == everyone_role || std::find(roles.begin(), roles.end(), role) != roles.end();
}

const SpaceThread* SpaceChannel::thread(std::string_view thread) const {
  for (const auto& entry : threads) {
    if (entry->id == thread) return entry.get();
  }
  return nullptr;
}

std::string SpacePlace::key() const {
  std::string key = space + '/' + channel;
  if (is_thread()) key += '/' + thread;
  return key;
}

SpacePlace SpacePlace::of_key(std::string_view key) {
  SpacePlace place;
  const std::size_t first = std::min(key.find('/'), key.size());
  place.space = key.substr(0, first);
  key.remove_prefix(std::min(first + 1, key.size()));
  const std::size_t second = std::min(key.find('/'), key.size());
  place.channel = key.substr(0, second);
  if (second < key.size()) place.thread = key.substr(second + 1);
  return place;
}

}  // namespace parley::domain
