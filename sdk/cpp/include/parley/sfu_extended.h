#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parley/attachments.h"
#include "parley/context.h"
#include "parley/events.h"
#include "parley/log_options.h"
#include "parley/messages_synchronizer.h"
#include "parley/options.h"
#include "parley/pending.h"
#include "parley/reset_password_handler.h"
#include "parley/room_extended.h"
#include "protocol/calls.hpp"
#include "protocol/enums.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"
#include "protocol/types.hpp"

namespace parley::sdk {

namespace calls = protocol::calls;
using protocol::SfuEvent;
using protocol::SpaceEvent;
using protocol::State;

/// A Parley user's connection: accounts, contacts, chats, messages, files, meetings. Method names, parameters and
/// events are those of the JavaScript class of the same name; parameters are the generated call structs, whose members,
/// limits and defaults are in docs/reference/protocol.md.
///
/// Thread-safe. Callbacks run on the client's own thread (one of the Context's), never under a lock, and never after
/// the destructor returned; the destructor must not run in a callback. There is no automatic reconnect.
///
/// Failures: the server's refusals bear the protocol's texts (protocol/errors.hpp). Every call but connect, disconnect
/// and those about accounts fails at once with "User isn't authenticated, current state …" unless the state is
/// AUTHENTICATED. Calls under way when the connection ends fail with a retryable Failure.
///
/// Events: what a call says "others" get comes to every connection of those users, and the caller's other connections
/// get what tells them of the change; the calling connection gets the outcome instead of the event, unless noted.
class SfuExtended {
 public:
  using ChatMap = std::map<std::string, protocol::UserSpecificChatInfo>;  ///< by chat id

  explicit SfuExtended(LogOptions log = {});  ///< with a Context of its own
  explicit SfuExtended(Context& context, LogOptions log = {});
  ~SfuExtended();
  SfuExtended(const SfuExtended&) = delete;
  SfuExtended& operator=(const SfuExtended&) = delete;

  // Connection
  /// Logs in. Fails when connected or connecting already, when the server can't be reached, and when it refuses (with
  /// its reason). Fires CONNECTED, or FAILED; before that AUTHENTICATION_STATUS when the login waits for a mail to be
  /// answered. Contacts get USER_PRESENCE_STATUS_UPDATED.
  Pending<CurrentUser> connect(ConnectOptions options);
  /// Leaves all rooms and closes; settles when the socket is closed. Fires DISCONNECTED.
  Pending<Done> disconnect();
  /// Ends the token of this connection, which stays open.
  Pending<Done> logout();
  /// The present state.
  State state() const;
  /// Who is logged in; follows changes of e-mail and nickname. Empty when nobody is.
  std::optional<CurrentUser> user() const;
  /// Host of the URL given to connect.
  std::string server() const;
  /// A URL the server issued, rebuilt for the address this client really uses: a server behind a proxy does not know
  /// it.
  std::string reachableUrl(const std::string& issued) const;

  // Accounts: each call on a connection of its own, logged in or not
  /// Makes an account. Settles when it is verified; until then SIGN_UP_STATUS fires with verified false. Fails with
  /// "User with this email already exists", "Username is already in use", "Email verification is declined"…; with
  /// "Email is not verified" when this client starts another sign-up meanwhile.
  Pending<protocol::SignUpStatus> signUp(SignUpOptions options);
  /// Fails with "Username is already in use" when it is.
  Pending<Done> ensureUsernameAvailable(UsernameOptions options);
  /// Asks for a link by mail and settles when it was followed; the handler then takes the new password. Until then
  /// RESET_PASSWORD_REQUEST_STATUS fires with confirmed false. Fails with "Email not found"; with "Email is not
  /// verified" when this client asks again meanwhile.
  Pending<std::shared_ptr<ResetPasswordHandler>> resetPassword(ResetPasswordOptions options);
  /// Removes an account, if the server allows it. Fails with "User not found", "Failed to remove user".
  Pending<Done> removeUser(RemoveUserOptions options);
  /// Borrows a demo account. Fails unless the server is in demo mode.
  Pending<protocol::ExamplesUser> getExamplesFreeUser(ExamplesOptions options);

  // Profile: own other connections get USER_INFO_CHANGED
  /// The profile. Also fires USER_INFO.
  Pending<protocol::UserInfo> getUserInfo();
  /// At once, without a mail. Fails with "User with this email already exists". user() follows.
  Pending<Done> changeUserEmail(const std::string& email);
  /// Not empty. user() follows; contacts get CONTACT_UPDATED.
  Pending<Done> changeUserNickname(const std::string& nickname);
  /// Free text; empty clears it.
  Pending<Done> changeUserPhoneNumber(const std::string& phoneNumber);
  /// The secret with which an owner takes his meeting back; empty clears it.
  Pending<Done> changeUserHostKey(const std::string& hostKey);
  /// Free text such as "Asia/Moscow, GMT +3:00"; empty clears it.
  Pending<Done> changeUserTimezone(const std::string& timezone);
  /// Ends the user's other tokens. Fails with "You entered incorrect current password", "New password should be at
  /// least 6 characters".
  Pending<Done> changeUserPassword(const std::string& currentPassword, const std::string& newPassword);
  /// The user's logins on all devices, the last used first. Parley's own addition.
  Pending<std::vector<protocol::UserSession>> getUserSessions();
  /// Ends a login: its token is good no more, its connections are closed. Parley's own addition.
  Pending<Done> endUserSession(calls::EndUserSession session);
  /// Uploads an avatar, or removes it; its download URL, nothing after a removal. The user, this connection included,
  /// gets USER_INFO_CHANGED and CONTACT_UPDATED, contacts CONTACT_UPDATED.
  Pending<std::optional<std::string>> updateUserIcon(UserIconOptions options);
  /// Settings of the personal meeting.
  Pending<protocol::UserPmiSettings> getUserPmiSettings();
  /// What is left out stays. Own other connections get UPDATE_USER_PMI_SETTINGS.
  Pending<protocol::UserPmiSettings> updateUserPmiSettings(calls::UpdateUserPmiSettings settings);
  /// Stores the keys of secure chats (parley/secure_chats.h makes them). Contacts get CONTACT_UPDATED with the public
  /// key, own other connections USER_ENCRYPTION_INFO_ADDED.
  Pending<protocol::UserEncryptionInfo> addUserEncryptionInfo(calls::AddUserEncryptionInfo keys);
  /// The stored keys; encryptionEnabled is false when there are none.
  Pending<protocol::UserEncryptionInfo> getUserEncryptionInfo();
  /// Selects and stores the presence. Contacts get USER_PRESENCE_STATUS_UPDATED.
  Pending<Done> updatePresenceStatus(protocol::PresenceStatus status);
  /// Whether somebody is active at this connection; counts while ONLINE is selected. Contacts may get
  /// USER_PRESENCE_STATUS_UPDATED, this connection gets USER_INFO_CHANGED.
  Pending<Done> updateActivityStatus(bool isActive);
  /// Settings of the server that clients need.
  Pending<protocol::SystemConfig> getSystemConfig();

  // Contacts
  /// Friends, people of common chats and channels, friend invites of both directions.
  Pending<protocol::UserContacts> getContacts();
  /// Invites; replaces an earlier invite, and accepts the other's if there is one. Both get NEW_…_FRIEND_INVITE, or
  /// what acceptance brings. Fails with "User can not send invite to himself", "User not found".
  Pending<Done> addFriend(calls::AddFriend user);
  /// Both get CONTACT_UPDATED, or CONTACT_DELETED when nothing else connects them.
  Pending<Done> removeFriend(calls::RemoveFriend user);
  /// By the inviter. The other gets INCOMING_FRIEND_INVITE_DELETED.
  Pending<protocol::FriendInviteDeleted> revokeFriendInvite(calls::RevokeFriendInvite invite);
  /// By the invited; the new friend. The inviter gets OUTGOING_FRIEND_INVITE_DELETED and NEW_CONTACT or
  /// CONTACT_UPDATED.
  Pending<protocol::Contact> acceptFriendInvite(calls::AcceptFriendInvite invite);
  /// By the invited. The inviter is told nothing.
  Pending<protocol::FriendInviteDeleted> rejectFriendInvite(calls::RejectFriendInvite invite);
  /// How loud a contact is played in meetings. Own other connections get CONTACT_PERSONAL_SETTINGS_UPDATED.
  Pending<protocol::ContactPersonalSettings> updateContactVolume(calls::UpdateContactVolume volume);

  // Chats
  /// All chats of the user, hidden ones too. Also fires USER_CHATS.
  Pending<ChatMap> getUserChats();
  /// All public chat channels. Also fires PUBLIC_CHANNELS. Deprecated.
  Pending<ChatMap> getPublicChannels();
  /// One chat with its messages; new code uses loadMessages. Also fires CHAT_LOADED.
  Pending<protocol::Chat> loadChat(calls::LoadChat chat);
  /// Members get NEW_CHAT. Fails with "Incorrect chat encryption settings" when the keys of a secure chat are
  /// incomplete.
  Pending<protocol::UserSpecificChatInfo> createChat(calls::CreateChat chat);
  /// With its messages and files; ends its meeting. Members get CHAT_DELETED.
  Pending<Done> deleteChat(calls::DeleteChat chat);
  /// Members get CHAT_UPDATED. Fails with "Renaming the private chat is not allowed".
  Pending<Done> renameChat(calls::RenameChat chat);
  /// Members get CHAT_UPDATED, the added user NEW_CHAT. A secure chat needs his encryptedChatPassword.
  Pending<protocol::UserSpecificChatInfo> addMemberToChat(calls::AddMemberToChat member);
  /// Members get CHAT_UPDATED, the removed user CHAT_DELETED. Removing oneself leaves the chat.
  Pending<protocol::UserSpecificChatInfo> removeMemberFromChat(calls::RemoveMemberFromChat member);
  /// Own other connections get CHAT_UPDATED.
  Pending<protocol::UserSpecificChatInfo> addChatToFavourites(calls::AddChatToFavourites chat);
  /// Own other connections get CHAT_UPDATED.
  Pending<protocol::UserSpecificChatInfo> removeChatFromFavourites(calls::RemoveChatFromFavourites chat);
  /// Own other connections get CHAT_UPDATED.
  Pending<protocol::UserSpecificChatInfo> updateChatHiding(calls::UpdateChatHiding hiding);
  /// Own other connections get CHAT_NOTIFICATION_SETTINGS_UPDATED.
  Pending<protocol::ChatNotificationSettingsUpdated> updateChatNotificationSettings(
      calls::UpdateChatNotificationSettings settings);
  /// For a time, or without end. Own other connections get CHAT_MUTED.
  Pending<protocol::ChatMuted> muteChat(calls::MuteChat mute);
  /// Own other connections get CHAT_UNMUTED.
  Pending<protocol::ChatUnmuted> unmuteChat(calls::UnmuteChat chat);
  /// Who gets what is written; by the owner. Members get CHAT_UPDATED.
  Pending<protocol::UserSpecificChatInfo> updateChatReceivePolicy(calls::UpdateChatReceivePolicy policy);
  /// Who may write in a channel; by the owner. Members get CHAT_UPDATED. Deprecated.
  Pending<protocol::UserSpecificChatInfo> updateChannelSendPolicy(calls::UpdateChannelSendPolicy policy);
  /// Members get CHAT_UPDATED. Deprecated.
  Pending<protocol::UserSpecificChatInfo> addChannelSendPermissionListMember(
      calls::AddChannelSendPermissionListMember member);
  /// Members get CHAT_UPDATED. Deprecated.
  Pending<protocol::UserSpecificChatInfo> removeChannelSendPermissionListMember(
      calls::RemoveChannelSendPermissionListMember member);
  /// Several settings of a channel; what is left out stays. Members get CHAT_UPDATED. Deprecated.
  Pending<protocol::UserSpecificChatInfo> updateChatConfiguration(calls::UpdateChatConfiguration configuration);
  /// Uploads an icon, or removes it; its download URL, nothing after a removal. Members, this connection included, get
  /// CHAT_ICON_UPDATED.
  Pending<std::optional<std::string>> updateChatIcon(ChatIconOptions options);

  // Messages of chats, channels and threads
  /// With attachments the message stays unseen until they are uploaded (getSendingAttachmentsHandler). Members get
  /// MESSAGE, own other connections SEND_MESSAGE_SYNC. Fails with "Can't send message without content" (nothing is sent
  /// then), "User must be a chat member to send messages".
  Pending<protocol::MessageStatus> sendMessage(calls::SendMessage message);
  /// By the author; attachments may be added (uploaded as for a new message) and removed. Members get
  /// CHAT_MESSAGE_EDITED.
  Pending<protocol::MessageStatus> editMessage(calls::EditMessage message);
  /// By the author: empties the message, which stays listed. Members get CHAT_MESSAGE_DELETED.
  Pending<Done> deleteMessage(calls::DeleteMessage message);
  /// Any text, usually an emoji. Members get REACTION_ON_MESSAGE_ADDED.
  Pending<protocol::AddedRemovedReactionOnMessage> addReactionOnMessage(calls::AddReactionOnMessage reaction);
  /// Members get REACTION_ON_MESSAGE_REMOVED.
  Pending<protocol::AddedRemovedReactionOnMessage> removeReactionOnMessage(calls::RemoveReactionOnMessage reaction);
  /// This and all earlier messages count as read. Own other connections get LAST_READ_MESSAGE_UPDATED, the authors
  /// UPDATE_MESSAGES_DELIVERY_STATUS.
  Pending<protocol::LastReadMessageUpdated> markMessageRead(calls::MarkMessageRead message);
  /// The read position moves to just before the message. Own other connections get LAST_READ_MESSAGE_UPDATED.
  Pending<protocol::LastReadMessageUpdated> markMessageUnread(calls::MarkMessageUnread message);
  /// By time or around a date, oldest first. Also fires CHAT_MESSAGES. Authors of what is delivered so get
  /// UPDATE_MESSAGES_DELIVERY_STATUS.
  Pending<std::vector<protocol::Message>> loadMessages(calls::LoadMessages what);
  /// How many messages there are.
  Pending<protocol::ChatMessagesCount> getMessagesCount(calls::GetMessagesCount target);
  /// Oldest and newest message; empty ids when there is none.
  Pending<protocol::FirstAndLastChatMessage> getFirstAndLastMessage(calls::GetFirstAndLastMessage target);
  /// How many messages of others the user has not read.
  Pending<protocol::UnreadMessagesCountEvent> getUnreadMessagesCount(calls::GetUnreadMessagesCount target);

  // Catching up
  /// How far the journal of changes of each chat, channel and thread has come.
  Pending<protocol::ChatsSyncSummaryEvent> getChatsSyncSummary();
  /// What changed in one of them since a cursor. Authors of what is delivered so get UPDATE_MESSAGES_DELIVERY_STATUS.
  Pending<protocol::MessagesDifferenceEvent> getMessagesDifference(calls::GetMessagesDifference what);
  /// Does both, at each login, for a store of the application, and follows MESSAGE_CURSOR, which fires before each
  /// event or outcome that bears a number. sync() it when the client is connected already.
  std::unique_ptr<MessagesSynchronizer> createMessagesSynchronizer(MessagesSyncOptions options);

  // Search
  /// Whole words side by side. Also fires CHAT_SEARCH_RESULT.
  Pending<std::vector<protocol::Message>> searchChatMessages(calls::SearchChatMessages search);
  /// Files by part of their name, by sender, by time.
  Pending<protocol::MessageAttachmentsSearchResult> searchMessageAttachments(calls::SearchMessageAttachments search);
  /// Messages that mention a user (`<@id>`) or everybody.
  Pending<protocol::LoadMessagesWithMentionsResult> loadMessagesWithMentions(calls::LoadMessagesWithMentions search);

  // Attachments
  /// For a message whose sendMessage or editMessage said PENDING_ATTACHMENTS on this connection; null for any other.
  /// Several messages may be uploading at once.
  std::shared_ptr<SendingAttachmentsHandler> getSendingAttachmentsHandler(
      std::vector<MessageAttachmentData> attachments, const std::string& messageId);
  /// The same for files that are not held in memory.
  std::shared_ptr<SendingAttachmentsHandler> getSendingAttachmentsHandler(std::vector<AttachmentSource> attachments,
                                                                          const std::string& messageId);
  /// Downloads a whole file into memory, over a connection of its own; MESSAGE_ATTACHMENT_STATE fires at each chunk. At
  /// most three run at once, others wait. Fails with the server's text, or with "Downloading failed".
  Pending<Attachment> getMessageAttachment(protocol::AttachmentRequest request);
  /// The same, chunk by chunk into a sink, and can be cancelled. Never null.
  std::shared_ptr<AttachmentDownload> downloadAttachment(protocol::AttachmentRequest request, AttachmentSink sink);
  /// Files the user sent, newest first; -1 and -1: all. Goes by `offset` and `pageSize` alone.
  Pending<protocol::AttachmentListResult> listAttachments(calls::ListAttachments page);
  /// The same of one section (`Direct` unless told), in any order, with where each file is and how many there are.
  Pending<protocol::AttachmentPageResult> pageAttachments(calls::ListAttachments page);
  /// Bytes of the files the user sent, by AttachmentType; a sort without files is missing.
  Pending<protocol::AttachmentSizeInfo> getAttachmentsSize(std::optional<protocol::AttachmentType> type = std::nullopt);
  /// Bytes of the files the user sent, in sections as screens show them.
  Pending<protocol::StorageSectionsEvent> getStorageSections();
  /// Takes files out of messages the user sent, 1000 at most; a message left without content is deleted. What has gone
  /// already is left out. Members get CHAT_MESSAGE_EDITED or CHAT_MESSAGE_DELETED.
  Pending<protocol::RemoveStorageAttachmentsResult> removeStorageAttachments(calls::RemoveStorageAttachments files);
  /// A new id for an attachment: 36 ASCII characters.
  static std::string generateAttachmentId();
  /// The bytes of a UTF-8 text.
  static std::vector<std::uint8_t> strToUTF8Array(const std::string& text);
  /// The text of these bytes; each that belongs to no UTF-8 character becomes U+FFFD.
  static std::string fromUTF8ArrayToStr(const std::vector<std::uint8_t>& bytes);

  // Spaces: what is isPrivate in JavaScript is private_ here, and the name of a role roleName
  /// All spaces of the user, as he sees them. Also fires USER_SPACES. USER_MEETINGS follows when meetings run in his
  /// channels.
  Pending<std::vector<protocol::SfuSpace>> getUserSpaces();
  /// With a category, a public channel and the default role. Own other connections get SPACE_CREATED.
  Pending<protocol::SfuSpace> createSpace(calls::CreateSpace space);
  /// Renames. Members get SPACE_OVERVIEW_UPDATED. Fails with "Restricted access", like all calls about spaces the user
  /// lacks the right for.
  Pending<Done> updateSpaceOverview(calls::UpdateSpaceOverview overview);
  /// Uploads an icon, or removes it; its download URL, nothing after a removal. Members, this connection included, get
  /// SPACE_OVERVIEW_UPDATED.
  Pending<std::optional<std::string>> updateSpaceIcon(SpaceIconOptions options);
  /// With everything in it; by the owner. Gives the id. Members get SPACE_DELETED.
  Pending<std::string> deleteSpace(calls::DeleteSpace space);
  /// Not for the owner. Members get USER_LEFT_SPACE.
  Pending<Done> leaveSpace(calls::LeaveSpace space);
  /// A member's own, or by the owner anybody's; empty: the user's own again. Members get USER_SPACE_NICKNAME_UPDATED.
  Pending<protocol::UserSpaceNicknameUpdated> updateSpaceNickname(calls::UpdateSpaceNickname nickname);
  /// A code that lets people join, for so many milliseconds. Those who may invite get SPACE_INVITE_CREATED.
  Pending<protocol::SfuSpaceInvite> generateNewSpaceInvite(calls::GenerateNewSpaceInvite invite);
  /// Those who may invite get SPACE_INVITE_REVOKED.
  Pending<protocol::SpaceInviteRevoked> revokeSpaceInvite(calls::RevokeSpaceInvite invite);
  /// Also fires NEW_SPACE. Members get USER_JOINED_TO_SPACE. Fails with "User already joined".
  Pending<protocol::SfuSpace> joinSpaceByInviteCode(calls::JoinSpaceByInviteCode invite);
  /// Members get NEW_SPACE_CATEGORY.
  Pending<protocol::SfuSpaceCategory> createSpaceCategory(calls::CreateSpaceCategory category);
  /// Renames. Members get SPACE_CATEGORY_UPDATED.
  Pending<Done> updateSpaceCategory(calls::UpdateSpaceCategory category);
  /// Its channels stay, in none. Members get SPACE_CATEGORY_DELETED.
  Pending<protocol::SpaceCategoryDeleted> deleteSpaceCategory(calls::DeleteSpaceCategory category);
  /// Members of the channel get NEW_SPACE_CHANNEL.
  Pending<protocol::SfuSpaceChannel> createSpaceChannel(calls::CreateSpaceChannel channel);
  /// Name, privacy and access, all replaced. Who stays gets SPACE_CHANNEL_UPDATED, who comes NEW_SPACE_CHANNEL, who
  /// goes SPACE_CHANNEL_DELETED.
  Pending<protocol::SpaceChannelUpdated> updateSpaceChannel(calls::UpdateSpaceChannel channel);
  /// Into another category, or none. Members of the channel get SPACE_CHANNEL_MOVED.
  Pending<protocol::SpaceChannelMoved> moveSpaceChannel(calls::MoveSpaceChannel move);
  /// With its threads and messages. Members of the channel get SPACE_CHANNEL_DELETED.
  Pending<Done> deleteSpaceChannel(calls::DeleteSpaceChannel channel);
  /// Members of the thread get NEW_SPACE_THREAD.
  Pending<protocol::SfuSpaceThread> createSpaceThread(calls::CreateSpaceThread thread);
  /// Renames. Members of the thread get SPACE_THREAD_UPDATED.
  Pending<Done> updateSpaceThread(calls::UpdateSpaceThread thread);
  /// To a private thread. Who was in it gets ADDED_MEMBERS_TO_THREAD, who comes NEW_SPACE_THREAD.
  Pending<protocol::AddedMembersToThread> addMembersToThread(calls::AddMembersToThread members);
  /// Who stays gets REMOVED_MEMBER_FROM_THREAD, who goes SPACE_THREAD_DELETED.
  Pending<protocol::RemovedMemberFromThread> removeMemberFromThread(calls::RemoveMemberFromThread member);
  /// With its messages. Members of the thread get SPACE_THREAD_DELETED.
  Pending<Done> deleteSpaceThread(calls::DeleteSpaceThread thread);
  /// All permissions a role may hold.
  Pending<std::vector<protocol::SfuSpaceRolePermissionSection>> getRolePermissions();
  /// Members get NEW_SPACE_ROLE.
  Pending<protocol::SfuSpaceRole> addSpaceRole(calls::AddSpaceRole role);
  /// All of it replaced, who has it too. Members get SPACE_ROLE_UPDATED, then what their channels become.
  Pending<protocol::SpaceRoleUpdated> updateSpaceRole(calls::UpdateSpaceRole role);
  /// Members get SPACE_ROLE_DELETED; who loses a channel by it, SPACE_CHANNEL_DELETED.
  Pending<protocol::SpaceRoleDeleted> deleteSpaceRole(calls::DeleteSpaceRole role);
  /// Members get ADDED_ROLE_TO_MEMBER; he gets NEW_SPACE_CHANNEL for each channel it opens.
  Pending<protocol::AddedRoleToMember> addRoleToMember(calls::AddRoleToMember role);
  /// Members get REMOVED_ROLE_FROM_MEMBER; he gets SPACE_CHANNEL_DELETED for each channel it closes.
  Pending<protocol::RemovedRoleFromMember> removeRoleFromMember(calls::RemoveRoleFromMember role);
  /// The user's own. His other connections get SPACE_NOTIFICATION_SETTINGS_UPDATED.
  Pending<protocol::SpaceNotificationSettingsUpdated> updateSpaceNotificationSettings(
      calls::UpdateSpaceNotificationSettings settings);
  /// For a time, or without end. Own other connections get SPACE_MUTED.
  Pending<protocol::SpaceMuted> muteSpace(calls::MuteSpace mute);
  /// Own other connections get SPACE_UNMUTED.
  Pending<protocol::SpaceUnmuted> unmuteSpace(calls::UnmuteSpace space);
  /// The user's own. His other connections get CHANNEL_NOTIFICATION_SETTINGS_UPDATED.
  Pending<protocol::ChannelNotificationSettingsUpdated> updateChannelNotificationSettings(
      calls::UpdateChannelNotificationSettings settings);
  /// For a time, or without end. Own other connections get CHANNEL_MUTED.
  Pending<protocol::ChannelMuted> muteChannel(calls::MuteChannel mute);
  /// Own other connections get CHANNEL_UNMUTED.
  Pending<protocol::ChannelUnmuted> unmuteChannel(calls::UnmuteChannel channel);
  /// The user's own. His other connections get THREAD_NOTIFICATION_SETTINGS_UPDATED.
  Pending<protocol::ThreadNotificationSettingsUpdated> updateThreadNotificationSettings(
      calls::UpdateThreadNotificationSettings settings);
  /// For a time, or without end. Own other connections get THREAD_MUTED.
  Pending<protocol::ThreadMuted> muteThread(calls::MuteThread mute);
  /// Own other connections get THREAD_UNMUTED.
  Pending<protocol::ThreadUnmuted> unmuteThread(calls::UnmuteThread thread);

  // Meetings
  /// Makes a room.
  Pending<std::shared_ptr<RoomExtended>> createRoom(calls::CreateRoom room);
  /// Starts, or finds, the meeting of a chat.
  Pending<std::shared_ptr<RoomExtended>> createDirectMeeting(calls::CreateDirectMeeting meeting);
  /// Starts, or finds, the meeting of a channel; the room has the channel's id.
  Pending<std::shared_ptr<RoomExtended>> createChannelMeeting(calls::CreateChannelMeeting meeting);
  /// Finds a room to join.
  Pending<std::shared_ptr<RoomExtended>> roomAvailable(calls::RoomAvailable room);
  /// Fails when there is no such room.
  Pending<Done> roomExists(calls::RoomExists room);
  /// The user's rooms that are open.
  Pending<std::vector<protocol::RoomInfo>> loadActiveRooms();
  /// A room this client holds; null when it holds none of that id.
  std::shared_ptr<RoomExtended> getRoom(const std::string& id) const;

  // Events
  /// `on<protocol::Message>(SfuEvent::MESSAGE, [](const protocol::Message& message) { … })`; the payload of each event
  /// is in docs/reference/protocol.md. A payload that can't be read as T is not delivered. Event: SfuEvent or
  /// SpaceEvent.
  template <class T, class Event, class Callback>
  Subscription on(Event event, Callback callback) {
    return on_json(protocol::wire(event), [callback = std::move(callback)](const protocol::Json& payload) {
      if (const auto value = protocol::decode<T>(payload)) callback(*value);
    });
  }
  /// An event without looking at its payload.
  Subscription on(SfuEvent event, std::function<void()> callback) {
    return on_json(protocol::wire(event), [callback = std::move(callback)](const protocol::Json&) { callback(); });
  }
  /// Any event by its name, with its payload unread.
  Subscription on_json(std::string_view event, Subscriptions::Handler handler);
  /// Ends a subscription; a callback may still run while this function does.
  void off(Subscription subscription);

  class Impl;

 private:
  std::unique_ptr<Context> own_context_;
  std::shared_ptr<Impl> impl_;
};

}  // namespace parley::sdk
