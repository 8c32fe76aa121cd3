#include "domain/chats/chat.hpp"

#include <algorithm>

namespace parley::domain {

bool ChatMember::same_view(const ChatMember& other) const {
  return favourite == other.favourite && hidden == other.hidden && notifications == other.notifications &&
         mute == other.mute && encrypted_password == other.encrypted_password &&
         position.message == other.position.message && position.date == other.position.date &&
         private_messages == other.private_messages;
}

bool Chat::has(std::string_view user) const { return std::find(members.begin(), members.end(), user) != members.end(); }

SendRight send_right(const Chat& chat, std::string_view member) {
  if (member == chat.owner) return SendRight::everyone;
  switch (chat.send_policy) {
    case protocol::ChannelSendPolicy::EVERYONE:
      break;
    case protocol::ChannelSendPolicy::ADMIN:
      return SendRight::refused;
    case protocol::ChannelSendPolicy::ADMIN_AND_LIST:
      if (std::find(chat.senders.begin(), chat.senders.end(), member) == chat.senders.end()) return SendRight::refused;
      break;
  }
  switch (chat.receive_policy) {
    case protocol::ChatReceivePolicy::EVERYONE:
      return SendRight::everyone;
    case protocol::ChatReceivePolicy::OWNER_ONLY:
      return SendRight::owner_only;
    case protocol::ChatReceivePolicy::NOBODY:
      return SendRight::refused;
  }
  return SendRight::refused;
}

bool may_manage(const Chat& chat, std::string_view member) {
  if (!chat.room.empty()) return false;
  return member == chat.owner || (!chat.channel && chat.type == protocol::ChatType::PUBLIC);
}

}  // namespace parley::domain
