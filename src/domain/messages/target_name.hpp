#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "domain/spaces/space.hpp"
#include "protocol/messages_types.hpp"

namespace parley::domain {

/// A place for messages by its name in this folder's tables.
struct TargetName {
  protocol::MessageTargetEntityType type = protocol::MessageTargetEntityType::CHAT;
  std::string key;  ///< the chat's id, `space/channel`, or `space/channel/thread`

  /// As read from a row.
  static TargetName stored(std::string_view type, std::string key);
  /// Whether the id has what its type needs.
  static bool complete(protocol::MessageTargetEntityType type, const protocol::MessageTargetEntityId& id);
  /// Error: it has not, or names nothing there can be.
  static Result<TargetName> of(protocol::MessageTargetEntityType type, const protocol::MessageTargetEntityId& id);
  /// As searches name it, which have one text only: by its key. Ids of chats have no slashes.
  static TargetName of_key(std::string key);
  static TargetName of_place(const SpacePlace& place) { return of_key(place.key()); }
  bool in_space() const { return type != protocol::MessageTargetEntityType::CHAT; }
  SpacePlace place() const;  ///< if it is in a space
  /// With just the members its type needs.
  protocol::MessageTargetEntityId id() const;
};

}  // namespace parley::domain
