import { ChatError } from './enums';
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
  Message,
  MessagesDifferenceEvent,
  MessageStatus,
  MessageTarget,
  NotificationMode,
  TimeFrame,
  UnreadMessagesCountEvent,
  UserSpecificChatInfo,
} from './types';

type ChatInfo = Promise<UserSpecificChatInfo>;

export interface CreateChatOptions {
  id?: string;
  name?: string;
  members?: string[];
  favourite?: boolean;
  channel?: boolean;
  type?: 'PUBLIC' | 'PRIVATE';
}

export interface SendMessageOptions extends MessageTarget {
  body?: string;
  /** User id: a private message for that member alone. */
  to?: string;
  /** Message id: a reply to it. */
  parentId?: string;
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
  createChat = (options: CreateChatOptions): ChatInfo => this.call('createChat', { ...options });
  deleteChat = (options: { id: string }): Promise<void> => this.call('deleteChat', { id: options.id });
  renameChat = (options: { id: string; name: string }): Promise<void> =>
    this.call('renameChat', { id: options.id, name: options.name });
  addMemberToChat = (options: { id: string; member: string }): ChatInfo =>
    this.call('addMemberToChat', { id: options.id, member: options.member });
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

  async sendMessage(options: SendMessageOptions): Promise<MessageStatus> {
    if (!options) throw new Error(ChatError.CAN_NOT_SEND_NULL_MESSAGE);
    if (!options.body) throw new Error(ChatError.CAN_NOT_SEND_MESSAGE_WITHOUT_CONTENT);
    const { body, to, parentId } = options;
    return this.call('sendMessage', { body, to, parentId, ...target(options) });
  }

  editMessage = (options: MessageTarget & { messageId: string; body: string }): Promise<MessageStatus> =>
    this.call('editMessage', { id: options.messageId, body: options.body, ...target(options) });
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
    this.call('markMessageRead', { id: options.id, ...target(options) });
  markMessageUnread = (options: MessageTarget & { id: string }): Promise<LastReadMessageUpdated> =>
    this.call('markMessageUnread', { id: options.id, ...target(options) });
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
}

/** The target alone: callers pass whole messages or states, whose other members must not travel. */
function target({ targetEntityType, targetEntityId }: MessageTarget): MessageTarget {
  return { targetEntityType, targetEntityId };
}
