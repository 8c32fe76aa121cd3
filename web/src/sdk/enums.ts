/** Names and texts of the protocol that applications compare with. */

export const State = {
  NEW: 'NEW',
  PENDING: 'PENDING',
  CONNECTED: 'CONNECTED',
  AUTHENTICATED: 'AUTHENTICATED',
  DISCONNECTED: 'DISCONNECTED',
  FAILED: 'FAILED',
} as const;
export type State = (typeof State)[keyof typeof State];

export const RoomState = {
  NEW: 'NEW',
  PENDING: 'PENDING',
  JOINED: 'JOINED',
  FAILED: 'FAILED',
  DISPOSED: 'DISPOSED',
} as const;
export type RoomState = (typeof RoomState)[keyof typeof RoomState];

/** Values of `appKey` in the first frame. */
export const App = {
  USER: 'sfuZClientApp',
  PLAIN: 'sfuApp',
  USER_MANAGEMENT: 'sfuZUserManagementApp',
} as const;
export type App = (typeof App)[keyof typeof App];

/** Events the client makes itself; every other one bears the name of appendix A. */
export const SfuEvent = {
  CONNECTED: 'CONNECTED',
  FAILED: 'FAILED',
  CONNECTION_FAILED: 'CONNECTION_FAILED',
  DISCONNECTED: 'DISCONNECTED',
} as const;

export const TrackType = { AUDIO: 'AUDIO', VIDEO: 'VIDEO' } as const;
export type TrackType = (typeof TrackType)[keyof typeof TrackType];

export type TransportType = 'UDP' | 'TCP';
export type ConferenceType = 'GLOBAL' | 'CHANNEL' | 'DIRECT';
export type ParticipantRole = 'OWNER' | 'ADMIN' | 'PARTICIPANT';
export type PresenceStatus = 'ONLINE' | 'IDLE' | 'DO_NOT_DISTURB' | 'OFFLINE';

export const ConnectionError = {
  CONNECTION_ALREADY_ESTABLISHED: 'Connection is already established.',
  CONNECTION_ALREADY_IN_PROGRESS: 'Connection is already in progress.',
} as const;

export const UserManagementError = {
  USERNAME_ALREADY_IN_USE: 'Username is already in use',
  EMAIL_ADDRESS_ALREADY_TAKEN: 'User with this email already exists',
  EMAIL_IS_NOT_VERIFIED: 'Email is not verified',
  OPERATION_FAILED_BY_DISCONNECT: 'Operation failed by disconnect',
  CONNECTION_ERROR: 'Connection error',
  CONNECTION_FAILED: 'Connection failed',
} as const;

export const RoomError = {
  AUTHORIZATION_FAILED: 'Authorization failed by owner',
  ROOM_DESTROYED: 'Room destroyed',
  CANCEL_JOIN_ROOM: 'Joining to room canceled by user',
  WRONG_PIN: 'Wrong pin',
  NOT_FOUND: 'Room not found',
  ROOM_IS_LOCKED: 'Room is locked',
  TRACK_ALREADY_DISPOSED: 'Track already disposed',
} as const;

export const ChatError = {
  CAN_NOT_SEND_MESSAGE_WITHOUT_CONTENT: "Can't send message without content",
  CAN_NOT_SEND_NULL_MESSAGE: "Can't send null message",
} as const;
