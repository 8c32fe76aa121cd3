#pragma once
// A chat as it is stored, apart from how any one member sees it. Values, without threads of their own.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "domain/lines.hpp"
#include "domain/place.hpp"
#include "protocol/enums.hpp"

namespace parley::domain {

constexpr std::size_t max_chat_members = 10'000;

/// What belongs to one member, or to one viewer of a public channel.
struct ChatMember {
  std::string user;
  bool favourite = false;
  bool hidden = false;
  protocol::NotificationMode notifications = protocol::NotificationMode::ALL_MESSAGES;
  std::optional<Mute> mute;
  std::optional<std::string> encrypted_password;
  ReadPosition position;
  MessageCounters private_messages;

  /// Whether both see the same but for what follows from who they are.
  bool same_view(const ChatMember& other) const;
};

struct Chat {
  std::string id;
  std::string room;  ///< the meeting whose chat this is, or ""
  std::string owner;
  std::string name;
  bool named = false;  ///< the name was given, it doesn't follow the members' nicknames
  bool channel = false;
  protocol::ChatType type = protocol::ChatType::PRIVATE;
  bool personal = false;  ///< one-to-one (or with oneself): members and name are fixed
  protocol::ChannelSendPolicy send_policy = protocol::ChannelSendPolicy::EVERYONE;
  protocol::ChatReceivePolicy receive_policy = protocol::ChatReceivePolicy::EVERYONE;
  std::vector<std::string> senders;
  bool external_users = false;
  std::optional<std::string> icon;
  Millis created = 0;
  std::vector<std::string> members;  ///< in order
  std::int64_t members_version = 1;  ///< grows with each change of members
  bool encrypted = false;
  std::optional<std::string> public_key;
  std::optional<std::string> encrypted_private_key;
  std::optional<std::string> encrypted_attachments_secret_key;
  MessageCounters messages;  ///< without private ones

  bool has(std::string_view user) const;
  /// Everybody may find and read it, member or not.
  bool open_to_all() const { return channel && type == protocol::ChatType::PUBLIC; }
  /// Its members are contacts of each other.
  bool makes_contacts() const { return !channel && room.empty(); }
  /// Their circle.
  std::string circle() const { return "chat:" + id; }
};

/// A chat and the state of the user who looks at it; none when he isn't a member.
struct ChatSeat {
  Chat chat;
  std::optional<ChatMember> member;
};

/// Who gets what a member writes.
enum class SendRight { everyone, owner_only, refused };
/// The right of a member of the chat.
SendRight send_right(const Chat& chat, std::string_view member);

/// Whether a member may rename the chat, add and remove others: the owner, and everybody in a public group.
/// Not in the chat of a meeting, which the meeting manages.
bool may_manage(const Chat& chat, std::string_view member);

}  // namespace parley::domain
