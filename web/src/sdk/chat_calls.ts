import {
  ChatError,
  type ChannelSendPolicy,
  type ChatReceivePolicy,
  type ChatType,
  type NotificationMode,
  type SortOrder,
} from './enums';
import { UserCalls } from './user_calls';
import type {
  AddedRemovedReactionOnMessage,
  Boundaries,
  CachedRange,
  Chat,
  ChatMap,
  ChatMessagesCount,
  ChatMuted,
  ChatNotificationSettingsUpdated,
  ChatsSyncSummaryEvent,
  ChatUnmuted,
  FirstAndLastChatMessage,
  LastReadMessageUpdated,
  LoadMessagesWithMentionsResult,
  Message,
  MessageAttachment,
  MessagesDifferenceEvent,
  MessageStatus,
  MessageTarget,
  TimeFrame,
  UnreadMessagesCountEvent,
  UserChatEncryptedPassword,
  UserSpecificChatInfo,
} from './types';

type ChatInfo = Promise<UserSpecificChatInfo>;

export interface CreateChatOptions {
  id?: string;
  name?: string;
  members?: string[];
  favourite?: boolean;
  channel?: boolean;
  type?: ChatType;
  channelSendPolicy?: ChannelSendPolicy;
  sendPermissionList?: string[];
  allowedToAddExternalUser?: boolean;
  /** Makes it a secure chat; all of the following must then be given. */
  isEncryptionEnabled?: boolean;
  /** Encrypted with the chat password. */
  encryptedPrivateKey?: string;
  publicKey?: string;
  /** The chat password for each member, encrypted with that member's public key. */
  encryptedChatPasswords?: UserChatEncryptedPassword[];
  encryptedAttachmentsSecretKey?: string;
}

export interface SendMessageOptions extends MessageTarget {
  body?: string;
  /** User id: a private message for that member alone. */
  to?: string;
  /** Message id: a reply to it. */
  parentId?: string;
  /** Files that will be sent with `getSendingAttachmentsHandler`; nobody sees the message until then. */
  attachments?: MessageAttachment[];
}

export interface EditMessageOptions extends MessageTarget {
  messageId: string;
  body?: string;
  /** Files to add; they are sent as with a new message. */
  attachmentsToSend?: MessageAttachment[];
  attachmentIdsToDelete?: string[];
}

export interface LoadMessagesWithMentionsOptions {
  /** Absent: all chats of the user. */
  chatId?: string;
  /** As it stands in the text: `<@userId>`. */
  userTag: string;
  timeFrame?: TimeFrame;
  boundaries?: Boundaries;
  sortOrder?: SortOrder;
}

export interface SearchChatMessagesOptions {
  chatId: string;
  searchString: string;
  /** Comes back in the event `CHAT_SEARCH_RESULT`. */
  searchId?: string;
  /** Most matches, the newest ones. */
  limit?: number;
}

export interface AddMemberOptions {
  id: string;
  member: string;
  encryptedChatPassword?: string;
}

export interface ChatConfiguration {
  id: string;
  type?: ChatType;
  channelSendPolicy?: ChannelSendPolicy;
  sendPermissionList?: string[];
  allowedToAddExternalUser?: boolean;
}

export interface GetMessagesDifferenceConfig extends MessageTarget {
  /** The number up to which everything is known; 0 or absent: from the beginning. */
  sinceCursor?: number;
  /** Most messages in one answer; 0 or absent: `DEFAULT_MESSAGES_DIFFERENCE_LIMIT`. */
  limit?: number;
  /** What is kept, sorted and apart, at most `MAX_CACHED_RANGES`; absent or empty: all of the history. */
  cachedRanges?: CachedRange[];
}

/** Calls about chats and their messages. */
export class ChatCalls extends UserCalls {
  getUserChats = (): Promise<ChatMap> => this.call('getUserChats');
  loadChat = (options: { id: string }): Promise<Chat> => this.call('loadChat', { id: options.id });
  /** All public chat channels, of anybody. */
  getPublicChannels = (): Promise<ChatMap> => this.call('getPublicChannels');
  createChat = ({ isEncryptionEnabled, ...options }: CreateChatOptions): ChatInfo =>
    this.call('createChat', { ...options, encryptionEnabled: isEncryptionEnabled });
  deleteChat = (options: { id: string }): Promise<void> => this.call('deleteChat', { id: options.id });
  renameChat = (options: { id: string; name: string }): Promise<void> =>
    this.call('renameChat', { id: options.id, name: options.name });
  /** A secure chat needs its password, encrypted with the public key of the new member. */
  addMemberToChat = ({ id, member, encryptedChatPassword }: AddMemberOptions): ChatInfo =>
    this.call('addMemberToChat', { id, member, encryptedChatPassword });
  removeMemberFromChat = (options: { id: string; member: string }): ChatInfo =>
    this.call('removeMemberFromChat', { id: options.id, member: options.member });
  addChatToFavourites = (options: { id: string }): ChatInfo => this.call('addChatToFavourites', { id: options.id });
  removeChatFromFavourites = (options: { id: string }): ChatInfo =>
    this.call('removeChatFromFavourites', { id: options.id });
  updateChatHiding = (options: { id: string; hidden: boolean }): ChatInfo =>
    this.call('updateChatHiding', { id: options.id, value: options.hidden });
  updateChatNotificationSettings = (options: {
    id: string;
    value: NotificationMode;
  }): Promise<ChatNotificationSettingsUpdated> =>
    this.call('updateChatNotificationSettings', { id: options.id, value: options.value });
  muteChat = (options: { id: string; muteTime?: number; mutedIndefinitely?: boolean }): Promise<ChatMuted> =>
    this.call('muteChat', { ...options });
  unmuteChat = (options: { id: string }): Promise<ChatUnmuted> => this.call('unmuteChat', { id: options.id });

  updateChatReceivePolicy = (options: { id: string; chatReceivePolicy: ChatReceivePolicy }): ChatInfo =>
    this.call('updateChatReceivePolicy', { id: options.id, chatReceivePolicy: options.chatReceivePolicy });
  updateChannelSendPolicy = (options: { id: string; channelSendPolicy: ChannelSendPolicy }): ChatInfo =>
    this.call('updateChannelSendPolicy', { id: options.id, channelSendPolicy: options.channelSendPolicy });
  addChannelSendPermissionListMember = (options: { id: string; member: string }): ChatInfo =>
    this.call('addChannelSendPermissionListMember', { id: options.id, member: options.member });
  removeChannelSendPermissionListMember = (options: { id: string; member: string }): ChatInfo =>
    this.call('removeChannelSendPermissionListMember', { id: options.id, member: options.member });
  /** Changes several settings at once; what is left out stays. */
  updateChatConfiguration = (options: ChatConfiguration): ChatInfo =>
    this.call('updateChatConfiguration', { ...options });
  /** Uploads a new picture of the chat, or removes the present one. Resolves and rejects like `updateUserIcon`. */
  updateChatIcon = (options: { id: string; icon?: File; remove?: boolean }): Promise<string | null> =>
    this.sendIcon('updateChatIcon', { id: options?.id }, options);

  async sendMessage(options: SendMessageOptions): Promise<MessageStatus> {
    if (!options) throw new Error(ChatError.CAN_NOT_SEND_NULL_MESSAGE);
    if (!options.body && !options.attachments?.length) throw new Error(ChatError.CAN_NOT_SEND_MESSAGE_WITHOUT_CONTENT);
    const { body, to, parentId, attachments } = options;
    return this.call('sendMessage', { body, to, parentId, attachments, ...target(options) });
  }

  editMessage = (options: EditMessageOptions): Promise<MessageStatus> =>
    this.call('editMessage', {
      id: options.messageId,
      body: options.body,
      attachments: options.attachmentsToSend,
      attachmentIdsToDelete: options.attachmentIdsToDelete,
      ...target(options),
    });
  deleteMessage = (options: MessageTarget & { messageId: string }): Promise<void> =>
    this.call('deleteMessage', { id: options.messageId, ...target(options) });
  addReactionOnMessage = (
    options: MessageTarget & { messageId: string; reaction: string },
  ): Promise<AddedRemovedReactionOnMessage> =>
    this.call('addReactionOnMessage', {
      messageId: options.messageId,
      reaction: options.reaction,
      ...target(options),
    });
  removeReactionOnMessage = (
    options: MessageTarget & { messageId: string; reaction: string },
  ): Promise<AddedRemovedReactionOnMessage> =>
    this.call('removeReactionOnMessage', {
      messageId: options.messageId,
      reaction: options.reaction,
      ...target(options),
    });
  markMessageRead = (options: MessageTarget & { id: string }): Promise<LastReadMessageUpdated> =>
    this.#mark('markMessageRead', options);
  markMessageUnread = (options: MessageTarget & { id: string }): Promise<LastReadMessageUpdated> =>
    this.#mark('markMessageUnread', options);
  /** Ascending by date. Without a frame or boundaries: everything. */
  loadMessages = (
    options: MessageTarget & { timeFrame?: TimeFrame; boundaries?: Boundaries },
  ): Promise<Message[]> =>
    this.call('loadMessages', { timeFrame: options.timeFrame, boundaries: options.boundaries, ...target(options) });
  getMessagesCount = (options: MessageTarget): Promise<ChatMessagesCount> =>
    this.call('getMessagesCount', target(options));
  getFirstAndLastMessage = (options: MessageTarget): Promise<FirstAndLastChatMessage> =>
    this.call('getFirstAndLastMessage', target(options));
  getUnreadMessagesCount = (options: MessageTarget): Promise<UnreadMessagesCountEvent> =>
    this.call('getUnreadMessagesCount', target(options));

  /** Finds whole words, side by side in this order. The newest matches, ascending by date. */
  searchChatMessages = (options: SearchChatMessagesOptions): Promise<Message[]> => {
    const { chatId, searchString, searchId, limit } = options;
    return this.call('searchChatMessages', { chatId, searchString, searchId, limit });
  };

  /** Messages that mention a user or everybody. */
  loadMessagesWithMentions = (options: LoadMessagesWithMentionsOptions): Promise<LoadMessagesWithMentionsResult> => {
    const { chatId, userTag, timeFrame, boundaries, sortOrder } = options;
    return this.call('loadMessagesWithMentions', { chatId, userTag, timeFrame, boundaries, sortOrder });
  };

  /** How far the journals of the user's chats, channels and threads have come. */
  getChatsSyncSummary = (): Promise<ChatsSyncSummaryEvent> => this.call('getChatsSyncSummary');
  /**
   * What changed in a target's messages after a cursor, as they are now. With `hasMore` ask again from `newCursor`; with
   * `resyncRequired` the cursor is too old: load the messages anew. What was pending for the user is delivered by it.
   */
  getMessagesDifference = (config: GetMessagesDifferenceConfig): Promise<MessagesDifferenceEvent> =>
    this.call('getMessagesDifference', {
      ...target(config),
      sinceCursor: config.sinceCursor ?? 0,
      limit: config.limit ?? 0,
      cachedRanges: config.cachedRanges?.length ? config.cachedRanges : undefined,
    });

  async #mark(name: string, options: MessageTarget & { id: string }): Promise<LastReadMessageUpdated> {
    if (!options) throw new Error("Can't mark null message");
    if (!options.id) throw new Error("Can't mark message without massage id");
    return this.call(name, { id: options.id, ...target(options) });
  }
}

/** The target alone: callers pass whole messages or states, whose other members must not travel. */
function target({ targetEntityType, targetEntityId }: MessageTarget): MessageTarget {
  return { targetEntityType, targetEntityId };
}
