#pragma once
// What a space consists of, as it is stored. Values, without threads of their own.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "protocol/enums.hpp"
#include "protocol/shared_texts.hpp"

namespace parley::domain {

// What one of them may hold at most.
constexpr std::size_t max_space_members = 10'000;
constexpr std::size_t max_space_channels = 1'000;
constexpr std::size_t max_space_roles = 250;
constexpr std::size_t max_space_categories = 250;
constexpr std::size_t max_channel_threads = 1'000;
constexpr std::int64_t max_space_invites = 500;
constexpr std::int64_t max_spaces_of_user = 200;

/// The role every member has without being given it.
constexpr std::string_view everyone_role = "@EVERYONE";

using SpacePermission = protocol::SpacePermission;

/// A set of permissions.
class SpacePermissions {
 public:
  SpacePermissions() = default;
  void add(SpacePermission permission) { bits_ |= bit(permission); }
  void add(SpacePermissions others) { bits_ |= others.bits_; }
  bool has(SpacePermission permission) const { return (bits_ & bit(permission)) != 0; }
  bool operator==(const SpacePermissions&) const = default;

  static SpacePermissions all() {
    SpacePermissions permissions;
    permissions.bits_ = ~0u;
    return permissions;
  }

 private:
  static std::uint32_t bit(SpacePermission permission) { return 1u << static_cast<unsigned>(permission); }
  std::uint32_t bits_ = 0;
};

struct SpaceRole {
  std::string id;
  std::string name;
  std::string color;
  Millis created = 0;
  std::vector<SpacePermission> permissions;  ///< in the order given

  SpacePermissions allows() const;
};

/// Those of the keys that name a permission, each once.
std::vector<SpacePermission> known_permissions(const std::vector<std::string>& keys);
std::vector<std::string> keys_of(const std::vector<SpacePermission>& permissions);

struct SpaceMember {
  std::string user;
  std::string nickname;  ///< as shown in the space
  bool renamed = false;  ///< the nickname was chosen for the space, it isn't the user's own
  std::vector<std::string> roles;

  bool holds(std::string_view role) const;
};

struct SpaceCategory {
  std::string id;
  std::string name;
  std::string creator;
  Millis created = 0;
};

struct SpaceThread {
  std::string id;
  std::string name;
  std::string creator;
  bool is_private = false;
  Millis created = 0;
  std::vector<std::string> members;  ///< of a private thread, its creator among them; public ones follow the channel
  std::int64_t members_version = 0;  ///< SpaceState::changes when `members` changed last
};

struct SpaceChannel {
  std::string id;
  std::string category;  ///< or ""
  std::string name;
  std::string creator;
  bool is_private = false;
  Millis created = 0;
  std::vector<std::string> access_roles;    ///< of a private channel
  std::vector<std::string> access_members;  ///< of a private channel
  std::int64_t members_version = 0;         ///< SpaceState::changes when the members changed by themselves last
  std::vector<std::shared_ptr<const SpaceThread>> threads;

  const SpaceThread* thread(std::string_view thread) const;
};

/// Said of codes that are unknown, revoked or over. The server counts it as a guess.
constexpr std::string_view kInviteNotFound = "Invite not found";

struct SpaceInvite {
  std::string code;
  std::string space;
  std::string inviter;
  std::int64_t uses = 0;
  Millis created = 0;
  Millis expires = 0;  ///< 0: never
};

/// Where messages are: a channel, or one of its threads.
struct SpacePlace {
  std::string space;
  std::string channel;
  std::string thread;  ///< "": the channel itself

  bool is_thread() const { return !thread.empty(); }
  /// Of the thread, or of the channel: unique on the server.
  const std::string& id() const { return is_thread() ? thread : channel; }
  /// `space/channel`, `space/channel/thread`: as messages name their targets.
  std::string key() const;
  static SpacePlace of_key(std::string_view key);
  bool operator==(const SpacePlace&) const = default;
};

}  // namespace parley::domain
