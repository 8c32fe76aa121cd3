export * from './enums';
export * from './types';
export { type ConnectionEnd, type ConnectionOptions } from './connection';
export { type ConnectOptions } from './client_core';
export {
  type AddMemberOptions,
  type ChatConfiguration,
  type CreateChatOptions,
  type EditMessageOptions,
  type GetMessagesDifferenceConfig,
  type LoadMessagesWithMentionsOptions,
  type SearchChatMessagesOptions,
  type SendMessageOptions,
} from './chat_calls';
export {
  type ListAttachmentsOptions,
  type PageAttachmentsOptions,
  type SearchMessageAttachmentsOptions,
} from './attachment_calls';
export { type ChannelAccess, type CreateSpaceChannelOptions, type MuteOptions, type SpaceRoleOptions } from './space_calls';
export { SendingAttachmentsHandler, type AttachmentSource, type MessageAttachmentData } from './sending_attachments';
export { uuid } from './ids';
export { type Log } from './logger';
export * from './messages_sync';
export { createMessagesSynchronizer, MessagesSynchronizer } from './messages_synchronizer';
export { ConnectionEndedError } from './pending';
export { type RemoteTrack } from './remote_track';
export { RoomExtended } from './room_extended';
export { SfuExtended } from './sfu_extended';
export { Sfu } from './sfu';
export * from './secure';
export {
  ResetPasswordHandler,
  type AccountOptions,
  type ResetPasswordOptions,
  type SignUpOptions,
} from './account';
export { type EncryptionInfoOptions, type IconOptions } from './user_calls';
export { type TrackContents } from './sdp';
