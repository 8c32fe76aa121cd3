#pragma once
// A chat as one user sees it. Pure functions.
#include "domain/chats/chat.hpp"
#include "protocol/chats_types.hpp"

namespace parley::domain {

/// What `viewer` gets to see. For somebody who isn't a member (a public channel), a member with only `user` set: he
/// may not send, and gets none of the keys that open a secure chat.
protocol::UserSpecificChatInfo chat_view(const Chat& chat, const ChatMember& viewer);

}  // namespace parley::domain
