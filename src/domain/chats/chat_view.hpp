#pragma once
// A chat as one user sees it. Pure functions.
#include "domain/chats/chat.hpp"
#include "protocol/chats_types.hpp"

namespace parley::domain {

/// What `viewer` gets to see. For somebody who isn't a member (a public channel), a member with only `user` set.
protocol::UserSpecificChatInfo chat_view(const Chat& chat, const ChatMember& viewer);

}  // namespace parley::domain
