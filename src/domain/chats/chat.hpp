#pragma once
// A chat as it is stored, apart from how any one member sees it. Values, without threads of their own.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "protocol/enums.hpp"

namespace parley::domain {

constexpr std::size_t max_chat_members = 10'000;

/// How many messages there are, the oldest and the newest of them; ids are empty and dates 0 when there are none.
struct MessageCounters {
  std::int64_t count = 0;
  std::string first_id;
  Millis first_date = 0;
  std::string last_id;
  Millis last_date = 0;

  /// Both together.
  MessageCounters plus(const MessageCounters& other) const;
  bool operator==(const MessageCounters&) const = default;
};

/// How far a user has read: messages dated up to `date` that were published up to `sequence`. Empty: nothing.
struct ReadPosition {
  std::string message;
  Millis date = 0;
  std::int64_t sequence = 0;
  bool operator==(const ReadPosition&) const = default;
};

/// What belongs to one member, or to one viewer of a public channel.
struct ChatMember {
  struct Mute {
    std::int64_t time = 0;
    std::optional<Millis> until;
    std::optional<bool> indefinitely;
    bool operator==(const Mute&) const = default;
  };

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

/// One user id a line, as lists are stored.
std::string to_lines(const std::vector<std::string>& users);
std::vector<std::string> from_lines(std::string_view lines);

}  // namespace parley::domain
