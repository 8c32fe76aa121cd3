// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.

/** State of a client's connection. */
export const State = {
  NEW: 'NEW',
  PENDING: 'PENDING',
  CONNECTED: 'CONNECTED',
  AUTHENTICATED: 'AUTHENTICATED',
  DISCONNECTED: 'DISCONNECTED',
  FAILED: 'FAILED',
} as const;
export type State = (typeof State)[keyof typeof State];

/** Which of an application's windows a connection serves. */
export const ConnectionType = {
  MAIN: 'MAIN',
  MEETING: 'MEETING',
  CHAT: 'CHAT',
  MEETING_CHAT: 'MEETING_CHAT',
} as const;
export type ConnectionType = (typeof ConnectionType)[keyof typeof ConnectionType];

/** What a login waits for. */
export const AuthenticationStatus = {
  VERIFYING_BY_EMAIL: 'VERIFYING_BY_EMAIL',
} as const;
export type AuthenticationStatus = (typeof AuthenticationStatus)[keyof typeof AuthenticationStatus];

/** How much a client logs. */
export const Verbosity = {
  ERROR: 0,
  WARN: 1,
  INFO: 2,
  DEBUG: 3,
  TRACE: 4,
} as const;
export type Verbosity = (typeof Verbosity)[keyof typeof Verbosity];

/** Order of a list; a number on the wire. */
export const SortOrder = {
  ASC: 0,
  DESC: 1,
} as const;
export type SortOrder = (typeof SortOrder)[keyof typeof SortOrder];

/** Which operation an `OPERATION_FAILED` is about. Calls without a member use their upper-case `InternalApi` name. */
export const Operations = {
  ROOM_CREATE: 'ROOM_CREATE',
  ROOM_CREATE_FROM_EVENT: 'ROOM_CREATE_FROM_EVENT',
  ROOM_JOIN: 'ROOM_JOIN',
  ROOM_AVAILABLE: 'ROOM_AVAILABLE',
  ROOM_DESTROY: 'ROOM_DESTROY',
  ROOM_LEAVE: 'ROOM_LEAVE',
  SEND_CONTROL_MESSAGE: 'SEND_CONTROL_MESSAGE',
  ROOM_UPDATE: 'ROOM_UPDATE',
  MUTE_TRACKS: 'MUTE_TRACKS',
  ASSIGN_ROLE: 'ASSIGN_ROLE',
  SUBSCRIBE_TO_WAITING_PARTICIPANT: 'SUBSCRIBE_TO_WAITING_PARTICIPANT',
  UNSUBSCRIBE_FROM_WAITING_PARTICIPANT: 'UNSUBSCRIBE_FROM_WAITING_PARTICIPANT',
  MOVE_TO_WAITING_ROOM: 'MOVE_TO_WAITING_ROOM',
  GET_ACTIVE_ROOMS: 'GET_ACTIVE_ROOMS',
  ROOM_EXISTS: 'ROOM_EXISTS',
  CHANGE_QUALITY: 'CHANGE_QUALITY',
  RECLAIM_OWNER_RIGHTS: 'RECLAIM_OWNER_RIGHTS',
  CONFIGURE_WAITING_ROOM: 'CONFIGURE_WAITING_ROOM',
  AUTHORIZE_WAITING_LIST: 'AUTHORIZE_WAITING_LIST',
  ROOM_SET_LOCK: 'ROOM_SET_LOCK',
  ROOM_SET_INITIAL_AUDIO_MUTED: 'ROOM_SET_INITIAL_AUDIO_MUTED',
  ROOM_SET_INITIAL_VIDEO_MUTED: 'ROOM_SET_INITIAL_VIDEO_MUTED',
  ROOM_SET_INITIAL_SCREEN_SHARING_MUTED: 'ROOM_SET_INITIAL_SCREEN_SHARING_MUTED',
  ROOM_SET_AUDIO_MUTED: 'ROOM_SET_AUDIO_MUTED',
  ROOM_SET_VIDEO_MUTED: 'ROOM_SET_VIDEO_MUTED',
  ROOM_SET_SCREEN_SHARING_MUTED: 'ROOM_SET_SCREEN_SHARING_MUTED',
  ROOM_SET_CHAT_MUTED: 'ROOM_SET_CHAT_MUTED',
  ROOM_SET_CAN_CHANGE_NICKNAME: 'ROOM_SET_CAN_CHANGE_NICKNAME',
  ROOM_SET_SCREEN_SHARING_MULTIPLE_SHARES: 'ROOM_SET_SCREEN_SHARING_MULTIPLE_SHARES',
  ROOM_SET_SCREEN_SHARING_EVERYONE_CAN_SHARE: 'ROOM_SET_SCREEN_SHARING_EVERYONE_CAN_SHARE',
  ROOM_SET_SCREEN_SHARING_EVERYONE_CAN_DO_SUBSEQUENT_SHARE: 'ROOM_SET_SCREEN_SHARING_EVERYONE_CAN_DO_SUBSEQUENT_SHARE',
  PARTICIPANT_AUDIO_MUTED: 'PARTICIPANT_AUDIO_MUTED',
  PARTICIPANT_VIDEO_MUTED: 'PARTICIPANT_VIDEO_MUTED',
  PARTICIPANT_SCREEN_SHARING_MUTED: 'PARTICIPANT_SCREEN_SHARING_MUTED',
  RENAME_PARTICIPANT: 'RENAME_PARTICIPANT',
  TURN_OFF_PARTICIPANT_SCREEN_SHARING: 'TURN_OFF_PARTICIPANT_SCREEN_SHARING',
  LEASE_TRACK: 'LEASE_TRACK',
  SEND_MESSAGE: 'SEND_MESSAGE',
  CREATE_CHAT: 'CREATE_CHAT',
  DELETE_CHAT: 'DELETE_CHAT',
  RENAME_CHAT: 'RENAME_CHAT',
  LOAD_CHAT: 'LOAD_CHAT',
  LOAD_CHAT_MESSAGES: 'LOAD_CHAT_MESSAGES',
  SEARCH_CHAT_MESSAGES: 'SEARCH_CHAT_MESSAGES',
  ADD_MEMBER_TO_CHAT: 'ADD_MEMBER_TO_CHAT',
  REMOVE_MEMBER_FROM_CHAT: 'REMOVE_MEMBER_FROM_CHAT',
  UPDATE_CHAT_PREFERENCES: 'UPDATE_CHAT_PREFERENCES',
  GET_USER_CHATS: 'GET_USER_CHATS',
  UPDATE_CHAT_CONFIGURATION: 'UPDATE_CHAT_CONFIGURATION',
  LOAD_ATTACHMENT: 'LOAD_ATTACHMENT',
  ADD_CHAT_TO_FAVOURITES: 'ADD_CHAT_TO_FAVOURITES',
  REMOVE_CHAT_FROM_FAVOURITES: 'REMOVE_CHAT_FROM_FAVOURITES',
  CANCEL_UPLOAD_ATTACHMENTS: 'CANCEL_UPLOAD_ATTACHMENTS',
  EDIT_CHAT_MESSAGE: 'EDIT_CHAT_MESSAGE',
  DELETE_CHAT_MESSAGE: 'DELETE_CHAT_MESSAGE',
  GET_CHAT_MESSAGES_COUNT: 'GET_CHAT_MESSAGES_COUNT',
  SEARCH_MESSAGE_ATTACHMENTS: 'SEARCH_MESSAGE_ATTACHMENTS',
  LOAD_MESSAGES_WITH_MENTIONS: 'LOAD_MESSAGES_WITH_MENTIONS',
  USER_LIST: 'USER_LIST',
  INVITE_CONTACT: 'INVITE_CONTACT',
  REMOVE_CONTACT: 'REMOVE_CONTACT',
  CONFIRM_CONTACT: 'CONFIRM_CONTACT',
  ADD_CONTACT_TO_FAVOURITES: 'ADD_CONTACT_TO_FAVOURITES',
  REMOVE_CONTACT_FROM_FAVOURITES: 'REMOVE_CONTACT_FROM_FAVOURITES',
  USER_CALENDAR: 'USER_CALENDAR',
  ADD_CALENDAR_EVENT: 'ADD_CALENDAR_EVENT',
  REMOVE_CALENDAR_EVENT: 'REMOVE_CALENDAR_EVENT',
  UPDATE_CALENDAR_EVENT: 'UPDATE_CALENDAR_EVENT',
  GET_USER_INFO: 'GET_USER_INFO',
  CHANGE_USER_EMAIL: 'CHANGE_USER_EMAIL',
  CHANGE_USER_PASSWORD: 'CHANGE_USER_PASSWORD',
  CHANGE_USER_NICKNAME: 'CHANGE_USER_NICKNAME',
  CHANGE_USER_PHONE_NUMBER: 'CHANGE_USER_PHONE_NUMBER',
  CHANGE_USER_HOST_KEY: 'CHANGE_USER_HOST_KEY',
  CHANGE_USER_TIMEZONE: 'CHANGE_USER_TIMEZONE',
  SIGN_UP: 'SIGN_UP',
  REMOVE_USER: 'REMOVE_USER',
  RESET_PASSWORD: 'RESET_PASSWORD',
} as const;
export type Operations = (typeof Operations)[keyof typeof Operations];

/** Names of the events an application subscribes to on a connection. */
export const SfuEvent = {
  CONNECTED: 'CONNECTED',
  FAILED: 'FAILED',
  CONNECTION_FAILED: 'CONNECTION_FAILED',
  DISCONNECTED: 'DISCONNECTED',
  MESSAGE: 'MESSAGE',
  USER_CHATS: 'USER_CHATS',
  CHAT_LOADED: 'CHAT_LOADED',
  CHAT_MESSAGES: 'CHAT_MESSAGES',
  CHAT_SEARCH_RESULT: 'CHAT_SEARCH_RESULT',
  NEW_CHAT: 'NEW_CHAT',
  CHAT_DELETED: 'CHAT_DELETED',
  CHAT_UPDATED: 'CHAT_UPDATED',
  CHAT_NOTIFICATION_SETTINGS_UPDATED: 'CHAT_NOTIFICATION_SETTINGS_UPDATED',
  CHAT_MUTED: 'CHAT_MUTED',
  CHAT_UNMUTED: 'CHAT_UNMUTED',
  MESSAGE_STATE: 'MESSAGE_STATE',
  MESSAGE_ATTACHMENT_STATE: 'MESSAGE_ATTACHMENT_STATE',
  LAST_READ_MESSAGE_UPDATED: 'LAST_READ_MESSAGE_UPDATED',
  UPDATE_MESSAGES_DELIVERY_STATUS: 'UPDATE_MESSAGES_DELIVERY_STATUS',
  PUBLIC_CHANNELS: 'PUBLIC_CHANNELS',
  USER_CALENDAR: 'USER_CALENDAR',
  NEW_CALENDAR_ENTRY: 'NEW_CALENDAR_ENTRY',
  REMOVE_CALENDAR_ENTRY: 'REMOVE_CALENDAR_ENTRY',
  UPDATE_CALENDAR_EVENT: 'UPDATE_CALENDAR_EVENT',
  ACK: 'ACK',
  ATTACHMENT_DATA: 'ATTACHMENT_DATA',
  USER_ROOMS: 'USER_ROOMS',
  ATTACHMENT: 'ATTACHMENT',
  SFU_USER_PMI_SETTINGS: 'SFU_USER_PMI_SETTINGS',
  UPDATE_USER_PMI_SETTINGS: 'UPDATE_USER_PMI_SETTINGS',
  USER_INFO: 'USER_INFO',
  USER_INFO_CHANGED: 'USER_INFO_CHANGED',
  CHAT_MESSAGE_EDITED: 'CHAT_MESSAGE_EDITED',
  CHAT_MESSAGE_DELETED: 'CHAT_MESSAGE_DELETED',
  REACTION_ON_MESSAGE_ADDED: 'REACTION_ON_MESSAGE_ADDED',
  REACTION_ON_MESSAGE_REMOVED: 'REACTION_ON_MESSAGE_REMOVED',
  SIGN_UP_STATUS: 'SIGN_UP_STATUS',
  RESET_PASSWORD_REQUEST_STATUS: 'RESET_PASSWORD_REQUEST_STATUS',
  CHAT_MESSAGES_COUNT: 'CHAT_MESSAGES_COUNT',
  FIRST_AND_LAST_CHAT_MESSAGE: 'FIRST_AND_LAST_CHAT_MESSAGE',
  UNREAD_MESSAGES_COUNT: 'UNREAD_MESSAGES_COUNT',
  UNREAD_MESSAGES_COUNT_UPDATE: 'UNREAD_MESSAGES_COUNT_UPDATE',
  MESSAGE_ATTACHMENTS_SEARCH_RESULT: 'MESSAGE_ATTACHMENTS_SEARCH_RESULT',
  ATTACHMENTS_LIST_RESULT: 'ATTACHMENTS_LIST_RESULT',
  ATTACHMENTS_SIZE_INFO: 'ATTACHMENTS_SIZE_INFO',
  LOAD_MESSAGES_WITH_MENTIONS_RESULT: 'LOAD_MESSAGES_WITH_MENTIONS_RESULT',
  SEND_MESSAGE_SYNC: 'SEND_MESSAGE_SYNC',
  AUTHENTICATION_STATUS: 'AUTHENTICATION_STATUS',
  NEW_MEETING: 'NEW_MEETING',
  USER_MEETINGS: 'USER_MEETINGS',
  USER_CONTACTS: 'USER_CONTACTS',
  NEW_INCOMING_FRIEND_INVITE: 'NEW_INCOMING_FRIEND_INVITE',
  NEW_OUTGOING_FRIEND_INVITE: 'NEW_OUTGOING_FRIEND_INVITE',
  INCOMING_FRIEND_INVITE_DELETED: 'INCOMING_FRIEND_INVITE_DELETED',
  OUTGOING_FRIEND_INVITE_DELETED: 'OUTGOING_FRIEND_INVITE_DELETED',
  USER_PRESENCE_STATUS_UPDATED: 'USER_PRESENCE_STATUS_UPDATED',
  NEW_CONTACT: 'NEW_CONTACT',
  CONTACT_UPDATED: 'CONTACT_UPDATED',
  CONTACT_DELETED: 'CONTACT_DELETED',
  CONTACT_PERSONAL_SETTINGS_UPDATED: 'CONTACT_PERSONAL_SETTINGS_UPDATED',
  USER_ENCRYPTION_INFO_ADDED: 'USER_ENCRYPTION_INFO_ADDED',
  USER_ENCRYPTION_INFO: 'USER_ENCRYPTION_INFO',
  MEETINGS_HISTORY: 'MEETINGS_HISTORY',
  MEETING_ADDED_TO_HISTORY: 'MEETING_ADDED_TO_HISTORY',
  MEETING_REMOVED_FROM_HISTORY: 'MEETING_REMOVED_FROM_HISTORY',
  MEETING_RECORD_DELETED: 'MEETING_RECORD_DELETED',
  SYSTEM_CONFIG: 'SYSTEM_CONFIG',
  UPLOAD_ICON: 'UPLOAD_ICON',
  CHAT_ICON_UPDATED: 'CHAT_ICON_UPDATED',
  CHATS_SYNC_SUMMARY: 'CHATS_SYNC_SUMMARY',
  MESSAGES_DIFFERENCE: 'MESSAGES_DIFFERENCE',
  MESSAGES_CURSOR_ADVANCED: 'MESSAGES_CURSOR_ADVANCED',
  MESSAGE_CURSOR: 'MESSAGE_CURSOR',
} as const;
export type SfuEvent = (typeof SfuEvent)[keyof typeof SfuEvent];

/** Whether a client collects WebRTC metrics. */
export const RTCMetricsCollect = {
  on: 'on',
  off: 'off',
} as const;
export type RTCMetricsCollect = (typeof RTCMetricsCollect)[keyof typeof RTCMetricsCollect];

/** How metrics are compressed. */
export const RTCMetricsCompressionType = {
  gzip: 'gzip',
  none: 'none',
  deflate: 'deflate',
} as const;
export type RTCMetricsCompressionType = (typeof RTCMetricsCompressionType)[keyof typeof RTCMetricsCompressionType];

/** Separators within WebRTC metrics. */
export const RTCMetricsDelimiter = {
  HEADERS: ',',
  VALUES: ';',
} as const;
export type RTCMetricsDelimiter = (typeof RTCMetricsDelimiter)[keyof typeof RTCMetricsDelimiter];

/** Frames that carry WebRTC metrics to the server. */
export const RTCMetricsMessageType = {
  description: 'webRTCMetricsClientDescription',
  batch: 'webRTCMetricsBatch',
} as const;
export type RTCMetricsMessageType = (typeof RTCMetricsMessageType)[keyof typeof RTCMetricsMessageType];

/** How delivering metrics went, at a client. */
export const ConnectionStatus = {
  INIT: 0,
  OK: 200,
  BAD_REQUEST: 400,
  INTERNAL_SERVER_ERROR: 500,
} as const;
export type ConnectionStatus = (typeof ConnectionStatus)[keyof typeof ConnectionStatus];

/** Selected or visible presence of a user. */
export const PresenceStatus = {
  ONLINE: 'ONLINE',
  IDLE: 'IDLE',
  DO_NOT_DISTURB: 'DO_NOT_DISTURB',
  OFFLINE: 'OFFLINE',
} as const;
export type PresenceStatus = (typeof PresenceStatus)[keyof typeof PresenceStatus];

/** Events of a demo connection. */
export const ExamplesEvent = {
  FREE_EXAMPLES_USER: 'FREE_EXAMPLES_USER',
} as const;
export type ExamplesEvent = (typeof ExamplesEvent)[keyof typeof ExamplesEvent];

/** Where a message lives: a chat, or a channel or thread of a space. */
export const MessageTargetEntityType = {
  CHAT: 'CHAT',
  CHANNEL: 'CHANNEL',
  THREAD: 'THREAD',
} as const;
export type MessageTargetEntityType = (typeof MessageTargetEntityType)[keyof typeof MessageTargetEntityType];

/** `MEETING_HISTORY`: written by the server when a meeting ends, its body is the JSON text of a `MeetingHistoryItem`. */
export const MessageType = {
  REGULAR: 'REGULAR',
  MEETING_HISTORY: 'MEETING_HISTORY',
} as const;
export type MessageType = (typeof MessageType)[keyof typeof MessageType];

/** How far a message got, over all its recipients. */
export const MessageState = {
  NO_DELIVERY_NO_READ: 'NO_DELIVERY_NO_READ',
  PARTIAL_DELIVERY_NO_READ: 'PARTIAL_DELIVERY_NO_READ',
  PARTIAL_DELIVERY_PARTIAL_READ: 'PARTIAL_DELIVERY_PARTIAL_READ',
  FULL_DELIVERY_NO_READ: 'FULL_DELIVERY_NO_READ',
  FULL_DELIVERY_PARTIAL_READ: 'FULL_DELIVERY_PARTIAL_READ',
  FULL_DELIVERY_FULL_READ: 'FULL_DELIVERY_FULL_READ',
  PENDING_ATTACHMENTS: 'PENDING_ATTACHMENTS',
  DELIVERY_CANCELLED: 'DELIVERY_CANCELLED',
  DELETED: 'DELETED',
} as const;
export type MessageState = (typeof MessageState)[keyof typeof MessageState];

/** How far a message got with one recipient. */
export const DeliveryStatus = {
  PENDING: 'PENDING',
  DELIVERED: 'DELIVERED',
  READ: 'READ',
} as const;
export type DeliveryStatus = (typeof DeliveryStatus)[keyof typeof DeliveryStatus];

/** How far a file got. */
export const AttachmentState = {
  PENDING: 'PENDING',
  UPLOADED: 'UPLOADED',
  DOWNLOADED: 'DOWNLOADED',
  CANCELLED: 'CANCELLED',
} as const;
export type AttachmentState = (typeof AttachmentState)[keyof typeof AttachmentState];

/** Chosen by the sender. */
export const MessageAttachmentType = {
  file: 'file',
  picture: 'picture',
} as const;
export type MessageAttachmentType = (typeof MessageAttachmentType)[keyof typeof MessageAttachmentType];

/** Told by the server from the file name. */
export const MessageAttachmentMediaType = {
  media: 'media',
  other: 'other',
} as const;
export type MessageAttachmentMediaType = (typeof MessageAttachmentMediaType)[keyof typeof MessageAttachmentMediaType];

/** Where attachments are: in spaces, or in chats. */
export const AttachmentType = {
  SPACE: 'SPACE',
  DIRECT: 'DIRECT',
} as const;
export type AttachmentType = (typeof AttachmentType)[keyof typeof AttachmentType];

/** What a list of files goes by. Later than 2.0.339. */
export const AttachmentSortField = {
  NAME: 'NAME',
  SIZE: 'SIZE',
  DATE: 'DATE',
} as const;
export type AttachmentSortField = (typeof AttachmentSortField)[keyof typeof AttachmentSortField];

/** Whether everybody may find a chat. */
export const ChatType = {
  PUBLIC: 'PUBLIC',
  PRIVATE: 'PRIVATE',
} as const;
export type ChatType = (typeof ChatType)[keyof typeof ChatType];

/** Who may write into a chat channel. */
export const ChannelSendPolicy = {
  EVERYONE: 'EVERYONE',
  ADMIN: 'ADMIN',
  ADMIN_AND_LIST: 'ADMIN_AND_LIST',
} as const;
export type ChannelSendPolicy = (typeof ChannelSendPolicy)[keyof typeof ChannelSendPolicy];

/** Who gets what is written. */
export const ChatReceivePolicy = {
  EVERYONE: 'EVERYONE',
  OWNER_ONLY: 'OWNER_ONLY',
  NOBODY: 'NOBODY',
} as const;
export type ChatReceivePolicy = (typeof ChatReceivePolicy)[keyof typeof ChatReceivePolicy];

/** Which messages a client should notify about. */
export const NotificationMode = {
  DEFAULT: 'DEFAULT',
  ALL_MESSAGES: 'ALL_MESSAGES',
  MENTIONS_ONLY: 'MENTIONS_ONLY',
  NOTHING: 'NOTHING',
} as const;
export type NotificationMode = (typeof NotificationMode)[keyof typeof NotificationMode];

/** Names of the events about spaces. */
export const SpaceEvent = {
  USER_SPACES: 'USER_SPACES',
  SPACE_CREATED: 'SPACE_CREATED',
  NEW_SPACE: 'NEW_SPACE',
  SPACE_DELETED: 'SPACE_DELETED',
  SPACE_OVERVIEW_UPDATED: 'SPACE_OVERVIEW_UPDATED',
  NEW_SPACE_CATEGORY: 'NEW_SPACE_CATEGORY',
  SPACE_CATEGORY_DELETED: 'SPACE_CATEGORY_DELETED',
  SPACE_CATEGORY_UPDATED: 'SPACE_CATEGORY_UPDATED',
  NEW_SPACE_CHANNEL: 'NEW_SPACE_CHANNEL',
  SPACE_CHANNEL_UPDATED: 'SPACE_CHANNEL_UPDATED',
  SPACE_CHANNEL_DELETED: 'SPACE_CHANNEL_DELETED',
  SPACE_CHANNEL_MOVED: 'SPACE_CHANNEL_MOVED',
  NEW_SPACE_THREAD: 'NEW_SPACE_THREAD',
  SPACE_THREAD_DELETED: 'SPACE_THREAD_DELETED',
  SPACE_THREAD_UPDATED: 'SPACE_THREAD_UPDATED',
  ADDED_MEMBERS_TO_THREAD: 'ADDED_MEMBERS_TO_THREAD',
  REMOVED_MEMBER_FROM_THREAD: 'REMOVED_MEMBER_FROM_THREAD',
  SPACE_INVITE_CREATED: 'SPACE_INVITE_CREATED',
  SPACE_INVITE_REVOKED: 'SPACE_INVITE_REVOKED',
  NEW_SPACE_ROLE: 'NEW_SPACE_ROLE',
  SPACE_ROLE_UPDATED: 'SPACE_ROLE_UPDATED',
  SPACE_ROLE_DELETED: 'SPACE_ROLE_DELETED',
  USER_JOINED_TO_SPACE: 'USER_JOINED_TO_SPACE',
  USER_LEFT_SPACE: 'USER_LEFT_SPACE',
  ADDED_ROLE_TO_MEMBER: 'ADDED_ROLE_TO_MEMBER',
  REMOVED_ROLE_FROM_MEMBER: 'REMOVED_ROLE_FROM_MEMBER',
  ROLE_PERMISSION_SECTIONS: 'ROLE_PERMISSION_SECTIONS',
  USER_SPACE_NICKNAME_UPDATED: 'USER_SPACE_NICKNAME_UPDATED',
  SPACE_NOTIFICATION_SETTINGS_UPDATED: 'SPACE_NOTIFICATION_SETTINGS_UPDATED',
  SPACE_MUTED: 'SPACE_MUTED',
  SPACE_UNMUTED: 'SPACE_UNMUTED',
  CHANNEL_NOTIFICATION_SETTINGS_UPDATED: 'CHANNEL_NOTIFICATION_SETTINGS_UPDATED',
  CHANNEL_MUTED: 'CHANNEL_MUTED',
  CHANNEL_UNMUTED: 'CHANNEL_UNMUTED',
  THREAD_NOTIFICATION_SETTINGS_UPDATED: 'THREAD_NOTIFICATION_SETTINGS_UPDATED',
  THREAD_MUTED: 'THREAD_MUTED',
  THREAD_UNMUTED: 'THREAD_UNMUTED',
} as const;
export type SpaceEvent = (typeof SpaceEvent)[keyof typeof SpaceEvent];

/** What a role may allow. Travels as text, so that an unknown key is no mistake. */
export const SpacePermission = {
  ALLOWS_TO_VIEW_CHANNELS: 'ALLOWS_TO_VIEW_CHANNELS',
  ALLOWS_TO_MANAGE_CHANNELS: 'ALLOWS_TO_MANAGE_CHANNELS',
  ALLOWS_TO_MANAGE_CATEGORIES: 'ALLOWS_TO_MANAGE_CATEGORIES',
  ALLOWS_TO_MANAGE_ROLES: 'ALLOWS_TO_MANAGE_ROLES',
  ALLOWS_TO_MANAGE_SPACE: 'ALLOWS_TO_MANAGE_SPACE',
  ALLOWS_TO_CREATE_INVITE: 'ALLOWS_TO_CREATE_INVITE',
} as const;
export type SpacePermission = (typeof SpacePermission)[keyof typeof SpacePermission];

/** State of a room at a client; `PENDING` and `FAILED` are never set. */
export const RoomState = {
  NEW: 'NEW',
  PENDING: 'PENDING',
  JOINED: 'JOINED',
  FAILED: 'FAILED',
  DISPOSED: 'DISPOSED',
} as const;
export type RoomState = (typeof RoomState)[keyof typeof RoomState];

/** What a participant may do. */
export const ParticipantRole = {
  OWNER: 'OWNER',
  ADMIN: 'ADMIN',
  PARTICIPANT: 'PARTICIPANT',
} as const;
export type ParticipantRole = (typeof ParticipantRole)[keyof typeof ParticipantRole];

/** Sort of a track. */
export const TrackType = {
  AUDIO: 'AUDIO',
  VIDEO: 'VIDEO',
} as const;
export type TrackType = (typeof TrackType)[keyof typeof TrackType];

/** Transport a client wishes for its media. */
export const TransportType = {
  TCP: 'TCP',
  UDP: 'UDP',
} as const;
export type TransportType = (typeof TransportType)[keyof typeof TransportType];

/** Where a meeting belongs: nowhere, to a channel, to a chat. */
export const ConferenceType = {
  GLOBAL: 'GLOBAL',
  CHANNEL: 'CHANNEL',
  DIRECT: 'DIRECT',
} as const;
export type ConferenceType = (typeof ConferenceType)[keyof typeof ConferenceType];

/** `rollback` is never sent. */
export const RemoteSdpType = {
  OFFER: 'offer',
  ANSWER: 'answer',
  ROLLBACK: 'rollback',
} as const;
export type RemoteSdpType = (typeof RemoteSdpType)[keyof typeof RemoteSdpType];

/** Direction of a client's statistics. */
export const StatsType = {
  INBOUND: 'inbound-rtp',
  OUTBOUND: 'outbound-rtp',
} as const;
export type StatsType = (typeof StatsType)[keyof typeof StatsType];

/** Names of the events an application subscribes to on a room. */
export const RoomEvent = {
  CREATED: 'CREATED',
  ENDED: 'ENDED',
  AVAILABLE: 'AVAILABLE',
  FAILED: 'FAILED',
  ADD_TRACKS: 'ADD_TRACKS',
  REMOVE_TRACKS: 'REMOVE_TRACKS',
  MESSAGE: 'MESSAGE',
  CONTROL_MESSAGE: 'CONTROL_MESSAGE',
  JOINED: 'JOINED',
  LEFT: 'LEFT',
  FORCEFULLY_LEFT: 'FORCEFULLY_LEFT',
  PLACED_IN_LOBBY: 'PLACED_IN_LOBBY',
  PLACED_IN_WAITING_ROOM: 'PLACED_IN_WAITING_ROOM',
  DETACHED: 'DETACHED',
  EVICTED: 'EVICTED',
  DROPPED: 'DROPPED',
  REMOTE_SDP: 'REMOTE_SDP',
  TRACK_QUALITY_STATE: 'TRACK_QUALITY_STATE',
  OPERATION_FAILED: 'OPERATION_FAILED',
  WAITING_LIST: 'SFU_WAITING_LIST',
  WAITING_ROOM_UPDATE: 'SFU_WAITING_ROOM_UPDATE',
  MUTE_TRACKS: 'MUTE_TRACKS',
  PARTICIPANT_LIST: 'PARTICIPANT_LIST',
  ROLE_ASSIGNED: 'ROLE_ASSIGNED',
  ROLES_LIST: 'ROLES_LIST',
  ROOM_CONFIG: 'ROOM_CONFIG',
  ROOM_LOCKED: 'ROOM_LOCKED',
  ROOM_INITIAL_AUDIO_MUTED: 'ROOM_INITIAL_AUDIO_MUTED',
  ROOM_INITIAL_VIDEO_MUTED: 'ROOM_INITIAL_VIDEO_MUTED',
  ROOM_INITIAL_SCREEN_SHARING_MUTED: 'ROOM_INITIAL_SCREEN_SHARING_MUTED',
  ROOM_AUDIO_MUTED: 'ROOM_AUDIO_MUTED',
  ROOM_VIDEO_MUTED: 'ROOM_VIDEO_MUTED',
  ROOM_SCREEN_SHARING_MUTED: 'ROOM_SCREEN_SHARING_MUTED',
  ROOM_CHAT_MUTED: 'ROOM_CHAT_MUTED',
  ROOM_CAN_CHANGE_NICKNAME: 'ROOM_CAN_CHANGE_NICKNAME',
  ROOM_SCREEN_SHARING_MULTIPLE_SHARES: 'ROOM_SCREEN_SHARING_MULTIPLE_SHARES',
  ROOM_SCREEN_SHARING_EVERYONE_CAN_SHARE: 'ROOM_SCREEN_SHARING_EVERYONE_CAN_SHARE',
  ROOM_SCREEN_SHARING_EVERYONE_CAN_DO_SUBSEQUENT_SHARE: 'ROOM_SCREEN_SHARING_EVERYONE_CAN_DO_SUBSEQUENT_SHARE',
  PARTICIPANT_CONFIG: 'PARTICIPANT_CONFIG',
  SCREEN_SHARING_CONFIG: 'SCREEN_SHARING_CONFIG',
  PARTICIPANT_AUDIO_MUTED: 'PARTICIPANT_AUDIO_MUTED',
  PARTICIPANT_VIDEO_MUTED: 'PARTICIPANT_VIDEO_MUTED',
  PARTICIPANT_SCREEN_SHARING_MUTED: 'PARTICIPANT_SCREEN_SHARING_MUTED',
  PARTICIPANT_RENAMED: 'PARTICIPANT_RENAMED',
  STOP_SCREEN_SHARING: 'STOP_SCREEN_SHARING',
  STOP_TRACK: 'STOP_TRACK',
  BITRATE_TEST_STATUS: 'BITRATE_TEST_STATUS',
  ROOM_NAME_UPDATED: 'ROOM_NAME_UPDATED',
  ROOM_RECORD_STARTED: 'ROOM_RECORD_STARTED',
  ROOM_RECORD_STOPPED: 'ROOM_RECORD_STOPPED',
  ROOM_RECORD_PAUSED: 'ROOM_RECORD_PAUSED',
  ROOM_RECORD_FAILED: 'ROOM_RECORD_FAILED',
  WEBRTC_METRICS_DESCRIPTION_UPDATE: 'WEBRTC_METRICS_DESCRIPTION_UPDATE',
} as const;
export type RoomEvent = (typeof RoomEvent)[keyof typeof RoomEvent];

/** Names of the events that tell people outside a meeting what happens in it. */
export const MeetingSyncEvent = {
  MEETING_ENDED_SYNC: 'MEETING_ENDED_SYNC',
  JOINED_MEETING_SYNC: 'JOINED_MEETING_SYNC',
  LEFT_MEETING_SYNC: 'LEFT_MEETING_SYNC',
  EVICTED_SYNC: 'EVICTED_SYNC',
  ADD_TRACKS_SYNC: 'ADD_TRACKS_SYNC',
  REMOVE_TRACKS_SYNC: 'REMOVE_TRACKS_SYNC',
  MUTE_TRACKS_SYNC: 'MUTE_TRACKS_SYNC',
  PARTICIPANT_LIST_SYNC: 'PARTICIPANT_LIST_SYNC',
  MEETING_NAME_UPDATED_SYNC: 'MEETING_NAME_UPDATED_SYNC',
  PARTICIPANT_RENAMED_SYNC: 'PARTICIPANT_RENAMED_SYNC',
} as const;
export type MeetingSyncEvent = (typeof MeetingSyncEvent)[keyof typeof MeetingSyncEvent];

/** Names of calls, of events that bear another name on the wire, and of applications. */
export const InternalApi = {
  Z_APP: 'sfuZClientApp',
  P_APP: 'sfuApp',
  Z_USER_MANAGEMENT_APP: 'sfuZUserManagementApp',
  Z_EXAMPLES_MANAGEMENT_APP: 'sfuZExamplesManagementApp',
  Z_ATTACHMENTS_TRANSFER_APP: 'sfuZAttachmentsTransferHandler',
  DEFAULT_METHOD: 'sfuCallback',
  BINARY_DATA: 'binaryData',
  MESSAGE: 'SFU_MESSAGE',
  MESSAGE_STATE: 'SFU_MESSAGE_STATE',
  MESSAGE_ATTACHMENT_STATE: 'SFU_MESSAGE_ATTACHMENT_STATE',
  SFU_ATTACHMENT_REQUEST_ACK: 'SFU_ATTACHMENT_REQUEST_ACK',
  USER_CALENDAR: 'SFU_USER_CALENDAR',
  USER_CHATS: 'SFU_USER_CHATS',
  PUBLIC_CHANNELS: 'SFU_PUBLIC_CHANNELS',
  CHAT_LOADED: 'SFU_CHAT_LOADED',
  NEW_CHAT: 'SFU_NEW_CHAT',
  CHAT_DELETED: 'SFU_CHAT_DELETED',
  CHAT_UPDATED: 'SFU_UPDATE_CHAT',
  USER_LIST: 'SFU_USER_LIST',
  CONTACT_UPDATED: 'SFU_CONTACT_UPDATE',
  CONTACT_INVITE: 'SFU_CONTACT_INVITE',
  CONTACT_REMOVED: 'SFU_CONTACT_REMOVED',
  TRACK_CONTENT_HEADER: 'a=content:',
  SIGN_UP: 'signUp',
  ENSURE_USERNAME_AVAILABLE: 'ensureUsernameAvailable',
  RESET_PASSWORD_REQUEST: 'resetPasswordRequest',
  RESET_PASSWORD: 'resetPassword',
  REMOVE_USER: 'removeUser',
  GET_EXAMPLES_FREE_USER: 'getFreeUser',
  LOGOUT: 'logout',
  GET_USER_INFO: 'getUserInfo',
  CHANGE_USER_EMAIL: 'changeUserEmail',
  CHANGE_USER_NICKNAME: 'changeUserNickname',
  CHANGE_USER_PHONE_NUMBER: 'changeUserPhoneNumber',
  CHANGE_USER_HOST_KEY: 'changeUserHostKey',
  CHANGE_USER_TIMEZONE: 'changeUserTimezone',
  CHANGE_USER_PASSWORD: 'changeUserPassword',
  UPDATE_USER_ICON: 'updateUserIcon',
  GET_USER_PMI_SETTINGS: 'getUserPmiSettings',
  UPDATE_USER_PMI_SETTINGS: 'updateUserPmiSettings',
  GET_CONTACTS: 'getContacts',
  ADD_FRIEND: 'addFriend',
  REMOVE_FRIEND: 'removeFriend',
  REVOKE_FRIEND_INVITE: 'revokeFriendInvite',
  ACCEPT_FRIEND_INVITE: 'acceptFriendInvite',
  REJECT_FRIEND_INVITE: 'rejectFriendInvite',
  UPDATE_CONTACT_VOLUME: 'updateContactVolume',
  UPDATE_PRESENCE_STATUS: 'updatePresenceStatus',
  UPDATE_ACTIVITY_STATUS: 'updateActivityStatus',
  ADD_USER_ENCRYPTION_INFO: 'addUserEncryptionInfo',
  GET_USER_ENCRYPTION_INFO: 'getUserEncryptionInfo',
  GET_SYSTEM_CONFIG: 'getSystemConfig',
  GET_USER_SESSIONS: 'getUserSessions',
  END_USER_SESSION: 'endUserSession',
  GET_USER_LIST: 'getUserList',
  ADD_CONTACT_TO_FAVOURITES: 'addContactToFavourites',
  REMOVE_CONTACT_FROM_FAVOURITES: 'removeContactFromFavourites',
  SEND_MESSAGE: 'sendMessage',
  SEND_MESSAGE_WITH_ATTACHMENTS: 'sendMessageWithAttachments',
  CANCEL_SENDING_ATTACHMENT: 'cancelSendingAttachment',
  EDIT_MESSAGE: 'editMessage',
  DELETE_MESSAGE: 'deleteMessage',
  ADD_REACTION_ON_MESSAGE: 'addReactionOnMessage',
  REMOVE_REACTION_ON_MESSAGE: 'removeReactionOnMessage',
  MARK_MESSAGE_READ: 'markMessageRead',
  MARK_MESSAGE_UNREAD: 'markMessageUnread',
  LOAD_MESSAGES: 'loadMessages',
  GET_MESSAGES_COUNT: 'getMessagesCount',
  GET_FIRST_AND_LAST_MESSAGE: 'getFirstAndLastMessage',
  GET_UNREAD_MESSAGES_COUNT: 'getUnreadMessagesCount',
  SEARCH_CHAT_MESSAGES: 'searchChatMessages',
  SEARCH_MESSAGE_ATTACHMENTS: 'searchMessageAttachments',
  LOAD_MESSAGES_WITH_MENTIONS: 'loadMessagesWithMentions',
  LIST_ATTACHMENTS: 'listAttachments',
  GET_ATTACHMENTS_SIZE: 'getAttachmentsSize',
  REMOVE_STORAGE_ATTACHMENTS: 'removeStorageAttachments',
  GET_STORAGE_SECTIONS: 'getStorageSections',
  GET_ATTACHMENT: 'downloadAttachment',
  GET_CHATS_SYNC_SUMMARY: 'getChatsSyncSummary',
  GET_MESSAGES_DIFFERENCE: 'getMessagesDifference',
  GET_USER_CHATS: 'getUserChats',
  LOAD_CHAT: 'loadChat',
  GET_PUBLIC_CHANNELS: 'getPublicChannels',
  CREATE_CHAT: 'createChat',
  DELETE_CHAT: 'deleteChat',
  RENAME_CHAT: 'renameChat',
  ADD_MEMBER_TO_CHAT: 'addMemberToChat',
  REMOVE_MEMBER_FROM_CHAT: 'removeMemberFromChat',
  ADD_CHAT_TO_FAVOURITES: 'addChatToFavourites',
  REMOVE_CHAT_FROM_FAVOURITES: 'removeChatFromFavourites',
  UPDATE_CHAT_HIDING: 'updateChatHiding',
  UPDATE_CHAT_NOTIFICATION_SETTINGS: 'updateChatNotificationSettings',
  MUTE_CHAT: 'muteChat',
  UNMUTE_CHAT: 'unmuteChat',
  UPDATE_CHAT_RECEIVE_POLICY: 'updateChatReceivePolicy',
  UPDATE_CHANNEL_SEND_POLICY: 'updateChannelSendPolicy',
  ADD_CHANNEL_SEND_PERMISSION_LIST_MEMBER: 'addChannelSendPermissionListMember',
  REMOVE_CHANNEL_SEND_PERMISSION_LIST_MEMBER: 'removeChannelSendPermissionListMember',
  UPDATE_CHAT_CONFIGURATION: 'updateChatConfiguration',
  UPDATE_CHAT_ICON: 'updateChatIcon',
  GET_USER_SPACES: 'getUserSpaces',
  CREATE_SPACE: 'createSpace',
  UPDATE_SPACE_OVERVIEW: 'updateSpaceOverview',
  UPDATE_SPACE_ICON: 'updateSpaceIcon',
  DELETE_SPACE: 'deleteSpace',
  LEAVE_SPACE: 'leaveSpace',
  UPDATE_SPACE_NICKNAME: 'updateSpaceNickname',
  GENERATE_SPACE_INVITE: 'generateNewSpaceInvite',
  REVOKE_SPACE_INVITE: 'revokeSpaceInvite',
  JOIN_SPACE_BY_INVITE_CODE: 'joinSpaceByInviteCode',
  CREATE_SPACE_CATEGORY: 'createSpaceCategory',
  UPDATE_SPACE_CATEGORY: 'updateSpaceCategory',
  DELETE_SPACE_CATEGORY: 'deleteSpaceCategory',
  CREATE_SPACE_CHANNEL: 'createSpaceChannel',
  UPDATE_SPACE_CHANNEL: 'updateSpaceChannel',
  MOVE_SPACE_CHANNEL: 'moveSpaceChannel',
  DELETE_SPACE_CHANNEL: 'deleteSpaceChannel',
  CREATE_SPACE_THREAD: 'createSpaceThread',
  UPDATE_SPACE_THREAD: 'updateSpaceThread',
  ADD_MEMBERS_TO_THREAD: 'addMembersToThread',
  REMOVE_MEMBER_FROM_THREAD: 'removeMemberFromThread',
  DELETE_SPACE_THREAD: 'deleteSpaceThread',
  GET_ROLE_PERMISSIONS: 'getRolePermissions',
  ADD_SPACE_ROLE: 'addSpaceRole',
  UPDATE_SPACE_ROLE: 'updateSpaceRole',
  DELETE_SPACE_ROLE: 'deleteSpaceRole',
  ADD_ROLE_TO_MEMBER: 'addRoleToMember',
  REMOVE_ROLE_FROM_MEMBER: 'removeRoleFromMember',
  UPDATE_SPACE_NOTIFICATION_SETTINGS: 'updateSpaceNotificationSettings',
  MUTE_SPACE: 'muteSpace',
  UNMUTE_SPACE: 'unmuteSpace',
  UPDATE_CHANNEL_NOTIFICATION_SETTINGS: 'updateChannelNotificationSettings',
  MUTE_CHANNEL: 'muteChannel',
  UNMUTE_CHANNEL: 'unmuteChannel',
  UPDATE_THREAD_NOTIFICATION_SETTINGS: 'updateThreadNotificationSettings',
  MUTE_THREAD: 'muteThread',
  UNMUTE_THREAD: 'unmuteThread',
  CREATE_ROOM: 'createRoom',
  CREATE_CHANNEL_MEETING: 'createChannelMeeting',
  CREATE_DIRECT_MEETING: 'createDirectMeeting',
  ROOM_AVAILABLE: 'roomAvailable',
  ROOM_EXISTS: 'roomExists',
  GET_ACTIVE_ROOMS: 'getActiveRooms',
  JOIN_ROOM: 'joinRoom',
  LEAVE_ROOM: 'leaveRoom',
  DESTROY_ROOM: 'destroyRoom',
  UPDATE_ROOM_STATE: 'updateRoomState',
  EVICT_PARTICIPANT: 'evictParticipant',
  RENAME_PARTICIPANT: 'renameParticipant',
  AUTHORIZE_WAITING_LIST: 'authorizeWaitingList',
  MOVE_TO_WAITING_ROOM: 'moveToWaitingRoom',
  CONFIGURE_WAITING_ROOM: 'configureWaitingRoom',
  SUBSCRIBE_TO_WAITING_PARTICIPANT: 'subscribeToWaitingParticipant',
  UNSUBSCRIBE_FROM_WAITING_PARTICIPANT: 'unsubscribeFromWaitingParticipant',
  ASSIGN_ROLE: 'assignRole',
  RECLAIM_OWNER_RIGHTS: 'reclaimOwnerRights',
  SET_ROOM_LOCK: 'setRoomLock',
  SET_ROOM_INITIAL_AUDIO_MUTED: 'setRoomInitialAudioMuted',
  SET_ROOM_INITIAL_VIDEO_MUTED: 'setRoomInitialVideoMuted',
  SET_ROOM_INITIAL_SCREEN_SHARING_MUTED: 'setRoomInitialScreenSharingMuted',
  SET_ROOM_AUDIO_MUTED: 'setRoomAudioMuted',
  SET_ROOM_VIDEO_MUTED: 'setRoomVideoMuted',
  SET_ROOM_SCREEN_SHARING_MUTED: 'setRoomScreenSharingMuted',
  SET_ROOM_CHAT_MUTED: 'setRoomChatMuted',
  SET_ROOM_CAN_CHANGE_NICKNAME: 'setRoomCanChangeNickname',
  SET_ROOM_SCREEN_SHARING_MULTIPLE_SHARES: 'setRoomScreenSharingMultipleShares',
  SET_ROOM_SCREEN_SHARING_EVERYONE_CAN_SHARE: 'setRoomScreenSharingEveryoneCanShare',
  SET_ROOM_SCREEN_SHARING_EVERYONE_CAN_DO_SUBSEQUENT_SHARE: 'setRoomScreenSharingEveryoneCanDoSubsequentShare',
  SET_PARTICIPANT_AUDIO_MUTED: 'setParticipantAudioMuted',
  SET_PARTICIPANT_VIDEO_MUTED: 'setParticipantVideoMuted',
  SET_PARTICIPANT_SCREEN_SHARING_MUTED: 'setParticipantScreenSharingMuted',
  TURN_OFF_PARTICIPANT_SCREEN_SHARING: 'turnOffParticipantScreenSharing',
  SEND_CONTROL_MESSAGE: 'sendControlMessage',
  MUTE_TRACK: 'muteTrack',
  MUTE_REMOTE_TRACK: 'muteRemoteTrack',
  LEASE_TRACK: 'leaseTrack',
  CHANGE_QUALITY: 'changeQuality',
  CHANGE_SID: 'changeSid',
  CHANGE_TID: 'changeTid',
  START_BITRATE_TEST: 'startBitrateTest',
  GET_TEST_LATENCY: 'getBitrateLatency',
  END_BITRATE_TEST: 'endBitrateTest',
  CREATE_ROOM_FROM_EVENT: 'createRoomFromEvent',
  GET_USER_CALENDAR: 'getUserCalendar',
  ADD_CALENDAR_EVENT: 'addCalendarEvent',
  UPDATE_CALENDAR_EVENT: 'updateCalendarEvent',
  REMOVE_CALENDAR_EVENT: 'removeCalendarEvent',
  LOAD_MEETINGS_HISTORY: 'loadMeetingsHistory',
  REMOVE_MEETING_FROM_HISTORY: 'removeMeetingFromHistory',
  START_ROOM_RECORD: 'startRoomRecord',
  STOP_ROOM_RECORD: 'stopRoomRecord',
  REMOVE_MEETING_RECORD: 'removeMeetingRecord',
} as const;
export type InternalApi = (typeof InternalApi)[keyof typeof InternalApi];

/** Limits and periods. */
export const Constants = {
  /** Milliseconds the socket may take to open. */
  WS_CONNECTION_TIMEOUT: 10000,
  /** Period of the server's pings and of the client's watch. */
  WS_PING_INTERVAL_MS: 5000,
  /** Silent periods after which a client gives the connection up. */
  WS_PINGS_MISSING_THRESHOLD: 5,
  /** Default bytes of file in one binary frame. */
  ATTACHMENT_CHUNK_SIZE: 100000,
  /** Characters of an attachment id. */
  ATTACHMENT_ID_LENGTH: 36,
  /** Failed batches after which a client stops collecting metrics. */
  MAX_SEND_ERRORS: 3,
  /** Messages in one answer to `getMessagesDifference` unless told. */
  DEFAULT_MESSAGES_DIFFERENCE_LIMIT: 200,
  /** Ranges that `getMessagesDifference` takes. */
  MAX_CACHED_RANGES: 32,
} as const;
