// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.
import type {
  AddRemoveTracks,
  AddRemoveTracksSync,
  AddedMembersToThread,
  AddedRemovedReactionOnMessage,
  AddedRoleToMember,
  AttachmentListResult,
  AttachmentRequestAck,
  AttachmentSizeInfo,
  AttachmentStatusEvent,
  AuthenticationStatusEvent,
  BitrateTestStatus,
  BooleanEvent,
  CalendarEventEvent,
  ChannelMuted,
  ChannelNotificationSettingsUpdated,
  ChannelUnmuted,
  ChatIconUpdated,
  ChatLoadedEvent,
  ChatMessagesCount,
  ChatMessagesEvent,
  ChatMuted,
  ChatNotificationSettingsUpdated,
  ChatSearchResultEvent,
  ChatUnmuted,
  ChatsEvent,
  ChatsSyncSummaryEvent,
  ContactDeleted,
  ContactPersonalSettingsUpdated,
  ContactUpdated,
  ControlMessageEvent,
  CreatedRoom,
  DroppedFromRoom,
  EvictedFromRoom,
  EvictedSync,
  ExamplesUserEvent,
  FirstAndLastChatMessage,
  ForcefullyLeftEvent,
  FriendInviteDeleted,
  JoinedRoom,
  JoinedRoomSync,
  LastReadMessageUpdated,
  LeftMeetingSync,
  LeftRoom,
  LoadMessagesWithMentionsResult,
  MeetingAddedToHistory,
  MeetingEndedSync,
  MeetingNameUpdatedSync,
  MeetingRecordDeleted,
  MeetingRemovedFromHistory,
  MeetingsHistoryEvent,
  MeetingsPreviewEvent,
  MessageAttachmentsSearchResult,
  MessageDeleted,
  MessageEdited,
  MessageStatusEvent,
  MessagesCursorAdvancedEvent,
  MessagesDifferenceEvent,
  NewChatEvent,
  NewContact,
  NewFriendInvite,
  NewMeeting,
  NewSpaceCategoryEvent,
  NewSpaceChannelEvent,
  NewSpaceEvent,
  NewSpaceRoleAdded,
  NewSpaceThreadEvent,
  OperationFailed,
  ParticipantAVSMutedEvent,
  ParticipantConfigEvent,
  ParticipantRenamed,
  ParticipantRenamedSyncEvent,
  ParticipantsListEvent,
  ParticipantsListSyncEvent,
  PlacedInLobbyEvent,
  PlacedInWaitingRoomEvent,
  PublicChannelsEvent,
  RTCMetricsDescriptionUpdate,
  RemoteSdp,
  RemoveStorageAttachmentsResult,
  RemovedChatEvent,
  RemovedMemberFromThread,
  RemovedRoleFromMember,
  ResetPasswordRequestStatus,
  RoleAssigned,
  RolePermissionSectionsEvent,
  RolesListEvent,
  RoomAvailable,
  RoomConfigEvent,
  RoomMessage,
  RoomNameUpdated,
  RoomRecordStarted,
  RoomScreenSharingConfigEvent,
  SfuMessageEvent,
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
  StopScreenSharingEvent,
  StopTrackEvent,
  StorageSectionsEvent,
  SystemConfigEvent,
  ThreadMuted,
  ThreadNotificationSettingsUpdated,
  ThreadUnmuted,
  TracksQualityState,
  UnreadMessagesCountEvent,
  UnreadMessagesCountUpdate,
  UpdateChatEvent,
  UpdateMessagesDeliveryStatusEvent,
  UploadIconEvent,
  UserCalendarEvent,
  UserContactsEvent,
  UserEncryptionInfoEvent,
  UserInfoChangedEvent,
  UserInfoEvent,
  UserJoinedToSpaceEvent,
  UserLeftSpace,
  UserPmiSettings,
  UserPresenceStatusUpdated,
  UserRoomsEvent,
  UserSessionsEvent,
  UserSpaceNicknameUpdated,
  UserSpacesEvent,
  WaitingListEvent,
  WaitingRoomUpdate,
} from './types';

/** Payload of each event, beside the members of `InternalMessage`. */
export interface EventPayloads {
  /** Answer of a call without result. */
  ACK: Record<never, never>;
  /** Refuses a call: the promise rejects with it. */
  OPERATION_FAILED: OperationFailed;
  /** The login waits, for example for a mail to be answered. */
  AUTHENTICATION_STATUS: AuthenticationStatusEvent;
  /** Settles the call only when `verified` is true. */
  SIGN_UP_STATUS: SignUpStatus;
  /** Settles the call only when `confirmed` is true. */
  RESET_PASSWORD_REQUEST_STATUS: ResetPasswordRequestStatus;
  /** A lent demo account. */
  FREE_EXAMPLES_USER: ExamplesUserEvent;
  SFU_USER_PMI_SETTINGS: UserPmiSettings;
  UPDATE_USER_PMI_SETTINGS: UserPmiSettings;
  USER_INFO: UserInfoEvent;
  /** A client first copies e-mail and nickname when it is about its own user. */
  USER_INFO_CHANGED: UserInfoChangedEvent;
  USER_CONTACTS: UserContactsEvent;
  NEW_CONTACT: NewContact;
  CONTACT_UPDATED: ContactUpdated;
  CONTACT_DELETED: ContactDeleted;
  NEW_INCOMING_FRIEND_INVITE: NewFriendInvite;
  NEW_OUTGOING_FRIEND_INVITE: NewFriendInvite;
  INCOMING_FRIEND_INVITE_DELETED: FriendInviteDeleted;
  OUTGOING_FRIEND_INVITE_DELETED: FriendInviteDeleted;
  USER_PRESENCE_STATUS_UPDATED: UserPresenceStatusUpdated;
  USER_ENCRYPTION_INFO_ADDED: UserEncryptionInfoEvent;
  USER_ENCRYPTION_INFO: UserEncryptionInfoEvent;
  CONTACT_PERSONAL_SETTINGS_UPDATED: ContactPersonalSettingsUpdated;
  SYSTEM_CONFIG: SystemConfigEvent;
  /** Parley's own addition. */
  USER_SESSIONS: UserSessionsEvent;
  UPLOAD_ICON: UploadIconEvent;
  SFU_MESSAGE: SfuMessageEvent;
  /** With `waitingUploadingAttachments` a client remembers the transfer ids under `status.id`. */
  SFU_MESSAGE_STATE: MessageStatusEvent;
  /** Also acknowledges each binary chunk: its internalMessageId is then the decimal message transfer id directly followed by the attachment transfer id. */
  SFU_MESSAGE_ATTACHMENT_STATE: AttachmentStatusEvent;
  LAST_READ_MESSAGE_UPDATED: LastReadMessageUpdated;
  UPDATE_MESSAGES_DELIVERY_STATUS: UpdateMessagesDeliveryStatusEvent;
  /** The promise gets the members of `attachmentRequest`, with `payload` null, `sessionId` and `internalMessageId`. */
  SFU_ATTACHMENT_REQUEST_ACK: AttachmentRequestAck;
  CHAT_MESSAGES: ChatMessagesEvent;
  CHAT_SEARCH_RESULT: ChatSearchResultEvent;
  CHAT_MESSAGE_EDITED: MessageEdited;
  CHAT_MESSAGE_DELETED: MessageDeleted;
  REACTION_ON_MESSAGE_ADDED: AddedRemovedReactionOnMessage;
  REACTION_ON_MESSAGE_REMOVED: AddedRemovedReactionOnMessage;
  CHAT_MESSAGES_COUNT: ChatMessagesCount;
  FIRST_AND_LAST_CHAT_MESSAGE: FirstAndLastChatMessage;
  UNREAD_MESSAGES_COUNT: UnreadMessagesCountEvent;
  UNREAD_MESSAGES_COUNT_UPDATE: UnreadMessagesCountUpdate;
  MESSAGE_ATTACHMENTS_SEARCH_RESULT: MessageAttachmentsSearchResult;
  ATTACHMENTS_LIST_RESULT: AttachmentListResult;
  ATTACHMENTS_SIZE_INFO: AttachmentSizeInfo;
  REMOVE_STORAGE_ATTACHMENTS_RESULT: RemoveStorageAttachmentsResult;
  STORAGE_SECTIONS: StorageSectionsEvent;
  LOAD_MESSAGES_WITH_MENTIONS_RESULT: LoadMessagesWithMentionsResult;
  SEND_MESSAGE_SYNC: SfuMessageEvent;
  CHATS_SYNC_SUMMARY: ChatsSyncSummaryEvent;
  MESSAGES_DIFFERENCE: MessagesDifferenceEvent;
  /** Clients that follow journals turn it into `MESSAGE_CURSOR`, as they do with the field `cursor` of other events. */
  MESSAGES_CURSOR_ADVANCED: MessagesCursorAdvancedEvent;
  SFU_NEW_CHAT: NewChatEvent;
  SFU_CHAT_DELETED: RemovedChatEvent;
  SFU_UPDATE_CHAT: UpdateChatEvent;
  CHAT_NOTIFICATION_SETTINGS_UPDATED: ChatNotificationSettingsUpdated;
  CHAT_MUTED: ChatMuted;
  CHAT_UNMUTED: ChatUnmuted;
  SFU_USER_CHATS: ChatsEvent;
  SFU_PUBLIC_CHANNELS: PublicChannelsEvent;
  SFU_CHAT_LOADED: ChatLoadedEvent;
  CHAT_ICON_UPDATED: ChatIconUpdated;
  SPACE_CREATED: SpaceCreatedEvent;
  NEW_SPACE: NewSpaceEvent;
  SPACE_REFRESH: SpaceRefreshEvent;
  SPACE_DELETED: SpaceDeletedEvent;
  SPACE_OVERVIEW_UPDATED: SpaceOverviewUpdated;
  NEW_SPACE_CATEGORY: NewSpaceCategoryEvent;
  SPACE_CATEGORY_DELETED: SpaceCategoryDeleted;
  SPACE_CATEGORY_UPDATED: SpaceCategoryUpdated;
  NEW_SPACE_CHANNEL: NewSpaceChannelEvent;
  SPACE_CHANNEL_UPDATED: SpaceChannelUpdated;
  SPACE_CHANNEL_DELETED: SpaceChannelDeleted;
  SPACE_CHANNEL_MOVED: SpaceChannelMoved;
  NEW_SPACE_THREAD: NewSpaceThreadEvent;
  SPACE_THREAD_UPDATED: SpaceThreadUpdated;
  ADDED_MEMBERS_TO_THREAD: AddedMembersToThread;
  REMOVED_MEMBER_FROM_THREAD: RemovedMemberFromThread;
  SPACE_THREAD_DELETED: SpaceThreadDeleted;
  SPACE_INVITE_CREATED: SpaceInviteCreated;
  SPACE_INVITE_REVOKED: SpaceInviteRevoked;
  NEW_SPACE_ROLE: NewSpaceRoleAdded;
  SPACE_ROLE_UPDATED: SpaceRoleUpdated;
  SPACE_ROLE_DELETED: SpaceRoleDeleted;
  ADDED_ROLE_TO_MEMBER: AddedRoleToMember;
  REMOVED_ROLE_FROM_MEMBER: RemovedRoleFromMember;
  USER_SPACES: UserSpacesEvent;
  USER_JOINED_TO_SPACE: UserJoinedToSpaceEvent;
  USER_LEFT_SPACE: UserLeftSpace;
  ROLE_PERMISSION_SECTIONS: RolePermissionSectionsEvent;
  USER_SPACE_NICKNAME_UPDATED: UserSpaceNicknameUpdated;
  SPACE_NOTIFICATION_SETTINGS_UPDATED: SpaceNotificationSettingsUpdated;
  CHANNEL_NOTIFICATION_SETTINGS_UPDATED: ChannelNotificationSettingsUpdated;
  THREAD_NOTIFICATION_SETTINGS_UPDATED: ThreadNotificationSettingsUpdated;
  SPACE_MUTED: SpaceMuted;
  SPACE_UNMUTED: SpaceUnmuted;
  CHANNEL_MUTED: ChannelMuted;
  CHANNEL_UNMUTED: ChannelUnmuted;
  THREAD_MUTED: ThreadMuted;
  THREAD_UNMUTED: ThreadUnmuted;
  /** The promise gets a room object made from it. Only for the connection that asked. */
  CREATED: CreatedRoom;
  /** As `CREATED`. */
  AVAILABLE: RoomAvailable;
  USER_ROOMS: UserRoomsEvent;
  JOINED: JoinedRoom;
  LEFT: LeftRoom;
  ENDED: Record<never, never>;
  /** Media or room of one connection broke. */
  FAILED: Record<never, never>;
  EVICTED: EvictedFromRoom;
  /** Only to the connection that is put out. */
  FORCEFULLY_LEFT: ForcefullyLeftEvent;
  DROPPED: DroppedFromRoom;
  /** To the participant moved to the waiting room. */
  DETACHED: Record<never, never>;
  PLACED_IN_LOBBY: PlacedInLobbyEvent;
  PLACED_IN_WAITING_ROOM: PlacedInWaitingRoomEvent;
  SFU_WAITING_LIST: WaitingListEvent;
  SFU_WAITING_ROOM_UPDATE: WaitingRoomUpdate;
  PARTICIPANT_LIST: ParticipantsListEvent;
  PARTICIPANT_RENAMED: ParticipantRenamed;
  ROLE_ASSIGNED: RoleAssigned;
  ROLES_LIST: RolesListEvent;
  ROOM_CONFIG: RoomConfigEvent;
  ROOM_LOCKED: BooleanEvent;
  ROOM_INITIAL_AUDIO_MUTED: BooleanEvent;
  ROOM_INITIAL_VIDEO_MUTED: BooleanEvent;
  ROOM_INITIAL_SCREEN_SHARING_MUTED: BooleanEvent;
  ROOM_AUDIO_MUTED: BooleanEvent;
  ROOM_VIDEO_MUTED: BooleanEvent;
  ROOM_SCREEN_SHARING_MUTED: BooleanEvent;
  ROOM_CHAT_MUTED: BooleanEvent;
  ROOM_CAN_CHANGE_NICKNAME: BooleanEvent;
  ROOM_SCREEN_SHARING_MULTIPLE_SHARES: BooleanEvent;
  ROOM_SCREEN_SHARING_EVERYONE_CAN_SHARE: BooleanEvent;
  ROOM_SCREEN_SHARING_EVERYONE_CAN_DO_SUBSEQUENT_SHARE: BooleanEvent;
  PARTICIPANT_CONFIG: ParticipantConfigEvent;
  SCREEN_SHARING_CONFIG: RoomScreenSharingConfigEvent;
  PARTICIPANT_AUDIO_MUTED: ParticipantAVSMutedEvent;
  PARTICIPANT_VIDEO_MUTED: ParticipantAVSMutedEvent;
  PARTICIPANT_SCREEN_SHARING_MUTED: ParticipantAVSMutedEvent;
  STOP_SCREEN_SHARING: StopScreenSharingEvent;
  STOP_TRACK: StopTrackEvent;
  ROOM_NAME_UPDATED: RoomNameUpdated;
  ADD_TRACKS: AddRemoveTracks;
  REMOVE_TRACKS: AddRemoveTracks;
  MUTE_TRACKS: AddRemoveTracks;
  TRACK_QUALITY_STATE: TracksQualityState;
  /** Consumed by the room, never fires. */
  REMOTE_SDP: RemoteSdp;
  CONTROL_MESSAGE: ControlMessageEvent;
  /** On the data channel. */
  MESSAGE: RoomMessage;
  BITRATE_TEST_STATUS: BitrateTestStatus;
  ROOM_RECORD_STARTED: RoomRecordStarted;
  ROOM_RECORD_STOPPED: Record<never, never>;
  ROOM_RECORD_PAUSED: Record<never, never>;
  ROOM_RECORD_FAILED: Record<never, never>;
  WEBRTC_METRICS_DESCRIPTION_UPDATE: RTCMetricsDescriptionUpdate;
  SFU_USER_CALENDAR: UserCalendarEvent;
  NEW_CALENDAR_ENTRY: CalendarEventEvent;
  REMOVE_CALENDAR_ENTRY: CalendarEventEvent;
  UPDATE_CALENDAR_EVENT: CalendarEventEvent;
  USER_MEETINGS: MeetingsPreviewEvent;
  NEW_MEETING: NewMeeting;
  MEETING_ENDED_SYNC: MeetingEndedSync;
  JOINED_MEETING_SYNC: JoinedRoomSync;
  LEFT_MEETING_SYNC: LeftMeetingSync;
  EVICTED_SYNC: EvictedSync;
  ADD_TRACKS_SYNC: AddRemoveTracksSync;
  REMOVE_TRACKS_SYNC: AddRemoveTracksSync;
  MUTE_TRACKS_SYNC: AddRemoveTracksSync;
  PARTICIPANT_LIST_SYNC: ParticipantsListSyncEvent;
  MEETING_NAME_UPDATED_SYNC: MeetingNameUpdatedSync;
  PARTICIPANT_RENAMED_SYNC: ParticipantRenamedSyncEvent;
  MEETINGS_HISTORY: MeetingsHistoryEvent;
  MEETING_ADDED_TO_HISTORY: MeetingAddedToHistory;
  MEETING_REMOVED_FROM_HISTORY: MeetingRemovedFromHistory;
  MEETING_RECORD_DELETED: MeetingRecordDeleted;
}

/** What is known of an event, and what a client does with it. */
export interface EventRule {
  /**
   * When it is looked at: `first` whatever its `roomId`, `room` by the room of its `roomId`, `second` only without
   * one; `control` settles promises, `management` comes on anonymous connections.
   */
  group: 'control' | 'management' | 'first' | 'second' | 'room';
  /** S settles its call, or fires when none waits; B does both; P only settles; E only fires. */
  mode: 'S' | 'B' | 'P' | 'E';
  /** Name of the application's event. */
  event: string;
  /** Member the promise gets; `*` the whole event, empty nothing. */
  promise: string;
  /** Member the application's event gets; `*` the whole event, empty it never fires. */
  payload: string;
  /** Members it must have; absent while the payload is not declared. */
  required?: readonly string[];
}

/** Every event, by wire type. */
export const EVENTS: Readonly<Record<string, EventRule>> = {
  ACK: { group: 'control', mode: 'P', event: 'ACK', promise: '', payload: '' },
  OPERATION_FAILED: {
    group: 'control',
    mode: 'P',
    event: 'OPERATION_FAILED',
    promise: '*',
    payload: '',
    required: ['operation', 'error'],
  },
  AUTHENTICATION_STATUS: {
    group: 'second',
    mode: 'E',
    event: 'AUTHENTICATION_STATUS',
    promise: '',
    payload: '*',
    required: ['status'],
  },
  SIGN_UP_STATUS: {
    group: 'management',
    mode: 'B',
    event: 'SIGN_UP_STATUS',
    promise: '*',
    payload: '*',
    required: ['id', 'email', 'nickname', 'verified'],
  },
  RESET_PASSWORD_REQUEST_STATUS: {
    group: 'management',
    mode: 'B',
    event: 'RESET_PASSWORD_REQUEST_STATUS',
    promise: '*',
    payload: '*',
    required: ['email', 'confirmed'],
  },
  FREE_EXAMPLES_USER: {
    group: 'management',
    mode: 'P',
    event: 'FREE_EXAMPLES_USER',
    promise: 'user',
    payload: '',
    required: ['user'],
  },
  SFU_USER_PMI_SETTINGS: {
    group: 'first',
    mode: 'S',
    event: 'SFU_USER_PMI_SETTINGS',
    promise: '*',
    payload: '*',
    required: ['pmiSettings'],
  },
  UPDATE_USER_PMI_SETTINGS: {
    group: 'first',
    mode: 'S',
    event: 'UPDATE_USER_PMI_SETTINGS',
    promise: '*',
    payload: '*',
    required: ['pmiSettings'],
  },
  USER_INFO: {
    group: 'second',
    mode: 'B',
    event: 'USER_INFO',
    promise: 'userInfo',
    payload: 'userInfo',
    required: ['userInfo'],
  },
  USER_INFO_CHANGED: {
    group: 'second',
    mode: 'S',
    event: 'USER_INFO_CHANGED',
    promise: '',
    payload: '*',
    required: ['userId', 'info'],
  },
  USER_CONTACTS: {
    group: 'second',
    mode: 'S',
    event: 'USER_CONTACTS',
    promise: 'contacts',
    payload: '*',
    required: ['contacts'],
  },
  NEW_CONTACT: {
    group: 'second',
    mode: 'S',
    event: 'NEW_CONTACT',
    promise: 'contact',
    payload: '*',
    required: ['contact'],
  },
  CONTACT_UPDATED: {
    group: 'second',
    mode: 'S',
    event: 'CONTACT_UPDATED',
    promise: 'contact',
    payload: '*',
    required: ['contact'],
  },
  CONTACT_DELETED: {
    group: 'second',
    mode: 'S',
    event: 'CONTACT_DELETED',
    promise: '*',
    payload: '*',
    required: ['userId'],
  },
  NEW_INCOMING_FRIEND_INVITE: {
    group: 'second',
    mode: 'S',
    event: 'NEW_INCOMING_FRIEND_INVITE',
    promise: '*',
    payload: '*',
    required: ['userId', 'nickname', 'inviteId'],
  },
  NEW_OUTGOING_FRIEND_INVITE: {
    group: 'second',
    mode: 'S',
    event: 'NEW_OUTGOING_FRIEND_INVITE',
    promise: '*',
    payload: '*',
    required: ['userId', 'nickname', 'inviteId'],
  },
  INCOMING_FRIEND_INVITE_DELETED: {
    group: 'second',
    mode: 'S',
    event: 'INCOMING_FRIEND_INVITE_DELETED',
    promise: '*',
    payload: '*',
    required: ['inviteId'],
  },
  OUTGOING_FRIEND_INVITE_DELETED: {
    group: 'second',
    mode: 'S',
    event: 'OUTGOING_FRIEND_INVITE_DELETED',
    promise: '*',
    payload: '*',
    required: ['inviteId'],
  },
  USER_PRESENCE_STATUS_UPDATED: {
    group: 'second',
    mode: 'S',
    event: 'USER_PRESENCE_STATUS_UPDATED',
    promise: '*',
    payload: '*',
    required: ['userId', 'status'],
  },
  USER_ENCRYPTION_INFO_ADDED: {
    group: 'second',
    mode: 'S',
    event: 'USER_ENCRYPTION_INFO_ADDED',
    promise: 'info',
    payload: '*',
    required: ['info'],
  },
  USER_ENCRYPTION_INFO: {
    group: 'second',
    mode: 'P',
    event: 'USER_ENCRYPTION_INFO',
    promise: 'info',
    payload: '',
    required: ['info'],
  },
  CONTACT_PERSONAL_SETTINGS_UPDATED: {
    group: 'second',
    mode: 'S',
    event: 'CONTACT_PERSONAL_SETTINGS_UPDATED',
    promise: 'personalSettings',
    payload: '*',
    required: ['personalSettings'],
  },
  SYSTEM_CONFIG: {
    group: 'second',
    mode: 'P',
    event: 'SYSTEM_CONFIG',
    promise: 'config',
    payload: '',
    required: ['config'],
  },
  USER_SESSIONS: {
    group: 'second',
    mode: 'P',
    event: 'USER_SESSIONS',
    promise: 'sessions',
    payload: '',
    required: ['sessions'],
  },
  UPLOAD_ICON: { group: 'second', mode: 'P', event: 'UPLOAD_ICON', promise: 'url', payload: '', required: ['url'] },
  SFU_MESSAGE: { group: 'first', mode: 'E', event: 'MESSAGE', promise: '', payload: 'message', required: ['message'] },
  SFU_MESSAGE_STATE: {
    group: 'first',
    mode: 'S',
    event: 'MESSAGE_STATE',
    promise: 'status',
    payload: 'status',
    required: ['status', 'waitingUploadingAttachments', 'messageWithUploadingAttachments'],
  },
  SFU_MESSAGE_ATTACHMENT_STATE: {
    group: 'first',
    mode: 'B',
    event: 'MESSAGE_ATTACHMENT_STATE',
    promise: 'status',
    payload: 'status',
    required: ['status'],
  },
  LAST_READ_MESSAGE_UPDATED: {
    group: 'first',
    mode: 'S',
    event: 'LAST_READ_MESSAGE_UPDATED',
    promise: '*',
    payload: '*',
    required: ['targetEntityType', 'targetEntityId', 'updateInfo'],
  },
  UPDATE_MESSAGES_DELIVERY_STATUS: {
    group: 'first',
    mode: 'S',
    event: 'UPDATE_MESSAGES_DELIVERY_STATUS',
    promise: '*',
    payload: '*',
    required: ['targetEntityType', 'targetEntityId', 'dateFrom', 'dateTo', 'userId', 'status'],
  },
  SFU_ATTACHMENT_REQUEST_ACK: {
    group: 'first',
    mode: 'P',
    event: 'SFU_ATTACHMENT_REQUEST_ACK',
    promise: '*',
    payload: '',
    required: ['sessionId', 'attachmentRequest'],
  },
  CHAT_MESSAGES: {
    group: 'first',
    mode: 'B',
    event: 'CHAT_MESSAGES',
    promise: 'messages',
    payload: '*',
    required: ['targetEntityType', 'targetEntityId', 'messages'],
  },
  CHAT_SEARCH_RESULT: {
    group: 'first',
    mode: 'B',
    event: 'CHAT_SEARCH_RESULT',
    promise: 'messages',
    payload: '*',
    required: ['chatId', 'searchId', 'messages'],
  },
  CHAT_MESSAGE_EDITED: {
    group: 'second',
    mode: 'S',
    event: 'CHAT_MESSAGE_EDITED',
    promise: '*',
    payload: '*',
    required: ['targetEntityType', 'targetEntityId', 'message'],
  },
  CHAT_MESSAGE_DELETED: {
    group: 'second',
    mode: 'S',
    event: 'CHAT_MESSAGE_DELETED',
    promise: '*',
    payload: '*',
    required: ['targetEntityType', 'targetEntityId', 'messageId', 'state'],
  },
  REACTION_ON_MESSAGE_ADDED: {
    group: 'second',
    mode: 'S',
    event: 'REACTION_ON_MESSAGE_ADDED',
    promise: '*',
    payload: '*',
    required: ['targetEntityType', 'targetEntityId', 'messageId', 'reactedUser', 'reaction'],
  },
  REACTION_ON_MESSAGE_REMOVED: {
    group: 'second',
    mode: 'S',
    event: 'REACTION_ON_MESSAGE_REMOVED',
    promise: '*',
    payload: '*',
    required: ['targetEntityType', 'targetEntityId', 'messageId', 'reactedUser', 'reaction'],
  },
  CHAT_MESSAGES_COUNT: {
    group: 'second',
    mode: 'S',
    event: 'CHAT_MESSAGES_COUNT',
    promise: '*',
    payload: '*',
    required: ['targetEntityType', 'targetEntityId', 'messagesCount'],
  },
  FIRST_AND_LAST_CHAT_MESSAGE: {
    group: 'second',
    mode: 'S',
    event: 'FIRST_AND_LAST_CHAT_MESSAGE',
    promise: '*',
    payload: '*',
    required: ['targetEntityType', 'targetEntityId', 'firstMessageId', 'firstMessageDate', 'lastMessageId', 'lastMessageDate'],
  },
  UNREAD_MESSAGES_COUNT: {
    group: 'second',
    mode: 'S',
    event: 'UNREAD_MESSAGES_COUNT',
    promise: '*',
    payload: '*',
    required: ['targetEntityType', 'targetEntityId', 'unreadMessagesCount'],
  },
  UNREAD_MESSAGES_COUNT_UPDATE: {
    group: 'second',
    mode: 'S',
    event: 'UNREAD_MESSAGES_COUNT_UPDATE',
    promise: '*',
    payload: '*',
    required: ['targetEntityType', 'targetEntityId', 'updatesCount'],
  },
  MESSAGE_ATTACHMENTS_SEARCH_RESULT: {
    group: 'second',
    mode: 'S',
    event: 'MESSAGE_ATTACHMENTS_SEARCH_RESULT',
    promise: '*',
    payload: '*',
    required: ['attachmentsInfo', 'totalSize'],
  },
  ATTACHMENTS_LIST_RESULT: {
    group: 'second',
    mode: 'S',
    event: 'ATTACHMENTS_LIST_RESULT',
    promise: '*',
    payload: '*',
    required: ['result'],
  },
  ATTACHMENTS_SIZE_INFO: {
    group: 'second',
    mode: 'S',
    event: 'ATTACHMENTS_SIZE_INFO',
    promise: '*',
    payload: '*',
    required: ['result'],
  },
  REMOVE_STORAGE_ATTACHMENTS_RESULT: {
    group: 'second',
    mode: 'P',
    event: 'REMOVE_STORAGE_ATTACHMENTS_RESULT',
    promise: '*',
    payload: '',
    required: ['deletedSize'],
  },
  STORAGE_SECTIONS: {
    group: 'second',
    mode: 'S',
    event: 'STORAGE_SECTIONS',
    promise: '*',
    payload: '*',
    required: ['sections'],
  },
  LOAD_MESSAGES_WITH_MENTIONS_RESULT: {
    group: 'second',
    mode: 'S',
    event: 'LOAD_MESSAGES_WITH_MENTIONS_RESULT',
    promise: '*',
    payload: '*',
    required: ['messages', 'totalSize'],
  },
  SEND_MESSAGE_SYNC: {
    group: 'second',
    mode: 'E',
    event: 'SEND_MESSAGE_SYNC',
    promise: '',
    payload: 'message',
    required: ['message'],
  },
  CHATS_SYNC_SUMMARY: {
    group: 'second',
    mode: 'S',
    event: 'CHATS_SYNC_SUMMARY',
    promise: '*',
    payload: '*',
    required: ['cursors'],
  },
  MESSAGES_DIFFERENCE: {
    group: 'second',
    mode: 'S',
    event: 'MESSAGES_DIFFERENCE',
    promise: '*',
    payload: '*',
    required: ['targetEntityType', 'targetEntityId', 'messages', 'newCursor', 'hasMore', 'resyncRequired'],
  },
  MESSAGES_CURSOR_ADVANCED: {
    group: 'second',
    mode: 'E',
    event: 'MESSAGES_CURSOR_ADVANCED',
    promise: '',
    payload: '*',
    required: ['targetEntityType', 'targetEntityId', 'cursor'],
  },
  SFU_NEW_CHAT: { group: 'first', mode: 'S', event: 'NEW_CHAT', promise: 'info', payload: 'info', required: ['info'] },
  SFU_CHAT_DELETED: {
    group: 'first',
    mode: 'S',
    event: 'CHAT_DELETED',
    promise: 'info',
    payload: 'info',
    required: ['info'],
  },
  SFU_UPDATE_CHAT: {
    group: 'first',
    mode: 'S',
    event: 'CHAT_UPDATED',
    promise: 'info',
    payload: 'info',
    required: ['info'],
  },
  CHAT_NOTIFICATION_SETTINGS_UPDATED: {
    group: 'first',
    mode: 'S',
    event: 'CHAT_NOTIFICATION_SETTINGS_UPDATED',
    promise: '*',
    payload: '*',
    required: ['id', 'value'],
  },
  CHAT_MUTED: {
    group: 'first',
    mode: 'S',
    event: 'CHAT_MUTED',
    promise: '*',
    payload: '*',
    required: ['id', 'muteSettings'],
  },
  CHAT_UNMUTED: { group: 'first', mode: 'S', event: 'CHAT_UNMUTED', promise: '*', payload: '*', required: ['id'] },
  SFU_USER_CHATS: {
    group: 'first',
    mode: 'B',
    event: 'USER_CHATS',
    promise: 'chats',
    payload: 'chats',
    required: ['chats'],
  },
  SFU_PUBLIC_CHANNELS: {
    group: 'first',
    mode: 'B',
    event: 'PUBLIC_CHANNELS',
    promise: 'channels',
    payload: 'channels',
    required: ['channels'],
  },
  SFU_CHAT_LOADED: {
    group: 'first',
    mode: 'B',
    event: 'CHAT_LOADED',
    promise: 'chat',
    payload: 'chat',
    required: ['chat'],
  },
  CHAT_ICON_UPDATED: {
    group: 'second',
    mode: 'S',
    event: 'CHAT_ICON_UPDATED',
    promise: '*',
    payload: '*',
    required: ['chatId', 'icon'],
  },
  SPACE_CREATED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_CREATED',
    promise: 'space',
    payload: '*',
    required: ['space'],
  },
  NEW_SPACE: { group: 'second', mode: 'B', event: 'NEW_SPACE', promise: 'space', payload: '*', required: ['space'] },
  SPACE_REFRESH: {
    group: 'second',
    mode: 'B',
    event: 'SPACE_REFRESH',
    promise: 'space',
    payload: '*',
    required: ['space'],
  },
  SPACE_DELETED: { group: 'second', mode: 'S', event: 'SPACE_DELETED', promise: 'id', payload: '*', required: ['id'] },
  SPACE_OVERVIEW_UPDATED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_OVERVIEW_UPDATED',
    promise: '*',
    payload: '*',
    required: ['id', 'name', 'icon'],
  },
  NEW_SPACE_CATEGORY: {
    group: 'second',
    mode: 'S',
    event: 'NEW_SPACE_CATEGORY',
    promise: 'category',
    payload: '*',
    required: ['spaceId', 'category'],
  },
  SPACE_CATEGORY_DELETED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_CATEGORY_DELETED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'categoryId'],
  },
  SPACE_CATEGORY_UPDATED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_CATEGORY_UPDATED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'categoryId', 'name'],
  },
  NEW_SPACE_CHANNEL: {
    group: 'second',
    mode: 'S',
    event: 'NEW_SPACE_CHANNEL',
    promise: 'channel',
    payload: '*',
    required: ['spaceId', 'channel'],
  },
  SPACE_CHANNEL_UPDATED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_CHANNEL_UPDATED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'channelId', 'private', 'name', 'accessRights', 'members'],
  },
  SPACE_CHANNEL_DELETED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_CHANNEL_DELETED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'channelId'],
  },
  SPACE_CHANNEL_MOVED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_CHANNEL_MOVED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'categoryId', 'channelId'],
  },
  NEW_SPACE_THREAD: {
    group: 'second',
    mode: 'S',
    event: 'NEW_SPACE_THREAD',
    promise: 'thread',
    payload: '*',
    required: ['spaceId', 'channelId', 'thread'],
  },
  SPACE_THREAD_UPDATED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_THREAD_UPDATED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'channelId', 'threadId', 'name'],
  },
  ADDED_MEMBERS_TO_THREAD: {
    group: 'second',
    mode: 'S',
    event: 'ADDED_MEMBERS_TO_THREAD',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'channelId', 'threadId', 'members'],
  },
  REMOVED_MEMBER_FROM_THREAD: {
    group: 'second',
    mode: 'S',
    event: 'REMOVED_MEMBER_FROM_THREAD',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'channelId', 'threadId', 'member'],
  },
  SPACE_THREAD_DELETED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_THREAD_DELETED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'channelId', 'threadId'],
  },
  SPACE_INVITE_CREATED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_INVITE_CREATED',
    promise: 'invite',
    payload: '*',
    required: ['spaceId', 'invite'],
  },
  SPACE_INVITE_REVOKED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_INVITE_REVOKED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'inviteCode'],
  },
  NEW_SPACE_ROLE: {
    group: 'second',
    mode: 'S',
    event: 'NEW_SPACE_ROLE',
    promise: 'role',
    payload: '*',
    required: ['spaceId', 'role', 'members'],
  },
  SPACE_ROLE_UPDATED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_ROLE_UPDATED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'roleId', 'name', 'color', 'permissions', 'membersForAddRole', 'membersForDeleteRole'],
  },
  SPACE_ROLE_DELETED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_ROLE_DELETED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'roleId'],
  },
  ADDED_ROLE_TO_MEMBER: {
    group: 'second',
    mode: 'S',
    event: 'ADDED_ROLE_TO_MEMBER',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'roleId', 'memberId'],
  },
  REMOVED_ROLE_FROM_MEMBER: {
    group: 'second',
    mode: 'S',
    event: 'REMOVED_ROLE_FROM_MEMBER',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'roleId', 'memberId'],
  },
  USER_SPACES: {
    group: 'second',
    mode: 'B',
    event: 'USER_SPACES',
    promise: 'spaces',
    payload: 'spaces',
    required: ['spaces'],
  },
  USER_JOINED_TO_SPACE: {
    group: 'second',
    mode: 'S',
    event: 'USER_JOINED_TO_SPACE',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'userId', 'nickname', 'channels', 'threads'],
  },
  USER_LEFT_SPACE: {
    group: 'second',
    mode: 'S',
    event: 'USER_LEFT_SPACE',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'userId'],
  },
  ROLE_PERMISSION_SECTIONS: {
    group: 'second',
    mode: 'S',
    event: 'ROLE_PERMISSION_SECTIONS',
    promise: 'permissionSections',
    payload: '*',
    required: ['permissionSections'],
  },
  USER_SPACE_NICKNAME_UPDATED: {
    group: 'second',
    mode: 'S',
    event: 'USER_SPACE_NICKNAME_UPDATED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'userId', 'nickname'],
  },
  SPACE_NOTIFICATION_SETTINGS_UPDATED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_NOTIFICATION_SETTINGS_UPDATED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'value'],
  },
  CHANNEL_NOTIFICATION_SETTINGS_UPDATED: {
    group: 'second',
    mode: 'S',
    event: 'CHANNEL_NOTIFICATION_SETTINGS_UPDATED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'channelId', 'value'],
  },
  THREAD_NOTIFICATION_SETTINGS_UPDATED: {
    group: 'second',
    mode: 'S',
    event: 'THREAD_NOTIFICATION_SETTINGS_UPDATED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'channelId', 'threadId', 'value'],
  },
  SPACE_MUTED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_MUTED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'muteSettings'],
  },
  SPACE_UNMUTED: {
    group: 'second',
    mode: 'S',
    event: 'SPACE_UNMUTED',
    promise: '*',
    payload: '*',
    required: ['spaceId'],
  },
  CHANNEL_MUTED: {
    group: 'second',
    mode: 'S',
    event: 'CHANNEL_MUTED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'channelId', 'muteSettings'],
  },
  CHANNEL_UNMUTED: {
    group: 'second',
    mode: 'S',
    event: 'CHANNEL_UNMUTED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'channelId'],
  },
  THREAD_MUTED: {
    group: 'second',
    mode: 'S',
    event: 'THREAD_MUTED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'channelId', 'threadId', 'muteSettings'],
  },
  THREAD_UNMUTED: {
    group: 'second',
    mode: 'S',
    event: 'THREAD_UNMUTED',
    promise: '*',
    payload: '*',
    required: ['spaceId', 'channelId', 'threadId'],
  },
  CREATED: {
    group: 'first',
    mode: 'P',
    event: 'CREATED',
    promise: '*',
    payload: '',
    required: ['owner', 'conferenceType', 'inviteId', 'chatId', 'creationTime', 'waitingRoomEnabled', 'config'],
  },
  AVAILABLE: {
    group: 'first',
    mode: 'P',
    event: 'AVAILABLE',
    promise: '*',
    payload: '',
    required: ['owner', 'conferenceType', 'creationTime', 'waitingRoomEnabled', 'config'],
  },
  USER_ROOMS: { group: 'first', mode: 'P', event: 'USER_ROOMS', promise: 'rooms', payload: '', required: ['rooms'] },
  JOINED: {
    group: 'room',
    mode: 'S',
    event: 'JOINED',
    promise: '*',
    payload: '*',
    required: ['userId', 'name', 'chatId', 'owner', 'mediaSessionId'],
  },
  LEFT: { group: 'room', mode: 'B', event: 'LEFT', promise: '*', payload: '*', required: ['userId', 'name'] },
  ENDED: { group: 'room', mode: 'E', event: 'ENDED', promise: '', payload: '*' },
  FAILED: { group: 'room', mode: 'E', event: 'FAILED', promise: '', payload: '*' },
  EVICTED: { group: 'room', mode: 'E', event: 'EVICTED', promise: '', payload: '*', required: ['userId', 'name'] },
  FORCEFULLY_LEFT: {
    group: 'room',
    mode: 'E',
    event: 'FORCEFULLY_LEFT',
    promise: '',
    payload: '*',
    required: ['userId', 'reason'],
  },
  DROPPED: { group: 'room', mode: 'E', event: 'DROPPED', promise: '', payload: '*', required: ['userId', 'name'] },
  DETACHED: { group: 'room', mode: 'E', event: 'DETACHED', promise: '', payload: '*' },
  PLACED_IN_LOBBY: {
    group: 'room',
    mode: 'E',
    event: 'PLACED_IN_LOBBY',
    promise: '',
    payload: '*',
    required: ['userId', 'name'],
  },
  PLACED_IN_WAITING_ROOM: {
    group: 'room',
    mode: 'E',
    event: 'PLACED_IN_WAITING_ROOM',
    promise: '',
    payload: '*',
    required: ['userId', 'name'],
  },
  SFU_WAITING_LIST: {
    group: 'room',
    mode: 'E',
    event: 'SFU_WAITING_LIST',
    promise: '',
    payload: '*',
    required: ['users'],
  },
  SFU_WAITING_ROOM_UPDATE: {
    group: 'room',
    mode: 'S',
    event: 'SFU_WAITING_ROOM_UPDATE',
    promise: '*',
    payload: '*',
    required: ['enabled'],
  },
  PARTICIPANT_LIST: {
    group: 'room',
    mode: 'E',
    event: 'PARTICIPANT_LIST',
    promise: '',
    payload: '*',
    required: ['participants'],
  },
  PARTICIPANT_RENAMED: {
    group: 'room',
    mode: 'S',
    event: 'PARTICIPANT_RENAMED',
    promise: '*',
    payload: '*',
    required: ['userId', 'previousName', 'updatedName'],
  },
  ROLE_ASSIGNED: {
    group: 'room',
    mode: 'E',
    event: 'ROLE_ASSIGNED',
    promise: '',
    payload: '*',
    required: ['userId', 'name', 'role'],
  },
  ROLES_LIST: { group: 'room', mode: 'E', event: 'ROLES_LIST', promise: '', payload: '*', required: ['roles'] },
  ROOM_CONFIG: { group: 'room', mode: 'S', event: 'ROOM_CONFIG', promise: '*', payload: '*', required: ['config'] },
  ROOM_LOCKED: { group: 'room', mode: 'S', event: 'ROOM_LOCKED', promise: 'value', payload: '*', required: ['value'] },
  ROOM_INITIAL_AUDIO_MUTED: {
    group: 'room',
    mode: 'S',
    event: 'ROOM_INITIAL_AUDIO_MUTED',
    promise: 'value',
    payload: '*',
    required: ['value'],
  },
  ROOM_INITIAL_VIDEO_MUTED: {
    group: 'room',
    mode: 'S',
    event: 'ROOM_INITIAL_VIDEO_MUTED',
    promise: 'value',
    payload: '*',
    required: ['value'],
  },
  ROOM_INITIAL_SCREEN_SHARING_MUTED: {
    group: 'room',
    mode: 'S',
    event: 'ROOM_INITIAL_SCREEN_SHARING_MUTED',
    promise: 'value',
    payload: '*',
    required: ['value'],
  },
  ROOM_AUDIO_MUTED: {
    group: 'room',
    mode: 'S',
    event: 'ROOM_AUDIO_MUTED',
    promise: 'value',
    payload: '*',
    required: ['value'],
  },
  ROOM_VIDEO_MUTED: {
    group: 'room',
    mode: 'S',
    event: 'ROOM_VIDEO_MUTED',
    promise: 'value',
    payload: '*',
    required: ['value'],
  },
  ROOM_SCREEN_SHARING_MUTED: {
    group: 'room',
    mode: 'S',
    event: 'ROOM_SCREEN_SHARING_MUTED',
    promise: 'value',
    payload: '*',
    required: ['value'],
  },
  ROOM_CHAT_MUTED: {
    group: 'room',
    mode: 'S',
    event: 'ROOM_CHAT_MUTED',
    promise: 'value',
    payload: '*',
    required: ['value'],
  },
  ROOM_CAN_CHANGE_NICKNAME: {
    group: 'room',
    mode: 'S',
    event: 'ROOM_CAN_CHANGE_NICKNAME',
    promise: 'value',
    payload: '*',
    required: ['value'],
  },
  ROOM_SCREEN_SHARING_MULTIPLE_SHARES: {
    group: 'room',
    mode: 'S',
    event: 'ROOM_SCREEN_SHARING_MULTIPLE_SHARES',
    promise: 'value',
    payload: '*',
    required: ['value'],
  },
  ROOM_SCREEN_SHARING_EVERYONE_CAN_SHARE: {
    group: 'room',
    mode: 'S',
    event: 'ROOM_SCREEN_SHARING_EVERYONE_CAN_SHARE',
    promise: 'value',
    payload: '*',
    required: ['value'],
  },
  ROOM_SCREEN_SHARING_EVERYONE_CAN_DO_SUBSEQUENT_SHARE: {
    group: 'room',
    mode: 'S',
    event: 'ROOM_SCREEN_SHARING_EVERYONE_CAN_DO_SUBSEQUENT_SHARE',
    promise: 'value',
    payload: '*',
    required: ['value'],
  },
  PARTICIPANT_CONFIG: {
    group: 'room',
    mode: 'S',
    event: 'PARTICIPANT_CONFIG',
    promise: '*',
    payload: '*',
    required: ['userId', 'config'],
  },
  SCREEN_SHARING_CONFIG: {
    group: 'room',
    mode: 'S',
    event: 'SCREEN_SHARING_CONFIG',
    promise: '*',
    payload: '*',
    required: ['config'],
  },
  PARTICIPANT_AUDIO_MUTED: {
    group: 'room',
    mode: 'S',
    event: 'PARTICIPANT_AUDIO_MUTED',
    promise: 'value',
    payload: '*',
    required: ['userId', 'value'],
  },
  PARTICIPANT_VIDEO_MUTED: {
    group: 'room',
    mode: 'S',
    event: 'PARTICIPANT_VIDEO_MUTED',
    promise: 'value',
    payload: '*',
    required: ['userId', 'value'],
  },
  PARTICIPANT_SCREEN_SHARING_MUTED: {
    group: 'room',
    mode: 'S',
    event: 'PARTICIPANT_SCREEN_SHARING_MUTED',
    promise: 'value',
    payload: '*',
    required: ['userId', 'value'],
  },
  STOP_SCREEN_SHARING: {
    group: 'room',
    mode: 'S',
    event: 'STOP_SCREEN_SHARING',
    promise: '*',
    payload: '*',
    required: ['userId', 'reason'],
  },
  STOP_TRACK: {
    group: 'room',
    mode: 'S',
    event: 'STOP_TRACK',
    promise: '*',
    payload: '*',
    required: ['userId', 'id', 'tracksMid'],
  },
  ROOM_NAME_UPDATED: {
    group: 'room',
    mode: 'S',
    event: 'ROOM_NAME_UPDATED',
    promise: '*',
    payload: '*',
    required: ['name'],
  },
  ADD_TRACKS: { group: 'room', mode: 'S', event: 'ADD_TRACKS', promise: '*', payload: '*', required: ['info'] },
  REMOVE_TRACKS: { group: 'room', mode: 'S', event: 'REMOVE_TRACKS', promise: '*', payload: '*', required: ['info'] },
  MUTE_TRACKS: { group: 'room', mode: 'E', event: 'MUTE_TRACKS', promise: '', payload: '*', required: ['info'] },
  TRACK_QUALITY_STATE: {
    group: 'room',
    mode: 'E',
    event: 'TRACK_QUALITY_STATE',
    promise: '',
    payload: '*',
    required: ['info'],
  },
  REMOTE_SDP: { group: 'room', mode: 'E', event: 'REMOTE_SDP', promise: '', payload: '*', required: ['info'] },
  CONTROL_MESSAGE: {
    group: 'room',
    mode: 'E',
    event: 'CONTROL_MESSAGE',
    promise: '',
    payload: '*',
    required: ['message'],
  },
  MESSAGE: { group: 'room', mode: 'E', event: 'MESSAGE', promise: '', payload: '*', required: ['message'] },
  BITRATE_TEST_STATUS: {
    group: 'room',
    mode: 'P',
    event: 'BITRATE_TEST_STATUS',
    promise: 'latency',
    payload: '',
    required: ['latency'],
  },
  ROOM_RECORD_STARTED: {
    group: 'room',
    mode: 'E',
    event: 'ROOM_RECORD_STARTED',
    promise: '',
    payload: '*',
    required: [],
  },
  ROOM_RECORD_STOPPED: { group: 'room', mode: 'E', event: 'ROOM_RECORD_STOPPED', promise: '', payload: '*' },
  ROOM_RECORD_PAUSED: { group: 'room', mode: 'E', event: 'ROOM_RECORD_PAUSED', promise: '', payload: '*' },
  ROOM_RECORD_FAILED: { group: 'room', mode: 'E', event: 'ROOM_RECORD_FAILED', promise: '', payload: '*' },
  WEBRTC_METRICS_DESCRIPTION_UPDATE: {
    group: 'room',
    mode: 'E',
    event: 'WEBRTC_METRICS_DESCRIPTION_UPDATE',
    promise: '',
    payload: '*',
    required: [],
  },
  SFU_USER_CALENDAR: {
    group: 'first',
    mode: 'B',
    event: 'USER_CALENDAR',
    promise: 'calendar',
    payload: 'calendar',
    required: ['calendar'],
  },
  NEW_CALENDAR_ENTRY: {
    group: 'first',
    mode: 'S',
    event: 'NEW_CALENDAR_ENTRY',
    promise: 'entry',
    payload: 'entry',
    required: ['entry'],
  },
  REMOVE_CALENDAR_ENTRY: {
    group: 'first',
    mode: 'S',
    event: 'REMOVE_CALENDAR_ENTRY',
    promise: 'entry',
    payload: 'entry',
    required: ['entry'],
  },
  UPDATE_CALENDAR_EVENT: {
    group: 'first',
    mode: 'S',
    event: 'UPDATE_CALENDAR_EVENT',
    promise: 'entry',
    payload: 'entry',
    required: ['entry'],
  },
  USER_MEETINGS: {
    group: 'second',
    mode: 'E',
    event: 'USER_MEETINGS',
    promise: '',
    payload: '*',
    required: ['meetings'],
  },
  NEW_MEETING: {
    group: 'second',
    mode: 'E',
    event: 'NEW_MEETING',
    promise: '',
    payload: '*',
    required: ['id', 'conferenceType', 'name', 'owner', 'pin', 'creationTime', 'participants', 'config'],
  },
  MEETING_ENDED_SYNC: {
    group: 'second',
    mode: 'E',
    event: 'MEETING_ENDED_SYNC',
    promise: '',
    payload: '*',
    required: ['id'],
  },
  JOINED_MEETING_SYNC: {
    group: 'second',
    mode: 'E',
    event: 'JOINED_MEETING_SYNC',
    promise: '',
    payload: '*',
    required: ['id', 'userId', 'name', 'chatId', 'owner'],
  },
  LEFT_MEETING_SYNC: {
    group: 'second',
    mode: 'E',
    event: 'LEFT_MEETING_SYNC',
    promise: '',
    payload: '*',
    required: ['id', 'userId'],
  },
  EVICTED_SYNC: {
    group: 'second',
    mode: 'E',
    event: 'EVICTED_SYNC',
    promise: '',
    payload: '*',
    required: ['id', 'userId'],
  },
  ADD_TRACKS_SYNC: {
    group: 'second',
    mode: 'E',
    event: 'ADD_TRACKS_SYNC',
    promise: '',
    payload: '*',
    required: ['id', 'info'],
  },
  REMOVE_TRACKS_SYNC: {
    group: 'second',
    mode: 'E',
    event: 'REMOVE_TRACKS_SYNC',
    promise: '',
    payload: '*',
    required: ['id', 'info'],
  },
  MUTE_TRACKS_SYNC: {
    group: 'second',
    mode: 'E',
    event: 'MUTE_TRACKS_SYNC',
    promise: '',
    payload: '*',
    required: ['id', 'info'],
  },
  PARTICIPANT_LIST_SYNC: {
    group: 'second',
    mode: 'E',
    event: 'PARTICIPANT_LIST_SYNC',
    promise: '',
    payload: '*',
    required: ['id', 'participants'],
  },
  MEETING_NAME_UPDATED_SYNC: {
    group: 'second',
    mode: 'E',
    event: 'MEETING_NAME_UPDATED_SYNC',
    promise: '',
    payload: '*',
    required: ['id', 'name'],
  },
  PARTICIPANT_RENAMED_SYNC: {
    group: 'second',
    mode: 'E',
    event: 'PARTICIPANT_RENAMED_SYNC',
    promise: '',
    payload: '*',
    required: ['id', 'userId', 'nickname'],
  },
  MEETINGS_HISTORY: {
    group: 'second',
    mode: 'P',
    event: 'MEETINGS_HISTORY',
    promise: '*',
    payload: '',
    required: ['meetings', 'totalSize'],
  },
  MEETING_ADDED_TO_HISTORY: {
    group: 'second',
    mode: 'S',
    event: 'MEETING_ADDED_TO_HISTORY',
    promise: '*',
    payload: '*',
    required: ['meeting'],
  },
  MEETING_REMOVED_FROM_HISTORY: {
    group: 'second',
    mode: 'S',
    event: 'MEETING_REMOVED_FROM_HISTORY',
    promise: '*',
    payload: '*',
    required: ['id'],
  },
  MEETING_RECORD_DELETED: {
    group: 'second',
    mode: 'E',
    event: 'MEETING_RECORD_DELETED',
    promise: '',
    payload: '*',
    required: ['meetingHistoryItemId', 'recordId'],
  },
};
