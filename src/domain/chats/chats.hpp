#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/caller.hpp"
#include "domain/chats/chat.hpp"
#include "domain/chats/chat_notices.hpp"
#include "domain/users/user_observer.hpp"
#include "events/bus.hpp"
#include "protocol/chats_calls.hpp"
#include "protocol/chats_types.hpp"
#include "storage/migrations.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

class Contacts;
class Users;

/// Schema of this folder.
storage::Migrations chats_migrations();

/// Hears of changes of chats, within the transaction that makes them and after they were made.
class ChatObserver {
 public:
  virtual ~ChatObserver() = default;
  virtual void chat_created(storage::Transaction&, const Chat&) {}
  virtual void chat_renamed(storage::Transaction&, const Chat&) {}
  /// Who isn't a member may find and read it no more.
  virtual void chat_closed(storage::Transaction&, const Chat&) {}
  /// `chat` has the member.
  virtual void chat_member_added(storage::Transaction&, const Chat&, const std::string& /*user*/) {}
  /// `chat` has him no more.
  virtual void chat_member_removed(storage::Transaction&, const Chat&, const std::string& /*user*/) {}
  /// `chat` is as it was.
  virtual void chat_deleted(storage::Transaction&, const Chat&) {}
};

/// Chats of all kinds and what each member keeps about them. Messages are another folder's: this one only counts them.
/// Calls with a Transaction run on the storage writer thread, those with a Reader on any storage thread; the only
/// state between calls is the list of observers, complete before the first call.
/// Observe `users` with this object: names made of nicknames follow them.
/// Each method that takes a `calls::` struct checks who asks; Error: the sentence for OPERATION_FAILED.
class Chats final : public UserObserver {
 public:
  Chats(const Users& users, Contacts& contacts, events::Outbox& outbox, const Clock& clock)
      : users_(users), contacts_(contacts), notices_(outbox), clock_(clock) {}

  void observe(ChatObserver& observer) { observers_.push_back(&observer); }

  // Chats (chats.cpp)
  Result<protocol::NewChatEvent> create(storage::Transaction&, const Caller&, const protocol::calls::CreateChat&);
  Result<protocol::RemovedChatEvent> remove(storage::Transaction&, const Caller&, const protocol::calls::DeleteChat&);
  Result<void> rename(storage::Transaction&, const Caller&, const protocol::calls::RenameChat&);
  Result<protocol::ChatsEvent> list(storage::Reader&, const Caller&) const;
  Result<protocol::PublicChannelsEvent> list_public_channels(storage::Reader&, const Caller&) const;
  /// The chat without its messages, for members and, if it is a public channel, for everybody.
  Result<protocol::Chat> chat(storage::Reader&, const Caller&, const std::string& id) const;

  // Members (chats_members.cpp)
  Result<protocol::UpdateChatEvent> add_member(storage::Transaction&, const Caller&,
                                               const protocol::calls::AddMemberToChat&);
  Result<protocol::UpdateChatEvent> remove_member(storage::Transaction&, const Caller&,
                                                  const protocol::calls::RemoveMemberFromChat&);
  // UserObserver
  void user_renamed(storage::Transaction&, const std::string& user) override;
  /// He leaves all chats, and all lists of who may write: what he owns passes on, what he alone was in goes.
  void user_removed(storage::Transaction&, const std::string& user) override;
  /// The chat of a meeting keeps its owner.
  bool remembers_user(storage::Reader&, const std::string& user) const override;

  // What a member keeps for himself (chats_preferences.cpp)
  Result<protocol::UpdateChatEvent> add_to_favourites(storage::Transaction&, const Caller&,
                                                      const protocol::calls::AddChatToFavourites&);
  Result<protocol::UpdateChatEvent> remove_from_favourites(storage::Transaction&, const Caller&,
                                                           const protocol::calls::RemoveChatFromFavourites&);
  Result<protocol::UpdateChatEvent> update_hiding(storage::Transaction&, const Caller&,
                                                  const protocol::calls::UpdateChatHiding&);
  Result<protocol::ChatNotificationSettingsUpdated> update_notifications(
      storage::Transaction&, const Caller&, const protocol::calls::UpdateChatNotificationSettings&);
  Result<protocol::ChatMuted> mute(storage::Transaction&, const Caller&, const protocol::calls::MuteChat&);
  Result<protocol::ChatUnmuted> unmute(storage::Transaction&, const Caller&, const protocol::calls::UnmuteChat&);

  // What the owner decides (chats_policies.cpp)
  Result<protocol::UpdateChatEvent> update_receive_policy(storage::Transaction&, const Caller&,
                                                          const protocol::calls::UpdateChatReceivePolicy&);
  Result<protocol::UpdateChatEvent> update_send_policy(storage::Transaction&, const Caller&,
                                                       const protocol::calls::UpdateChannelSendPolicy&);
  Result<protocol::UpdateChatEvent> add_sender(storage::Transaction&, const Caller&,
                                               const protocol::calls::AddChannelSendPermissionListMember&);
  Result<protocol::UpdateChatEvent> remove_sender(storage::Transaction&, const Caller&,
                                                  const protocol::calls::RemoveChannelSendPermissionListMember&);
  Result<protocol::UpdateChatEvent> update_configuration(storage::Transaction&, const Caller&,
                                                         const protocol::calls::UpdateChatConfiguration&);

  // Icons (chats_icons.cpp), which are uploaded and stored elsewhere
  /// Members may, in channels the owner alone; nobody in the chat of a meeting.
  Result<void> may_change_icon(storage::Reader&, const std::string& user, const std::string& chat) const;
  /// The download URL, or none: CHAT_ICON_UPDATED to all connections of all members.
  void set_icon(storage::Transaction&, const std::string& chat, const std::optional<std::string>& url);
  /// At start-up: URLs that begin with `old_base` begin with `new_base` from now on; nobody is told.
  void rebase_icons(storage::Transaction&, std::string_view old_base, std::string_view new_base);

  // For meetings (chats_rooms.cpp). Such chats change by these calls only, but for what members keep for themselves
  // and the receive policy. Users are trusted to exist.
  /// Makes the chat of room `room`, the owner its first member: he gets SFU_NEW_CHAT on all connections. Returns the
  /// chat's id: that of the room, unless a user has given that id to a chat of his own.
  std::string create_room_chat(storage::Transaction&, const std::string& room, const std::string& owner,
                               const std::string& name);
  /// The joiner gets SFU_NEW_CHAT, the others SFU_UPDATE_CHAT. Nothing happens when he is a member already.
  void join_room_chat(storage::Transaction&, const std::string& chat, const std::string& user);
  /// The leaver gets SFU_CHAT_DELETED, the others SFU_UPDATE_CHAT. Nothing happens when he isn't a member. The chat
  /// stays, also without members, and keeps its owner.
  void leave_room_chat(storage::Transaction&, const std::string& chat, const std::string& user);
  void rename_room_chat(storage::Transaction&, const std::string& chat, const std::string& name);
  /// Members get SFU_UPDATE_CHAT.
  void set_room_chat_policy(storage::Transaction&, const std::string& chat, protocol::ChatReceivePolicy policy);
  /// Members get SFU_CHAT_DELETED.
  void delete_room_chat(storage::Transaction&, const std::string& chat);
  /// Rooms don't outlive the server: at start-up, deletes the chats a crash has left.
  void delete_all_room_chats(storage::Transaction&);

  // For the folders to the right of this one (chats.cpp)
  bool is_member(storage::Reader&, std::string_view chat, std::string_view user) const;
  /// The chats the user is a member of, in no order.
  std::vector<std::string> ids_of(storage::Reader&, std::string_view user) const;
  /// In order; empty when there is no such chat.
  std::vector<std::string> members(storage::Reader&, std::string_view chat) const;
  /// The chat (name, owner, members, policies) and what `user` keeps about it; nothing when there is no such chat.
  std::optional<ChatSeat> seat(storage::Reader&, std::string_view chat, std::string_view user) const;
  /// Counts a published message; for a private one, `to` and `from` alone see the number grow.
  void count_message(storage::Transaction&, std::string_view chat, std::string_view message, Millis date);
  void count_private_message(storage::Transaction&, std::string_view chat, std::string_view from, std::string_view to,
                             std::string_view message, Millis date);
  void set_position(storage::Transaction&, std::string_view chat, std::string_view user, const ReadPosition&);

 private:
  /// The chat as the caller has it. Error: unknown, or he is not a member.
  Result<ChatSeat> own_seat(storage::Reader&, const Caller&, const std::string& chat) const;
  /// The same for the owner only.
  Result<ChatSeat> owned_seat(storage::Reader&, const Caller&, const std::string& chat) const;
  /// Error: one of the users doesn't exist.
  Result<void> check_users(storage::Reader&, const std::vector<std::string>&) const;
  std::string generated_name(storage::Reader&, const std::vector<std::string>& members) const;

  void insert(storage::Transaction&, const Chat&, const std::vector<ChatMember>&);
  /// Takes a member in, or out, of `chat` and of the tables, and tells everybody.
  void admit(storage::Transaction&, Chat& chat, ChatMember, events::ConnectionId except);
  void dismiss(storage::Transaction&, Chat& chat, const ChatMember&, events::ConnectionId except);
  void destroy(storage::Transaction&, const Chat&, events::ConnectionId except);
  /// Stores the seat's chat, if it changed, and tells all members, if they can see it. Returns the caller's answer.
  protocol::UpdateChatEvent change_for_all(storage::Transaction&, const Caller&, const ChatSeat&, bool changed,
                                           bool visible = true);
  /// Stores what the caller keeps for himself, if it changed, and tells his other connections.
  protocol::UpdateChatEvent change_for_caller(storage::Transaction&, const Caller&, const ChatSeat&, bool changed);

  const Users& users_;
  Contacts& contacts_;
  ChatNotices notices_;
  const Clock& clock_;
  std::vector<ChatObserver*> observers_;
};

}  // namespace parley::domain
