#include "domain/messages/targets.hpp"

#include "protocol/errors.hpp"

namespace parley::domain {

Result<std::optional<TargetSeat>> Targets::seat(storage::Reader& reader, protocol::MessageTargetEntityType type,
                                                const protocol::MessageTargetEntityId& id,
                                                const std::string& user) const {
  namespace errors = protocol::errors;
  if (type != protocol::MessageTargetEntityType::CHAT) return Error{std::string(errors::SpaceError::RESTRICTED_ACCESS)};
  if (!id.chatId || id.chatId->empty()) {
    return Error{std::string(errors::ChatError::CAN_NOT_SEND_MESSAGE_WITHOUT_CHAT_ID)};
  }
  std::optional<ChatSeat> chat = chats_.seat(reader, *id.chatId, user);
  if (!chat) return std::optional<TargetSeat>();
  TargetSeat seat;
  seat.type = type;
  seat.id.chatId = id.chatId;
  seat.key = *id.chatId;
  seat.owner = chat->chat.owner;
  seat.members_version = chat->chat.members_version;
  seat.member = chat->member.has_value();
  seat.encrypted = chat->chat.encrypted;
  seat.may_read = seat.member || chat->chat.open_to_all();
  seat.messages = chat->chat.messages;
  if (chat->member) {
    seat.send_right = send_right(chat->chat, user);
    seat.position = chat->member->position;
    seat.messages = seat.messages.plus(chat->member->private_messages);
  }
  seat.members = std::move(chat->chat.members);
  return std::optional<TargetSeat>(std::move(seat));
}

protocol::MessageTargetEntityId Targets::id_of(protocol::MessageTargetEntityType, std::string_view key) {
  protocol::MessageTargetEntityId id;
  id.chatId = std::string(key);
  return id;
}

std::vector<std::string> Targets::keys_of_member(storage::Reader& reader, protocol::MessageTargetEntityType type,
                                                 const std::string& user) const {
  if (type != protocol::MessageTargetEntityType::CHAT) return {};
  return chats_.ids_of(reader, user);
}

void Targets::count_message(storage::Transaction& transaction, const TargetSeat& seat, const std::string& sender,
                            const std::optional<std::string>& recipient, const std::string& message, Millis date) {
  if (recipient) {
    chats_.count_private_message(transaction, seat.key, sender, *recipient, message, date);
  } else {
    chats_.count_message(transaction, seat.key, message, date);
  }
}

void Targets::set_position(storage::Transaction& transaction, const TargetSeat& seat, const std::string& user,
                           const ReadPosition& position) {
  chats_.set_position(transaction, seat.key, user, position);
}

}  // namespace parley::domain
