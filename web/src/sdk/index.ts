export * from './enums';
export * from './types';
export { type ConnectionEnd, type ConnectionOptions } from './connection';
export { type ConnectOptions } from './client_core';
export { type CreateChatOptions, type GetMessagesDifferenceConfig, type SendMessageOptions } from './chat_calls';
export { uuid } from './ids';
export * from './messages_synchronizer';
export { ConnectionEndedError } from './pending';
export { type RemoteTrack } from './remote_track';
export { RoomExtended } from './room_extended';
export { SfuExtended } from './sfu_extended';
export { Sfu } from './sfu';
export {
  ResetPasswordHandler,
  type AccountOptions,
  type ResetPasswordOptions,
  type SignUpOptions,
} from './account';
export { type EncryptionInfoOptions } from './user_calls';
export { type TrackContents } from './sdp';
