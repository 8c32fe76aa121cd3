#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "parley/context.h"
#include "parley/events.h"
#include "parley/pending.h"
#include "parley/room_extended.h"
#include "protocol/calls.hpp"
#include "protocol/enums.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"
#include "protocol/types.hpp"

namespace parley::sdk {

namespace calls = protocol::calls;
using protocol::SfuEvent;
using protocol::State;

/// How to connect: with username (user id or e-mail) and password, or with a token of an earlier login.
struct ConnectOptions {
  std::string url;  ///< ws://host:port/ or wss://…
  std::string username{}, password{};
  std::string authToken{};
  std::string nickname{};
  std::string device{};
  std::chrono::milliseconds timeout{10'000};      ///< for the socket to open
  std::chrono::milliseconds pingInterval{5'000};  ///< 0: the server's pings are not watched
  int failedProbesThreshold = 5;                  ///< silent intervals after which the connection counts as lost
};

/// Who is logged in.
struct CurrentUser {
  std::string username, email, nickname, authToken, pmi;
};

/// A Parley user's connection: accounts, chats, messages, meetings. Method names, parameters and events are those of
/// the JavaScript class of the same name; parameters are the generated call structs (docs/reference/protocol.md).
///
/// Thread-safe. Callbacks run on the client's own thread (one of the Context's), never under a lock, and never after
/// the destructor returned; the destructor must not run in a callback. Calls under way when the connection ends fail
/// with a retryable Failure. There is no automatic reconnect.
class SfuExtended {
 public:
  SfuExtended();  ///< with a Context of its own
  explicit SfuExtended(Context& context);
  ~SfuExtended();
  SfuExtended(const SfuExtended&) = delete;
  SfuExtended& operator=(const SfuExtended&) = delete;

  // Connection
  /// Fails when connected or connecting already, when the server can't be reached, and when it refuses the login
  /// (with its reason). Fires CONNECTED, or FAILED.
  Pending<CurrentUser> connect(ConnectOptions options);
  /// Leaves all rooms and closes; settles when the socket is closed. Fires DISCONNECTED.
  Pending<Done> disconnect();
  Pending<Done> logout();
  State state() const;
  std::optional<CurrentUser> user() const;
  std::string server() const;  ///< host of the URL

  // Accounts, each on a connection of its own
  /// Settles when the account is verified; until then SIGN_UP_STATUS fires with verified false.
  Pending<protocol::SignUpStatus> signUp(const std::string& url, calls::SignUp account);
  /// Fails with "Username is already in use" when it is.
  Pending<Done> ensureUsernameAvailable(const std::string& url, calls::EnsureUsernameAvailable username);

  Pending<protocol::UserInfo> getUserInfo();
  Pending<protocol::SystemConfig> getSystemConfig();

  // Chats
  Pending<std::map<std::string, protocol::UserSpecificChatInfo>> getUserChats();
  Pending<std::map<std::string, protocol::UserSpecificChatInfo>> getPublicChannels();
  Pending<protocol::Chat> loadChat(calls::LoadChat chat);
  Pending<protocol::UserSpecificChatInfo> createChat(calls::CreateChat chat);
  Pending<Done> deleteChat(calls::DeleteChat chat);
  Pending<Done> renameChat(calls::RenameChat chat);
  Pending<protocol::UserSpecificChatInfo> addMemberToChat(calls::AddMemberToChat member);
  Pending<protocol::UserSpecificChatInfo> removeMemberFromChat(calls::RemoveMemberFromChat member);
  Pending<protocol::UserSpecificChatInfo> addChatToFavourites(calls::AddChatToFavourites chat);
  Pending<protocol::UserSpecificChatInfo> removeChatFromFavourites(calls::RemoveChatFromFavourites chat);
  Pending<protocol::UserSpecificChatInfo> updateChatHiding(calls::UpdateChatHiding hiding);
  Pending<protocol::UserSpecificChatInfo> updateChatReceivePolicy(calls::UpdateChatReceivePolicy policy);
  Pending<protocol::ChatNotificationSettingsUpdated> updateChatNotificationSettings(
      calls::UpdateChatNotificationSettings settings);
  Pending<protocol::ChatMuted> muteChat(calls::MuteChat mute);
  Pending<protocol::ChatUnmuted> unmuteChat(calls::UnmuteChat chat);

  // Messages
  Pending<protocol::MessageStatus> sendMessage(calls::SendMessage message);
  Pending<protocol::MessageStatus> editMessage(calls::EditMessage message);
  Pending<Done> deleteMessage(calls::DeleteMessage message);
  Pending<protocol::AddedRemovedReactionOnMessage> addReactionOnMessage(calls::AddReactionOnMessage reaction);
  Pending<protocol::AddedRemovedReactionOnMessage> removeReactionOnMessage(calls::RemoveReactionOnMessage reaction);
  Pending<protocol::LastReadMessageUpdated> markMessageRead(calls::MarkMessageRead message);
  Pending<protocol::LastReadMessageUpdated> markMessageUnread(calls::MarkMessageUnread message);
  Pending<std::vector<protocol::Message>> loadMessages(calls::LoadMessages what);
  Pending<protocol::ChatMessagesCount> getMessagesCount(calls::GetMessagesCount target);
  Pending<protocol::FirstAndLastChatMessage> getFirstAndLastMessage(calls::GetFirstAndLastMessage target);
  Pending<protocol::UnreadMessagesCountEvent> getUnreadMessagesCount(calls::GetUnreadMessagesCount target);

  // Meetings
  Pending<std::shared_ptr<RoomExtended>> createRoom(calls::CreateRoom room);
  Pending<std::shared_ptr<RoomExtended>> createDirectMeeting(calls::CreateDirectMeeting meeting);
  Pending<std::shared_ptr<RoomExtended>> roomAvailable(calls::RoomAvailable room);
  Pending<Done> roomExists(calls::RoomExists room);
  Pending<std::vector<protocol::RoomInfo>> loadActiveRooms();
  std::shared_ptr<RoomExtended> getRoom(const std::string& id) const;

  // Events. `on<protocol::Message>(SfuEvent::MESSAGE, [](const protocol::Message& message) { … })`; the payload of each
  // event is in docs/reference/protocol.md. A payload that can't be read as T is not delivered.
  template <class T, class Callback>
  Subscription on(SfuEvent event, Callback callback) {
    return on_json(protocol::wire(event), [callback = std::move(callback)](const protocol::Json& payload) {
      if (const auto value = protocol::decode<T>(payload)) callback(*value);
    });
  }
  Subscription on(SfuEvent event, std::function<void()> callback) {
    return on_json(protocol::wire(event), [callback = std::move(callback)](const protocol::Json&) { callback(); });
  }
  /// Any event by its name, with its payload unread.
  Subscription on_json(std::string_view event, Subscriptions::Handler handler);
  void off(Subscription subscription);

  class Impl;

 private:
  std::unique_ptr<Context> own_context_;
  std::shared_ptr<Impl> impl_;
};

}  // namespace parley::sdk
