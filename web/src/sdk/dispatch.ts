import type { WireEvent } from './types';

/**
 * What a server event does:
 * S settles its call, or fires when no call waits; B does both; P only settles; E only fires.
 */
export type DispatchMode = 'S' | 'B' | 'P' | 'E';

export interface DispatchRule {
  mode: DispatchMode;
  /** The application's event name, where it differs from the wire type. */
  event?: string;
  /** Member of the event handed to subscribers; the whole event when absent. */
  payload?: string;
  /** Member of the event handed to the caller; the whole event when absent, nothing when null. */
  promise?: string | null;
}

const whole = (mode: DispatchMode): DispatchRule => ({ mode });
const chatInfo = (event: string): DispatchRule => ({ mode: 'S', event, payload: 'info', promise: 'info' });

/** Types checked before `roomId` is looked at (appendix A.1). Room creation is the client's own affair. */
export const FIRST_GROUP: Readonly<Record<string, DispatchRule>> = {
  SFU_MESSAGE: { mode: 'E', event: 'MESSAGE', payload: 'message' },
  SFU_MESSAGE_STATE: { mode: 'S', event: 'MESSAGE_STATE', payload: 'status', promise: 'status' },
  SFU_MESSAGE_ATTACHMENT_STATE: {
    mode: 'B',
    event: 'MESSAGE_ATTACHMENT_STATE',
    payload: 'status',
    promise: 'status',
  },
  LAST_READ_MESSAGE_UPDATED: whole('S'),
  UPDATE_MESSAGES_DELIVERY_STATUS: whole('S'),
  SFU_USER_CALENDAR: { mode: 'B', event: 'USER_CALENDAR', payload: 'calendar', promise: 'calendar' },
  NEW_CALENDAR_ENTRY: { mode: 'S', payload: 'entry', promise: 'entry' },
  REMOVE_CALENDAR_ENTRY: { mode: 'S', payload: 'entry', promise: 'entry' },
  UPDATE_CALENDAR_EVENT: { mode: 'S', payload: 'entry', promise: 'entry' },
  SFU_USER_PMI_SETTINGS: whole('S'),
  UPDATE_USER_PMI_SETTINGS: whole('S'),
  SFU_NEW_CHAT: chatInfo('NEW_CHAT'),
  SFU_CHAT_DELETED: chatInfo('CHAT_DELETED'),
  SFU_UPDATE_CHAT: chatInfo('CHAT_UPDATED'),
  CHAT_NOTIFICATION_SETTINGS_UPDATED: whole('S'),
  CHAT_MUTED: whole('S'),
  CHAT_UNMUTED: whole('S'),
  SFU_USER_CHATS: { mode: 'B', event: 'USER_CHATS', payload: 'chats', promise: 'chats' },
  SFU_PUBLIC_CHANNELS: { mode: 'B', event: 'PUBLIC_CHANNELS', payload: 'channels', promise: 'channels' },
  SFU_CHAT_LOADED: { mode: 'B', event: 'CHAT_LOADED', payload: 'chat', promise: 'chat' },
  CHAT_MESSAGES: { mode: 'B', promise: 'messages' },
  CHAT_SEARCH_RESULT: { mode: 'B', promise: 'messages' },
};

/** Types reached with an empty `roomId` only (appendix A.2). */
export const SECOND_GROUP: Readonly<Record<string, DispatchRule>> = {
  USER_INFO: { mode: 'B', payload: 'userInfo', promise: 'userInfo' },
  USER_INFO_CHANGED: { mode: 'S', promise: null },
  CHAT_MESSAGE_EDITED: whole('S'),
  CHAT_MESSAGE_DELETED: whole('S'),
  REACTION_ON_MESSAGE_ADDED: whole('S'),
  REACTION_ON_MESSAGE_REMOVED: whole('S'),
  CHAT_MESSAGES_COUNT: whole('S'),
  FIRST_AND_LAST_CHAT_MESSAGE: whole('S'),
  UNREAD_MESSAGES_COUNT: whole('S'),
  UNREAD_MESSAGES_COUNT_UPDATE: whole('S'),
  MESSAGE_ATTACHMENTS_SEARCH_RESULT: whole('S'),
  ATTACHMENTS_LIST_RESULT: whole('S'),
  ATTACHMENTS_SIZE_INFO: whole('S'),
  LOAD_MESSAGES_WITH_MENTIONS_RESULT: whole('S'),
  SEND_MESSAGE_SYNC: { mode: 'E', payload: 'message' },
  AUTHENTICATION_STATUS: whole('E'),
  SPACE_CREATED: { mode: 'S', promise: 'space' },
  NEW_SPACE: { mode: 'B', promise: 'space' },
  SPACE_DELETED: { mode: 'S', promise: 'id' },
  SPACE_OVERVIEW_UPDATED: whole('S'),
  NEW_SPACE_CATEGORY: { mode: 'S', promise: 'category' },
  SPACE_CATEGORY_DELETED: whole('S'),
  SPACE_CATEGORY_UPDATED: whole('S'),
  NEW_SPACE_CHANNEL: { mode: 'S', promise: 'channel' },
  SPACE_CHANNEL_UPDATED: whole('S'),
  SPACE_CHANNEL_DELETED: whole('S'),
  SPACE_CHANNEL_MOVED: whole('S'),
  NEW_SPACE_THREAD: { mode: 'S', promise: 'thread' },
  SPACE_THREAD_UPDATED: whole('S'),
  ADDED_MEMBERS_TO_THREAD: whole('S'),
  REMOVED_MEMBER_FROM_THREAD: whole('S'),
  SPACE_THREAD_DELETED: whole('S'),
  SPACE_INVITE_CREATED: { mode: 'S', promise: 'invite' },
  SPACE_INVITE_REVOKED: whole('S'),
  NEW_SPACE_ROLE: { mode: 'S', promise: 'role' },
  SPACE_ROLE_UPDATED: whole('S'),
  SPACE_ROLE_DELETED: whole('S'),
  ADDED_ROLE_TO_MEMBER: whole('S'),
  REMOVED_ROLE_FROM_MEMBER: whole('S'),
  USER_SPACES: { mode: 'B', payload: 'spaces', promise: 'spaces' },
  USER_JOINED_TO_SPACE: whole('S'),
  USER_LEFT_SPACE: whole('S'),
  ROLE_PERMISSION_SECTIONS: { mode: 'S', promise: 'permissionSections' },
  USER_SPACE_NICKNAME_UPDATED: whole('S'),
  SPACE_NOTIFICATION_SETTINGS_UPDATED: whole('S'),
  CHANNEL_NOTIFICATION_SETTINGS_UPDATED: whole('S'),
  THREAD_NOTIFICATION_SETTINGS_UPDATED: whole('S'),
  SPACE_MUTED: whole('S'),
  SPACE_UNMUTED: whole('S'),
  CHANNEL_MUTED: whole('S'),
  CHANNEL_UNMUTED: whole('S'),
  THREAD_MUTED: whole('S'),
  THREAD_UNMUTED: whole('S'),
  USER_MEETINGS: whole('E'),
  NEW_MEETING: whole('E'),
  MEETING_ENDED_SYNC: whole('E'),
  JOINED_MEETING_SYNC: whole('E'),
  LEFT_MEETING_SYNC: whole('E'),
  EVICTED_SYNC: whole('E'),
  ADD_TRACKS_SYNC: whole('E'),
  REMOVE_TRACKS_SYNC: whole('E'),
  MUTE_TRACKS_SYNC: whole('E'),
  PARTICIPANT_LIST_SYNC: whole('E'),
  MEETING_NAME_UPDATED_SYNC: whole('E'),
  PARTICIPANT_RENAMED_SYNC: whole('E'),
  USER_CONTACTS: { mode: 'S', promise: 'contacts' },
  NEW_CONTACT: { mode: 'S', promise: 'contact' },
  CONTACT_UPDATED: { mode: 'S', promise: 'contact' },
  CONTACT_DELETED: whole('S'),
  NEW_INCOMING_FRIEND_INVITE: whole('S'),
  NEW_OUTGOING_FRIEND_INVITE: whole('S'),
  INCOMING_FRIEND_INVITE_DELETED: whole('S'),
  OUTGOING_FRIEND_INVITE_DELETED: whole('S'),
  USER_PRESENCE_STATUS_UPDATED: whole('S'),
  USER_ENCRYPTION_INFO_ADDED: { mode: 'S', promise: 'info' },
  USER_ENCRYPTION_INFO: { mode: 'P', promise: 'info' },
  CONTACT_PERSONAL_SETTINGS_UPDATED: { mode: 'S', promise: 'personalSettings' },
  MEETINGS_HISTORY: whole('P'),
  MEETING_ADDED_TO_HISTORY: whole('S'),
  MEETING_REMOVED_FROM_HISTORY: whole('S'),
  MEETING_RECORD_DELETED: whole('E'),
  SYSTEM_CONFIG: { mode: 'P', promise: 'config' },
  UPLOAD_ICON: { mode: 'P', promise: 'url' },
  CHAT_ICON_UPDATED: whole('S'),
};

/** How a room treats its events (chapter 04, section 10). Types not listed fire only. */
export const ROOM_RULES: Readonly<Record<string, DispatchRule>> = {
  JOINED: whole('S'),
  LEFT: whole('B'),
  SFU_WAITING_ROOM_UPDATE: whole('S'),
  PARTICIPANT_RENAMED: whole('S'),
  ROOM_CONFIG: whole('S'),
  ROOM_LOCKED: { mode: 'S', promise: 'value' },
  ROOM_INITIAL_AUDIO_MUTED: { mode: 'S', promise: 'value' },
  ROOM_INITIAL_VIDEO_MUTED: { mode: 'S', promise: 'value' },
  ROOM_INITIAL_SCREEN_SHARING_MUTED: { mode: 'S', promise: 'value' },
  ROOM_AUDIO_MUTED: { mode: 'S', promise: 'value' },
  ROOM_VIDEO_MUTED: { mode: 'S', promise: 'value' },
  ROOM_SCREEN_SHARING_MUTED: { mode: 'S', promise: 'value' },
  ROOM_CHAT_MUTED: { mode: 'S', promise: 'value' },
  ROOM_CAN_CHANGE_NICKNAME: { mode: 'S', promise: 'value' },
  ROOM_SCREEN_SHARING_MULTIPLE_SHARES: { mode: 'S', promise: 'value' },
  ROOM_SCREEN_SHARING_EVERYONE_CAN_SHARE: { mode: 'S', promise: 'value' },
  ROOM_SCREEN_SHARING_EVERYONE_CAN_DO_SUBSEQUENT_SHARE: { mode: 'S', promise: 'value' },
  PARTICIPANT_CONFIG: whole('S'),
  SCREEN_SHARING_CONFIG: whole('S'),
  PARTICIPANT_AUDIO_MUTED: { mode: 'S', promise: 'value' },
  PARTICIPANT_VIDEO_MUTED: { mode: 'S', promise: 'value' },
  PARTICIPANT_SCREEN_SHARING_MUTED: { mode: 'S', promise: 'value' },
  STOP_SCREEN_SHARING: whole('S'),
  STOP_TRACK: whole('S'),
  ROOM_NAME_UPDATED: whole('S'),
  ADD_TRACKS: whole('S'),
  REMOVE_TRACKS: whole('S'),
  BITRATE_TEST_STATUS: { mode: 'P', promise: 'latency' },
};

/** What a rule needs of its surroundings: the table of waiting calls and the subscribers. */
export interface DispatchTarget {
  resolve(id: string | null | undefined, value: unknown): boolean;
  emit(event: string, payload: unknown): void;
}

export function applyRule(rule: DispatchRule, event: WireEvent, target: DispatchTarget): void {
  let settled = false;
  if (rule.mode !== 'E') {
    const value = rule.promise === null ? undefined : rule.promise ? event[rule.promise] : event;
    settled = target.resolve(event.internalMessageId, value);
  }
  if (rule.mode === 'P' || (rule.mode === 'S' && settled)) return;
  target.emit(rule.event ?? event.type, rule.payload ? event[rule.payload] : event);
}
