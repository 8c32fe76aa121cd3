// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.
import type {
  AttachmentSortField,
  AttachmentType,
  ChannelSendPolicy,
  ChatReceivePolicy,
  ChatType,
  ConferenceType,
  MessageAttachmentMediaType,
  MessageTargetEntityType,
  NotificationMode,
  ParticipantRole,
  PresenceStatus,
  RemoteSdpType,
  SortOrder,
  TransportType,
} from './enums';
import type {
  Boundaries,
  CachedRange,
  CalendarEventDraft,
  Id,
  Key,
  MessageAttachment,
  MessageTargetEntityId,
  Name,
  PageRequest,
  PasswordChange,
  RemoveStorageAttachmentItem,
  Sdp,
  Text,
  TimeFrame,
  Token,
  UserChatEncryptedPassword,
  UserEmail,
  UserHostKey,
  UserId,
  UserNickname,
  UserPassword,
  UserPhoneNumber,
  UserTimezone,
} from './types';

/** Makes an account. The answer with `verified` true settles the call; one with false only informs. */
export interface SignUpCall {
  email: UserEmail;
  username: UserId;
  password: UserPassword;
}

/** Checks that a username is free. */
export interface EnsureUsernameAvailableCall {
  username: UserId;
}

/** Asks for a link to set a new password. The answer with `confirmed` true settles the call. */
export interface ResetPasswordRequestCall {
  email: UserEmail;
}

/** Sets a new password after a confirmed request on the same connection; ends all tokens of the user. */
export interface ResetPasswordCall {
  email: UserEmail;
  password: UserPassword;
}

/** Removes a user. Refused for verified users unless the server's settings allow it. */
export interface RemoveUserCall {
  id: UserId;
}

/** Lends a demo account. */
export type GetFreeUserCall = Record<never, never>;

/** Ends the token of this connection; the socket stays open until the client closes it. */
export type LogoutCall = Record<never, never>;

/** The caller's profile. */
export type GetUserInfoCall = Record<never, never>;

/** Changes the e-mail address, at once. */
export interface ChangeUserEmailCall {
  email: UserEmail;
}

/** Changes the nickname; contacts get `CONTACT_UPDATED`. */
export interface ChangeUserNicknameCall {
  nickname: UserNickname;
}

/** Changes the phone number; empty clears it. */
export interface ChangeUserPhoneNumberCall {
  phoneNumber: UserPhoneNumber;
}

/** Changes the host key; empty clears it. */
export interface ChangeUserHostKeyCall {
  hostKey: UserHostKey;
}

/** Changes the time zone; empty clears it. */
export interface ChangeUserTimezoneCall {
  timezone: UserTimezone;
}

/** Changes the password. Both members may be missing on the wire: each absence has an error text of its own. */
export interface ChangeUserPasswordCall {
  password?: PasswordChange;
}

/** Announces or removes the avatar; it is uploaded by HTTP to the URL of the answer. */
export interface UpdateUserIconCall {
  iconName?: Name;
  /** Bytes. */
  iconSize?: number;
  remove?: boolean;
}

/** The caller's personal meeting settings. */
export type GetUserPmiSettingsCall = Record<never, never>;

/** Changes the personal meeting settings; what is left out keeps its value. */
export interface UpdateUserPmiSettingsCall {
  allowJoinAtAnyTime?: boolean;
  useMuteAudioOnJoin?: boolean;
  useLocalAutoRecord?: boolean;
  useAccessCode?: boolean;
  useWaitingRoom?: boolean;
  useOwnerVideo?: boolean;
  useParticipantsVideo?: boolean;
  accessCode?: Name;
}

/** Contacts, friend invites of both directions, banned users. */
export type GetContactsCall = Record<never, never>;

/** Invites a user to become a friend; replaces an earlier invite, or accepts one he sent before. */
export interface AddFriendCall {
  userId: UserId;
}

/** Ends a friendship. */
export interface RemoveFriendCall {
  userId: UserId;
}

/** Takes an invite back; by the inviter. */
export interface RevokeFriendInviteCall {
  inviteId: Id;
}

/** Accepts an invite; answered with the contact event alone. */
export interface AcceptFriendInviteCall {
  inviteId: Id;
}

/** Refuses an invite; the inviter's side stays as it is. */
export interface RejectFriendInviteCall {
  inviteId: Id;
}

/** Stores how loud a contact is played in meetings. */
export interface UpdateContactVolumeCall {
  userId: UserId;
  value: number;
}

/** Selects and stores the presence. */
export interface UpdatePresenceStatusCall {
  status: PresenceStatus;
}

/** Tells whether somebody is active at this connection. */
export interface UpdateActivityStatusCall {
  isActive: boolean;
}

/** Stores the caller's key material. */
export interface AddUserEncryptionInfoCall {
  privateKey: Key;
  publicKey: Key;
  verificationHash?: Key;
  salt?: Key;
  iv?: Key;
}

/** The caller's key material. */
export type GetUserEncryptionInfoCall = Record<never, never>;

/** Settings of the server that clients need. */
export type GetSystemConfigCall = Record<never, never>;

/** The caller's logins on all devices. Parley's own addition. */
export type GetUserSessionsCall = Record<never, never>;

/** Ends a login of the caller: its token is good no more, its connections are closed. Parley's own addition. */
export interface EndUserSessionCall {
  id: Id;
}

/** Sends a message. With attachments it stays invisible until `sendMessageWithAttachments`. A missing target has an error text of its own. */
export interface SendMessageCall {
  targetEntityType?: MessageTargetEntityType;
  targetEntityId?: MessageTargetEntityId;
  body?: Text;
  /** Makes it a private message. */
  to?: UserId;
  /** Makes it a reply. */
  parentId?: Id;
  attachments?: MessageAttachment[];
}

/** Publishes a message whose files are uploaded. It has no internalMessageId: the answer carries the message id instead. */
export interface SendMessageWithAttachmentsCall {
  /** Message id. */
  id: Id;
  /** Message transfer id. */
  transferId?: number;
}

/** Takes an announced file back. */
export interface CancelSendingAttachmentCall {
  messageTransferId: number;
  attachmentTransferId: number;
}

/** Changes a message of the caller. A missing id has an error text of its own. */
export interface EditMessageCall {
  id?: Id;
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  /** Replaces the body. */
  body?: Text;
  /** Files to add. */
  attachments?: MessageAttachment[];
  attachmentIdsToDelete?: Id[];
}

/** Empties a message of the caller; it stays listed as deleted. */
export interface DeleteMessageCall {
  id?: Id;
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
}

/** Adds a reaction of the caller. */
export interface AddReactionOnMessageCall {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  messageId: Id;
  reaction: Name;
}

/** Removes a reaction of the caller. */
export interface RemoveReactionOnMessageCall {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  messageId: Id;
  reaction: Name;
}

/** Moves the caller's read position forward to a message. */
export interface MarkMessageReadCall {
  id: Id;
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
}

/** Moves the caller's read position to just before a message. */
export interface MarkMessageUnreadCall {
  id: Id;
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
}

/** Messages by time or around a date. What was pending for the caller counts as delivered. */
export interface LoadMessagesCall {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  timeFrame?: TimeFrame;
  boundaries?: Boundaries;
}

/** How many messages there are. */
export interface GetMessagesCountCall {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
}

/** Oldest and newest message. */
export interface GetFirstAndLastMessageCall {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
}

/** How many messages the caller has not read. */
export interface GetUnreadMessagesCountCall {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
}

/** Finds messages by whole words side by side. */
export interface SearchChatMessagesCall {
  chatId: Id;
  searchString: Name;
  searchId?: Id;
  limit?: number;
}

/** Finds files by part of their name. */
export interface SearchMessageAttachmentsCall {
  chatId?: Id;
  attachmentsType?: MessageAttachmentMediaType;
  from?: UserId;
  timeFrame?: TimeFrame;
  boundaries?: Boundaries;
  searchString?: Name;
  sortOrder?: SortOrder;
}

/** Finds messages that mention a user or everybody. */
export interface LoadMessagesWithMentionsCall {
  chatId?: Id;
  userTag: Name;
  timeFrame?: TimeFrame;
  boundaries?: Boundaries;
  sortOrder?: SortOrder;
}

/** Files the caller sent. */
export interface ListAttachmentsCall {
  /** -1: from the start. */
  offset: number;
  /** -1: everything. */
  pageSize: number;
  /** `Direct` or `Spaces`: the answer is an `AttachmentPageResult`. This and the rest are later than 2.0.339. */
  sectionType?: Name;
  spaceId?: Id;
  /** `DATE` when absent. */
  sortField?: AttachmentSortField;
  /** Newest, largest first when absent; names from A. */
  sortOrder?: SortOrder;
}

/** Bytes of the files the caller sent. */
export interface GetAttachmentsSizeCall {
  type?: AttachmentType;
}

/** Takes files out of messages of the caller; a message without any content left is deleted. Later than 2.0.339. */
export interface RemoveStorageAttachmentsCall {
  attachments: RemoveStorageAttachmentItem[];
}

/** What the caller's files take. Later than 2.0.339. */
export type GetStorageSectionsCall = Record<never, never>;

/** On a user's connection: asks for a download session. On a transfer connection, with `sessionId` alone: starts the binary frames. */
export interface DownloadAttachmentCall {
  targetEntityType?: MessageTargetEntityType;
  targetEntityId?: MessageTargetEntityId;
  messageId?: Id;
  attachmentId?: Id;
  name?: Name;
  /** Wished bytes of file in one frame. */
  size?: number;
  sessionId?: Token;
}

/** How far the journals of the caller's chats, channels and threads have come. */
export type GetChatsSyncSummaryCall = Record<never, never>;

/** What changed after a cursor. What was pending for the caller and is returned counts as delivered. */
export interface GetMessagesDifferenceCall {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
  /** 0: from the beginning. */
  sinceCursor?: number;
  /** Most messages in one answer, up to 1000; 0: DEFAULT_MESSAGES_DIFFERENCE_LIMIT. */
  limit?: number;
  /** MAX_CACHED_RANGES at most, ascending, apart. Changes of delivery are told for messages in them only; empty: for all. */
  cachedRanges?: CachedRange[];
}

/** All chats of the caller. */
export type GetUserChatsCall = Record<never, never>;

/** One chat with its messages. */
export interface LoadChatCall {
  id: Id;
}

/** All public chat channels. */
export type GetPublicChannelsCall = Record<never, never>;

/** Makes a chat; the caller is a member and its owner. */
export interface CreateChatCall {
  id?: Id;
  name?: Name;
  members?: UserId[];
  favourite?: boolean;
  channel?: boolean;
  type?: ChatType;
  channelSendPolicy?: ChannelSendPolicy;
  sendPermissionList?: UserId[];
  allowedToAddExternalUser?: boolean;
  /** Makes it a secure chat; the keys must then be given. */
  encryptionEnabled?: boolean;
  encryptedPrivateKey?: Key;
  publicKey?: Key;
  encryptedChatPasswords?: UserChatEncryptedPassword[];
  encryptedAttachmentsSecretKey?: Key;
}

/** Deletes a chat with its messages and files; ends its meeting. */
export interface DeleteChatCall {
  id: Id;
}

/** Names a chat. */
export interface RenameChatCall {
  id: Id;
  name: Name;
}

/** Adds a user. */
export interface AddMemberToChatCall {
  id: Id;
  member: UserId;
  /** Needed in a secure chat. */
  encryptedChatPassword?: Key;
}

/** Removes a user, or the caller himself. */
export interface RemoveMemberFromChatCall {
  id: Id;
  member: UserId;
}

/** Marks a chat as the caller's favourite. */
export interface AddChatToFavouritesCall {
  id: Id;
}

/** Takes that mark away. */
export interface RemoveChatFromFavouritesCall {
  id: Id;
}

/** Hides a chat from the caller, or shows it. */
export interface UpdateChatHidingCall {
  id: Id;
  value: boolean;
}

/** Stores the caller's notification mode. */
export interface UpdateChatNotificationSettingsCall {
  id: Id;
  value: NotificationMode;
}

/** Mutes a chat for the caller. */
export interface MuteChatCall {
  id: Id;
  /** Milliseconds. */
  muteTime?: number;
  mutedIndefinitely?: boolean;
}

/** Ends that. */
export interface UnmuteChatCall {
  id: Id;
}

/** Who gets what is written; by the owner. */
export interface UpdateChatReceivePolicyCall {
  id: Id;
  chatReceivePolicy: ChatReceivePolicy;
}

/** Who may write; by the owner. */
export interface UpdateChannelSendPolicyCall {
  id: Id;
  channelSendPolicy: ChannelSendPolicy;
}

/** Adds a user to those who may write. */
export interface AddChannelSendPermissionListMemberCall {
  id: Id;
  member: UserId;
}

/** Removes a user from those who may write. */
export interface RemoveChannelSendPermissionListMemberCall {
  id: Id;
  member: UserId;
}

/** Changes several settings of a channel at once; what is left out stays. */
export interface UpdateChatConfigurationCall {
  id: Id;
  type?: ChatType;
  channelSendPolicy?: ChannelSendPolicy;
  sendPermissionList?: UserId[];
  allowedToAddExternalUser?: boolean;
}

/** Announces or removes a chat's icon; it is uploaded by HTTP to the URL of the answer. */
export interface UpdateChatIconCall {
  id: Id;
  iconName?: Name;
  /** Bytes. */
  iconSize?: number;
  remove?: boolean;
}

/** All spaces of the caller, as he sees them. */
export type GetUserSpacesCall = Record<never, never>;

/** Makes a space with a category, a public channel and the default role. */
export interface CreateSpaceCall {
  name: Name;
}

/** Renames a space. */
export interface UpdateSpaceOverviewCall {
  /** The space. */
  id: Id;
  name: Name;
}

/** Announces or removes a space's icon; it is uploaded by HTTP to the URL of the answer. */
export interface UpdateSpaceIconCall {
  /** The space. */
  id: Id;
  iconName?: Name;
  /** Bytes. */
  iconSize?: number;
  remove?: boolean;
}

/** Deletes a space with everything in it; by the owner. */
export interface DeleteSpaceCall {
  /** The space. */
  id: Id;
}

/** Leaves a space; the owner can't. */
export interface LeaveSpaceCall {
  /** The space. */
  id: Id;
}

/** Changes a member's nickname in the space. */
export interface UpdateSpaceNicknameCall {
  spaceId: Id;
  /** Whose; the caller's own when left out. */
  userId?: UserId;
  /** Empty: the user's own. */
  nickname: UserNickname;
}

/** Makes an invite code. */
export interface GenerateNewSpaceInviteCall {
  spaceId: Id;
  /** Milliseconds; 0 or less: for ever. */
  lifespan: number;
}

/** Takes an invite code back. */
export interface RevokeSpaceInviteCall {
  spaceId: Id;
  inviteCode: Id;
}

/** Joins the space of an invite. */
export interface JoinSpaceByInviteCodeCall {
  inviteCode: Id;
}

/** Makes a category. */
export interface CreateSpaceCategoryCall {
  spaceId: Id;
  name: Name;
}

/** Renames a category. */
export interface UpdateSpaceCategoryCall {
  spaceId: Id;
  categoryId: Id;
  name: Name;
}

/** Deletes a category; its channels stay, in none. */
export interface DeleteSpaceCategoryCall {
  spaceId: Id;
  categoryId: Id;
}

/** Makes a channel. */
export interface CreateSpaceChannelCall {
  spaceId: Id;
  categoryId?: Id;
  name: Name;
  private: boolean;
  /** For a private channel: roles that open it. */
  roles?: Id[];
  /** For a private channel: users who have access. */
  members?: UserId[];
}

/** Changes name, privacy and access of a channel; all of them are replaced. */
export interface UpdateSpaceChannelCall {
  spaceId: Id;
  channelId: Id;
  name: Name;
  private: boolean;
  /** For a private channel: roles that open it. */
  roles?: Id[];
  /** For a private channel: users who have access. */
  members?: UserId[];
}

/** Puts a channel into another category. */
export interface MoveSpaceChannelCall {
  spaceId: Id;
  /** Empty: into none. */
  categoryId?: Id;
  channelId: Id;
}

/** Deletes a channel with its threads and messages. */
export interface DeleteSpaceChannelCall {
  spaceId: Id;
  channelId: Id;
}

/** Makes a thread in a channel. */
export interface CreateSpaceThreadCall {
  spaceId: Id;
  channelId: Id;
  name: Name;
  private: boolean;
}

/** Renames a thread. */
export interface UpdateSpaceThreadCall {
  spaceId: Id;
  channelId: Id;
  threadId: Id;
  name: Name;
}

/** Adds users to a private thread. */
export interface AddMembersToThreadCall {
  spaceId: Id;
  channelId: Id;
  threadId: Id;
  members: UserId[];
}

/** Takes a user out of a private thread. */
export interface RemoveMemberFromThreadCall {
  spaceId: Id;
  channelId: Id;
  threadId: Id;
  member: UserId;
}

/** Deletes a thread with its messages. */
export interface DeleteSpaceThreadCall {
  spaceId: Id;
  channelId: Id;
  threadId: Id;
}

/** All permissions a role may hold. */
export type GetRolePermissionsCall = Record<never, never>;

/** Makes a role and gives it to members. */
export interface AddSpaceRoleCall {
  spaceId: Id;
  roleName: Name;
  color: Name;
  /** Unknown ones are dropped. */
  permissions: Id[];
  /** Who has the role. */
  members: UserId[];
}

/** Changes a role; all of it is replaced. */
export interface UpdateSpaceRoleCall {
  spaceId: Id;
  roleId: Id;
  roleName: Name;
  color: Name;
  /** Unknown ones are dropped. */
  permissions: Id[];
  /** Who has the role. */
  members: UserId[];
}

/** Deletes a role. */
export interface DeleteSpaceRoleCall {
  spaceId: Id;
  roleId: Id;
}

/** Gives a role to a member. */
export interface AddRoleToMemberCall {
  spaceId: Id;
  roleId: Id;
  memberId: UserId;
}

/** Takes a role from a member. */
export interface RemoveRoleFromMemberCall {
  spaceId: Id;
  roleId: Id;
  memberId: UserId;
}

/** Stores the caller's notification mode of a space. */
export interface UpdateSpaceNotificationSettingsCall {
  spaceId: Id;
  value: NotificationMode;
}

/** Mutes a space for the caller. */
export interface MuteSpaceCall {
  spaceId: Id;
  /** Milliseconds. */
  muteTime?: number;
  mutedIndefinitely?: boolean;
}

/** Ends that. */
export interface UnmuteSpaceCall {
  spaceId: Id;
}

/** Stores the caller's notification mode of a channel. */
export interface UpdateChannelNotificationSettingsCall {
  spaceId: Id;
  channelId: Id;
  value: NotificationMode;
}

/** Mutes a channel for the caller. */
export interface MuteChannelCall {
  spaceId: Id;
  channelId: Id;
  /** Milliseconds. */
  muteTime?: number;
  mutedIndefinitely?: boolean;
}

/** Ends that. */
export interface UnmuteChannelCall {
  spaceId: Id;
  channelId: Id;
}

/** Stores the caller's notification mode of a thread. */
export interface UpdateThreadNotificationSettingsCall {
  spaceId: Id;
  channelId: Id;
  threadId: Id;
  value: NotificationMode;
}

/** Mutes a thread for the caller. */
export interface MuteThreadCall {
  spaceId: Id;
  channelId: Id;
  threadId: Id;
  /** Milliseconds. */
  muteTime?: number;
  mutedIndefinitely?: boolean;
}

/** Ends that. */
export interface UnmuteThreadCall {
  spaceId: Id;
  channelId: Id;
  threadId: Id;
}

/** Makes a global room; with the caller's own PMI as id, his personal room. */
export interface CreateRoomCall {
  id?: Id;
  name?: Name;
  pin?: Name;
}

/** Starts a channel's meeting; answered with the running one when there is one. */
export interface CreateChannelMeetingCall {
  spaceId: Id;
  channelId: Id;
}

/** Starts a chat's meeting; answered with the running one when there is one. */
export interface CreateDirectMeetingCall {
  directChatId: Id;
}

/** Looks a room up. A missing id has an error text of its own. */
export interface RoomAvailableCall {
  id?: Id;
  pin?: Name;
}

/** Checks that a running room has this id and pin. A missing id has an error text of its own. */
export interface RoomExistsCall {
  id?: Id;
  pin?: Name;
}

/** Running global rooms the caller made. */
export type GetActiveRoomsCall = Record<never, never>;

/** Joins, or waits for admission: the same id is answered when the fate is decided. A missing id has an error text of its own. */
export interface JoinRoomCall {
  id?: Id;
  pin?: Name;
  /** Offer. */
  sdp?: Sdp;
  sdpType?: RemoteSdpType;
  nickname?: UserNickname;
  tid?: Id;
  transport?: TransportType;
}

/** Leaves; also answered in a room never joined, then without effect. */
export interface LeaveRoomCall {
  id: Id;
  pin?: Name;
}

/** Ends a room; by the holder of OWNER or the one who made it. */
export interface DestroyRoomCall {
  id: Id;
  pin?: Name;
}

/** Negotiates anew: the answer SDP comes as `REMOTE_SDP`, then the ACK. Without internalMessageId nothing is acknowledged. */
export interface UpdateRoomStateCall {
  id: Id;
  pin?: Name;
  sdp: Sdp;
  sdpType: RemoteSdpType;
  tid: Id;
}

/** Puts a participant out. */
export interface EvictParticipantCall {
  /** Room id. */
  id: Id;
  userId: UserId;
}

/** Changes a nickname in the room. */
export interface RenameParticipantCall {
  roomId: Id;
  userId: UserId;
  newNickname: UserNickname;
}

/** Admits or refuses somebody who waits. */
export interface AuthorizeWaitingListCall {
  /** Room id. */
  id: Id;
  userId: UserId;
  authorized: boolean;
}

/** Sends a participant back to the waiting room. */
export interface MoveToWaitingRoomCall {
  roomId: Id;
  userId: UserId;
}

/** Turns the waiting room on or off; it must be empty. */
export interface ConfigureWaitingRoomCall {
  /** Room id. */
  id: Id;
  enabled: boolean;
}

/** Lets the caller see somebody who waits. */
export interface SubscribeToWaitingParticipantCall {
  roomId: Id;
  userId: UserId;
}

/** Ends that. */
export interface UnsubscribeFromWaitingParticipantCall {
  roomId: Id;
  userId: UserId;
}

/** Gives a role; OWNER passes from the caller. */
export interface AssignRoleCall {
  roomId: Id;
  userId: UserId;
  role: ParticipantRole;
}

/** The one who made the room takes OWNER back. */
export interface ReclaimOwnerRightsCall {
  roomId: Id;
}

/** Lets nobody join any more. */
export interface SetRoomLockCall {
  /** Room id. */
  id: Id;
  value: boolean;
}

/** Newcomers start with audio off. */
export interface SetRoomInitialAudioMutedCall {
  /** Room id. */
  id: Id;
  value: boolean;
}

/** Newcomers start with video off. */
export interface SetRoomInitialVideoMutedCall {
  /** Room id. */
  id: Id;
  value: boolean;
}

/** Newcomers start without sharing. */
export interface SetRoomInitialScreenSharingMutedCall {
  /** Room id. */
  id: Id;
  value: boolean;
}

/** Silences everybody but the owner. */
export interface SetRoomAudioMutedCall {
  /** Room id. */
  id: Id;
  value: boolean;
}

/** Turns off everybody's video but the owner's. */
export interface SetRoomVideoMutedCall {
  /** Room id. */
  id: Id;
  value: boolean;
}

/** Stops everybody's sharing but the owner's. */
export interface SetRoomScreenSharingMutedCall {
  /** Room id. */
  id: Id;
  value: boolean;
}

/** Only the owner may write into the room's chat. */
export interface SetRoomChatMutedCall {
  /** Room id. */
  id: Id;
  value: boolean;
}

/** Participants may rename themselves. */
export interface SetRoomCanChangeNicknameCall {
  /** Room id. */
  id: Id;
  value: boolean;
}

/** Several may share at a time. */
export interface SetRoomScreenSharingMultipleSharesCall {
  /** Room id. */
  id: Id;
  value: boolean;
}

/** Not only the owner may share. */
export interface SetRoomScreenSharingEveryoneCanShareCall {
  /** Room id. */
  id: Id;
  value: boolean;
}

/** Anybody may start sharing while somebody else shares. */
export interface SetRoomScreenSharingEveryoneCanDoSubsequentShareCall {
  /** Room id. */
  id: Id;
  value: boolean;
}

/** Silences one participant. */
export interface SetParticipantAudioMutedCall {
  /** Room id. */
  id: Id;
  userId: UserId;
  value: boolean;
}

/** Turns off one participant's video. */
export interface SetParticipantVideoMutedCall {
  /** Room id. */
  id: Id;
  userId: UserId;
  value: boolean;
}

/** Forbids one participant to share. */
export interface SetParticipantScreenSharingMutedCall {
  /** Room id. */
  id: Id;
  userId: UserId;
  value: boolean;
}

/** Asks one participant, or everybody, to stop sharing. */
export interface TurnOffParticipantScreenSharingCall {
  /** Room id. */
  id: Id;
  userId?: UserId;
  reason?: Name;
}

/** Sends an opaque message to one participant or to all others. */
export interface SendControlMessageCall {
  roomId: Id;
  broadcast: boolean;
  /** Empty: the server fills it. */
  from?: UserId;
  to?: UserId;
  body: Text;
}

/** Stops or resumes forwarding one of the caller's own tracks. */
export interface MuteTrackCall {
  roomId: Id;
  /** Track id. */
  id: Id;
  mute: boolean;
}

/** Stops or resumes sending on one of the caller's slots. */
export interface MuteRemoteTrackCall {
  roomId: Id;
  /** Mid of the slot. */
  id: Id;
  mute: boolean;
}

/** Puts a track on one of the caller's slots, or clears the slot. */
export interface LeaseTrackCall {
  roomId: Id;
  /** Null: release. */
  remoteTrackId?: Id;
  /** Mid of the slot. */
  localMid: Id;
}

/** Wishes a quality for a slot, or, in the older form, for a leased track. */
export interface ChangeQualityCall {
  roomId: Id;
  /** Mid of a slot, or id of a leased track. */
  id: Id;
  /** Null: keep. */
  quality?: Id;
  /** Highest temporal layer. */
  tid?: number;
}

/** Highest spatial layer to forward on a slot. */
export interface ChangeSidCall {
  roomId: Id;
  /** Mid of the slot. */
  id: Id;
  sid: number;
}

/** Highest temporal layer to forward on a slot. */
export interface ChangeTidCall {
  roomId: Id;
  /** Mid of the slot. */
  id: Id;
  tid: number;
}

/** Packets will come on the data channel `bitrate`. */
export interface StartBitrateTestCall {
  roomId: Id;
}

/** The clock value in the last packet of the test. */
export interface GetBitrateLatencyCall {
  roomId: Id;
}

/** Ends the test. */
export interface EndBitrateTestCall {
  roomId: Id;
}

/** Makes the room of a planned meeting. A missing event id has an error text of its own. */
export interface CreateRoomFromEventCall {
  event?: CalendarEventDraft;
}

/** The caller's planned meetings. */
export type GetUserCalendarCall = Record<never, never>;

/** Plans a meeting. */
export interface AddCalendarEventCall {
  event: CalendarEventDraft;
}

/** Changes a planned meeting. */
export interface UpdateCalendarEventCall {
  event: CalendarEventDraft;
}

/** Removes a planned meeting; only its id matters. */
export interface RemoveCalendarEventCall {
  event: CalendarEventDraft;
}

/** The caller's past global meetings, newest first. */
export interface LoadMeetingsHistoryCall {
  timeFrame?: TimeFrame;
  boundaries?: Boundaries;
  pageRequest?: PageRequest;
}

/** Removes an entry from the caller's own history. */
export interface RemoveMeetingFromHistoryCall {
  id: Id;
}

/** Starts recording. */
export interface StartRoomRecordCall {
  /** Room id. */
  id: Id;
}

/** Stops recording. */
export interface StopRoomRecordCall {
  /** Room id. */
  id: Id;
}

/** Deletes a recording. */
export interface RemoveMeetingRecordCall {
  meetingHistoryItemId: Id;
  recordId: Id;
  meetingType: ConferenceType;
  /** Channel or chat. */
  meetingId?: Id;
  spaceId?: Id;
}

/** Arguments of each call whose arguments are declared. */
export interface CallArguments {
  signUp: SignUpCall;
  ensureUsernameAvailable: EnsureUsernameAvailableCall;
  resetPasswordRequest: ResetPasswordRequestCall;
  resetPassword: ResetPasswordCall;
  removeUser: RemoveUserCall;
  getFreeUser: GetFreeUserCall;
  logout: LogoutCall;
  getUserInfo: GetUserInfoCall;
  changeUserEmail: ChangeUserEmailCall;
  changeUserNickname: ChangeUserNicknameCall;
  changeUserPhoneNumber: ChangeUserPhoneNumberCall;
  changeUserHostKey: ChangeUserHostKeyCall;
  changeUserTimezone: ChangeUserTimezoneCall;
  changeUserPassword: ChangeUserPasswordCall;
  updateUserIcon: UpdateUserIconCall;
  getUserPmiSettings: GetUserPmiSettingsCall;
  updateUserPmiSettings: UpdateUserPmiSettingsCall;
  getContacts: GetContactsCall;
  addFriend: AddFriendCall;
  removeFriend: RemoveFriendCall;
  revokeFriendInvite: RevokeFriendInviteCall;
  acceptFriendInvite: AcceptFriendInviteCall;
  rejectFriendInvite: RejectFriendInviteCall;
  updateContactVolume: UpdateContactVolumeCall;
  updatePresenceStatus: UpdatePresenceStatusCall;
  updateActivityStatus: UpdateActivityStatusCall;
  addUserEncryptionInfo: AddUserEncryptionInfoCall;
  getUserEncryptionInfo: GetUserEncryptionInfoCall;
  getSystemConfig: GetSystemConfigCall;
  getUserSessions: GetUserSessionsCall;
  endUserSession: EndUserSessionCall;
  sendMessage: SendMessageCall;
  sendMessageWithAttachments: SendMessageWithAttachmentsCall;
  cancelSendingAttachment: CancelSendingAttachmentCall;
  editMessage: EditMessageCall;
  deleteMessage: DeleteMessageCall;
  addReactionOnMessage: AddReactionOnMessageCall;
  removeReactionOnMessage: RemoveReactionOnMessageCall;
  markMessageRead: MarkMessageReadCall;
  markMessageUnread: MarkMessageUnreadCall;
  loadMessages: LoadMessagesCall;
  getMessagesCount: GetMessagesCountCall;
  getFirstAndLastMessage: GetFirstAndLastMessageCall;
  getUnreadMessagesCount: GetUnreadMessagesCountCall;
  searchChatMessages: SearchChatMessagesCall;
  searchMessageAttachments: SearchMessageAttachmentsCall;
  loadMessagesWithMentions: LoadMessagesWithMentionsCall;
  listAttachments: ListAttachmentsCall;
  getAttachmentsSize: GetAttachmentsSizeCall;
  removeStorageAttachments: RemoveStorageAttachmentsCall;
  getStorageSections: GetStorageSectionsCall;
  downloadAttachment: DownloadAttachmentCall;
  getChatsSyncSummary: GetChatsSyncSummaryCall;
  getMessagesDifference: GetMessagesDifferenceCall;
  getUserChats: GetUserChatsCall;
  loadChat: LoadChatCall;
  getPublicChannels: GetPublicChannelsCall;
  createChat: CreateChatCall;
  deleteChat: DeleteChatCall;
  renameChat: RenameChatCall;
  addMemberToChat: AddMemberToChatCall;
  removeMemberFromChat: RemoveMemberFromChatCall;
  addChatToFavourites: AddChatToFavouritesCall;
  removeChatFromFavourites: RemoveChatFromFavouritesCall;
  updateChatHiding: UpdateChatHidingCall;
  updateChatNotificationSettings: UpdateChatNotificationSettingsCall;
  muteChat: MuteChatCall;
  unmuteChat: UnmuteChatCall;
  updateChatReceivePolicy: UpdateChatReceivePolicyCall;
  updateChannelSendPolicy: UpdateChannelSendPolicyCall;
  addChannelSendPermissionListMember: AddChannelSendPermissionListMemberCall;
  removeChannelSendPermissionListMember: RemoveChannelSendPermissionListMemberCall;
  updateChatConfiguration: UpdateChatConfigurationCall;
  updateChatIcon: UpdateChatIconCall;
  getUserSpaces: GetUserSpacesCall;
  createSpace: CreateSpaceCall;
  updateSpaceOverview: UpdateSpaceOverviewCall;
  updateSpaceIcon: UpdateSpaceIconCall;
  deleteSpace: DeleteSpaceCall;
  leaveSpace: LeaveSpaceCall;
  updateSpaceNickname: UpdateSpaceNicknameCall;
  generateNewSpaceInvite: GenerateNewSpaceInviteCall;
  revokeSpaceInvite: RevokeSpaceInviteCall;
  joinSpaceByInviteCode: JoinSpaceByInviteCodeCall;
  createSpaceCategory: CreateSpaceCategoryCall;
  updateSpaceCategory: UpdateSpaceCategoryCall;
  deleteSpaceCategory: DeleteSpaceCategoryCall;
  createSpaceChannel: CreateSpaceChannelCall;
  updateSpaceChannel: UpdateSpaceChannelCall;
  moveSpaceChannel: MoveSpaceChannelCall;
  deleteSpaceChannel: DeleteSpaceChannelCall;
  createSpaceThread: CreateSpaceThreadCall;
  updateSpaceThread: UpdateSpaceThreadCall;
  addMembersToThread: AddMembersToThreadCall;
  removeMemberFromThread: RemoveMemberFromThreadCall;
  deleteSpaceThread: DeleteSpaceThreadCall;
  getRolePermissions: GetRolePermissionsCall;
  addSpaceRole: AddSpaceRoleCall;
  updateSpaceRole: UpdateSpaceRoleCall;
  deleteSpaceRole: DeleteSpaceRoleCall;
  addRoleToMember: AddRoleToMemberCall;
  removeRoleFromMember: RemoveRoleFromMemberCall;
  updateSpaceNotificationSettings: UpdateSpaceNotificationSettingsCall;
  muteSpace: MuteSpaceCall;
  unmuteSpace: UnmuteSpaceCall;
  updateChannelNotificationSettings: UpdateChannelNotificationSettingsCall;
  muteChannel: MuteChannelCall;
  unmuteChannel: UnmuteChannelCall;
  updateThreadNotificationSettings: UpdateThreadNotificationSettingsCall;
  muteThread: MuteThreadCall;
  unmuteThread: UnmuteThreadCall;
  createRoom: CreateRoomCall;
  createChannelMeeting: CreateChannelMeetingCall;
  createDirectMeeting: CreateDirectMeetingCall;
  roomAvailable: RoomAvailableCall;
  roomExists: RoomExistsCall;
  getActiveRooms: GetActiveRoomsCall;
  joinRoom: JoinRoomCall;
  leaveRoom: LeaveRoomCall;
  destroyRoom: DestroyRoomCall;
  updateRoomState: UpdateRoomStateCall;
  evictParticipant: EvictParticipantCall;
  renameParticipant: RenameParticipantCall;
  authorizeWaitingList: AuthorizeWaitingListCall;
  moveToWaitingRoom: MoveToWaitingRoomCall;
  configureWaitingRoom: ConfigureWaitingRoomCall;
  subscribeToWaitingParticipant: SubscribeToWaitingParticipantCall;
  unsubscribeFromWaitingParticipant: UnsubscribeFromWaitingParticipantCall;
  assignRole: AssignRoleCall;
  reclaimOwnerRights: ReclaimOwnerRightsCall;
  setRoomLock: SetRoomLockCall;
  setRoomInitialAudioMuted: SetRoomInitialAudioMutedCall;
  setRoomInitialVideoMuted: SetRoomInitialVideoMutedCall;
  setRoomInitialScreenSharingMuted: SetRoomInitialScreenSharingMutedCall;
  setRoomAudioMuted: SetRoomAudioMutedCall;
  setRoomVideoMuted: SetRoomVideoMutedCall;
  setRoomScreenSharingMuted: SetRoomScreenSharingMutedCall;
  setRoomChatMuted: SetRoomChatMutedCall;
  setRoomCanChangeNickname: SetRoomCanChangeNicknameCall;
  setRoomScreenSharingMultipleShares: SetRoomScreenSharingMultipleSharesCall;
  setRoomScreenSharingEveryoneCanShare: SetRoomScreenSharingEveryoneCanShareCall;
  setRoomScreenSharingEveryoneCanDoSubsequentShare: SetRoomScreenSharingEveryoneCanDoSubsequentShareCall;
  setParticipantAudioMuted: SetParticipantAudioMutedCall;
  setParticipantVideoMuted: SetParticipantVideoMutedCall;
  setParticipantScreenSharingMuted: SetParticipantScreenSharingMutedCall;
  turnOffParticipantScreenSharing: TurnOffParticipantScreenSharingCall;
  sendControlMessage: SendControlMessageCall;
  muteTrack: MuteTrackCall;
  muteRemoteTrack: MuteRemoteTrackCall;
  leaseTrack: LeaseTrackCall;
  changeQuality: ChangeQualityCall;
  changeSid: ChangeSidCall;
  changeTid: ChangeTidCall;
  startBitrateTest: StartBitrateTestCall;
  getBitrateLatency: GetBitrateLatencyCall;
  endBitrateTest: EndBitrateTestCall;
  createRoomFromEvent: CreateRoomFromEventCall;
  getUserCalendar: GetUserCalendarCall;
  addCalendarEvent: AddCalendarEventCall;
  updateCalendarEvent: UpdateCalendarEventCall;
  removeCalendarEvent: RemoveCalendarEventCall;
  loadMeetingsHistory: LoadMeetingsHistoryCall;
  removeMeetingFromHistory: RemoveMeetingFromHistoryCall;
  startRoomRecord: StartRoomRecordCall;
  stopRoomRecord: StopRoomRecordCall;
  removeMeetingRecord: RemoveMeetingRecordCall;
}

/** What is known of a call. */
export interface CallRule {
  /** `operation` of an `OPERATION_FAILED`. */
  operation: string;
  /** Application keys of the connections that may make it. */
  apps: readonly string[];
  /** Wire types of its answer. */
  answers: readonly string[];
  /** Members that must be there; absent together with `optional` while the arguments are not declared. */
  required?: readonly string[];
  optional?: readonly string[];
}

/** Every call, by wire name. */
export const CALLS: Readonly<Record<string, CallRule>> = {
  signUp: {
    operation: 'SIGN_UP',
    apps: ['sfuZUserManagementApp'],
    answers: ['SIGN_UP_STATUS'],
    required: ['email', 'username', 'password'],
    optional: [],
  },
  ensureUsernameAvailable: {
    operation: 'ENSURE_USERNAME_AVAILABLE',
    apps: ['sfuZUserManagementApp'],
    answers: ['ACK'],
    required: ['username'],
    optional: [],
  },
  resetPasswordRequest: {
    operation: 'RESET_PASSWORD',
    apps: ['sfuZUserManagementApp'],
    answers: ['RESET_PASSWORD_REQUEST_STATUS'],
    required: ['email'],
    optional: [],
  },
  resetPassword: {
    operation: 'RESET_PASSWORD',
    apps: ['sfuZUserManagementApp'],
    answers: ['ACK'],
    required: ['email', 'password'],
    optional: [],
  },
  removeUser: {
    operation: 'REMOVE_USER',
    apps: ['sfuZUserManagementApp'],
    answers: ['ACK'],
    required: ['id'],
    optional: [],
  },
  getFreeUser: {
    operation: 'GET_EXAMPLES_FREE_USER',
    apps: ['sfuZExamplesManagementApp'],
    answers: ['FREE_EXAMPLES_USER'],
    required: [],
    optional: [],
  },
  logout: { operation: 'LOGOUT', apps: ['sfuZClientApp'], answers: ['ACK'], required: [], optional: [] },
  getUserInfo: {
    operation: 'GET_USER_INFO',
    apps: ['sfuZClientApp'],
    answers: ['USER_INFO'],
    required: [],
    optional: [],
  },
  changeUserEmail: {
    operation: 'CHANGE_USER_EMAIL',
    apps: ['sfuZClientApp'],
    answers: ['USER_INFO_CHANGED'],
    required: ['email'],
    optional: [],
  },
  changeUserNickname: {
    operation: 'CHANGE_USER_NICKNAME',
    apps: ['sfuZClientApp'],
    answers: ['USER_INFO_CHANGED'],
    required: ['nickname'],
    optional: [],
  },
  changeUserPhoneNumber: {
    operation: 'CHANGE_USER_PHONE_NUMBER',
    apps: ['sfuZClientApp'],
    answers: ['USER_INFO_CHANGED'],
    required: ['phoneNumber'],
    optional: [],
  },
  changeUserHostKey: {
    operation: 'CHANGE_USER_HOST_KEY',
    apps: ['sfuZClientApp'],
    answers: ['USER_INFO_CHANGED'],
    required: ['hostKey'],
    optional: [],
  },
  changeUserTimezone: {
    operation: 'CHANGE_USER_TIMEZONE',
    apps: ['sfuZClientApp'],
    answers: ['USER_INFO_CHANGED'],
    required: ['timezone'],
    optional: [],
  },
  changeUserPassword: {
    operation: 'CHANGE_USER_PASSWORD',
    apps: ['sfuZClientApp'],
    answers: ['ACK'],
    required: [],
    optional: ['password'],
  },
  updateUserIcon: {
    operation: 'UPDATE_USER_ICON',
    apps: ['sfuZClientApp'],
    answers: ['UPLOAD_ICON'],
    required: [],
    optional: ['iconName', 'iconSize', 'remove'],
  },
  getUserPmiSettings: {
    operation: 'GET_USER_PMI_SETTINGS',
    apps: ['sfuZClientApp'],
    answers: ['SFU_USER_PMI_SETTINGS'],
    required: [],
    optional: [],
  },
  updateUserPmiSettings: {
    operation: 'UPDATE_USER_PMI_SETTINGS',
    apps: ['sfuZClientApp'],
    answers: ['UPDATE_USER_PMI_SETTINGS'],
    required: [],
    optional: ['allowJoinAtAnyTime', 'useMuteAudioOnJoin', 'useLocalAutoRecord', 'useAccessCode', 'useWaitingRoom', 'useOwnerVideo', 'useParticipantsVideo', 'accessCode'],
  },
  getContacts: {
    operation: 'GET_CONTACTS',
    apps: ['sfuZClientApp'],
    answers: ['USER_CONTACTS'],
    required: [],
    optional: [],
  },
  addFriend: { operation: 'ADD_FRIEND', apps: ['sfuZClientApp'], answers: ['ACK'], required: ['userId'], optional: [] },
  removeFriend: {
    operation: 'REMOVE_FRIEND',
    apps: ['sfuZClientApp'],
    answers: ['ACK'],
    required: ['userId'],
    optional: [],
  },
  revokeFriendInvite: {
    operation: 'REVOKE_FRIEND_INVITE',
    apps: ['sfuZClientApp'],
    answers: ['OUTGOING_FRIEND_INVITE_DELETED'],
    required: ['inviteId'],
    optional: [],
  },
  acceptFriendInvite: {
    operation: 'ACCEPT_FRIEND_INVITE',
    apps: ['sfuZClientApp'],
    answers: ['NEW_CONTACT', 'CONTACT_UPDATED'],
    required: ['inviteId'],
    optional: [],
  },
  rejectFriendInvite: {
    operation: 'REJECT_FRIEND_INVITE',
    apps: ['sfuZClientApp'],
    answers: ['INCOMING_FRIEND_INVITE_DELETED'],
    required: ['inviteId'],
    optional: [],
  },
  updateContactVolume: {
    operation: 'UPDATE_CONTACT_VOLUME',
    apps: ['sfuZClientApp'],
    answers: ['CONTACT_PERSONAL_SETTINGS_UPDATED'],
    required: ['userId', 'value'],
    optional: [],
  },
  updatePresenceStatus: {
    operation: 'UPDATE_PRESENCE_STATUS',
    apps: ['sfuZClientApp'],
    answers: ['USER_INFO_CHANGED'],
    required: ['status'],
    optional: [],
  },
  updateActivityStatus: {
    operation: 'UPDATE_ACTIVITY_STATUS',
    apps: ['sfuZClientApp'],
    answers: ['ACK'],
    required: ['isActive'],
    optional: [],
  },
  addUserEncryptionInfo: {
    operation: 'ADD_USER_ENCRYPTION_INFO',
    apps: ['sfuZClientApp'],
    answers: ['USER_ENCRYPTION_INFO_ADDED'],
    required: ['privateKey', 'publicKey'],
    optional: ['verificationHash', 'salt', 'iv'],
  },
  getUserEncryptionInfo: {
    operation: 'GET_USER_ENCRYPTION_INFO',
    apps: ['sfuZClientApp'],
    answers: ['USER_ENCRYPTION_INFO'],
    required: [],
    optional: [],
  },
  getSystemConfig: {
    operation: 'GET_SYSTEM_CONFIG',
    apps: ['sfuZClientApp'],
    answers: ['SYSTEM_CONFIG'],
    required: [],
    optional: [],
  },
  getUserSessions: {
    operation: 'GET_USER_SESSIONS',
    apps: ['sfuZClientApp'],
    answers: ['USER_SESSIONS'],
    required: [],
    optional: [],
  },
  endUserSession: {
    operation: 'END_USER_SESSION',
    apps: ['sfuZClientApp'],
    answers: ['ACK'],
    required: ['id'],
    optional: [],
  },
  getUserList: { operation: 'USER_LIST', apps: ['sfuZClientApp'], answers: [] },
  addContactToFavourites: { operation: 'ADD_CONTACT_TO_FAVOURITES', apps: ['sfuZClientApp'], answers: [] },
  removeContactFromFavourites: { operation: 'REMOVE_CONTACT_FROM_FAVOURITES', apps: ['sfuZClientApp'], answers: [] },
  sendMessage: {
    operation: 'SEND_MESSAGE',
    apps: ['sfuZClientApp'],
    answers: ['SFU_MESSAGE_STATE'],
    required: [],
    optional: ['targetEntityType', 'targetEntityId', 'body', 'to', 'parentId', 'attachments'],
  },
  sendMessageWithAttachments: {
    operation: 'SEND_MESSAGE',
    apps: ['sfuZClientApp'],
    answers: ['SFU_MESSAGE_STATE'],
    required: ['id'],
    optional: ['transferId'],
  },
  cancelSendingAttachment: {
    operation: 'CANCEL_UPLOAD_ATTACHMENTS',
    apps: ['sfuZClientApp'],
    answers: ['SFU_MESSAGE_ATTACHMENT_STATE'],
    required: ['messageTransferId', 'attachmentTransferId'],
    optional: [],
  },
  editMessage: {
    operation: 'EDIT_CHAT_MESSAGE',
    apps: ['sfuZClientApp'],
    answers: ['SFU_MESSAGE_STATE'],
    required: ['targetEntityType', 'targetEntityId'],
    optional: ['id', 'body', 'attachments', 'attachmentIdsToDelete'],
  },
  deleteMessage: {
    operation: 'DELETE_CHAT_MESSAGE',
    apps: ['sfuZClientApp'],
    answers: ['ACK'],
    required: ['targetEntityType', 'targetEntityId'],
    optional: ['id'],
  },
  addReactionOnMessage: {
    operation: 'ADD_REACTION_ON_MESSAGE',
    apps: ['sfuZClientApp'],
    answers: ['REACTION_ON_MESSAGE_ADDED'],
    required: ['targetEntityType', 'targetEntityId', 'messageId', 'reaction'],
    optional: [],
  },
  removeReactionOnMessage: {
    operation: 'REMOVE_REACTION_ON_MESSAGE',
    apps: ['sfuZClientApp'],
    answers: ['REACTION_ON_MESSAGE_REMOVED'],
    required: ['targetEntityType', 'targetEntityId', 'messageId', 'reaction'],
    optional: [],
  },
  markMessageRead: {
    operation: 'SEND_MESSAGE',
    apps: ['sfuZClientApp'],
    answers: ['LAST_READ_MESSAGE_UPDATED'],
    required: ['id', 'targetEntityType', 'targetEntityId'],
    optional: [],
  },
  markMessageUnread: {
    operation: 'SEND_MESSAGE',
    apps: ['sfuZClientApp'],
    answers: ['LAST_READ_MESSAGE_UPDATED'],
    required: ['id', 'targetEntityType', 'targetEntityId'],
    optional: [],
  },
  loadMessages: {
    operation: 'LOAD_CHAT_MESSAGES',
    apps: ['sfuZClientApp'],
    answers: ['CHAT_MESSAGES'],
    required: ['targetEntityType', 'targetEntityId'],
    optional: ['timeFrame', 'boundaries'],
  },
  getMessagesCount: {
    operation: 'GET_CHAT_MESSAGES_COUNT',
    apps: ['sfuZClientApp'],
    answers: ['CHAT_MESSAGES_COUNT'],
    required: ['targetEntityType', 'targetEntityId'],
    optional: [],
  },
  getFirstAndLastMessage: {
    operation: 'GET_CHAT_MESSAGES_COUNT',
    apps: ['sfuZClientApp'],
    answers: ['FIRST_AND_LAST_CHAT_MESSAGE'],
    required: ['targetEntityType', 'targetEntityId'],
    optional: [],
  },
  getUnreadMessagesCount: {
    operation: 'GET_CHAT_MESSAGES_COUNT',
    apps: ['sfuZClientApp'],
    answers: ['UNREAD_MESSAGES_COUNT'],
    required: ['targetEntityType', 'targetEntityId'],
    optional: [],
  },
  searchChatMessages: {
    operation: 'SEARCH_CHAT_MESSAGES',
    apps: ['sfuZClientApp'],
    answers: ['CHAT_SEARCH_RESULT'],
    required: ['chatId', 'searchString'],
    optional: ['searchId', 'limit'],
  },
  searchMessageAttachments: {
    operation: 'SEARCH_MESSAGE_ATTACHMENTS',
    apps: ['sfuZClientApp'],
    answers: ['MESSAGE_ATTACHMENTS_SEARCH_RESULT'],
    required: [],
    optional: ['chatId', 'attachmentsType', 'from', 'timeFrame', 'boundaries', 'searchString', 'sortOrder'],
  },
  loadMessagesWithMentions: {
    operation: 'LOAD_MESSAGES_WITH_MENTIONS',
    apps: ['sfuZClientApp'],
    answers: ['LOAD_MESSAGES_WITH_MENTIONS_RESULT'],
    required: ['userTag'],
    optional: ['chatId', 'timeFrame', 'boundaries', 'sortOrder'],
  },
  listAttachments: {
    operation: 'LIST_ATTACHMENTS',
    apps: ['sfuZClientApp'],
    answers: ['ATTACHMENTS_LIST_RESULT'],
    required: ['offset', 'pageSize'],
    optional: ['sectionType', 'spaceId', 'sortField', 'sortOrder'],
  },
  getAttachmentsSize: {
    operation: 'GET_ATTACHMENTS_SIZE',
    apps: ['sfuZClientApp'],
    answers: ['ATTACHMENTS_SIZE_INFO'],
    required: [],
    optional: ['type'],
  },
  removeStorageAttachments: {
    operation: 'REMOVE_STORAGE_ATTACHMENTS',
    apps: ['sfuZClientApp'],
    answers: ['REMOVE_STORAGE_ATTACHMENTS_RESULT'],
    required: ['attachments'],
    optional: [],
  },
  getStorageSections: {
    operation: 'GET_STORAGE_SECTIONS',
    apps: ['sfuZClientApp'],
    answers: ['STORAGE_SECTIONS'],
    required: [],
    optional: [],
  },
  downloadAttachment: {
    operation: 'LOAD_ATTACHMENT',
    apps: ['sfuZClientApp', 'sfuZAttachmentsTransferHandler'],
    answers: ['SFU_ATTACHMENT_REQUEST_ACK'],
    required: [],
    optional: ['targetEntityType', 'targetEntityId', 'messageId', 'attachmentId', 'name', 'size', 'sessionId'],
  },
  getChatsSyncSummary: {
    operation: 'GET_CHATS_SYNC_SUMMARY',
    apps: ['sfuZClientApp'],
    answers: ['CHATS_SYNC_SUMMARY'],
    required: [],
    optional: [],
  },
  getMessagesDifference: {
    operation: 'GET_MESSAGES_DIFFERENCE',
    apps: ['sfuZClientApp'],
    answers: ['MESSAGES_DIFFERENCE'],
    required: ['targetEntityType', 'targetEntityId'],
    optional: ['sinceCursor', 'limit', 'cachedRanges'],
  },
  getUserChats: {
    operation: 'GET_USER_CHATS',
    apps: ['sfuZClientApp'],
    answers: ['SFU_USER_CHATS'],
    required: [],
    optional: [],
  },
  loadChat: {
    operation: 'LOAD_CHAT',
    apps: ['sfuZClientApp'],
    answers: ['SFU_CHAT_LOADED'],
    required: ['id'],
    optional: [],
  },
  getPublicChannels: {
    operation: 'GET_USER_CHATS',
    apps: ['sfuZClientApp'],
    answers: ['SFU_PUBLIC_CHANNELS'],
    required: [],
    optional: [],
  },
  createChat: {
    operation: 'CREATE_CHAT',
    apps: ['sfuZClientApp'],
    answers: ['SFU_NEW_CHAT'],
    required: [],
    optional: ['id', 'name', 'members', 'favourite', 'channel', 'type', 'channelSendPolicy', 'sendPermissionList', 'allowedToAddExternalUser', 'encryptionEnabled', 'encryptedPrivateKey', 'publicKey', 'encryptedChatPasswords', 'encryptedAttachmentsSecretKey'],
  },
  deleteChat: {
    operation: 'DELETE_CHAT',
    apps: ['sfuZClientApp'],
    answers: ['SFU_CHAT_DELETED', 'ACK'],
    required: ['id'],
    optional: [],
  },
  renameChat: {
    operation: 'RENAME_CHAT',
    apps: ['sfuZClientApp'],
    answers: ['ACK'],
    required: ['id', 'name'],
    optional: [],
  },
  addMemberToChat: {
    operation: 'ADD_MEMBER_TO_CHAT',
    apps: ['sfuZClientApp'],
    answers: ['SFU_UPDATE_CHAT'],
    required: ['id', 'member'],
    optional: ['encryptedChatPassword'],
  },
  removeMemberFromChat: {
    operation: 'REMOVE_MEMBER_FROM_CHAT',
    apps: ['sfuZClientApp'],
    answers: ['SFU_UPDATE_CHAT'],
    required: ['id', 'member'],
    optional: [],
  },
  addChatToFavourites: {
    operation: 'ADD_CHAT_TO_FAVOURITES',
    apps: ['sfuZClientApp'],
    answers: ['SFU_UPDATE_CHAT'],
    required: ['id'],
    optional: [],
  },
  removeChatFromFavourites: {
    operation: 'REMOVE_CHAT_FROM_FAVOURITES',
    apps: ['sfuZClientApp'],
    answers: ['SFU_UPDATE_CHAT'],
    required: ['id'],
    optional: [],
  },
  updateChatHiding: {
    operation: 'UPDATE_CHAT_PREFERENCES',
    apps: ['sfuZClientApp'],
    answers: ['SFU_UPDATE_CHAT'],
    required: ['id', 'value'],
    optional: [],
  },
  updateChatNotificationSettings: {
    operation: 'UPDATE_CHAT_PREFERENCES',
    apps: ['sfuZClientApp'],
    answers: ['CHAT_NOTIFICATION_SETTINGS_UPDATED'],
    required: ['id', 'value'],
    optional: [],
  },
  muteChat: {
    operation: 'UPDATE_CHAT_PREFERENCES',
    apps: ['sfuZClientApp'],
    answers: ['CHAT_MUTED'],
    required: ['id'],
    optional: ['muteTime', 'mutedIndefinitely'],
  },
  unmuteChat: {
    operation: 'UPDATE_CHAT_PREFERENCES',
    apps: ['sfuZClientApp'],
    answers: ['CHAT_UNMUTED'],
    required: ['id'],
    optional: [],
  },
  updateChatReceivePolicy: {
    operation: 'UPDATE_CHAT_PREFERENCES',
    apps: ['sfuZClientApp'],
    answers: ['SFU_UPDATE_CHAT'],
    required: ['id', 'chatReceivePolicy'],
    optional: [],
  },
  updateChannelSendPolicy: {
    operation: 'UPDATE_CHAT_PREFERENCES',
    apps: ['sfuZClientApp'],
    answers: ['SFU_UPDATE_CHAT'],
    required: ['id', 'channelSendPolicy'],
    optional: [],
  },
  addChannelSendPermissionListMember: {
    operation: 'UPDATE_CHAT_PREFERENCES',
    apps: ['sfuZClientApp'],
    answers: ['SFU_UPDATE_CHAT'],
    required: ['id', 'member'],
    optional: [],
  },
  removeChannelSendPermissionListMember: {
    operation: 'UPDATE_CHAT_PREFERENCES',
    apps: ['sfuZClientApp'],
    answers: ['SFU_UPDATE_CHAT'],
    required: ['id', 'member'],
    optional: [],
  },
  updateChatConfiguration: {
    operation: 'UPDATE_CHAT_CONFIGURATION',
    apps: ['sfuZClientApp'],
    answers: ['SFU_UPDATE_CHAT'],
    required: ['id'],
    optional: ['type', 'channelSendPolicy', 'sendPermissionList', 'allowedToAddExternalUser'],
  },
  updateChatIcon: {
    operation: 'UPDATE_CHAT_PREFERENCES',
    apps: ['sfuZClientApp'],
    answers: ['UPLOAD_ICON'],
    required: ['id'],
    optional: ['iconName', 'iconSize', 'remove'],
  },
  getUserSpaces: {
    operation: 'GET_USER_SPACES',
    apps: ['sfuZClientApp'],
    answers: ['USER_SPACES'],
    required: [],
    optional: [],
  },
  createSpace: {
    operation: 'CREATE_SPACE',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_CREATED'],
    required: ['name'],
    optional: [],
  },
  updateSpaceOverview: {
    operation: 'UPDATE_SPACE_OVERVIEW',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_OVERVIEW_UPDATED'],
    required: ['id', 'name'],
    optional: [],
  },
  updateSpaceIcon: {
    operation: 'UPDATE_SPACE_ICON',
    apps: ['sfuZClientApp'],
    answers: ['UPLOAD_ICON'],
    required: ['id'],
    optional: ['iconName', 'iconSize', 'remove'],
  },
  deleteSpace: {
    operation: 'DELETE_SPACE',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_DELETED'],
    required: ['id'],
    optional: [],
  },
  leaveSpace: {
    operation: 'LEAVE_SPACE',
    apps: ['sfuZClientApp'],
    answers: ['USER_LEFT_SPACE'],
    required: ['id'],
    optional: [],
  },
  updateSpaceNickname: {
    operation: 'UPDATE_SPACE_NICKNAME',
    apps: ['sfuZClientApp'],
    answers: ['USER_SPACE_NICKNAME_UPDATED'],
    required: ['spaceId', 'nickname'],
    optional: ['userId'],
  },
  generateNewSpaceInvite: {
    operation: 'GENERATE_NEW_SPACE_INVITE',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_INVITE_CREATED'],
    required: ['spaceId', 'lifespan'],
    optional: [],
  },
  revokeSpaceInvite: {
    operation: 'REVOKE_SPACE_INVITE',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_INVITE_REVOKED'],
    required: ['spaceId', 'inviteCode'],
    optional: [],
  },
  joinSpaceByInviteCode: {
    operation: 'JOIN_SPACE_BY_INVITE_CODE',
    apps: ['sfuZClientApp'],
    answers: ['NEW_SPACE'],
    required: ['inviteCode'],
    optional: [],
  },
  createSpaceCategory: {
    operation: 'CREATE_SPACE_CATEGORY',
    apps: ['sfuZClientApp'],
    answers: ['NEW_SPACE_CATEGORY'],
    required: ['spaceId', 'name'],
    optional: [],
  },
  updateSpaceCategory: {
    operation: 'UPDATE_SPACE_CATEGORY',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_CATEGORY_UPDATED'],
    required: ['spaceId', 'categoryId', 'name'],
    optional: [],
  },
  deleteSpaceCategory: {
    operation: 'DELETE_SPACE_CATEGORY',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_CATEGORY_DELETED'],
    required: ['spaceId', 'categoryId'],
    optional: [],
  },
  createSpaceChannel: {
    operation: 'CREATE_SPACE_CHANNEL',
    apps: ['sfuZClientApp'],
    answers: ['NEW_SPACE_CHANNEL'],
    required: ['spaceId', 'name', 'private'],
    optional: ['categoryId', 'roles', 'members'],
  },
  updateSpaceChannel: {
    operation: 'UPDATE_SPACE_CHANNEL',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_CHANNEL_UPDATED'],
    required: ['spaceId', 'channelId', 'name', 'private'],
    optional: ['roles', 'members'],
  },
  moveSpaceChannel: {
    operation: 'MOVE_SPACE_CHANNEL',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_CHANNEL_MOVED'],
    required: ['spaceId', 'channelId'],
    optional: ['categoryId'],
  },
  deleteSpaceChannel: {
    operation: 'DELETE_SPACE_CHANNEL',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_CHANNEL_DELETED'],
    required: ['spaceId', 'channelId'],
    optional: [],
  },
  createSpaceThread: {
    operation: 'CREATE_SPACE_THREAD',
    apps: ['sfuZClientApp'],
    answers: ['NEW_SPACE_THREAD'],
    required: ['spaceId', 'channelId', 'name', 'private'],
    optional: [],
  },
  updateSpaceThread: {
    operation: 'UPDATE_SPACE_THREAD',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_THREAD_UPDATED'],
    required: ['spaceId', 'channelId', 'threadId', 'name'],
    optional: [],
  },
  addMembersToThread: {
    operation: 'ADD_MEMBERS_TO_THREAD',
    apps: ['sfuZClientApp'],
    answers: ['ADDED_MEMBERS_TO_THREAD'],
    required: ['spaceId', 'channelId', 'threadId', 'members'],
    optional: [],
  },
  removeMemberFromThread: {
    operation: 'REMOVE_MEMBER_FROM_THREAD',
    apps: ['sfuZClientApp'],
    answers: ['REMOVED_MEMBER_FROM_THREAD'],
    required: ['spaceId', 'channelId', 'threadId', 'member'],
    optional: [],
  },
  deleteSpaceThread: {
    operation: 'DELETE_SPACE_THREAD',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_THREAD_DELETED'],
    required: ['spaceId', 'channelId', 'threadId'],
    optional: [],
  },
  getRolePermissions: {
    operation: 'GET_ROLE_PERMISSIONS',
    apps: ['sfuZClientApp'],
    answers: ['ROLE_PERMISSION_SECTIONS'],
    required: [],
    optional: [],
  },
  addSpaceRole: {
    operation: 'ADD_SPACE_ROLE',
    apps: ['sfuZClientApp'],
    answers: ['NEW_SPACE_ROLE'],
    required: ['spaceId', 'roleName', 'color', 'permissions', 'members'],
    optional: [],
  },
  updateSpaceRole: {
    operation: 'UPDATE_SPACE_ROLE',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_ROLE_UPDATED'],
    required: ['spaceId', 'roleId', 'roleName', 'color', 'permissions', 'members'],
    optional: [],
  },
  deleteSpaceRole: {
    operation: 'DELETE_SPACE_ROLE',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_ROLE_DELETED'],
    required: ['spaceId', 'roleId'],
    optional: [],
  },
  addRoleToMember: {
    operation: 'ADD_ROLE_TO_MEMBER',
    apps: ['sfuZClientApp'],
    answers: ['ADDED_ROLE_TO_MEMBER'],
    required: ['spaceId', 'roleId', 'memberId'],
    optional: [],
  },
  removeRoleFromMember: {
    operation: 'REMOVE_ROLE_FROM_MEMBER',
    apps: ['sfuZClientApp'],
    answers: ['REMOVED_ROLE_FROM_MEMBER'],
    required: ['spaceId', 'roleId', 'memberId'],
    optional: [],
  },
  updateSpaceNotificationSettings: {
    operation: 'UPDATE_SPACE_NOTIFICATION_SETTINGS',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_NOTIFICATION_SETTINGS_UPDATED'],
    required: ['spaceId', 'value'],
    optional: [],
  },
  muteSpace: {
    operation: 'MUTE_SPACE',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_MUTED'],
    required: ['spaceId'],
    optional: ['muteTime', 'mutedIndefinitely'],
  },
  unmuteSpace: {
    operation: 'UNMUTE_SPACE',
    apps: ['sfuZClientApp'],
    answers: ['SPACE_UNMUTED'],
    required: ['spaceId'],
    optional: [],
  },
  updateChannelNotificationSettings: {
    operation: 'UPDATE_CHANNEL_NOTIFICATION_SETTINGS',
    apps: ['sfuZClientApp'],
    answers: ['CHANNEL_NOTIFICATION_SETTINGS_UPDATED'],
    required: ['spaceId', 'channelId', 'value'],
    optional: [],
  },
  muteChannel: {
    operation: 'MUTE_CHANNEL',
    apps: ['sfuZClientApp'],
    answers: ['CHANNEL_MUTED'],
    required: ['spaceId', 'channelId'],
    optional: ['muteTime', 'mutedIndefinitely'],
  },
  unmuteChannel: {
    operation: 'UNMUTE_CHANNEL',
    apps: ['sfuZClientApp'],
    answers: ['CHANNEL_UNMUTED'],
    required: ['spaceId', 'channelId'],
    optional: [],
  },
  updateThreadNotificationSettings: {
    operation: 'UPDATE_THREAD_NOTIFICATION_SETTINGS',
    apps: ['sfuZClientApp'],
    answers: ['THREAD_NOTIFICATION_SETTINGS_UPDATED'],
    required: ['spaceId', 'channelId', 'threadId', 'value'],
    optional: [],
  },
  muteThread: {
    operation: 'MUTE_THREAD',
    apps: ['sfuZClientApp'],
    answers: ['THREAD_MUTED'],
    required: ['spaceId', 'channelId', 'threadId'],
    optional: ['muteTime', 'mutedIndefinitely'],
  },
  unmuteThread: {
    operation: 'UNMUTE_THREAD',
    apps: ['sfuZClientApp'],
    answers: ['THREAD_UNMUTED'],
    required: ['spaceId', 'channelId', 'threadId'],
    optional: [],
  },
  createRoom: {
    operation: 'ROOM_CREATE',
    apps: ['sfuZClientApp'],
    answers: ['CREATED'],
    required: [],
    optional: ['id', 'name', 'pin'],
  },
  createChannelMeeting: {
    operation: 'ROOM_CREATE',
    apps: ['sfuZClientApp'],
    answers: ['CREATED'],
    required: ['spaceId', 'channelId'],
    optional: [],
  },
  createDirectMeeting: {
    operation: 'ROOM_CREATE',
    apps: ['sfuZClientApp'],
    answers: ['CREATED'],
    required: ['directChatId'],
    optional: [],
  },
  roomAvailable: {
    operation: 'ROOM_AVAILABLE',
    apps: ['sfuZClientApp'],
    answers: ['AVAILABLE'],
    required: [],
    optional: ['id', 'pin'],
  },
  roomExists: {
    operation: 'ROOM_EXISTS',
    apps: ['sfuZClientApp'],
    answers: ['ACK'],
    required: [],
    optional: ['id', 'pin'],
  },
  getActiveRooms: {
    operation: 'GET_ACTIVE_ROOMS',
    apps: ['sfuZClientApp'],
    answers: ['USER_ROOMS'],
    required: [],
    optional: [],
  },
  joinRoom: {
    operation: 'ROOM_JOIN',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['JOINED'],
    required: [],
    optional: ['id', 'pin', 'sdp', 'sdpType', 'nickname', 'tid', 'transport'],
  },
  leaveRoom: {
    operation: 'ROOM_LEAVE',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['LEFT'],
    required: ['id'],
    optional: ['pin'],
  },
  destroyRoom: {
    operation: 'ROOM_DESTROY',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['id'],
    optional: ['pin'],
  },
  updateRoomState: {
    operation: 'ROOM_UPDATE',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['id', 'sdp', 'sdpType', 'tid'],
    optional: ['pin'],
  },
  evictParticipant: {
    operation: 'EVICT_PARTICIPANT',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['id', 'userId'],
    optional: [],
  },
  renameParticipant: {
    operation: 'RENAME_PARTICIPANT',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['PARTICIPANT_RENAMED'],
    required: ['roomId', 'userId', 'newNickname'],
    optional: [],
  },
  authorizeWaitingList: {
    operation: 'AUTHORIZE_WAITING_LIST',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['id', 'userId', 'authorized'],
    optional: [],
  },
  moveToWaitingRoom: {
    operation: 'MOVE_TO_WAITING_ROOM',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['roomId', 'userId'],
    optional: [],
  },
  configureWaitingRoom: {
    operation: 'CONFIGURE_WAITING_ROOM',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['SFU_WAITING_ROOM_UPDATE'],
    required: ['id', 'enabled'],
    optional: [],
  },
  subscribeToWaitingParticipant: {
    operation: 'SUBSCRIBE_TO_WAITING_PARTICIPANT',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ADD_TRACKS'],
    required: ['roomId', 'userId'],
    optional: [],
  },
  unsubscribeFromWaitingParticipant: {
    operation: 'UNSUBSCRIBE_FROM_WAITING_PARTICIPANT',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['REMOVE_TRACKS'],
    required: ['roomId', 'userId'],
    optional: [],
  },
  assignRole: {
    operation: 'ASSIGN_ROLE',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['roomId', 'userId', 'role'],
    optional: [],
  },
  reclaimOwnerRights: {
    operation: 'RECLAIM_OWNER_RIGHTS',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['roomId'],
    optional: [],
  },
  setRoomLock: {
    operation: 'ROOM_SET_LOCK',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ROOM_LOCKED'],
    required: ['id', 'value'],
    optional: [],
  },
  setRoomInitialAudioMuted: {
    operation: 'ROOM_SET_INITIAL_AUDIO_MUTED',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ROOM_INITIAL_AUDIO_MUTED'],
    required: ['id', 'value'],
    optional: [],
  },
  setRoomInitialVideoMuted: {
    operation: 'ROOM_SET_INITIAL_VIDEO_MUTED',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ROOM_INITIAL_VIDEO_MUTED'],
    required: ['id', 'value'],
    optional: [],
  },
  setRoomInitialScreenSharingMuted: {
    operation: 'ROOM_SET_INITIAL_SCREEN_SHARING_MUTED',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ROOM_INITIAL_SCREEN_SHARING_MUTED'],
    required: ['id', 'value'],
    optional: [],
  },
  setRoomAudioMuted: {
    operation: 'ROOM_SET_AUDIO_MUTED',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ROOM_AUDIO_MUTED'],
    required: ['id', 'value'],
    optional: [],
  },
  setRoomVideoMuted: {
    operation: 'ROOM_SET_VIDEO_MUTED',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ROOM_VIDEO_MUTED'],
    required: ['id', 'value'],
    optional: [],
  },
  setRoomScreenSharingMuted: {
    operation: 'ROOM_SET_SCREEN_SHARING_MUTED',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ROOM_SCREEN_SHARING_MUTED'],
    required: ['id', 'value'],
    optional: [],
  },
  setRoomChatMuted: {
    operation: 'ROOM_SET_CHAT_MUTED',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ROOM_CHAT_MUTED'],
    required: ['id', 'value'],
    optional: [],
  },
  setRoomCanChangeNickname: {
    operation: 'ROOM_SET_CAN_CHANGE_NICKNAME',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ROOM_CAN_CHANGE_NICKNAME'],
    required: ['id', 'value'],
    optional: [],
  },
  setRoomScreenSharingMultipleShares: {
    operation: 'ROOM_SET_SCREEN_SHARING_MULTIPLE_SHARES',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ROOM_SCREEN_SHARING_MULTIPLE_SHARES'],
    required: ['id', 'value'],
    optional: [],
  },
  setRoomScreenSharingEveryoneCanShare: {
    operation: 'ROOM_SET_SCREEN_SHARING_EVERYONE_CAN_SHARE',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ROOM_SCREEN_SHARING_EVERYONE_CAN_SHARE'],
    required: ['id', 'value'],
    optional: [],
  },
  setRoomScreenSharingEveryoneCanDoSubsequentShare: {
    operation: 'ROOM_SET_SCREEN_SHARING_EVERYONE_CAN_DO_SUBSEQUENT_SHARE',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ROOM_SCREEN_SHARING_EVERYONE_CAN_DO_SUBSEQUENT_SHARE'],
    required: ['id', 'value'],
    optional: [],
  },
  setParticipantAudioMuted: {
    operation: 'PARTICIPANT_AUDIO_MUTED',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['PARTICIPANT_AUDIO_MUTED'],
    required: ['id', 'userId', 'value'],
    optional: [],
  },
  setParticipantVideoMuted: {
    operation: 'PARTICIPANT_VIDEO_MUTED',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['PARTICIPANT_VIDEO_MUTED'],
    required: ['id', 'userId', 'value'],
    optional: [],
  },
  setParticipantScreenSharingMuted: {
    operation: 'PARTICIPANT_SCREEN_SHARING_MUTED',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['PARTICIPANT_SCREEN_SHARING_MUTED'],
    required: ['id', 'userId', 'value'],
    optional: [],
  },
  turnOffParticipantScreenSharing: {
    operation: 'TURN_OFF_PARTICIPANT_SCREEN_SHARING',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['id'],
    optional: ['userId', 'reason'],
  },
  sendControlMessage: {
    operation: 'SEND_CONTROL_MESSAGE',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['roomId', 'broadcast', 'body'],
    optional: ['from', 'to'],
  },
  muteTrack: {
    operation: 'MUTE_TRACKS',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['roomId', 'id', 'mute'],
    optional: [],
  },
  muteRemoteTrack: {
    operation: 'MUTE_TRACKS',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['roomId', 'id', 'mute'],
    optional: [],
  },
  leaseTrack: {
    operation: 'LEASE_TRACK',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['roomId', 'localMid'],
    optional: ['remoteTrackId'],
  },
  changeQuality: {
    operation: 'CHANGE_QUALITY',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['roomId', 'id'],
    optional: ['quality', 'tid'],
  },
  changeSid: {
    operation: 'CHANGE_QUALITY',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['roomId', 'id', 'sid'],
    optional: [],
  },
  changeTid: {
    operation: 'CHANGE_QUALITY',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['roomId', 'id', 'tid'],
    optional: [],
  },
  startBitrateTest: {
    operation: 'START_BITRATE_TEST',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['roomId'],
    optional: [],
  },
  getBitrateLatency: {
    operation: 'GET_TEST_LATENCY',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['BITRATE_TEST_STATUS'],
    required: ['roomId'],
    optional: [],
  },
  endBitrateTest: {
    operation: 'END_BITRATE_TEST',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['roomId'],
    optional: [],
  },
  createRoomFromEvent: {
    operation: 'ROOM_CREATE_FROM_EVENT',
    apps: ['sfuZClientApp'],
    answers: ['CREATED'],
    required: [],
    optional: ['event'],
  },
  getUserCalendar: {
    operation: 'USER_CALENDAR',
    apps: ['sfuZClientApp'],
    answers: ['SFU_USER_CALENDAR'],
    required: [],
    optional: [],
  },
  addCalendarEvent: {
    operation: 'ADD_CALENDAR_EVENT',
    apps: ['sfuZClientApp'],
    answers: ['NEW_CALENDAR_ENTRY'],
    required: ['event'],
    optional: [],
  },
  updateCalendarEvent: {
    operation: 'UPDATE_CALENDAR_EVENT',
    apps: ['sfuZClientApp'],
    answers: ['UPDATE_CALENDAR_EVENT'],
    required: ['event'],
    optional: [],
  },
  removeCalendarEvent: {
    operation: 'REMOVE_CALENDAR_EVENT',
    apps: ['sfuZClientApp'],
    answers: ['REMOVE_CALENDAR_ENTRY'],
    required: ['event'],
    optional: [],
  },
  loadMeetingsHistory: {
    operation: 'LOAD_MEETINGS_HISTORY',
    apps: ['sfuZClientApp'],
    answers: ['MEETINGS_HISTORY'],
    required: [],
    optional: ['timeFrame', 'boundaries', 'pageRequest'],
  },
  removeMeetingFromHistory: {
    operation: 'REMOVE_MEETING_FROM_HISTORY',
    apps: ['sfuZClientApp'],
    answers: ['MEETING_REMOVED_FROM_HISTORY', 'ACK'],
    required: ['id'],
    optional: [],
  },
  startRoomRecord: {
    operation: 'START_ROOM_RECORD',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['id'],
    optional: [],
  },
  stopRoomRecord: {
    operation: 'STOP_ROOM_RECORD',
    apps: ['sfuZClientApp', 'sfuApp'],
    answers: ['ACK'],
    required: ['id'],
    optional: [],
  },
  removeMeetingRecord: {
    operation: 'REMOVE_MEETING_RECORD',
    apps: ['sfuZClientApp'],
    answers: ['ACK'],
    required: ['meetingHistoryItemId', 'recordId', 'meetingType'],
    optional: ['meetingId', 'spaceId'],
  },
};
