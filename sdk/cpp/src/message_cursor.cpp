#include "message_cursor.hpp"

#include <array>

namespace parley::sdk {
namespace {

using protocol::SfuEvent;

/// Where an event says of which message it is: target and id are members of `holder`, or of the event itself.
struct Source {
  std::string_view type, holder, id;
  SfuEvent event;
};
constexpr std::array<Source, 8> kSources{{
    {"SFU_MESSAGE", "message", "id", SfuEvent::MESSAGE},
    {"SEND_MESSAGE_SYNC", "message", "id", SfuEvent::SEND_MESSAGE_SYNC},
    {"SFU_MESSAGE_STATE", "status", "id", SfuEvent::MESSAGE_STATE},
    {"CHAT_MESSAGE_EDITED", "message", "id", SfuEvent::CHAT_MESSAGE_EDITED},
    {"CHAT_MESSAGE_DELETED", "", "messageId", SfuEvent::CHAT_MESSAGE_DELETED},
    {"REACTION_ON_MESSAGE_ADDED", "", "messageId", SfuEvent::REACTION_ON_MESSAGE_ADDED},
    {"REACTION_ON_MESSAGE_REMOVED", "", "messageId", SfuEvent::REACTION_ON_MESSAGE_REMOVED},
    {"MESSAGES_CURSOR_ADVANCED", "", "", SfuEvent::MESSAGES_CURSOR_ADVANCED},
}};

}  // namespace

std::optional<protocol::MessageCursorEvent> message_cursor(const protocol::ServerFrame& frame) {
  const auto cursor = frame.payload.get("cursor").integer();
  if (!cursor || *cursor < 1) return std::nullopt;
  for (const Source& source : kSources) {
    if (source.type != frame.type) continue;
    const protocol::Json holder = source.holder.empty() ? frame.payload : frame.payload.get(source.holder);
    protocol::MessageCursorEvent event;
    const auto target = holder.get("targetEntityType").string();
    const auto id = protocol::decode<protocol::MessageTargetEntityId>(holder.get("targetEntityId"));
    if (!target || !id || !protocol::from_wire(*target, event.targetEntityType)) return std::nullopt;
    event.targetEntityId = *id;
    event.cursor = *cursor;
    event.sourceEvent = source.event;
    if (source.id.empty()) {
      event.watermark = true;
    } else if (const auto message = holder.get(source.id).string()) {
      event.messageId = std::string(*message);
    }
    return event;
  }
  return std::nullopt;
}

}  // namespace parley::sdk
