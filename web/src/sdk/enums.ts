/** Names and texts of the protocol that the client and its applications compare with. */
export {
  AttachmentSortField,
  AttachmentState,
  AttachmentType,
  ChannelSendPolicy,
  ChatError,
  ChatReceivePolicy,
  ChatSectionsError,
  ChatType,
  ConnectionError,
  ContactError,
  DeliveryStatus,
  ExamplesError,
  MessageAttachmentMediaType,
  MessageAttachmentType,
  MessageState,
  MessageTargetEntityType,
  MessageType,
  NotificationMode,
  Operations,
  PresenceStatus,
  RoomError,
  RoomState,
  SortOrder,
  SfuEvent,
  SpaceError,
  SpaceEvent,
  SpacePermission,
  State,
  TrackType,
  UserInfoError,
  UserManagementError,
  Verbosity,
  type ConferenceType,
  type ParticipantRole,
  type TransportType,
} from '../protocol';
import { InternalApi } from '../protocol';

/** Values of `appKey` in the first frame. */
export const App = {
  USER: InternalApi.Z_APP,
  PLAIN: InternalApi.P_APP,
  USER_MANAGEMENT: InternalApi.Z_USER_MANAGEMENT_APP,
  EXAMPLES: InternalApi.Z_EXAMPLES_MANAGEMENT_APP,
  TRANSFER: InternalApi.Z_ATTACHMENTS_TRANSFER_APP,
} as const;
export type App = (typeof App)[keyof typeof App];
