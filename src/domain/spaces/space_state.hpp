#pragma once
// A space's structure at one moment, in memory: who is in it, and which channels there are.
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/spaces/space.hpp"
#include "protocol/shared_texts.hpp"

namespace parley::domain {

template <class T>
using SharedList = std::vector<std::shared_ptr<const T>>;

/// Members in order of joining. Never changes; states that differ in something else share it.
class SpaceMembers {
 public:
  explicit SpaceMembers(SharedList<SpaceMember> list);

  const SharedList<SpaceMember>& list() const { return list_; }
  std::size_t size() const { return list_.size(); }
  const SpaceMember* find(std::string_view user) const;
  std::vector<std::string> users() const;

  // Copies with one change.
  std::shared_ptr<const SpaceMembers> with(SpaceMember member) const;
  std::shared_ptr<const SpaceMembers> without(std::string_view user) const;

 private:
  SharedList<SpaceMember> list_;
  std::unordered_map<std::string_view, std::size_t> places_;
};

/// Lists of members that were asked for, so that they are made once. A list is good as long as its version: a copy of a
/// state starts with those of the state it was made from. Thread-safe.
class AudienceMemory {
 public:
  AudienceMemory() = default;
  AudienceMemory(const AudienceMemory& other);
  AudienceMemory& operator=(const AudienceMemory&) = delete;

  std::optional<protocol::SharedTexts> find(const std::string& place, std::int64_t version) const;
  void put(const std::string& place, std::int64_t version, const protocol::SharedTexts& members) const;

 private:
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::pair<std::int64_t, protocol::SharedTexts>> lists_;
};

/// What the tables say of a space at one moment, but for what changes often (counters, positions, settings, invites).
/// A state others can see never changes: whoever changes a space makes the next state from a copy. Copying costs the
/// number of channels. Thread-safe once shared.
struct SpaceState {
  std::string id;
  std::string name;
  std::string owner;
  std::optional<std::string> icon;
  Millis created = 0;
  std::int64_t stamp = 0;           ///< random, drawn anew for each state: names it
  std::int64_t changes = 0;         ///< how many there were
  std::int64_t public_version = 0;  ///< `changes` when the members of public channels changed last
  SharedList<SpaceRole> roles;      ///< the default role first
  std::shared_ptr<const SpaceMembers> members;
  std::vector<SpaceCategory> categories;
  SharedList<SpaceChannel> channels;
  AudienceMemory audiences;

  const SpaceMember* member(std::string_view user) const { return members->find(user); }
  const SpaceRole* role(std::string_view role) const;
  const SpaceCategory* category(std::string_view category) const;
  const SpaceChannel* channel(std::string_view channel) const;
  bool owned_by(std::string_view user) const { return owner == user; }
  bool has_public_channels() const;

  // For the next state.
  void put(SpaceRole role);
  void put(SpaceCategory category);
  void put(SpaceChannel channel);
  void put(SpaceMember member) { members = members->with(std::move(member)); }
};
using SpaceStatePointer = std::shared_ptr<const SpaceState>;

}  // namespace parley::domain
