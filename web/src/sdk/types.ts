/** Shapes of the protocol under one roof with those only the client has. */
import type {
  AttachmentRequest,
  ConferenceType,
  InitialUserData,
  InternalMessage,
  MessageTargetEntityId,
  MessageTargetEntityType,
  OperationFailed as OperationFailedPayload,
  RoomInfo,
} from '../protocol';

export type {
  AddedMembersToThread,
  AddedRemovedReactionOnMessage,
  AddedRoleToMember,
  AddRemoveTracks,
  AuthenticationStatusEvent,
  AttachmentInfo,
  AttachmentListItem,
  AttachmentListResult,
  AttachmentPage,
  AttachmentPageResult,
  AttachmentRequest,
  AttachmentRequestAck,
  AttachmentSizeInfo,
  AttachmentStatus,
  Boundaries,
  CachedRange,
  ChannelMuted,
  ChannelNotificationSettingsUpdated,
  ChannelUnmuted,
  Chat,
  ChatCursor,
  ChatIconUpdated,
  ChatMap,
  ChatMessagesCount,
  ChatMessagesEvent,
  ChatMuted,
  ChatNotificationSettingsUpdated,
  ChatSearchResultEvent,
  ChatsSyncSummaryEvent,
  ChatUnmuted,
  Contact,
  ContactDeleted,
  ContactPersonalSettings,
  ContactPersonalSettingsUpdated,
  ContactUpdated,
  ExamplesUser,
  FirstAndLastChatMessage,
  FriendInvite,
  FriendInviteDeleted,
  InitialUserData,
  JoinedRoom,
  LastReadMessageUpdate,
  LastReadMessageUpdated,
  LeftRoom,
  Message,
  LoadMessagesWithMentionsResult,
  MessageAttachment,
  MessageAttachmentsSearchResult,
  MessageCursorEvent,
  MessageDeleted,
  MessageDeliveryStatus,
  MessageEdited,
  MessageInfo,
  MessageReaction,
  MessagesCursorAdvancedEvent,
  MessagesDifferenceEvent,
  MessageStatus,
  MessageStatusEvent,
  MessageTargetEntityId,
  MessageWithUploadingAttachments,
  MuteSettings,
  NewContact,
  NewFriendInvite,
  NewMeeting,
  NewSpaceCategoryEvent,
  NewSpaceChannelEvent,
  NewSpaceEvent,
  NewSpaceRoleAdded,
  NewSpaceThreadEvent,
  Participant,
  ParticipantRenamed,
  PmiSettings,
  RemoteSdpInfo,
  RemovedMemberFromThread,
  RemovedRoleFromMember,
  ResetPasswordRequestStatus,
  RoleAssigned,
  RoomExtendedConfig,
  RoomExtendedParticipantConfig,
  RoomInfo,
  RoomMessage,
  RemoveStorageAttachmentItem,
  RemoveStorageAttachmentsResult,
  SFUMeetingPreview,
  SfuSpace,
  SfuSpaceCategory,
  SfuSpaceChannel,
  SfuSpaceChannelAccessRights,
  SfuSpaceInvite,
  SfuSpaceMember,
  SfuSpaceRole,
  SfuSpaceRolePermission,
  SfuSpaceRolePermissionSection,
  SfuSpaceThread,
  SfuSpaceUserBan,
  SignUpStatus,
  SpaceCategoryDeleted,
  SpaceCategoryUpdated,
  SpaceChannelDeleted,
  SpaceChannelMoved,
  SpaceChannelUpdated,
  SpaceCreatedEvent,
  SpaceDeletedEvent,
  SpaceInviteCreated,
  SpaceInviteRevoked,
  SpaceMuted,
  SpaceNotificationSettingsUpdated,
  SpaceOverviewUpdated,
  SpaceRefreshEvent,
  SpaceRoleDeleted,
  SpaceRoleUpdated,
  SpaceThreadDeleted,
  SpaceThreadUpdated,
  SpaceUnmuted,
  SystemConfig,
  ThreadMuted,
  ThreadNotificationSettingsUpdated,
  ThreadUnmuted,
  StorageSection,
  StorageSectionsEvent,
  TimeFrame,
  TrackInfo,
  UnreadMessagesCountEvent,
  UnreadMessagesCountUpdate,
  UpdateMessagesDeliveryStatusEvent,
  UploadingAttachmentInfo,
  UserChatEncryptedPassword,
  UserContacts,
  UserEncryptionInfo,
  UserEncryptionInfoEvent,
  UserInfo,
  UserInfoChangedEvent,
  UserJoinedToSpaceEvent,
  UserLeftSpace,
  UserPmiSettings,
  UserPresenceStatusUpdated,
  UserSession,
  UserSpaceNicknameUpdated,
  UserSpecificChatInfo,
  WaitingParticipant,
  WaitingRoomUpdate,
} from '../protocol';

/** Any event of the server; what it carries lies on the same level. */
export interface WireEvent extends InternalMessage {
  [field: string]: unknown;
}

/** The value a refused call rejects with. */
export type OperationFailed = InternalMessage & OperationFailedPayload;

/** The signed-in user. */
export interface User extends Pick<InitialUserData, 'email' | 'authToken' | 'pmi' | 'webRTCMetricsServerDescription'> {
  username: string;
  nickname: string;
}

/** A downloaded file. */
export interface Attachment extends AttachmentRequest {
  internalMessageId: string;
  sessionId?: string;
  payload: ArrayBuffer;
}

/** What a message or a call about messages belongs to. */
export interface MessageTarget {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
}

/** What `CREATED`, `AVAILABLE` and an entry of `USER_ROOMS` tell about a room. */
export interface RoomDescription extends RoomInfo {
  conferenceType?: ConferenceType;
}
