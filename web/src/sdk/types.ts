/** Shapes of the protocol under one roof with those only the client has. */
import type {
  ConferenceType,
  InitialUserData,
  InternalMessage,
  MessageTargetEntityId,
  MessageTargetEntityType,
  OperationFailed as OperationFailedPayload,
  RoomInfo,
} from '../protocol';

export type {
  AddedRemovedReactionOnMessage,
  AddRemoveTracks,
  AuthenticationStatusEvent,
  Boundaries,
  CachedRange,
  Chat,
  ChatCursor,
  ChatMap,
  ChatMessagesCount,
  ChatMuted,
  ChatNotificationSettingsUpdated,
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
  LastReadMessageUpdated,
  LeftRoom,
  Message,
  MessageCursorEvent,
  MessageDeleted,
  MessageEdited,
  MessageReaction,
  MessagesCursorAdvancedEvent,
  MessagesDifferenceEvent,
  MessageState,
  MessageStatus,
  MessageTargetEntityId,
  MessageTargetEntityType,
  NewContact,
  NewFriendInvite,
  NewMeeting,
  NotificationMode,
  DeliveryStatus,
  Participant,
  ParticipantRenamed,
  PmiSettings,
  RemoteSdpInfo,
  ResetPasswordRequestStatus,
  RoleAssigned,
  RoomExtendedConfig,
  RoomExtendedParticipantConfig,
  RoomInfo,
  RoomMessage,
  SFUMeetingPreview,
  SignUpStatus,
  SystemConfig,
  TimeFrame,
  TrackInfo,
  UnreadMessagesCountEvent,
  UpdateMessagesDeliveryStatusEvent,
  UserContacts,
  UserEncryptionInfo,
  UserEncryptionInfoEvent,
  UserInfo,
  UserInfoChangedEvent,
  UserPmiSettings,
  UserPresenceStatusUpdated,
  UserSession,
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

/** What a message or a call about messages belongs to. */
export interface MessageTarget {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
}

/** What `CREATED`, `AVAILABLE` and an entry of `USER_ROOMS` tell about a room. */
export interface RoomDescription extends RoomInfo {
  conferenceType?: ConferenceType;
}
