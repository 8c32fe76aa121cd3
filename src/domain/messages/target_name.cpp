#include "domain/messages/target_name.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "protocol/errors.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

using protocol::MessageTargetEntityType;

TargetName TargetName::stored(std::string_view type, std::string key) {
  TargetName name{.key = std::move(key)};
  if (!from_wire(type, name.type)) throw storage::StorageError("Unknown type of target");
  return name;
}

bool TargetName::complete(MessageTargetEntityType type, const protocol::MessageTargetEntityId& id) {
  const auto given = [](const std::optional<std::string>& part) { return part && !part->empty(); };
  if (type == MessageTargetEntityType::CHAT) return given(id.chatId);
  return given(id.spaceId) && given(id.channelId) && (type != MessageTargetEntityType::THREAD || given(id.threadId));
}

Result<TargetName> TargetName::of(MessageTargetEntityType type, const protocol::MessageTargetEntityId& id) {
  if (!complete(type, id)) {
    return Error{std::string(protocol::errors::ChatError::CAN_NOT_SEND_MESSAGE_WITHOUT_CHAT_ID)};
  }
  if (type == MessageTargetEntityType::CHAT) return TargetName{type, *id.chatId};
  const bool is_thread = type == MessageTargetEntityType::THREAD;
  TargetName name = of_key(SpacePlace{*id.spaceId, *id.channelId, is_thread ? *id.threadId : std::string()}.key());
  // Ids in spaces have no slashes either: with one in it, a channel's would be the key of a thread.
  if (name.type != type) return Error{std::string(protocol::errors::SpaceError::RESTRICTED_ACCESS)};
  return name;
}

TargetName TargetName::of_key(std::string key) {
  const auto slashes = std::count(key.begin(), key.end(), '/');
  const auto type = slashes == 0   ? MessageTargetEntityType::CHAT
                    : slashes == 1 ? MessageTargetEntityType::CHANNEL
                                   : MessageTargetEntityType::THREAD;
  return {type, std::move(key)};
}

SpacePlace TargetName::place() const { return SpacePlace::of_key(key); }

protocol::MessageTargetEntityId TargetName::id() const {
  protocol::MessageTargetEntityId id;
  if (in_space()) {
    SpacePlace where = place();
    id.spaceId = std::move(where.space);
    id.channelId = std::move(where.channel);
    if (where.is_thread()) id.threadId = std::move(where.thread);
  } else {
    id.chatId = key;
  }
  return id;
}

}  // namespace parley::domain
