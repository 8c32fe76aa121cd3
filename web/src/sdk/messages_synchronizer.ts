import { Constants, type ChatCursor, type ChatsSyncSummaryEvent, type MessageCursorEvent } from '../protocol';
import { Emitter, type Handler } from './emitter';
import { SfuEvent } from './enums';
import { catchUp } from './messages_catch_up';
import {
  entityKey,
  MessagesSyncEvent,
  type EntitySyncResult,
  type GapDetected,
  type MessagesSyncApi,
  type MessagesSyncEventSource,
  type MessagesSyncOptions,
  type StoredCursor,
  type SyncEntity,
  type SyncFailed,
  type SyncResult,
  type SyncStarted,
} from './messages_sync';

/** What is known of one target. */
interface Tracked {
  entity: SyncEntity;
  /** Undefined: it is not followed. */
  cursor: number | undefined;
  running: Promise<EntitySyncResult> | undefined;
  /** The highest number that came while a difference ran. */
  seen: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  checkedAt: number;
}

/**
 * Keeps an application's messages in step with the server's journals: catches up after each connect, follows the
 * numbers of events, and asks for the difference when one is missing.
 */
export class MessagesSynchronizer {
  readonly #options: Required<Omit<MessagesSyncOptions, 'entityFilter'>> & Pick<MessagesSyncOptions, 'entityFilter'>;
  readonly #emitter = new Emitter();
  readonly #tracked = new Map<string, Tracked>();
  #source: (MessagesSyncApi & MessagesSyncEventSource) | null = null;
  #loaded: Promise<void> | null = null;
  #active: SyncEntity | null = null;
  #running: Promise<SyncResult> | null = null;
  /** Grows with each stop: what began before it goes no further. */
  #turn = 0;

  constructor(options: MessagesSyncOptions) {
    this.#options = {
      limit: Constants.DEFAULT_MESSAGES_DIFFERENCE_LIMIT,
      concurrency: 1,
      maxPagesPerEntity: 1000,
      liveCursor: true,
      gapCheckDelayMs: 300,
      gapCheckMinIntervalMs: 30_000,
      ...options,
    };
  }

  /** Follows a client from now on; one that is connected already is caught up with by `sync()`. */
  attach(source: MessagesSyncApi & MessagesSyncEventSource): void {
    this.detach();
    this.#source = source;
    source.on(SfuEvent.CONNECTED, this.#onConnected);
    source.on(SfuEvent.DISCONNECTED, this.#onEnded);
    source.on(SfuEvent.CONNECTION_FAILED, this.#onEnded);
    source.on(SfuEvent.MESSAGE_CURSOR, this.#onCursor);
  }

  detach(): void {
    this.stop();
    const source = this.#source;
    this.#source = null;
    if (!source) return;
    source.off(SfuEvent.CONNECTED, this.#onConnected);
    source.off(SfuEvent.DISCONNECTED, this.#onEnded);
    source.off(SfuEvent.CONNECTION_FAILED, this.#onEnded);
    source.off(SfuEvent.MESSAGE_CURSOR, this.#onCursor);
  }

  /** The target the user looks at: it comes first. */
  setActiveEntity(entity: SyncEntity | null): void {
    this.#active = entity;
  }

  getCursor(entity: SyncEntity): number {
    return this.#tracked.get(entityKey(entity))?.cursor ?? 0;
  }

  hasCursor(entity: SyncEntity): boolean {
    return this.#tracked.get(entityKey(entity))?.cursor !== undefined;
  }

  cursors(): StoredCursor[] {
    return [...this.#tracked.values()]
      .filter((tracked) => tracked.cursor !== undefined)
      .map(({ entity, cursor }) => ({ ...entity, cursor: cursor! }));
  }

  /** Ends what is under way; its results say CANCELLED. */
  stop(): void {
    this.#turn += 1;
    this.#running = null;
    for (const tracked of this.#tracked.values()) {
      clearTimeout(tracked.timer);
      tracked.timer = undefined;
      tracked.running = undefined;
    }
  }

  on(event: string, handler: Handler): this {
    this.#emitter.on(event, handler);
    return this;
  }

  off(event: string, handler: Handler): this {
    this.#emitter.off(event, handler);
    return this;
  }

  /** Catches up with all targets that are behind. While one run is under way, it is that one. */
  sync(): Promise<SyncResult> {
    if (this.#running) return this.#running;
    const running = this.#syncAll(this.#turn).finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }

  /** Catches up with one target, and follows it from now on. Nothing is asked when it is at `currentCursor` already. */
  async syncEntity(entity: SyncEntity, currentCursor?: number): Promise<EntitySyncResult> {
    const turn = this.#turn;
    await this.#load();
    const tracked = this.#track(entity);
    if (tracked.running) return tracked.running;
    const local = tracked.cursor ?? 0;
    if (currentCursor === local) {
      tracked.cursor = local;
      return { ...tracked.entity, status: 'SYNCED', cursor: local, pages: 0, appliedMessages: 0 };
    }
    tracked.seen = 0;
    const running = this.#catchUp(tracked, turn).finally(() => {
      if (tracked.running !== running) return;
      tracked.running = undefined;
      if (tracked.cursor !== undefined && tracked.seen > tracked.cursor) this.#checkLater(tracked);
    });
    tracked.running = running;
    const result = await running;
    this.#emitter.emit(MessagesSyncEvent.ENTITY_SYNCED, result);
    return result;
  }

  /** Takes the number of an event. */
  applyLiveCursor(event: MessageCursorEvent): void {
    const tracked = this.#tracked.get(entityKey(event));
    if (tracked?.cursor === undefined) return;
    if (tracked.running) {
      tracked.seen = Math.max(tracked.seen, event.cursor);
      return;
    }
    if (event.cursor <= tracked.cursor) return;
    if (event.watermark || event.cursor === tracked.cursor + 1) return this.#advance(tracked, event.cursor);
    const gap: GapDetected = { ...tracked.entity, localCursor: tracked.cursor, eventCursor: event.cursor };
    this.#emitter.emit(MessagesSyncEvent.GAP_DETECTED, gap);
    this.#checkLater(tracked);
  }

  readonly #onConnected = (): void => {
    this.sync().catch(() => {}); // SYNC_FAILED has told of it
  };
  readonly #onEnded = (): void => this.stop();
  readonly #onCursor = (event: MessageCursorEvent): void => {
    if (this.#options.liveCursor) this.applyLiveCursor(event);
  };

  async #syncAll(turn: number): Promise<SyncResult> {
    let summary: ChatsSyncSummaryEvent;
    try {
      await this.#load();
      summary = await this.#api().getChatsSyncSummary();
    } catch (error) {
      if (turn !== this.#turn) return { entities: [], cancelled: true };
      this.#emitter.emit(MessagesSyncEvent.SYNC_FAILED, { error } satisfies SyncFailed);
      throw error;
    }
    if (turn !== this.#turn) return { entities: [], cancelled: true };
    const behind: ChatCursor[] = [];
    for (const cursor of summary.cursors) {
      const local = this.getCursor(cursor);
      if (this.#options.entityFilter?.(cursor, local) === false) continue;
      // A number below ours is of another journal (the server was set back, or the chat made anew): to be loaded anew.
      if (cursor.currentCursor !== local) behind.push(cursor);
      else this.#track(cursor).cursor ??= local;
    }
    const active = this.#active && entityKey(this.#active);
    behind.sort((a, b) => Number(entityKey(b) === active) - Number(entityKey(a) === active));
    this.#emitter.emit(MessagesSyncEvent.SYNC_STARTED, { entities: behind.map(entityOf) } satisfies SyncStarted);
    const entities: EntitySyncResult[] = [];
    const worker = async (): Promise<void> => {
      for (let next = behind.shift(); next && turn === this.#turn; next = behind.shift()) {
        entities.push(await this.syncEntity(entityOf(next), next.currentCursor));
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, this.#options.concurrency) }, worker));
    const result: SyncResult = { entities, cancelled: turn !== this.#turn };
    this.#emitter.emit(MessagesSyncEvent.SYNC_COMPLETED, result);
    return result;
  }

  #catchUp(tracked: Tracked, turn: number): Promise<EntitySyncResult> {
    return catchUp(tracked.entity, tracked.cursor ?? 0, {
      ...this.#options,
      api: () => this.#api(),
      cancelled: () => turn !== this.#turn,
      moved: (cursor) => (tracked.cursor = cursor),
    });
  }

  /** One question after the delay, and not more than one in an interval. */
  #checkLater(tracked: Tracked): void {
    if (tracked.timer !== undefined) return;
    const { gapCheckDelayMs, gapCheckMinIntervalMs } = this.#options;
    const pause = Math.max(gapCheckDelayMs, tracked.checkedAt + gapCheckMinIntervalMs - Date.now());
    tracked.timer = setTimeout(() => {
      tracked.timer = undefined;
      tracked.checkedAt = Date.now();
      void this.syncEntity(tracked.entity);
    }, pause);
  }

  #advance(tracked: Tracked, cursor: number): void {
    tracked.cursor = cursor;
    // After the handlers of the event itself have run.
    queueMicrotask(() => void this.#options.store.saveCursor({ ...tracked.entity, cursor }));
  }

  #load(): Promise<void> {
    this.#loaded ??= Promise.resolve(this.#options.store.getCursors()).then(
      (cursors) => {
        for (const { cursor, ...entity } of cursors) this.#track(entity).cursor ??= cursor;
      },
      (error: unknown) => {
        this.#loaded = null;
        throw error;
      },
    );
    return this.#loaded;
  }

  #track(entity: SyncEntity): Tracked {
    const key = entityKey(entity);
    let tracked = this.#tracked.get(key);
    if (!tracked) {
      tracked = {
        entity: entityOf(entity),
        cursor: undefined,
        running: undefined,
        seen: 0,
        timer: undefined,
        checkedAt: -Infinity,
      };
      this.#tracked.set(key, tracked);
    }
    return tracked;
  }

  #api(): MessagesSyncApi {
    if (!this.#source) throw new Error('The synchronizer is attached to no client');
    return this.#source;
  }
}

/** Options without defaults: `store`. */
export function createMessagesSynchronizer(options: MessagesSyncOptions): MessagesSynchronizer {
  return new MessagesSynchronizer(options);
}

function entityOf({ targetEntityType, targetEntityId }: SyncEntity): SyncEntity {
  return { targetEntityType, targetEntityId };
}
