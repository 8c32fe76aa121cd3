/** Shapes that travel on the wire; field names are exactly the protocol's. */
import type { ConferenceType, ParticipantRole, PresenceStatus, TrackType } from './enums';

/** What every event of the server has. Everything else lies on the same level. */
export interface WireEvent {
  type: string;
  roomId?: string | null;
  internalMessageId?: string | null;
  [field: string]: unknown;
}

/** The value a refused call rejects with. */
export interface OperationFailed extends WireEvent {
  operation: string;
  error: string;
  info?: unknown;
}

export interface User {
  username: string;
  email: string;
  nickname: string;
  authToken: string;
  pmi: string;
}

export interface ConnectionFailedEvent extends WireEvent {
  reason: string;
  code?: number;
}

export interface SignUpStatus extends WireEvent {
  id: string;
  email: string;
  nickname: string;
  verified: boolean;
}

export interface UserInfo {
  id: string;
  email: string;
  nickname: string;
  icon: string | null;
  phoneNumber: string;
  hostKey: string;
  timezone: string;
  status: PresenceStatus;
}

export interface Contact {
  userId: string;
  nickname: string;
  icon: string | null;
  friend: boolean;
  status: PresenceStatus;
}

export interface UserContacts {
  contacts: Contact[];
}

export type MessageTargetEntityType = 'CHAT' | 'CHANNEL' | 'THREAD';

export interface MessageTargetEntityId {
  chatId?: string;
  spaceId?: string;
  channelId?: string;
  threadId?: string;
}

export interface MessageTarget {
  targetEntityType: MessageTargetEntityType;
  targetEntityId: MessageTargetEntityId;
}

export type MessageState =
  | 'NO_DELIVERY_NO_READ'
  | 'PARTIAL_DELIVERY_NO_READ'
  | 'PARTIAL_DELIVERY_PARTIAL_READ'
  | 'FULL_DELIVERY_NO_READ'
  | 'FULL_DELIVERY_PARTIAL_READ'
  | 'FULL_DELIVERY_FULL_READ'
  | 'PENDING_ATTACHMENTS'
  | 'DELIVERY_CANCELLED'
  | 'DELETED';

export type DeliveryStatus = 'PENDING' | 'DELIVERED' | 'READ';
export type MessageDeliveryStatus = Record<string, DeliveryStatus>;

export interface MessageAttachment {
  type: 'file' | 'picture';
  mediaType?: 'media' | 'other';
  name: string;
  size: number;
  id: string;
}

export interface MessageReaction {
  reaction: string;
  reactedUsers: string[];
}

export interface Message extends MessageTarget {
  id: string;
  parentMessage?: Message | null;
  type: 'REGULAR' | 'MEETING_HISTORY';
  date: number;
  from: string;
  to?: string | null;
  status: MessageState;
  body: string;
  attachments: MessageAttachment[];
  deliveryStatus: MessageDeliveryStatus;
  privateMessage: boolean;
  edited: boolean;
  dateOfEdit: number;
  reactions: MessageReaction[];
}

export interface MessageStatus extends MessageTarget {
  id: string;
  parentMessage?: Message | null;
  delivered: boolean;
  state: MessageState;
  lastReadMessageId: string;
  info: string;
  date: number;
  attachments: MessageAttachment[];
  deliveryStatus: MessageDeliveryStatus;
  edited: boolean;
  dateOfEdit: number;
}

export interface MessageEdited extends WireEvent, MessageTarget {
  message: Message;
}

export interface MessageDeleted extends WireEvent, MessageTarget {
  messageId: string;
  state: MessageState;
}

export interface ReactionOnMessage extends WireEvent, MessageTarget {
  messageId: string;
  reactedUser: string;
  reaction: string;
}

export interface LastReadMessageUpdated extends WireEvent, MessageTarget {
  updateInfo: { oldLastReadMessageDate: number; lastReadMessageDate: number; lastReadMessageId: string };
}

export interface UpdateMessagesDeliveryStatus extends WireEvent, MessageTarget {
  dateFrom: number;
  dateTo: number;
  userId: string;
  status: DeliveryStatus;
}

export interface TimeFrame {
  start: number;
  end: number;
  limit?: number;
}

export interface MessageBoundaries {
  dateMark: number;
  lowerLimit: number;
  upperLimit: number;
}

export interface MuteSettings {
  muteTime: number;
  mutedUntil?: number;
  mutedIndefinitely?: boolean;
}

/** A chat as one user sees it. */
export interface UserSpecificChatInfo {
  id: string;
  roomId: string;
  favourite: boolean;
  hidden: boolean;
  channel: boolean;
  name: string;
  owner: string;
  icon: string | null;
  creationDate: number;
  members: string[];
  lastReadMessageId: string;
  lastReadMessageDate: number;
  canSend: boolean;
  type: 'PUBLIC' | 'PRIVATE';
  notificationSettings: string;
  muteSettings: MuteSettings | null;
  messagesCount: number;
  firstMessageId: string;
  firstMessageDate: number;
  lastMessageId: string;
  lastMessageDate: number;
  encryptionEnabled: boolean;
}

export type ChatMap = Record<string, UserSpecificChatInfo>;

export interface Chat {
  id: string;
  name: string;
  owner: string;
  member: string;
  favourite: boolean;
  members: string[];
  messages: Message[];
  channel: boolean;
}

export interface RoomExtendedParticipantConfig {
  audioMuted: boolean;
  videoMuted: boolean;
  screenSharingMuted: boolean;
}

export interface RoomExtendedScreenSharingConfig {
  multipleShares: boolean;
  everyoneCanShare: boolean;
  everyoneCanDoSubsequentShare: boolean;
}

export interface RoomExtendedConfig extends RoomExtendedParticipantConfig {
  locked: boolean;
  initialAudioMuted: boolean;
  initialVideoMuted: boolean;
  initialScreenSharingMuted: boolean;
  chatMuted: boolean;
  canChangeNickname: boolean;
  screenSharingConfig: RoomExtendedScreenSharingConfig;
  participantsConfig?: Record<string, RoomExtendedParticipantConfig>;
}

/** What `CREATED`, `AVAILABLE` and an entry of `USER_ROOMS` tell about a room. */
export interface RoomInfo {
  id: string;
  owner: string;
  name: string;
  pin: string;
  creationTime: number;
  waitingRoomEnabled: boolean;
  config: RoomExtendedConfig;
  conferenceType?: ConferenceType;
}

export interface JoinedRoom extends WireEvent {
  userId: string;
  name: string;
  chatId: string;
  owner: boolean;
  mediaSessionId: string;
}

export interface LeftRoom extends WireEvent {
  userId: string;
  name: string;
}

export interface Participant {
  userId: string;
  name: string;
}

export interface WaitingParticipant extends Participant {
  isAudioEnabled: boolean;
  isVideoEnabled: boolean;
  isScreenSharingEnabled: boolean;
}

export interface RoleAssigned extends WireEvent {
  userId: string;
  name: string;
  role: ParticipantRole;
}

export interface TrackInfo {
  id: string;
  type: TrackType;
  contentType: string;
  mid: string;
  quality: string[];
  mute: boolean;
  creationTime: number;
}

export interface AddRemoveTracks extends WireEvent {
  info: { userId: string; nickName: string; waitingRoom: boolean; info: TrackInfo[] };
}

export interface RemoteSdp {
  type: 'offer' | 'answer';
  sdp: string;
  tid: string;
}

export interface RoomMessage extends WireEvent {
  message: { nickName: string; message: string; userId?: string };
}

/** A running meeting seen from outside. */
export interface MeetingPreview {
  id: string;
  conferenceType: ConferenceType;
  name: string;
  owner: string;
  pin: string;
  creationTime: number;
  participants: Participant[];
}
