#include "domain/chats/chat_notices.hpp"

#include <utility>

#include "domain/chats/chat_view.hpp"
#include "protocol/chats_types.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {
namespace {

/// All that makes two members' copies differ; members with equal keys share one frame.
bool shares_frame(const Chat& chat, const ChatMember& a, const ChatMember& b) {
  return a.same_view(b) &&
         (send_right(chat, a.user) == SendRight::refused) == (send_right(chat, b.user) == SendRight::refused);
}

}  // namespace

void ChatNotices::added(storage::Transaction& transaction, const Chat& chat, std::vector<ChatMember> to,
                        events::ConnectionId except) {
  tell(transaction, chat, std::move(to), except, [](const Chat& what, const ChatMember& viewer) {
    return protocol::event_frame(protocol::event::SFU_NEW_CHAT, "", "",
                                 protocol::NewChatEvent{.info = chat_view(what, viewer)});
  });
}

void ChatNotices::removed(storage::Transaction& transaction, const Chat& chat, std::vector<ChatMember> to,
                          events::ConnectionId except) {
  tell(transaction, chat, std::move(to), except, [](const Chat& what, const ChatMember& viewer) {
    return protocol::event_frame(protocol::event::SFU_CHAT_DELETED, "", "",
                                 protocol::RemovedChatEvent{.info = chat_view(what, viewer)});
  });
}

void ChatNotices::changed(storage::Transaction& transaction, const Chat& chat, std::vector<ChatMember> to,
                          events::ConnectionId except) {
  tell(transaction, chat, std::move(to), except, [](const Chat& what, const ChatMember& viewer) {
    return protocol::event_frame(protocol::event::SFU_UPDATE_CHAT, "", "",
                                 protocol::UpdateChatEvent{.info = chat_view(what, viewer)});
  });
}

void ChatNotices::icon_changed(storage::Transaction& transaction, const Chat& chat) {
  protocol::ChatIconUpdated payload{.chatId = chat.id, .icon = chat.icon};
  outbox_.emit(transaction, {.users = chat.members,
                             .except = 0,
                             .connections = {},
                             .frame = std::make_shared<const std::string>(
                                 protocol::event_frame(protocol::event::CHAT_ICON_UPDATED, "", "", payload))});
}

void ChatNotices::own(storage::Transaction& transaction, const Caller& caller, std::string frame) {
  outbox_.emit(transaction, {.users = {caller.user},
                             .except = caller.connection,
                             .connections = {},
                             .frame = std::make_shared<const std::string>(std::move(frame))});
}

void ChatNotices::forgotten(storage::Transaction& transaction, const std::string& chat, const std::string& user) {
  // Whole, as clients expect it, but of all it says only the id is about the chat.
  const protocol::RemovedChatEvent payload{.info = {.id = chat}};
  outbox_.emit(transaction, {.users = {user},
                             .except = 0,
                             .connections = {},
                             .frame = std::make_shared<const std::string>(
                                 protocol::event_frame(protocol::event::SFU_CHAT_DELETED, "", "", payload))});
}

void ChatNotices::tell(storage::Transaction& transaction, const Chat& chat, std::vector<ChatMember> to,
                       events::ConnectionId except, Encode encode) {
  // Groups are few where members are many, so comparing with one of each is enough.
  std::vector<std::pair<ChatMember, std::vector<std::string>>> groups;
  for (ChatMember& member : to) {
    std::string user = member.user;
    auto same = groups.begin();
    while (same != groups.end() && !shares_frame(chat, same->first, member)) ++same;
    if (same == groups.end()) {
      groups.emplace_back(std::move(member), std::vector<std::string>{std::move(user)});
    } else {
      same->second.push_back(std::move(user));
    }
  }
  for (auto& [viewer, users] : groups) {
    outbox_.emit(transaction, {.users = std::move(users),
                               .except = except,
                               .connections = {},
                               .frame = std::make_shared<const std::string>(encode(chat, viewer))});
  }
}

}  // namespace parley::domain
