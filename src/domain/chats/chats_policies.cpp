#include <algorithm>

#include "domain/chats/chat_store.hpp"
#include "domain/chats/chats.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {
namespace {

using protocol::ChannelSendPolicy;

/// A list that no longer counts is not kept for later.
void set_send_policy(Chat& chat, ChannelSendPolicy policy) {
  if (chat.send_policy == ChannelSendPolicy::ADMIN_AND_LIST && policy != ChannelSendPolicy::ADMIN_AND_LIST) {
    chat.senders.clear();
  }
  chat.send_policy = policy;
}

}  // namespace

Result<protocol::UpdateChatEvent> Chats::update_receive_policy(storage::Transaction& transaction, const Caller& caller,
                                                               const protocol::calls::UpdateChatReceivePolicy& call) {
  PARLEY_TRY(ChatSeat seat, owned_seat(transaction, caller, call.id));
  const bool changed = seat.chat.receive_policy != call.chatReceivePolicy;
  seat.chat.receive_policy = call.chatReceivePolicy;
  return change_for_all(transaction, caller, seat, changed);
}

Result<protocol::UpdateChatEvent> Chats::update_send_policy(storage::Transaction& transaction, const Caller& caller,
                                                            const protocol::calls::UpdateChannelSendPolicy& call) {
  PARLEY_TRY(ChatSeat seat, owned_seat(transaction, caller, call.id));
  const bool changed = seat.chat.send_policy != call.channelSendPolicy;
  set_send_policy(seat.chat, call.channelSendPolicy);
  return change_for_all(transaction, caller, seat, changed);
}

Result<protocol::UpdateChatEvent> Chats::add_sender(storage::Transaction& transaction, const Caller& caller,
                                                    const protocol::calls::AddChannelSendPermissionListMember& call) {
  PARLEY_TRY(ChatSeat seat, owned_seat(transaction, caller, call.id));
  std::vector<std::string>& senders = seat.chat.senders;
  const bool changed = std::find(senders.begin(), senders.end(), call.member) == senders.end();
  if (changed) {
    if (senders.size() >= max_chat_members) return Error{"Too many members"};
    PARLEY_CHECK(check_users(transaction, {call.member}));
    senders.push_back(call.member);
  }
  return change_for_all(transaction, caller, seat, changed);
}

Result<protocol::UpdateChatEvent> Chats::remove_sender(
    storage::Transaction& transaction, const Caller& caller,
    const protocol::calls::RemoveChannelSendPermissionListMember& call) {
  PARLEY_TRY(ChatSeat seat, owned_seat(transaction, caller, call.id));
  const bool changed = std::erase(seat.chat.senders, call.member) > 0;
  return change_for_all(transaction, caller, seat, changed);
}

Result<protocol::UpdateChatEvent> Chats::update_configuration(storage::Transaction& transaction, const Caller& caller,
                                                              const protocol::calls::UpdateChatConfiguration& call) {
  PARLEY_TRY(ChatSeat seat, owned_seat(transaction, caller, call.id));
  Chat& chat = seat.chat;
  const Chat before = chat;
  if (call.type && *call.type != chat.type) {
    // A one-to-one chat made public would open what two people wrote for themselves.
    if (chat.personal || !chat.room.empty()) {
      return Error{std::string(protocol::errors::SpaceError::RESTRICTED_ACCESS)};
    }
    chat.type = *call.type;
    chat.personal = !chat.channel && chat.type == protocol::ChatType::PRIVATE && chat.members.size() <= 2;
  }
  if (call.channelSendPolicy) set_send_policy(chat, *call.channelSendPolicy);
  if (call.sendPermissionList) {
    PARLEY_CHECK(check_users(transaction, *call.sendPermissionList));
    chat.senders.clear();
    for (const std::string& user : *call.sendPermissionList) {
      if (std::find(chat.senders.begin(), chat.senders.end(), user) == chat.senders.end()) chat.senders.push_back(user);
    }
  }
  if (call.allowedToAddExternalUser) chat.external_users = *call.allowedToAddExternalUser;
  const bool changed = chat.type != before.type || chat.send_policy != before.send_policy ||
                       chat.senders != before.senders || chat.external_users != before.external_users;
  protocol::UpdateChatEvent answer = change_for_all(transaction, caller, seat, changed);
  if (before.open_to_all() && !chat.open_to_all()) {
    for (ChatObserver* observer : observers_) observer->chat_closed(transaction, chat);
  }
  return answer;
}

}  // namespace parley::domain
