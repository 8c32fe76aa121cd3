#include "domain/chats/chat_store.hpp"
#include "domain/chats/chat_view.hpp"
#include "domain/chats/chats.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {

Result<protocol::UpdateChatEvent> Chats::add_to_favourites(storage::Transaction& transaction, const Caller& caller,
                                                           const protocol::calls::AddChatToFavourites& call) {
  PARLEY_TRY(ChatSeat seat, own_seat(transaction, caller, call.id));
  const bool changed = !seat.member->favourite;
  seat.member->favourite = true;
  return change_for_caller(transaction, caller, seat, changed);
}

Result<protocol::UpdateChatEvent> Chats::remove_from_favourites(storage::Transaction& transaction, const Caller& caller,
                                                                const protocol::calls::RemoveChatFromFavourites& call) {
  PARLEY_TRY(ChatSeat seat, own_seat(transaction, caller, call.id));
  const bool changed = seat.member->favourite;
  seat.member->favourite = false;
  return change_for_caller(transaction, caller, seat, changed);
}

Result<protocol::UpdateChatEvent> Chats::update_hiding(storage::Transaction& transaction, const Caller& caller,
                                                       const protocol::calls::UpdateChatHiding& call) {
  PARLEY_TRY(ChatSeat seat, own_seat(transaction, caller, call.id));
  const bool changed = seat.member->hidden != call.value;
  seat.member->hidden = call.value;
  return change_for_caller(transaction, caller, seat, changed);
}

Result<protocol::ChatNotificationSettingsUpdated> Chats::update_notifications(
    storage::Transaction& transaction, const Caller& caller,
    const protocol::calls::UpdateChatNotificationSettings& call) {
  PARLEY_TRY(ChatSeat seat, own_seat(transaction, caller, call.id));
  protocol::ChatNotificationSettingsUpdated answer{.id = call.id, .value = call.value};
  if (seat.member->notifications == call.value) return answer;
  seat.member->notifications = call.value;
  chat_store::update_member(transaction, call.id, *seat.member);
  notices_.own(transaction, caller,
               protocol::event_frame(protocol::event::CHAT_NOTIFICATION_SETTINGS_UPDATED, "", "", answer));
  return answer;
}

Result<protocol::ChatMuted> Chats::mute(storage::Transaction& transaction, const Caller& caller,
                                        const protocol::calls::MuteChat& call) {
  PARLEY_TRY(ChatSeat seat, own_seat(transaction, caller, call.id));
  PARLEY_TRY(const Mute mute, Mute::from_now(call.muteTime, call.mutedIndefinitely, clock_.now()));
  protocol::ChatMuted answer;
  answer.id = call.id;
  answer.muteSettings = mute.view();
  if (seat.member->mute == mute) return answer;
  seat.member->mute = mute;
  chat_store::update_member(transaction, call.id, *seat.member);
  notices_.own(transaction, caller, protocol::event_frame(protocol::event::CHAT_MUTED, "", "", answer));
  return answer;
}

Result<protocol::ChatUnmuted> Chats::unmute(storage::Transaction& transaction, const Caller& caller,
                                            const protocol::calls::UnmuteChat& call) {
  PARLEY_TRY(ChatSeat seat, own_seat(transaction, caller, call.id));
  protocol::ChatUnmuted answer{.id = call.id};
  if (!seat.member->mute) return answer;
  seat.member->mute.reset();
  chat_store::update_member(transaction, call.id, *seat.member);
  notices_.own(transaction, caller, protocol::event_frame(protocol::event::CHAT_UNMUTED, "", "", answer));
  return answer;
}

protocol::UpdateChatEvent Chats::change_for_caller(storage::Transaction& transaction, const Caller& caller,
                                                   const ChatSeat& seat, bool changed) {
  if (changed) {
    chat_store::update_member(transaction, seat.chat.id, *seat.member);
    notices_.changed(transaction, seat.chat, {*seat.member}, caller.connection);
  }
  return {.info = chat_view(seat.chat, *seat.member)};
}

}  // namespace parley::domain
