import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CachedRange, Message, MessagesDifferenceEvent } from '../protocol';
import { entityKey, type MessagesSyncOptions, type StoredCursor } from './messages_sync';
import { createMessagesSynchronizer } from './messages_synchronizer';
import { SfuExtended } from './sfu_extended';
import { FakeSocket } from './testing/fake_socket';

const chat = (id: string) => ({ targetEntityType: 'CHAT', targetEntityId: { chatId: id } }) as const;
const A = chat('a');
const B = chat('b');
const message = (id: string) => ({ id, ...A, body: id }) as unknown as Message;

let sfu: SfuExtended;
let socket: FakeSocket;

async function signIn(): Promise<void> {
  const connected = sfu.connect({ url: 'ws://server.example/', username: 'ann', password: 'secret1' });
  socket = FakeSocket.last();
  socket.login('ann');
  await connected;
}

/** The next call of this name that was not answered yet. */
async function nextCall(name: string, number: number): Promise<Record<string, unknown>> {
  await vi.waitFor(() => expect(socket.calls(name).length).toBeGreaterThan(number));
  return socket.calls(name)[number]!;
}

function answer(call: Record<string, unknown>, type: string, payload: object): void {
  socket.event({ type, internalMessageId: call.internalMessageId, ...payload });
}

async function answerSummary(cursors: Record<string, number>, number = 0): Promise<void> {
  answer(await nextCall('getChatsSyncSummary', number), 'CHATS_SYNC_SUMMARY', {
    cursors: Object.entries(cursors).map(([id, currentCursor]) => ({ ...chat(id), currentCursor })),
  });
}

async function answerDifference(number: number, payload: Partial<MessagesDifferenceEvent>): Promise<Record<string, unknown>> {
  const call = await nextCall('getMessagesDifference', number);
  answer(call, 'MESSAGES_DIFFERENCE', {
    targetEntityType: call.targetEntityType,
    targetEntityId: call.targetEntityId,
    messages: [],
    newCursor: call.sinceCursor as number,
    hasMore: false,
    resyncRequired: false,
    ...payload,
  });
  return call;
}

function setUp(options: Partial<MessagesSyncOptions> = {}, cursors: StoredCursor[] = []) {
  const log: string[] = [];
  const store = {
    getCursors: vi.fn(() => cursors),
    applyMessages: vi.fn(({ messages, resync }) => {
      log.push(`${resync ? 'anew ' : ''}${messages.map(({ id }: Message) => id).join(' ')}`);
    }),
    saveCursor: vi.fn((cursor: StoredCursor) => {
      log.push(`${entityKey(cursor)} ${cursor.cursor}`);
    }),
  };
  const sync = createMessagesSynchronizer({ store, ...options });
  for (const event of ['SYNC_STARTED', 'SYNC_COMPLETED', 'SYNC_FAILED', 'GAP_DETECTED']) {
    sync.on(event, () => log.push(event));
  }
  sync.attach(sfu);
  return { sync, store, log };
}

beforeEach(() => {
  FakeSocket.install();
  sfu = new SfuExtended();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the numbers of events', () => {
  it('are told before the event or the answer itself', async () => {
    await signIn();
    const told: unknown[] = [];
    sfu.on('MESSAGE_CURSOR', (event) => told.push(event));
    sfu.on('MESSAGE', () => told.push('MESSAGE'));
    const sent = sfu.sendMessage({ ...A, body: 'x' }).then(() => told.push('answer'));
    answer(socket.lastCall('sendMessage'), 'SFU_MESSAGE_STATE', {
      status: { id: 'm-1', ...A },
      waitingUploadingAttachments: false,
      cursor: 7,
    });
    await sent;
    socket.event({ type: 'SFU_MESSAGE', message: message('m-2'), cursor: 8 });
    socket.event({ type: 'SFU_MESSAGE', message: message('m-3') });
    socket.event({ type: 'CHAT_MESSAGE_DELETED', ...A, messageId: 'm-2', state: 'DELETED', cursor: 0 });
    socket.event({ type: 'REACTION_ON_MESSAGE_ADDED', ...A, messageId: 'm-2', reactedUser: 'b', reaction: '+1', cursor: 9 });
    socket.event({ type: 'MESSAGES_CURSOR_ADVANCED', ...A, cursor: 12 });
    expect(told).toEqual([
      { ...A, messageId: 'm-1', cursor: 7, sourceEvent: 'MESSAGE_STATE' },
      'answer',
      { ...A, messageId: 'm-2', cursor: 8, sourceEvent: 'MESSAGE' },
      'MESSAGE',
      'MESSAGE',
      { ...A, messageId: 'm-2', cursor: 9, sourceEvent: 'REACTION_ON_MESSAGE_ADDED' },
      { ...A, cursor: 12, sourceEvent: 'MESSAGES_CURSOR_ADVANCED', watermark: true },
    ]);
  });

  it('come with calls that leave out what is empty', async () => {
    await signIn();
    void sfu.getMessagesDifference({ ...A, cachedRanges: [] }).catch(() => {});
    expect(socket.lastCall('getMessagesDifference')).toMatchObject({ ...A, sinceCursor: 0, limit: 0 });
    expect('cachedRanges' in socket.lastCall('getMessagesDifference')).toBe(false);
  });
});

describe('catching up', () => {
  it('asks for what is behind after each connect, page by page, the active one first', async () => {
    const { sync, log } = setUp({ limit: 2 }, [
      { ...A, cursor: 3 },
      { ...chat('same'), cursor: 5 },
    ]);
    sync.setActiveEntity(B);
    const synced = vi.fn();
    sync.on('ENTITY_SYNCED', synced);
    await signIn();
    await answerSummary({ a: 9, b: 1, same: 5, empty: 0 });
    await answerDifference(0, { messages: [message('b1')], newCursor: 1 });
    const first = await answerDifference(1, { messages: [message('a1'), message('a2')], newCursor: 6, hasMore: true });
    const second = await answerDifference(2, { messages: [message('a3')], newCursor: 9 });
    await vi.waitFor(() => expect(log).toContain('SYNC_COMPLETED'));
    expect(first).toMatchObject({ ...A, sinceCursor: 3, limit: 2 });
    expect(second).toMatchObject({ sinceCursor: 6 });
    expect(log).toEqual([
      'SYNC_STARTED', 'b1', 'CHAT:b 1', 'a1 a2', 'CHAT:a 6', 'a3', 'CHAT:a 9', 'SYNC_COMPLETED',
    ]);
    expect(synced.mock.calls.map(([result]) => [result.status, result.cursor, result.pages])).toEqual([
      ['SYNCED', 1, 1],
      ['SYNCED', 9, 2],
    ]);
    expect(sync.getCursor(A)).toBe(9);
    expect(sync.hasCursor(chat('empty'))).toBe(true);
    expect(sync.hasCursor(chat('unknown'))).toBe(false);
    expect(sync.cursors()).toHaveLength(4);

    socket.drop(1006, '');
    await signIn();
    await answerSummary({ a: 10, b: 1 });
    expect(await answerDifference(0, { newCursor: 10 })).toMatchObject({ sinceCursor: 9 });
    await vi.waitFor(() => expect(sync.getCursor(A)).toBe(10));
  });

  it('leaves out what the filter refuses', async () => {
    const { sync } = setUp({ entityFilter: (cursor) => entityKey(cursor) !== 'CHAT:a' });
    await signIn();
    await answerSummary({ a: 9, b: 1 });
    await answerDifference(0, { newCursor: 1 });
    await vi.waitFor(() => expect(sync.getCursor(B)).toBe(1));
    expect(sync.hasCursor(A)).toBe(false);
    expect(socket.calls('getMessagesDifference')).toHaveLength(1);
  });

  it('loads anew what the journal does not reach, and then what came meanwhile', async () => {
    const ranges: CachedRange[] = [
      { from: 0, to: 10 },
      { from: 20, to: 0 },
    ];
    const getCachedRanges = vi.fn(() => ranges);
    const { sync, log, store } = setUp({}, [{ ...A, cursor: 3 }]);
    Object.assign(store, { getCachedRanges });
    await signIn();
    await answerSummary({ a: 100 });
    expect(await answerDifference(0, { newCursor: 100, resyncRequired: true })).toMatchObject({ cachedRanges: ranges });
    const old = await nextCall('loadMessages', 0);
    expect(old.timeFrame).toEqual({ start: 0, end: 10 });
    answer(old, 'CHAT_MESSAGES', { ...A, messages: [message('m1')] });
    const present = await nextCall('loadMessages', 1);
    expect(present.timeFrame).toEqual({ start: 20, end: -1 });
    answer(present, 'CHAT_MESSAGES', { ...A, messages: [message('m2')] });
    expect(await answerDifference(1, { messages: [message('m3')], newCursor: 101 })).toMatchObject({ sinceCursor: 100 });
    await vi.waitFor(() => expect(log).toContain('SYNC_COMPLETED'));
    expect(log).toEqual(['SYNC_STARTED', 'anew m1 m2', 'CHAT:a 100', 'm3', 'CHAT:a 101', 'SYNC_COMPLETED']);
    expect(sync.getCursor(A)).toBe(101);
  });

  it('asks too when the server is behind, as after it was set back', async () => {
    const { sync } = setUp({}, [{ ...A, cursor: 30 }]);
    await signIn();
    await answerSummary({ a: 20 });
    await answerDifference(0, { newCursor: 20, resyncRequired: true });
    answer(await nextCall('loadMessages', 0), 'CHAT_MESSAGES', { ...A, messages: [] });
    await answerDifference(1, { newCursor: 20 });
    await vi.waitFor(() => expect(sync.getCursor(A)).toBe(20));
  });

  it('tells the server no more ranges than it takes', async () => {
    const many = Array.from({ length: 40 }, (_, i) => ({ from: i * 10 + 1, to: i * 10 + 5 }));
    const { store } = setUp();
    Object.assign(store, { getCachedRanges: () => many });
    await signIn();
    await answerSummary({ a: 1 });
    const call = await answerDifference(0, { newCursor: 1 });
    expect(call.cachedRanges).toHaveLength(32);
    expect((call.cachedRanges as CachedRange[])[0]).toEqual({ from: 1, to: 85 });
    expect((call.cachedRanges as CachedRange[])[31]).toEqual(many[39]);
  });

  it('goes on with the others when one fails, and says so', async () => {
    const { log } = setUp();
    await signIn();
    await answerSummary({ a: 1, b: 1 });
    const call = await nextCall('getMessagesDifference', 0);
    answer(call, 'OPERATION_FAILED', { operation: 'X', error: 'no' });
    await answerDifference(1, { newCursor: 1 });
    await vi.waitFor(() => expect(log).toContain('SYNC_COMPLETED'));
    expect(log).toEqual(['SYNC_STARTED', 'CHAT:b 1', 'SYNC_COMPLETED']);
  });

  it('stops with the connection', async () => {
    const { sync, log } = setUp();
    await signIn();
    await answerSummary({ a: 1, b: 1 });
    const running = sync.sync();
    await nextCall('getMessagesDifference', 0);
    socket.drop(1006, '');
    const result = await running;
    expect(result.cancelled).toBe(true);
    expect(result.entities.map((entity) => entity.status)).toEqual(['CANCELLED']);
    expect(log).toEqual(['SYNC_STARTED', 'SYNC_COMPLETED']);
  });

  it('tells of a summary that failed', async () => {
    const { sync, log } = setUp();
    await signIn();
    const running = sync.sync();
    const failed = expect(running).rejects.toMatchObject({ error: 'no' });
    answer(await nextCall('getChatsSyncSummary', 0), 'OPERATION_FAILED', { operation: 'X', error: 'no' });
    await failed;
    expect(log).toEqual(['SYNC_FAILED']);
  });
});

describe('the live cursor', () => {
  const live = (cursor: number, watermark?: boolean) =>
    socket.event(
      watermark
        ? { type: 'MESSAGES_CURSOR_ADVANCED', ...A, cursor }
        : { type: 'SFU_MESSAGE', message: message(`m${cursor}`), cursor },
    );
  async function started(options: Partial<MessagesSyncOptions> = {}) {
    const all = setUp(options, [{ ...A, cursor: 3 }]);
    await signIn();
    await answerSummary({ a: 3 });
    await vi.waitFor(() => expect(all.log).toContain('SYNC_COMPLETED'));
    all.log.length = 0;
    return all;
  }

  it('takes the next number and any watermark, and nothing of the past or of strangers', async () => {
    const { sync, log } = await started();
    live(4);
    live(4);
    live(9, true);
    live(2);
    socket.event({ type: 'MESSAGES_CURSOR_ADVANCED', ...B, cursor: 5 });
    expect(sync.getCursor(A)).toBe(9);
    expect(sync.hasCursor(B)).toBe(false);
    await vi.waitFor(() => expect(log).toEqual(['CHAT:a 4', 'CHAT:a 9']));
  });

  it('asks once for a gap, after a while, and seldom', async () => {
    const { sync, log } = await started();
    vi.useFakeTimers();
    live(6);
    live(7);
    expect(sync.getCursor(A)).toBe(3);
    expect(socket.calls('getMessagesDifference')).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(300);
    expect(socket.calls('getMessagesDifference')).toHaveLength(1);
    live(8);
    expect(log).toEqual(['GAP_DETECTED', 'GAP_DETECTED']);
    answer(socket.lastCall('getMessagesDifference'), 'MESSAGES_DIFFERENCE', {
      ...A, messages: [message('m5')], newCursor: 7, hasMore: false, resyncRequired: false,
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(sync.getCursor(A)).toBe(7);
    await vi.advanceTimersByTimeAsync(29_000);
    expect(socket.calls('getMessagesDifference')).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(socket.calls('getMessagesDifference')).toHaveLength(2);
    expect(socket.lastCall('getMessagesDifference')).toMatchObject({ sinceCursor: 7 });
  });

  it('can be left to the application', async () => {
    const { sync } = await started({ liveCursor: false });
    live(4);
    expect(sync.getCursor(A)).toBe(3);
    sync.applyLiveCursor({ ...A, cursor: 4, sourceEvent: 'MESSAGE' });
    expect(sync.getCursor(A)).toBe(4);
    sync.detach();
    live(5);
    expect(sync.getCursor(A)).toBe(4);
  });
});

it('names targets', () => {
  expect(entityKey({ targetEntityType: 'CHANNEL', targetEntityId: { spaceId: 's', channelId: 'c' } })).toBe('CHANNEL:s/c');
  expect(
    entityKey({ targetEntityType: 'THREAD', targetEntityId: { spaceId: 's', channelId: 'c', threadId: 't' } }),
  ).toBe('THREAD:s/c/t');
});
