#include "domain/chats/chat_store.hpp"
#include "domain/chats/chats.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

Result<void> Chats::may_change_icon(storage::Reader& reader, const std::string& user, const std::string& chat) const {
  PARLEY_TRY(const ChatSeat seat, own_seat(reader, {.user = user}, chat));
  if (!seat.chat.room.empty() || (seat.chat.channel && user != seat.chat.owner)) {
    return Error{std::string(protocol::errors::SpaceError::RESTRICTED_ACCESS)};
  }
  return {};
}

void Chats::set_icon(storage::Transaction& transaction, const std::string& chat,
                     const std::optional<std::string>& url) {
  std::optional<ChatSeat> seat = chat_store::find(transaction, chat, "");
  if (!seat) return;
  seat->chat.icon = url;
  chat_store::update(transaction, seat->chat);
  notices_.icon_changed(transaction, seat->chat);
}

void Chats::rebase_icons(storage::Transaction& transaction, std::string_view old_base, std::string_view new_base) {
  chat_store::rebase_icons(transaction, old_base, new_base);
}

}  // namespace parley::domain
