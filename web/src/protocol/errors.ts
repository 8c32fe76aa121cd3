// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.

/** Exact texts; applications compare them. */
export const ConnectionError = {
  CONNECTION_ALREADY_ESTABLISHED: 'Connection is already established.',
  CONNECTION_ALREADY_IN_PROGRESS: 'Connection is already in progress.',
} as const;
export type ConnectionError = (typeof ConnectionError)[keyof typeof ConnectionError];

/** Exact texts; applications compare them. */
export const ContactError = {
  USER_CAN_NOT_SEND_INVITE_TO_HIMSELF: 'User can not send invite to himself',
} as const;
export type ContactError = (typeof ContactError)[keyof typeof ContactError];

/** Exact texts; applications compare them. */
export const UserInfoError = {
  EMAIL_ADDRESS_ALREADY_TAKEN: 'User with this email already exists',
  CURRENT_PASSWORD_IS_INCORRECT: 'You entered incorrect current password',
  CURRENT_PASSWORD_IS_NULL: 'Current password can\'t be null',
  NEW_PASSWORD_IS_NULL: 'New password can\'t be null',
  PASSWORD_POLICY_ERROR: 'New password should be at least 6 characters',
} as const;
export type UserInfoError = (typeof UserInfoError)[keyof typeof UserInfoError];

/** Exact texts; applications compare them. */
export const UserManagementError = {
  EMAIL_ADDRESS_ALREADY_TAKEN: 'User with this email already exists',
  USERNAME_ALREADY_IN_USE: 'Username is already in use',
  USER_NOT_FOUND: 'User not found',
  USER_IS_NOT_REMOVED: 'Failed to remove user',
  EMAIL_IS_NOT_VERIFIED: 'Email is not verified',
  OPERATION_FAILED_BY_DISCONNECT: 'Operation failed by disconnect',
  CONNECTION_ERROR: 'Connection error',
  CONNECTION_FAILED: 'Connection failed',
  EMAIL_VERIFICATION_DECLINED: 'Email verification is declined',
  EMAIL_VERIFICATION_FAILED_BY_TIMEOUT: 'Email verification failed by timeout',
  EMAIL_NOT_FOUND: 'Email not found',
} as const;
export type UserManagementError = (typeof UserManagementError)[keyof typeof UserManagementError];

/** Exact texts; applications compare them. */
export const ExamplesError = {
  OPERATION_FAILED_BY_DISCONNECT: 'Operation failed by disconnect',
  CONNECTION_ERROR: 'Connection error',
  CONNECTION_FAILED: 'Connection failed',
} as const;
export type ExamplesError = (typeof ExamplesError)[keyof typeof ExamplesError];

/** Exact texts; applications compare them. */
export const ChatError = {
  CAN_NOT_SEND_MESSAGE_WITHOUT_CONTENT: 'Can\'t send message without content',
  CAN_NOT_SEND_NULL_MESSAGE: 'Can\'t send null message',
  CAN_NOT_SEND_MESSAGE_WITHOUT_CHAT_ID: 'Can\'t send message without a chatId',
  USER_MUST_BE_A_CHAT_MEMBER_TO_SEND_MESSAGES: 'User must be a chat member to send messages',
  CAN_NOT_CANCEL_SENDING_ATTACHMENT: 'Can\'t cancel sending attachment',
  CAN_NOT_EDIT_MESSAGE_WITHOUT_MESSAGE_ID: 'Can\'t edit message without messageId',
  EDIT_MESSAGE_ERROR_CHAT_DOES_NOT_EXISTS: 'Failed to edit message, chat doesn\'t exist',
  EDIT_MESSAGE_ERROR_MESSAGE_DOES_NOT_EXISTS: 'Failed to edit message, message doesn\'t exist',
  EDIT_MESSAGE_ERROR_MESSAGE_CAN_NOT_BE_WITHOUT_CONTENT: 'Failed to edit message, message must have body or attachments',
  DELETE_MESSAGE_ERROR_CHAT_DOES_NOT_EXISTS: 'Failed to delete message, chat doesn\'t exist',
  DELETE_MESSAGE_ERROR_MESSAGE_DOES_NOT_EXISTS: 'Failed to delete message, message doesn\'t exist',
  CAN_NOT_ADD_MEMBER_TO_PRIVATE_CHAT: 'Adding a member to the private chat is not allowed',
  CAN_NOT_REMOVE_MEMBER_FROM_PRIVATE_CHAT: 'Removing a member from the private chat is not allowed',
  CAN_NOT_RENAME_PRIVATE_CHAT: 'Renaming the private chat is not allowed',
  INCORRECT_CHAT_ENCRYPTION_SETTINGS: 'Incorrect chat encryption settings',
  DOWNLOADING_ATTACHMENT_FAILED: 'Downloading failed',
} as const;
export type ChatError = (typeof ChatError)[keyof typeof ChatError];

/** Exact texts; applications compare them. */
export const ChatSectionsError = {
  PAGE_NOT_FOUND: 'Page not found',
} as const;
export type ChatSectionsError = (typeof ChatSectionsError)[keyof typeof ChatSectionsError];

/** Exact texts; applications compare them. */
export const SpaceError = {
  USER_ALREADY_JOINED: 'User already joined',
  RESTRICTED_ACCESS: 'Restricted access',
  UPDATE_NICKNAME_ACCESS_RIGHTS_ERROR: 'Only the owner or the user themselves can update the nickname',
} as const;
export type SpaceError = (typeof SpaceError)[keyof typeof SpaceError];

/** Exact texts; applications compare them. */
export const RoomError = {
  AUTHORIZATION_FAILED: 'Authorization failed by owner',
  ROOM_DESTROYED: 'Room destroyed',
  WRONG_PIN: 'Wrong pin',
  NOT_FOUND: 'Room not found',
  NICKNAME_UNAVAILABLE: 'Nickname unavailable',
  NICKNAME_ALREADY_TAKEN: 'This nickname is already taken',
  ID_IS_NULL: 'id can\'t be null',
  EVENT_ID_IS_NULL: 'event.id can\'t be null',
  USER_ALREADY_JOINED: 'User already joined',
  CANCEL_JOIN_ROOM: 'Joining to room canceled by user',
  ROOM_IS_LOCKED: 'Room is locked',
  RENAMING_PROHIBITED: 'Renaming prohibited by the owner',
  TRACK_ALREADY_DISPOSED: 'Track already disposed',
} as const;
export type RoomError = (typeof RoomError)[keyof typeof RoomError];

/** Texts that are in no enum of the protocol. */
export const ErrorText = {
  ROOM_IS_NOT_AVAILABLE: 'Room is not available',
  NORMAL_DISCONNECT: 'Normal disconnect',
} as const;
export type ErrorText = (typeof ErrorText)[keyof typeof ErrorText];
