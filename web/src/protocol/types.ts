// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.
import type {
  AttachmentState,
  AuthenticationStatus,
  ChannelSendPolicy,
  ChatReceivePolicy,
  ChatType,
  ConferenceType,
  ConnectionType,
  DeliveryStatus,
  MessageAttachmentMediaType,
  MessageAttachmentType,
  MessageState,
  MessageTargetEntityType,
  MessageType,
  NotificationMode,
  ParticipantRole,
  PresenceStatus,
  RTCMetricsCollect,
  RTCMetricsCompressionType,
  RemoteSdpType,
  SfuEvent,
  TrackType,
} from './enums';

/** A user's id: the name he signed up with. */
export type UserId = string;

/** Display name of a user. */
export type UserNickname = string;

/** E-mail address. */
export type UserEmail = string;

/** Password in plain text; only ever sent by a client. */
export type UserPassword = string;

/** Phone number, free text. */
export type UserPhoneNumber = string;

/** Secret with which a meeting's owner takes back ownership. */
export type UserHostKey = string;

/** Time zone, free text such as `Asia/Moscow, GMT +3:00`. */
export type UserTimezone = string;

/** Opaque id of a chat, room, message, attachment, track, invite or event. */
export type Id = string;

/** Name or title people read. */
export type Name = string;

/** Absolute URL. */
export type Url = string;

/** Secret that proves a login or a right. */
export type Token = string;

/** Key material, stored and passed on verbatim. */
export type Key = string;

/** Body of a message. */
export type Text = string;

/** Session description (RFC 8866). */
export type Sdp = string;

/** User id of each recipient to how far the message got with him. */
export type MessageDeliveryStatus = Record<string, DeliveryStatus>;

/** Chat id to the chat. */
export type ChatMap = Record<string, UserSpecificChatInfo>;

/** User id to what the owner turned off for him. */
export type RoomExtendedParticipantsConfig = Record<string, RoomExtendedParticipantConfig>;

/** What every event has beside its own members. */
export interface InternalMessage {
  /** Wire type of the event. */
  type: string;
  /** Room the event belongs to; empty for everything that is not a room event. */
  roomId?: Id;
  /** Id of the call this event answers; empty for a spontaneous event. */
  internalMessageId?: string;
}

/** How an application names one of its connections. */
export interface ConnectionDetails {
  id?: Id;
  type?: ConnectionType;
}

/** Login data; which members are set depends on `appKey`. */
export interface ConnectionCustom {
  /** User id or e-mail address. */
  username?: UserEmail;
  password?: UserPassword;
  /** Plain client: the nickname in its room. It never changes an account's stored nickname. */
  nickname?: UserNickname;
  /** Names the client device, for the check of new devices. */
  device?: Name;
  details?: ConnectionDetails;
  /** Plain client: groups statistics. */
  roomName?: Name;
}

/** data[0] of the frame `connection`. */
export interface ConnectionRequest {
  appKey: Id;
  mediaProviders?: string[];
  keepAlive?: boolean;
  authToken?: Token;
  clientVersion?: Name;
  clientOSVersion?: string;
  clientBrowserVersion?: string;
  custom?: ConnectionCustom;
}

/** Which properties of one sort of browser report are wanted. */
export interface RTCMetricsTypeDescription {
  /** Comma-separated property names. */
  metrics: string;
  /** Map of property to allowed values. */
  contains?: unknown;
}

/** How WebRTC metrics are collected; left out: not at all. */
export interface RTCMetricsServerDescription {
  types?: Record<string, RTCMetricsTypeDescription>;
  /** Period in milliseconds. */
  sampling?: number;
  /** Samples in one delivery. */
  batchSize?: number;
  collect?: RTCMetricsCollect;
  /** Where to POST; absent: over the WebSocket. */
  ingestPoint?: Url;
  /** Value of the Authorization header. */
  authorization?: Token;
  compression?: RTCMetricsCompressionType[];
}

/** Switches the collection of metrics. */
export interface RTCMetricsDescriptionUpdate {
  collect?: RTCMetricsCollect;
}

/** data[0] of `webRTCMetricsClientDescription`. */
export interface RTCMetricsClientDescriptionMessage {
  mediaSessionId: Id;
  compression: Id;
  headers: string;
}

/** data[0] of `webRTCMetricsBatch`. */
export interface RTCMetricsBatchMessage {
  mediaSessionId: Id;
  metrics: Sdp;
}

/** data[0] of the frame `getUserData`: what a client learns by logging in. */
export interface InitialUserData {
  /** The user id, used everywhere else. */
  sipLogin: UserId;
  email: UserEmail;
  /** The stored nickname. */
  sipVisibleName: UserNickname;
  /** For later logins. */
  authToken: Token;
  /** Personal meeting id; never empty for a user with an account. */
  pmi: Id;
  webRTCMetricsServerDescription?: RTCMetricsServerDescription;
}

/** Why a call was refused. */
export interface OperationFailed {
  /** A member of `Operations`, or the upper-case name of a newer call. */
  operation: string;
  /** Exact text; applications compare it. */
  error: string;
  /** The arguments of the call. */
  info?: unknown;
}

/** Why a connection ended. Made by the client. */
export interface ConnectionFailedEvent {
  reason: string;
  /** WebSocket close code. */
  code?: number;
}

/** A login waits for something. */
export interface AuthenticationStatusEvent {
  status: AuthenticationStatus;
}

/** A switch and its new value. */
export interface BooleanEvent {
  value: boolean;
}

/** How far a sign-up is. */
export interface SignUpStatus {
  id: UserId;
  email: UserEmail;
  nickname: UserNickname;
  /** The e-mail address is confirmed. */
  verified: boolean;
}

/** How far a request for a new password is. */
export interface ResetPasswordRequestStatus {
  email: UserEmail;
  confirmed: boolean;
}

/** Credentials of a lent demo account. */
export interface ExamplesUser {
  userId: UserId;
  email: UserEmail;
  password: UserPassword;
}

/** A lent demo account. */
export interface ExamplesUserEvent {
  user: ExamplesUser;
}

/** A user's own profile. */
export interface UserInfo {
  id: UserId;
  email: UserEmail;
  nickname: UserNickname;
  /** Download URL of the avatar. */
  icon: Url | null;
  /** May be empty. */
  phoneNumber: UserPhoneNumber;
  /** May be empty. */
  hostKey: UserHostKey;
  /** May be empty. */
  timezone: UserTimezone;
  /** What the user selected; others see his presence. */
  status: PresenceStatus;
}

/** The caller's profile. */
export interface UserInfoEvent {
  userInfo: UserInfo;
}

/** A user's profile changed; told to himself alone. */
export interface UserInfoChangedEvent {
  userId: UserId;
  /** Complete new data. */
  info: UserInfo;
}

/** Declared, sent by nobody: `USER_INFO_CHANGED` replaced it. */
export interface UserNicknameChangedEvent {
  userId: UserId;
  nickname: UserNickname;
}

/** Declared, sent by nobody: `USER_INFO_CHANGED` replaced it. */
export interface UserHostKeyChangedEvent {
  userId: UserId;
  hostKey: UserHostKey;
}

/** Declared, sent by nobody: `USER_INFO_CHANGED` replaced it. */
export interface UserPhoneNumberChangedEvent {
  userId: UserId;
  phoneNumber: UserPhoneNumber;
}

/** Declared, sent by nobody: `USER_INFO_CHANGED` replaced it. */
export interface UserTimezoneChangedEvent {
  userId: UserId;
  timezone: UserTimezone;
}

/** Settings of a user's personal meeting; they apply to the next start of its room. */
export interface PmiSettings {
  /** Participants may join before the owner. */
  allowJoinAtAnyTime: boolean;
  useMuteAudioOnJoin: boolean;
  /** A wish to the owner's client; the server only stores it. */
  useLocalAutoRecord: boolean;
  /** `accessCode` is the room's pin. */
  useAccessCode: boolean;
  useWaitingRoom: boolean;
  useOwnerVideo: boolean;
  useParticipantsVideo: boolean;
  accessCode: Name;
}

/** The caller's personal meeting settings. */
export interface UserPmiSettings {
  pmiSettings: PmiSettings;
}

/** Where to upload an icon. */
export interface UploadIconEvent {
  /** Null: nothing to upload. */
  url: Url | null;
}

/** An invitation to become friends; names the other party. */
export interface FriendInvite {
  userId: UserId;
  nickname: UserNickname;
  /** The same on both sides. */
  inviteId: Id;
}

/** An invitation was sent or received. */
export interface NewFriendInvite {
  /** The other party. */
  userId: UserId;
  nickname: UserNickname;
  inviteId: Id;
}

/** An invitation is gone. */
export interface FriendInviteDeleted {
  inviteId: Id;
}

/** A banned user; there is no call to ban one. */
export interface BannedContact {
  userId: UserId;
  nickname: UserNickname;
  /** Milliseconds since the epoch. */
  bannedAt: number;
}

/** What a user set for one of his contacts; private to him. */
export interface ContactPersonalSettings {
  /** Percent, 100 by default. */
  volume: number;
}

/** The caller's settings for one contact changed. */
export interface ContactPersonalSettingsUpdated {
  personalSettings: ContactPersonalSettings;
  /** The contact: our addition, so that other devices know whom it is about. */
  userId?: UserId;
}

/** A user as one other user sees him; personal to its receiver. */
export interface Contact {
  userId: UserId;
  nickname: UserNickname;
  icon: Url | null;
  /** Is a friend of the receiver. */
  friend: boolean;
  /** Visible presence. */
  status: PresenceStatus;
  publicKey: Key | null;
  encryptionEnabled: boolean;
  /** The receiver's settings for this contact. */
  personalSettings: ContactPersonalSettings;
}

/** Everybody a user has to do with. */
export interface UserContacts {
  contacts: Contact[];
  incomingFriendInvites: FriendInvite[];
  outgoingFriendInvites: FriendInvite[];
  bans: BannedContact[];
}

/** The caller's contacts; note the double nesting. */
export interface UserContactsEvent {
  contacts: UserContacts;
}

/** A user became a contact. */
export interface NewContact {
  contact: Contact;
}

/** A contact changed. */
export interface ContactUpdated {
  contact: Contact;
}

/** A user is no contact any more. */
export interface ContactDeleted {
  userId: UserId;
}

/** A contact's visible presence changed. */
export interface UserPresenceStatusUpdated {
  userId: UserId;
  status: PresenceStatus;
}

/** A user's key material; all but the public key is for himself alone. */
export interface UserEncryptionInfo {
  privateKey: Key | null;
  publicKey: Key | null;
  encryptionEnabled: boolean;
  verificationHash: Key | null;
  salt: Key | null;
  iv: Key | null;
}

/** The caller's key material. */
export interface UserEncryptionInfoEvent {
  info: UserEncryptionInfo;
}

/** A secure chat's password, encrypted for one member. */
export interface UserChatEncryptedPassword {
  userId: UserId;
  password: Key;
}

/** The account that records meetings; clients hide it. */
export interface RecorderConfig {
  username: UserId;
}

/** Settings of the server that clients need. */
export interface SystemConfig {
  recorder: RecorderConfig;
}

/** Settings of the server. */
export interface SystemConfigEvent {
  config: SystemConfig;
}

/** A login of the caller: a device that can come back without a password. Parley's own addition. */
export interface UserSession {
  /** Names the login in `endUserSession`; no secret. */
  id: Id;
  /** Name of the device, as the client gave it. */
  device: Name | null;
  /** The program, as the client gave it: a browser's user agent. */
  client: Name | null;
  /** Milliseconds since the epoch. */
  created: number;
  /** When it was last seen in use. Milliseconds since the epoch. */
  lastUsed: number;
  /** The caller's own. */
  current: boolean;
  /** Is connected at this moment. */
  connected: boolean;
}

/** The caller's logins, the last used first. Parley's own addition. */
export interface UserSessionsEvent {
  sessions: UserSession[];
}

/** Old and new password. */
export interface PasswordChange {
  currentPassword?: UserPassword;
  newPassword?: UserPassword;
}

/** Id that goes with a `MessageTargetEntityType`; echoed with exactly the members it came with. */
export interface MessageTargetEntityId {
  /** CHAT */
  chatId?: Id;
  /** CHANNEL, THREAD */
  spaceId?: Id;
  /** CHANNEL, THREAD */
  channelId?: Id;
  /** THREAD */
  threadId?: Id;
}

/** One reaction and who chose it. */
export interface MessageReaction {
  reaction: Name;
  reactedUsers: UserId[];
}

/** A file of a message. */
export interface MessageAttachment {
  type: MessageAttachmentType;
  /** Filled by the server. */
  mediaType?: MessageAttachmentMediaType;
  name: Name;
  /** Bytes, as the sender announced. */
  size: number;
  /** Chosen by the sender; unique within the message only. */
  id: Id;
}

/** A message as one user may see it. */
export interface Message {
  id: Id;
  /** Copy of the message this one replies to. */
  parentMessage?: Message;
  type: MessageType;
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  /** When the server accepted it, milliseconds since the epoch. */
  date: number;
  from: UserId;
  /** Recipient of a private message. */
  to?: UserId;
  status: MessageState;
  /** Empty when there is none or the message was deleted. */
  body: Text;
  attachments: MessageAttachment[];
  deliveryStatus: MessageDeliveryStatus;
  privateMessage: boolean;
  edited: boolean;
  /** 0 until edited. */
  dateOfEdit: number;
  reactions: MessageReaction[];
}

/** What became of a message the caller sent or edited. */
export interface MessageStatus {
  id: Id;
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  parentMessage?: Message;
  /** Accepted and handed out; false while attachments are pending. */
  delivered: boolean;
  state: MessageState;
  /** The sender's own last read message, empty if none. */
  lastReadMessageId: Id;
  info: string;
  date: number;
  attachments: MessageAttachment[];
  deliveryStatus: MessageDeliveryStatus;
  edited: boolean;
  dateOfEdit: number;
  reactions: MessageReaction[];
}

/** Declared, sent by nobody. */
export interface MessageStatusUpdate {
  id: Id;
  state: MessageState;
  deliveryStatus: MessageDeliveryStatus;
}

/** Transfer id of one announced file. */
export interface UploadingAttachmentInfo {
  id: Id;
  /** 0-255 */
  attachmentTransferId: number;
}

/** Transfer ids of a message whose files must now be uploaded. */
export interface MessageWithUploadingAttachments {
  messageId: Id;
  /** 0-255 */
  messageTransferId: number;
  attachmentsInfo: UploadingAttachmentInfo[];
}

/** Answer to sending or editing a message. */
export interface MessageStatusEvent {
  status: MessageStatus;
  /** An upload must follow. */
  waitingUploadingAttachments: boolean;
  messageWithUploadingAttachments: MessageWithUploadingAttachments | null;
  /** Number of the message, or of its edit, in the target's journal. */
  cursor?: number;
}

/** A message for its receiver, or a copy for the sender's other connections. */
export interface SfuMessageEvent {
  message: Message;
  /** Number of the change in the target's journal. */
  cursor?: number;
}

/** A message changed. */
export interface MessageEdited {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  /** Complete new state. */
  message: Message;
  /** Number of the change in the target's journal. */
  cursor?: number;
}

/** A message was deleted. */
export interface MessageDeleted {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  messageId: Id;
  /** Always `DELETED`. */
  state: MessageState;
  /** Number of the change in the target's journal. */
  cursor?: number;
}

/** A reaction came or went. */
export interface AddedRemovedReactionOnMessage {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  messageId: Id;
  reactedUser: UserId;
  reaction: Name;
  /** Number of the change in the target's journal. */
  cursor?: number;
}

/** Messages the caller asked for, oldest first. */
export interface ChatMessagesEvent {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  messages: Message[];
}

/** How many messages there are. */
export interface ChatMessagesCount {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  messagesCount: number;
}

/** Oldest and newest message; empty and 0 when there is none. */
export interface FirstAndLastChatMessage {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  firstMessageId: Id;
  firstMessageDate: number;
  lastMessageId: Id;
  lastMessageDate: number;
}

/** How many messages the caller has not read. */
export interface UnreadMessagesCountEvent {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  unreadMessagesCount: number;
}

/** Signed change of the unread count that a client cannot derive itself. */
export interface UnreadMessagesCountUpdate {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  updatesCount: number;
}

/** Read position before and after. */
export interface LastReadMessageUpdate {
  oldLastReadMessageDate: number;
  lastReadMessageDate: number;
  lastReadMessageId: Id;
}

/** The caller's read position moved. */
export interface LastReadMessageUpdated {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  updateInfo: LastReadMessageUpdate;
}

/** A recipient got or read the author's messages with dateFrom <= date <= dateTo. */
export interface UpdateMessagesDeliveryStatusEvent {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  dateFrom: number;
  dateTo: number;
  /** The recipient. */
  userId: UserId;
  status: DeliveryStatus;
}

/** Messages found. */
export interface ChatSearchResultEvent {
  chatId: Id;
  /** As asked, empty when there was none. */
  searchId: Id;
  messages: Message[];
}

/** A message as the search for mentions gives it. */
export interface MessageInfo {
  id: Id;
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  parentMessage?: MessageInfo;
  date: number;
  /** Equal to `date`. */
  clientDate: number;
  from: UserId;
  to?: UserId;
  body: Text;
  attachments: MessageAttachment[];
  privateMessage: boolean;
  edited: boolean;
  dateOfEdit: number;
}

/** Messages that mention a user. */
export interface LoadMessagesWithMentionsResult {
  messages: MessageInfo[];
  /** All matches, whatever was cut out. */
  totalSize: number;
}

/** Names one file of one message. */
export interface AttachmentRequest {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  messageId: Id;
  attachmentId: Id;
  name: Name;
}

/** Right to download one file once, on a connection of its own. */
export interface AttachmentRequestAck {
  sessionId: Token;
  attachmentRequest: AttachmentRequest;
}

/** How far a file got. */
export interface AttachmentStatus {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  messageId: Id;
  /** Attachment id. */
  id: Id;
  name: Name;
  state: AttachmentState;
  /** Bytes. */
  uploadedSize?: number;
  /** Bytes. */
  downloadedSize?: number;
}

/** How far a file got. */
export interface AttachmentStatusEvent {
  status: AttachmentStatus;
}

/** A file found by a search. */
export interface AttachmentInfo {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  messageId: Id;
  id: Id;
  name: Name;
  type: MessageAttachmentType;
  mediaType: MessageAttachmentMediaType;
  size: number;
  from: UserId;
  /** Date of the message. */
  date: number;
}

/** Files found. */
export interface MessageAttachmentsSearchResult {
  attachmentsInfo: AttachmentInfo[];
  /** Number of all matches. */
  totalSize: number;
}

/** A file the caller sent. */
export interface AttachmentListItem {
  id: Id;
  name: Name;
  size: number;
  from: UserId;
  date: number;
  /** In pages only, like the next two. */
  messageId?: Id;
  targetEntityType?: MessageTargetEntityType;
  targetEntityId?: MessageTargetEntityId;
}

/** Files the caller sent, newest first. */
export interface AttachmentListResult {
  result: AttachmentListItem[];
}

/** Part of a list of files. */
export interface AttachmentPage {
  items: AttachmentListItem[];
  /** Of the whole list. */
  totalCount: number;
}

/** Answer to `listAttachments` with a `sectionType`, in place of `AttachmentListResult`. Later than 2.0.339. */
export interface AttachmentPageResult {
  result: AttachmentPage;
}

/** Names one file of the caller. */
export interface RemoveStorageAttachmentItem {
  id: Id;
  messageId: Id;
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
}

/** What the removal has freed. Later than 2.0.339. */
export interface RemoveStorageAttachmentsResult {
  /** Bytes, as they were listed. */
  deletedSize: number;
}

/** A part of what the caller's files take. */
export interface StorageSection {
  /** `Direct`, `Spaces`: the `sectionType` of `listAttachments`. */
  name: Name;
  /** Bytes. */
  size: number;
  childSections: StorageSection[];
}

/** What the caller's files take, by place. Later than 2.0.339. */
export interface StorageSectionsEvent {
  sections: StorageSection[];
}

/** `AttachmentType` to bytes; a sort without files is absent. */
export interface AttachmentSizeInfo {
  result: Record<string, number>;
}

/** Messages from `start` to `end`, both inclusive. */
export interface TimeFrame {
  start: number;
  /** -1: no end. */
  end: number;
  /** The newest so many. */
  limit?: number;
}

/** Messages around a date. */
export interface Boundaries {
  dateMark: number;
  /** So many later than the mark. */
  lowerLimit: number;
  /** So many up to the mark, itself included. */
  upperLimit: number;
}

/** Messages a client has kept, by date; both ends inclusive. */
export interface CachedRange {
  /** Date of the oldest one; 0: from the beginning. */
  from: number;
  /** Date of the newest one; 0, allowed in the last range only: up to the present. */
  to: number;
}

/** How far the journal of a target has come. */
export interface ChatCursor {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  /** Number of the latest change; 0: there is none yet. */
  currentCursor: number;
}

/** The cursors of everything the caller is a member of. */
export interface ChatsSyncSummaryEvent {
  cursors: ChatCursor[];
}

/** What changed for the caller after a cursor. */
export interface MessagesDifferenceEvent {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  /** As they are now, one for each id, in the order of their changes. */
  messages: Message[];
  /** To be kept when all of it is applied; never below the cursor asked for. */
  newCursor: number;
  /** Ask again, with `newCursor`. */
  hasMore: boolean;
  /** The cursor is older than what the journal keeps: load the messages anew. */
  resyncRequired: boolean;
}

/** A watermark: everything up to this number that is for the receiver has been sent to him. */
export interface MessagesCursorAdvancedEvent {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  cursor: number;
}

/** The number that came with an event or an answer. Made by the client, before it hands out the event itself. */
export interface MessageCursorEvent {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  /** Absent for a watermark. */
  messageId?: Id;
  cursor: number;
  sourceEvent: SfuEvent;
  watermark?: boolean;
}

/** How long a chat is muted; a hint for clients. */
export interface MuteSettings {
  /** Duration asked for, in milliseconds. */
  muteTime: number;
  /** End, milliseconds since the epoch. */
  mutedUntil?: number;
  mutedIndefinitely?: boolean;
}

/** A chat as one user sees it: every copy is built for its addressee. */
export interface UserSpecificChatInfo {
  id: Id;
  /** Meeting of a meeting chat, else empty. */
  roomId: Id;
  favourite: boolean;
  hidden: boolean;
  channel: boolean;
  /** Generated from the members' nicknames until named. */
  name: Text;
  owner: UserId;
  icon: Url | null;
  creationDate: number;
  members: UserId[];
  lastReadMessageId: Id;
  lastReadMessageDate: number;
  canSend: boolean;
  type: ChatType;
  notificationSettings: NotificationMode;
  /** Null: not muted. */
  muteSettings: MuteSettings | null;
  channelSendPolicy: ChannelSendPolicy;
  chatReceivePolicy: ChatReceivePolicy;
  sendPermissionList: UserId[];
  allowedToAddExternalUser: boolean;
  messagesCount: number;
  firstMessageId: Id;
  firstMessageDate: number;
  lastMessageId: Id;
  lastMessageDate: number;
  encryptionEnabled: boolean;
  encryptedPrivateKey: Key | null;
  publicKey: Key | null;
  /** The addressee's own. */
  encryptedChatPassword: Key | null;
  encryptedAttachmentsSecretKey: Key | null;
}

/** A chat with all its messages; newer clients load messages apart. */
export interface Chat {
  id: Id;
  name: Text;
  owner: UserId;
  /** The caller. */
  member: UserId;
  favourite: boolean;
  members: UserId[];
  messages: Message[];
  channel: boolean;
  type: ChatType;
  channelSendPolicy: ChannelSendPolicy;
  chatReceivePolicy: ChatReceivePolicy;
  sendPermissionList: UserId[];
  allowedToAddExternalUser: boolean;
}

/** A chat the addressee now belongs to. */
export interface NewChatEvent {
  info: UserSpecificChatInfo;
}

/** A chat the addressee belongs to no more. */
export interface RemovedChatEvent {
  info: UserSpecificChatInfo;
}

/** A chat changed. */
export interface UpdateChatEvent {
  info: UserSpecificChatInfo;
}

/** The caller's chats. */
export interface ChatsEvent {
  chats: ChatMap;
}

/** All public chat channels. */
export interface PublicChannelsEvent {
  channels: ChatMap;
}

/** A chat with its messages. */
export interface ChatLoadedEvent {
  chat: Chat;
}

/** Notification mode of a chat. */
export interface ChatNotificationSettingsUpdated {
  id: Id;
  value: NotificationMode;
}

/** A chat was muted. */
export interface ChatMuted {
  id: Id;
  muteSettings: MuteSettings;
}

/** A chat is not muted any more. */
export interface ChatUnmuted {
  id: Id;
}

/** A chat's icon changed. */
export interface ChatIconUpdated {
  chatId: Id;
  icon: Url | null;
}

/** A permission as a settings page shows it. */
export interface SfuSpaceRolePermission {
  /** A `SpacePermission`. */
  name: Id;
  displayName: Name;
  description: Name;
  /** In its section, from 0. */
  position: number;
}

/** A group of permissions on a settings page. */
export interface SfuSpaceRolePermissionSection {
  name: Id;
  displayName: Name;
  /** From 0. */
  position: number;
  permissions: SfuSpaceRolePermission[];
}

/** A role. The default role, `@EVERYONE`, is every member's. */
export interface SfuSpaceRole {
  id: Id;
  name: Name;
  /** Free text. */
  color: Name;
  createdAt: number;
  /** `SpacePermission`s. */
  permissions: Id[];
}

/** A member of a space. */
export interface SfuSpaceMember {
  userId: UserId;
  /** The one chosen for the space, else the user's own. */
  nickname: UserNickname;
  /** Roles given to the member; the default role goes without saying. */
  roles: Id[];
}

/** A heading channels can be put under. */
export interface SfuSpaceCategory {
  id: Id;
  name: Name;
  creator: UserId;
  createdAt: number;
}

/** A code that lets people join. */
export interface SfuSpaceInvite {
  /** 8 letters and digits. */
  inviteCode: Id;
  inviter: UserId;
  /** How many have joined with it. */
  uses: number;
  createdAt: number;
  /** 0: never. */
  expiresAt: number;
}

/** A user who may not join. */
export interface SfuSpaceUserBan {
  id: Id;
  userId: UserId;
  bannedAt: number;
}

/** Who gets into a private channel, besides its creator and the space's owner. */
export interface SfuSpaceChannelAccessRights {
  roles: Id[];
  members: UserId[];
}

/** A thread as one user sees it. */
export interface SfuSpaceThread {
  id: Id;
  name: Name;
  creator: UserId;
  private: boolean;
  createdAt: number;
  /** The receiver's own. */
  notificationSettings: NotificationMode;
  /** The receiver's own; null: not muted. */
  muteSettings: MuteSettings | null;
  members: UserId[];
  messagesCount: number;
  firstMessageId: Id;
  firstMessageDate: number;
  lastMessageId: Id;
  lastMessageDate: number;
  /** The receiver's position. */
  lastReadMessageId: Id;
  lastReadMessageDate: number;
}

/** A channel as one user sees it: only the threads he may see. */
export interface SfuSpaceChannel {
  /** Also the room id of the channel's meeting. */
  id: Id;
  /** Empty: in no category. */
  categoryId: Id;
  name: Name;
  creator: UserId;
  private: boolean;
  accessRights: SfuSpaceChannelAccessRights;
  createdAt: number;
  /** The receiver's own. */
  notificationSettings: NotificationMode;
  /** The receiver's own; null: not muted. */
  muteSettings: MuteSettings | null;
  members: UserId[];
  threads: SfuSpaceThread[];
  messagesCount: number;
  firstMessageId: Id;
  firstMessageDate: number;
  lastMessageId: Id;
  lastMessageDate: number;
  /** The receiver's position. */
  lastReadMessageId: Id;
  lastReadMessageDate: number;
}

/** A space as one user sees it: only the channels he may see. */
export interface SfuSpace {
  id: Id;
  name: Name;
  owner: UserId;
  icon: Url | null;
  createdAt: number;
  /** The receiver's own. */
  notificationSettings: NotificationMode;
  /** The receiver's own; null: not muted. */
  muteSettings: MuteSettings | null;
  /** The default role first, then in order of creation. */
  roles: SfuSpaceRole[];
  /** In order of joining. */
  members: SfuSpaceMember[];
  /** In order of creation. */
  categories: SfuSpaceCategory[];
  channels: SfuSpaceChannel[];
  /** For those who may invite, else empty. */
  invites: SfuSpaceInvite[];
  bans: SfuSpaceUserBan[];
  /** What the receiver may do. */
  permissions: SfuSpaceRolePermission[];
}

/** The receiver has made a space. */
export interface SpaceCreatedEvent {
  space: SfuSpace;
}

/** The receiver has joined a space. */
export interface NewSpaceEvent {
  space: SfuSpace;
}

/** All of a space may have changed for the receiver. Clients replace their copy. */
export interface SpaceRefreshEvent {
  space: SfuSpace;
}

/** A space is gone with all that was in it. */
export interface SpaceDeletedEvent {
  id: Id;
}

/** Name or icon of a space changed; carries both. */
export interface SpaceOverviewUpdated {
  id: Id;
  name: Name;
  icon: Url | null;
}

/** A space has a new category. */
export interface NewSpaceCategoryEvent {
  spaceId: Id;
  category: SfuSpaceCategory;
}

/** A category is gone; its channels are in none. */
export interface SpaceCategoryDeleted {
  spaceId: Id;
  categoryId: Id;
}

/** A category was renamed. */
export interface SpaceCategoryUpdated {
  spaceId: Id;
  categoryId: Id;
  name: Name;
}

/** A channel is new, or new to the receiver. */
export interface NewSpaceChannelEvent {
  spaceId: Id;
  channel: SfuSpaceChannel;
}

/** A channel's name, privacy, rights or members changed; carries all. */
export interface SpaceChannelUpdated {
  spaceId: Id;
  channelId: Id;
  private: boolean;
  name: Name;
  accessRights: SfuSpaceChannelAccessRights;
  members: UserId[];
}

/** A channel is gone, for everybody or for the receiver. */
export interface SpaceChannelDeleted {
  spaceId: Id;
  channelId: Id;
}

/** A channel is in another category. */
export interface SpaceChannelMoved {
  spaceId: Id;
  /** Empty: in none. */
  categoryId: Id;
  channelId: Id;
}

/** A thread is new, or new to the receiver. */
export interface NewSpaceThreadEvent {
  spaceId: Id;
  channelId: Id;
  thread: SfuSpaceThread;
}

/** A thread was renamed. */
export interface SpaceThreadUpdated {
  spaceId: Id;
  channelId: Id;
  threadId: Id;
  name: Name;
}

/** Users were added to a private thread. */
export interface AddedMembersToThread {
  spaceId: Id;
  channelId: Id;
  threadId: Id;
  /** The new ones. */
  members: UserId[];
}

/** A user was taken out of a private thread. */
export interface RemovedMemberFromThread {
  spaceId: Id;
  channelId: Id;
  threadId: Id;
  member: UserId;
}

/** A thread is gone, for everybody or for the receiver. */
export interface SpaceThreadDeleted {
  spaceId: Id;
  channelId: Id;
  threadId: Id;
}

/** There is a new invite; told to those who may invite. */
export interface SpaceInviteCreated {
  spaceId: Id;
  invite: SfuSpaceInvite;
}

/** An invite was taken back. */
export interface SpaceInviteRevoked {
  spaceId: Id;
  inviteCode: Id;
}

/** A space has a new role. */
export interface NewSpaceRoleAdded {
  spaceId: Id;
  role: SfuSpaceRole;
  /** Who got it. */
  members: UserId[];
}

/** A role changed. */
export interface SpaceRoleUpdated {
  spaceId: Id;
  roleId: Id;
  name: Name;
  color: Name;
  permissions: Id[];
  /** Who got it. */
  membersForAddRole: UserId[];
  /** Who lost it. */
  membersForDeleteRole: UserId[];
}

/** A role is gone, from members and channels too. */
export interface SpaceRoleDeleted {
  spaceId: Id;
  roleId: Id;
}

/** A member got a role. */
export interface AddedRoleToMember {
  spaceId: Id;
  roleId: Id;
  memberId: UserId;
}

/** A member lost a role. */
export interface RemovedRoleFromMember {
  spaceId: Id;
  roleId: Id;
  memberId: UserId;
}

/** The caller's spaces. */
export interface UserSpacesEvent {
  spaces: SfuSpace[];
}

/** Somebody joined a space. */
export interface UserJoinedToSpaceEvent {
  spaceId: Id;
  userId: UserId;
  nickname: UserNickname;
  /** Which he is now in. */
  channels: Id[];
  threads: Id[];
}

/** Somebody left a space; clients take him out of its channels and threads. */
export interface UserLeftSpace {
  spaceId: Id;
  userId: UserId;
}

/** All permissions there are. */
export interface RolePermissionSectionsEvent {
  permissionSections: SfuSpaceRolePermissionSection[];
}

/** A member's nickname in the space. */
export interface UserSpaceNicknameUpdated {
  spaceId: Id;
  userId: UserId;
  /** Empty: the user's own. */
  nickname: UserNickname;
}

/** The receiver's notification mode of a space. */
export interface SpaceNotificationSettingsUpdated {
  spaceId: Id;
  value: NotificationMode;
}

/** The receiver's notification mode of a channel. */
export interface ChannelNotificationSettingsUpdated {
  spaceId: Id;
  channelId: Id;
  value: NotificationMode;
}

/** The receiver's notification mode of a thread. */
export interface ThreadNotificationSettingsUpdated {
  spaceId: Id;
  channelId: Id;
  threadId: Id;
  value: NotificationMode;
}

/** The receiver muted a space. */
export interface SpaceMuted {
  spaceId: Id;
  muteSettings: MuteSettings;
}

/** The receiver's mute of a space ended. */
export interface SpaceUnmuted {
  spaceId: Id;
}

/** The receiver muted a channel. */
export interface ChannelMuted {
  spaceId: Id;
  channelId: Id;
  muteSettings: MuteSettings;
}

/** The receiver's mute of a channel ended. */
export interface ChannelUnmuted {
  spaceId: Id;
  channelId: Id;
}

/** The receiver muted a thread. */
export interface ThreadMuted {
  spaceId: Id;
  channelId: Id;
  threadId: Id;
  muteSettings: MuteSettings;
}

/** The receiver's mute of a thread ended. */
export interface ThreadUnmuted {
  spaceId: Id;
  channelId: Id;
  threadId: Id;
}

/** What the owner turned off for one participant. */
export interface RoomExtendedParticipantConfig {
  audioMuted: boolean;
  videoMuted: boolean;
  screenSharingMuted: boolean;
}

/** Who may share his screen. */
export interface RoomExtendedScreenSharingConfig {
  /** More than one share at a time. */
  multipleShares: boolean;
  everyoneCanShare: boolean;
  /** A participant may start while somebody else shares. */
  everyoneCanDoSubsequentShare: boolean;
}

/** Settings of a room. */
export interface RoomExtendedConfig {
  /** Nobody may join any more. */
  locked: boolean;
  /** A hint for newcomers, like the other two. */
  initialAudioMuted: boolean;
  initialVideoMuted: boolean;
  initialScreenSharingMuted: boolean;
  /** The owner silenced everybody else, like the other two. */
  audioMuted: boolean;
  videoMuted: boolean;
  screenSharingMuted: boolean;
  chatMuted: boolean;
  canChangeNickname: boolean;
  screenSharingConfig: RoomExtendedScreenSharingConfig;
  participantsConfig?: RoomExtendedParticipantsConfig;
}

/** A room was made, or already ran. `config` is always sent: clients read it at once. */
export interface CreatedRoom {
  /** Left out when none was given. */
  name?: Name;
  owner: UserId;
  /** The real pin. */
  pin?: Name;
  conferenceType: ConferenceType;
  inviteId: Id;
  chatId: Id;
  creationTime: number;
  waitingRoomEnabled: boolean;
  config: RoomExtendedConfig;
}

/** A room may be joined. Only looked up: the pin is checked by joining. */
export interface RoomAvailable {
  name?: Name;
  owner: UserId;
  /** The pin of the request, never the true one. */
  pin?: Name;
  conferenceType: ConferenceType;
  creationTime: number;
  waitingRoomEnabled: boolean;
  config: RoomExtendedConfig;
}

/** A running room of the caller. */
export interface RoomInfo {
  id: Id;
  owner: UserId;
  name?: Name;
  pin?: Name;
  creationTime: number;
  waitingRoomEnabled: boolean;
  config: RoomExtendedConfig;
}

/** Running rooms the caller made. */
export interface UserRoomsEvent {
  rooms: RoomInfo[];
}

/** Somebody joined. */
export interface JoinedRoom {
  userId: UserId;
  name: UserNickname;
  chatId: Id;
  /** This participant is the room's owner. */
  owner: boolean;
  /** New for each join. */
  mediaSessionId: Id;
}

/** Somebody left. */
export interface LeftRoom {
  userId: UserId;
  name: UserNickname;
}

/** Somebody was put out. */
export interface EvictedFromRoom {
  userId: UserId;
  name: UserNickname;
}

/** A participant's media connection is dead. */
export interface DroppedFromRoom {
  userId: UserId;
  name: UserNickname;
}

/** This connection was put out because the user joined from another. */
export interface ForcefullyLeftEvent {
  userId: UserId;
  reason: string;
}

/** The meeting waits for its owner. */
export interface PlacedInLobbyEvent {
  userId: UserId;
  name: UserNickname;
}

/** The owner must admit this person. */
export interface PlacedInWaitingRoomEvent {
  userId: UserId;
  name: UserNickname;
}

/** Somebody in the waiting room, and what he would publish. */
export interface WaitingParticipant {
  userId: UserId;
  name: UserNickname;
  isAudioEnabled: boolean;
  isVideoEnabled: boolean;
  isScreenSharingEnabled: boolean;
}

/** Everybody in the waiting room, always complete. */
export interface WaitingListEvent {
  users: WaitingParticipant[];
}

/** The waiting room was turned on or off. */
export interface WaitingRoomUpdate {
  enabled: boolean;
}

/** Somebody in a room. */
export interface Participant {
  userId: UserId;
  name: UserNickname;
}

/** The other participants. */
export interface ParticipantsListEvent {
  participants: Participant[];
}

/** A participant's nickname in the room changed. */
export interface ParticipantRenamed {
  userId: UserId;
  previousName: UserNickname;
  updatedName: UserNickname;
}

/** A participant's role changed. */
export interface RoleAssigned {
  userId: UserId;
  name: UserNickname;
  role: ParticipantRole;
}

/** Somebody's role. */
export interface UserRole {
  userId: UserId;
  role: ParticipantRole;
}

/** Everybody's role, the receiver's included. */
export interface RolesListEvent {
  roles: UserRole[];
}

/** All settings of a room. */
export interface RoomConfigEvent {
  config: RoomExtendedConfig;
}

/** What the owner turned off for one participant. */
export interface ParticipantConfigEvent {
  userId: UserId;
  config: RoomExtendedParticipantConfig;
}

/** Who may share his screen. */
export interface RoomScreenSharingConfigEvent {
  config: RoomExtendedScreenSharingConfig;
}

/** One switch of one participant. A `PARTICIPANT_CONFIG` for him must have come before. */
export interface ParticipantAVSMutedEvent {
  userId: UserId;
  value: boolean;
}

/** Asks a client to stop sharing. */
export interface StopScreenSharingEvent {
  /** Who must stop. */
  userId: UserId;
  reason: string;
}

/** Asks a client to stop tracks. */
export interface StopTrackEvent {
  userId: UserId;
  /** Room id. */
  id: Id;
  tracksMid: Id[];
}

/** One published track. */
export interface TrackInfo {
  /** What subscribers lease: the publisher's track id. */
  id: Id;
  type: TrackType;
  /** From the SDP line `a=content:`, empty when none. */
  contentType: Name;
  /** The publisher's m-line. */
  mid: Id;
  /** Left empty: `TRACK_QUALITY_STATE` tells the qualities. */
  quality: Id[];
  /** Muted by its publisher. */
  mute: boolean;
  creationTime: number;
}

/** Tracks of one publisher. */
export interface TracksInfo {
  userId: UserId;
  nickName: UserNickname;
  /** The publisher sits in the waiting room. */
  waitingRoom: boolean;
  /** The tracks concerned; never empty. */
  info: TrackInfo[];
}

/** Tracks came, went, or changed their mute. */
export interface AddRemoveTracks {
  info: TracksInfo;
}

/** Pixels. */
export interface Resolution {
  width: number;
  height: number;
}

/** One spatial layer. */
export interface SpatialLayer {
  sid: number;
  resolution: Resolution;
}

/** One temporal layer; its id grows with the frame rate. */
export interface TemporalLayer {
  tid: number;
}

/** Layers of one quality; both arrays are always there. */
export interface LayersInfo {
  spatialLayers: SpatialLayer[];
  temporalLayers: TemporalLayer[];
}

/** One quality of a track. */
export interface Quality {
  /** Simulcast rid or codec-level name. */
  quality: Id;
  /** Arrives now. */
  available: boolean;
  layersInfo: LayersInfo;
}

/** Qualities of one track. */
export interface TrackQuality {
  mid: Id;
  quality: Quality[];
}

/** Qualities of one publisher's tracks. */
export interface TracksQualityInfo {
  nickName: UserNickname;
  userId: UserId;
  tracks: TrackQuality[];
}

/** The qualities of tracks changed. */
export interface TracksQualityState {
  info: TracksQualityInfo;
}

/** A session description, handed straight to the browser. */
export interface RemoteSdpInfo {
  type: RemoteSdpType;
  sdp: Sdp;
  /** Negotiation id: an answer echoes its offer's. */
  tid: Id;
}

/** The server's answer (or offer). */
export interface RemoteSdp {
  info: RemoteSdpInfo;
}

/** The meeting's channel or chat was renamed. */
export interface RoomNameUpdated {
  name: Name;
}

/** Recording runs. */
export interface RoomRecordStarted {
  /** Newer clients read it. */
  startedBy?: UserId;
}

/** An opaque message between participants; not stored. */
export interface ControlMessage {
  from: UserId;
  to?: UserId;
  body: Text;
  broadcast: boolean;
}

/** A control message for its receiver. */
export interface ControlMessageEvent {
  message: ControlMessage;
}

/** `latency` is not a duration: it is the client's own clock value from the last packet that arrived, 0 while none has. */
export interface BitrateTestStatus {
  latency: number;
}

/** One piece of a room message: text of at most 16384 characters. */
export interface FragmentedMessage {
  id: Id;
  /** Absent in a message of one piece; the server adds true. */
  last?: boolean;
  payload: Text;
}

/** Who sent a piece, and the piece as JSON text. */
export interface RoomMessageBody {
  nickName: UserNickname;
  message: Sdp;
  userId?: UserId;
}

/** A room message's piece on its way to the others. */
export interface RoomMessage {
  message: RoomMessageBody;
}

/** What the owner turned off for a participant, seen from outside. */
export interface ParticipantMediaConfig {
  isAudioMuted: boolean;
  isVideoMuted: boolean;
  isScreenSharingMuted: boolean;
}

/** A participant, seen from outside. */
export interface SFUMeetingParticipantPreview {
  userId: UserId;
  nickname: UserNickname;
  /** Publishes such a track now. */
  audioEnabled: boolean;
  videoEnabled: boolean;
  screenSharingEnabled: boolean;
  owner: boolean;
  mediaConfig: ParticipantMediaConfig;
}

/** A running meeting, seen from outside. */
export interface SFUMeetingPreview {
  id: Id;
  type: ConferenceType;
  owner: UserId;
  name?: Name;
  /** The receiver. */
  userId: UserId;
  /** The receiver's. */
  nickname: UserNickname;
  participants: SFUMeetingParticipantPreview[];
  creationTime: number;
}

/** Running meetings of the receiver's channels or chats. */
export interface MeetingsPreviewEvent {
  meetings: SFUMeetingPreview[];
}

/** A meeting started, or the receiver may now see one that runs. */
export interface NewMeeting {
  id: Id;
  conferenceType: ConferenceType;
  name: Name;
  owner: UserId;
  pin: Name;
  creationTime: number;
  participants: SFUMeetingParticipantPreview[];
  config: RoomExtendedConfig;
}

/** Somebody joined a meeting. */
export interface JoinedRoomSync {
  id: Id;
  userId: UserId;
  name: UserNickname;
  chatId: Id;
  owner: boolean;
}

/** Somebody left a meeting. */
export interface LeftMeetingSync {
  id: Id;
  userId: UserId;
}

/** Somebody was put out of a meeting. */
export interface EvictedSync {
  id: Id;
  userId: UserId;
}

/** A meeting is over, for everybody or for the receiver. */
export interface MeetingEndedSync {
  id: Id;
}

/** Everybody in a meeting. */
export interface ParticipantsListSyncEvent {
  id: Id;
  participants: Participant[];
}

/** Tracks in a meeting came, went, or changed their mute. */
export interface AddRemoveTracksSync {
  id: Id;
  info: TracksInfo;
}

/** The meeting's channel or chat was renamed. */
export interface MeetingNameUpdatedSync {
  id: Id;
  name: Name;
}

/** A participant's nickname in the meeting changed. */
export interface ParticipantRenamedSyncEvent {
  id: Id;
  userId: UserId;
  nickname: UserNickname;
}

/** One recording. */
export interface RecordInfo {
  id: Id;
  meetingId: Id;
  /** File name or download address. */
  record: Url;
  startedBy: UserId;
  /** Bytes. */
  size: number;
  startedAt: number;
  endedAt: number;
}

/** A meeting that is over. */
export interface MeetingHistoryItem {
  id: Id;
  meetingId: Id;
  name: Name;
  owner: UserId;
  type: ConferenceType;
  startedBy: UserId;
  startedAt: number;
  /** Later than `startedAt`. */
  endedAt: number;
  /** Everybody who ever joined. */
  participants: UserId[];
  records: RecordInfo[];
}

/** The caller's history. */
export interface MeetingsHistoryEvent {
  meetings: MeetingHistoryItem[];
  /** All entries of the caller. */
  totalSize: number;
}

/** A meeting the receiver took part in is over. */
export interface MeetingAddedToHistory {
  meeting: MeetingHistoryItem;
}

/** An entry left the receiver's history. */
export interface MeetingRemovedFromHistory {
  id: Id;
}

/** A recording was deleted. */
export interface MeetingRecordDeleted {
  meetingHistoryItemId: Id;
  recordId: Id;
}

/** One page of a list. */
export interface PageRequest {
  /** From 1. */
  page: number;
  pageSize: number;
}

/** A planned meeting. */
export interface CalendarEvent {
  id: Id;
  meetingId: Id;
  scheduledMeetingId: Id;
  accessCode?: Name;
  description: Text;
  title: Name;
  start: number;
  end: number;
  ownerVideo: boolean;
  participantVideo: boolean;
  recurring: boolean;
  usePMI: boolean;
  waitingRoom: boolean;
  allowJoinAtAnyTime: boolean;
  useMuteAudioOnJoin: boolean;
  useLocalAutoRecord: boolean;
}

/** A user's planned meetings. */
export interface Calendar {
  events: CalendarEvent[];
}

/** The caller's planned meetings. */
export interface UserCalendarEvent {
  calendar: Calendar;
}

/** One planned meeting, new, changed or removed. */
export interface CalendarEventEvent {
  entry: CalendarEvent;
}

/** A planned meeting as a client gives it. */
export interface CalendarEventDraft {
  id?: Id;
  title?: Name;
  description?: Text;
  start?: number;
  end?: number;
  recurring?: boolean;
  accessCode?: Name;
  waitingRoom?: boolean;
  /** Also changes the user's PMI settings. */
  usePMI?: boolean;
  ownerVideo?: boolean;
  participantVideo?: boolean;
  allowJoinAtAnyTime?: boolean;
  useMuteAudioOnJoin?: boolean;
  useLocalAutoRecord?: boolean;
}
