import { Constants, type CachedRange, type Message } from '../protocol';
import type { EntitySyncResult, MessagesSyncApi, MessagesSyncStore, SyncEntity } from './messages_sync';

interface CatchUpOptions {
  store: MessagesSyncStore;
  limit: number;
  maxPagesPerEntity: number;
  api: () => MessagesSyncApi;
  /** Whether it goes no further. */
  cancelled: () => boolean;
  /** Everything up to this number was applied. */
  moved: (cursor: number) => void;
}

/** Asks for differences until there is none, and gives the application what they bring. Doesn't reject. */
export async function catchUp(entity: SyncEntity, since: number, options: CatchUpOptions): Promise<EntitySyncResult> {
  const { store } = options;
  const result: EntitySyncResult = {
    ...entity,
    status: 'SYNCED',
    cursor: since,
    pages: 0,
    appliedMessages: 0,
  };
  const cancelled = (): boolean => {
    const over = options.cancelled();
    if (over) result.status = 'CANCELLED';
    return over;
  };
  try {
    while (result.pages < options.maxPagesPerEntity) {
      const ranges = await cachedRanges(entity, store);
      const difference = await options.api().getMessagesDifference({
        ...entity,
        sinceCursor: result.cursor,
        limit: options.limit,
        cachedRanges: ranges,
      });
      result.pages += 1;
      if (cancelled()) return result;
      let { messages } = difference;
      if (difference.resyncRequired) {
        if (result.status === 'RESYNCED') throw new Error('The journal asks for a resync again and again');
        result.status = 'RESYNCED';
        // What changes meanwhile comes with the difference after it.
        messages = await loadAnew(entity, ranges, options.api);
        if (cancelled()) return result;
      }
      if (messages.length > 0 || difference.resyncRequired) {
        await store.applyMessages({ ...entity, messages, resync: difference.resyncRequired });
        result.appliedMessages += messages.length;
      }
      if (cancelled()) return result;
      const moved = difference.newCursor !== result.cursor;
      result.cursor = difference.newCursor;
      options.moved(difference.newCursor);
      if (moved) await store.saveCursor({ ...entity, cursor: result.cursor });
      if (cancelled()) return result;
      if (!moved || (!difference.hasMore && !difference.resyncRequired)) break;
    }
  } catch (error) {
    if (!cancelled()) {
      result.status = 'FAILED';
      result.error = error;
    }
  }
  return result;
}

async function loadAnew(entity: SyncEntity, ranges: CachedRange[], api: () => MessagesSyncApi): Promise<Message[]> {
  const messages: Message[] = [];
  for (const { from, to } of ranges.length > 0 ? ranges : [{ from: 0, to: 0 }]) {
    const timeFrame = { start: from, end: to === 0 ? -1 : to };
    messages.push(...(await api().loadMessages({ ...entity, timeFrame })));
  }
  return messages;
}

/** What the application has of the target's messages. */
async function cachedRanges(entity: SyncEntity, store: MessagesSyncStore): Promise<CachedRange[]> {
  if (store.getCachedRanges) {
    const ranges = await store.getCachedRanges(entity);
    // The server takes no more; the oldest together are one wide range.
    const many = ranges.length - Constants.MAX_CACHED_RANGES;
    if (many <= 0) return ranges;
    return [{ from: ranges[0]!.from, to: ranges[many]!.to }, ...ranges.slice(many + 1)];
  }
  const window = await store.getCachedWindow?.(entity);
  return window ? [window] : [];
}
