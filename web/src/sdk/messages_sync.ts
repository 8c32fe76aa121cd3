// What a synchronizer of messages and its application say to each other.
import type { CachedRange, ChatCursor, ChatsSyncSummaryEvent, Message, MessagesDifferenceEvent } from '../protocol';
import type { GetMessagesDifferenceConfig } from './chat_calls';
import type { Handler } from './emitter';
import type { MessageTarget, TimeFrame } from './types';

/** A chat, a channel or a thread. */
export type SyncEntity = MessageTarget;
export interface StoredCursor extends SyncEntity {
  cursor: number;
}
/** Messages as they are now. With `resync` they take the place of all that is kept of the target. */
export interface MessagesSyncUpdate extends SyncEntity {
  messages: Message[];
  resync: boolean;
}
export type CachedWindow = CachedRange;

/** What the application keeps. Methods may return promises; a cursor is saved after everything up to it was applied. */
export interface MessagesSyncStore {
  getCursors(): StoredCursor[] | Promise<StoredCursor[]>;
  applyMessages(update: MessagesSyncUpdate): void | Promise<void>;
  saveCursor(cursor: StoredCursor): void | Promise<void>;
  getCachedWindow?(entity: SyncEntity): CachedWindow | undefined | Promise<CachedWindow | undefined>;
  /** Preferred over `getCachedWindow`; sorted and apart. */
  getCachedRanges?(entity: SyncEntity): CachedRange[] | Promise<CachedRange[]>;
}

export interface MessagesSyncApi {
  getChatsSyncSummary(): Promise<ChatsSyncSummaryEvent>;
  getMessagesDifference(config: GetMessagesDifferenceConfig): Promise<MessagesDifferenceEvent>;
  loadMessages(options: MessageTarget & { timeFrame?: TimeFrame }): Promise<Message[]>;
}
export interface MessagesSyncEventSource {
  on(event: string, handler: Handler): unknown;
  off(event: string, handler: Handler): unknown;
}

export interface MessagesSyncOptions {
  store: MessagesSyncStore;
  /** False leaves a target out. */
  entityFilter?: (cursor: ChatCursor, localCursor: number) => boolean;
  /** Messages in one answer. */
  limit?: number;
  /** Targets at the same time. */
  concurrency?: number;
  maxPagesPerEntity?: number;
  /** Whether cursors follow the events of the connection. */
  liveCursor?: boolean;
  gapCheckDelayMs?: number;
  gapCheckMinIntervalMs?: number;
}

export const MessagesSyncEvent = {
  SYNC_STARTED: 'SYNC_STARTED',
  ENTITY_SYNCED: 'ENTITY_SYNCED',
  SYNC_COMPLETED: 'SYNC_COMPLETED',
  SYNC_FAILED: 'SYNC_FAILED',
  GAP_DETECTED: 'GAP_DETECTED',
} as const;
export const EntitySyncStatus = {
  SYNCED: 'SYNCED',
  RESYNCED: 'RESYNCED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
} as const;
export type EntitySyncStatus = (typeof EntitySyncStatus)[keyof typeof EntitySyncStatus];

export interface EntitySyncResult extends SyncEntity {
  status: EntitySyncStatus;
  cursor: number;
  /** Answers it took. */
  pages: number;
  appliedMessages: number;
  error?: unknown;
}
export interface SyncStarted {
  entities: SyncEntity[];
}
export interface SyncResult {
  entities: EntitySyncResult[];
  cancelled: boolean;
}
export interface SyncFailed {
  error: unknown;
}
export interface GapDetected extends SyncEntity {
  localCursor: number;
  eventCursor: number;
}

/** One text for one target. */
export function entityKey({ targetEntityType, targetEntityId }: SyncEntity): string {
  const { chatId, spaceId, channelId, threadId } = targetEntityId;
  if (targetEntityType === 'CHAT') return `CHAT:${chatId}`;
  if (targetEntityType === 'CHANNEL') return `CHANNEL:${spaceId}/${channelId}`;
  return `THREAD:${spaceId}/${channelId}/${threadId}`;
}
