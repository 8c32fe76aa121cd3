#pragma once
#include <optional>

#include "protocol/frame.hpp"
#include "protocol/messages_types.hpp"

namespace parley::sdk {

/// The journal's number that came with a frame, if one did (chapter 02, section 14.1).
std::optional<protocol::MessageCursorEvent> message_cursor(const protocol::ServerFrame& frame);

}  // namespace parley::sdk
