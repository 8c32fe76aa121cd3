#include "domain/chats/chat.hpp"

#include <algorithm>

namespace parley::domain {

MessageCounters MessageCounters::plus(const MessageCounters& other) const {
  if (count == 0) return other;
  if (other.count == 0) return *this;
  MessageCounters both = *this;
  both.count += other.count;
  if (other.first_date < first_date) {
    both.first_id = other.first_id;
    both.first_date = other.first_date;
  }
  if (other.last_date > last_date) {
    both.last_id = other.last_id;
    both.last_date = other.last_date;
  }
  return both;
}

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

std::string to_lines(const std::vector<std::string>& users) {
  std::string lines;
  std::size_t size = 0;
  for (const std::string& user : users) size += user.size() + 1;
  lines.reserve(size);
  for (const std::string& user : users) {
    if (!lines.empty()) lines += '\n';
    lines += user;
  }
  return lines;
}

std::vector<std::string> from_lines(std::string_view lines) {
  std::vector<std::string> users;
  if (lines.empty()) return users;
  users.reserve(static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n')) + 1);
  while (true) {
    const std::size_t end = lines.find('\n');
    users.emplace_back(lines.substr(0, end));
    if (end == std::string_view::npos) return users;
    lines.remove_prefix(end + 1);
  }
}

}  // namespace parley::domain
