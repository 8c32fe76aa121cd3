import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionEndedError } from './pending';
import { SfuExtended } from './sfu_extended';
import { FakeSocket } from './testing/fake_socket';
import type { RoomExtended } from './room_extended';

const URL = 'ws://server.example:8080/';
const CHAT = { targetEntityType: 'CHAT', targetEntityId: { chatId: 'c-1' } } as const;

async function signedIn(username = 'ann'): Promise<{ sfu: SfuExtended; socket: FakeSocket }> {
  const sfu = new SfuExtended();
  const connected = sfu.connect({ url: URL, username, password: 'secret1' });
  const socket = FakeSocket.last();
  socket.login(username);
  await connected;
  return { sfu, socket };
}

beforeEach(() => FakeSocket.install());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('connect', () => {
  it('sends the connection frame and resolves with the user', async () => {
    const sfu = new SfuExtended();
    const events: string[] = [];
    sfu.on('CONNECTED', () => events.push(sfu.state()));
    const connected = sfu.connect({ url: URL, username: 'ann', password: 'secret1', device: 'laptop' });
    expect(sfu.state()).toBe('PENDING');
    await expect(sfu.connect({ url: URL })).rejects.toThrow('Connection is already in progress.');
    const socket = FakeSocket.last();
    socket.login();
    const user = await connected;
    expect(socket.sent[0]).toMatchObject({
      message: 'connection',
      data: [
        {
          appKey: 'sfuZClientApp',
          mediaProviders: ['WebRTC'],
          keepAlive: true,
          authToken: null,
          clientVersion: '0.5.28',
          custom: { username: 'ann', password: 'secret1', device: 'laptop' },
        },
      ],
    });
    expect(user).toEqual({
      username: 'ann',
      email: 'ann@example.com',
      nickname: 'ann',
      authToken: 'token-1',
      pmi: '100001',
    });
    expect(sfu.server()).toBe('server.example');
    expect(events).toEqual(['AUTHENTICATED']);
    await expect(sfu.connect({ url: URL })).rejects.toThrow('Connection is already established.');
  });

  it('rejects with code and reason when the server closes', async () => {
    const sfu = new SfuExtended();
    const failed = vi.fn();
    sfu.on('FAILED', failed);
    const connected = sfu.connect({ url: URL, username: 'ann', password: 'wrong' });
    FakeSocket.last().accept();
    FakeSocket.last().drop(1008, 'Authentication failed');
    await expect(connected).rejects.toMatchObject({ code: 1008, reason: 'Authentication failed' });
    expect(failed).toHaveBeenCalledOnce();
    expect(sfu.state()).toBe('FAILED');
  });

  it('gives up on a socket that does not open', async () => {
    vi.useFakeTimers();
    const sfu = new SfuExtended();
    const connected = sfu.connect({ url: URL, timeout: 50 });
    const outcome = expect(connected).rejects.toMatchObject({ kind: 'error' });
    await vi.advanceTimersByTimeAsync(51);
    await outcome;
    expect(FakeSocket.last().closeCalls).toHaveLength(1);
  });

  it('answers pings and counts missing ones', async () => {
    vi.useFakeTimers();
    const sfu = new SfuExtended();
    const failed = vi.fn();
    sfu.on('CONNECTION_FAILED', failed);
    const connected = sfu.connect({ url: URL, pingInterval: 100, failedProbesThreshold: 2 });
    const socket = FakeSocket.last();
    socket.login();
    await connected;
    socket.frame('ping');
    expect(socket.sent.at(-1)).toEqual({ message: 'pong', data: [null] });
    await vi.advanceTimersByTimeAsync(150);
    socket.onmessage!({ data: new ArrayBuffer(2) });
    await vi.advanceTimersByTimeAsync(100);
    expect(failed).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect(failed).toHaveBeenCalledOnce();
    expect(failed.mock.calls[0]![0]).toMatchObject({
      type: 'CONNECTION_FAILED',
      reason: 'Missing 2 pings from server, connection seems to be down',
    });
    expect(sfu.state()).toBe('FAILED');
    expect(socket.closeCalls).toHaveLength(1);
  });
});

describe('closing', () => {
  it('tells a wanted disconnect from a failure by the reason', async () => {
    const { sfu, socket } = await signedIn();
    const disconnected = vi.fn();
    const failed = vi.fn();
    sfu.on('DISCONNECTED', disconnected).on('CONNECTION_FAILED', failed);
    const closed = sfu.disconnect();
    expect(socket.closeCalls).toEqual([[]]);
    socket.drop(1000, 'Normal disconnect');
    await closed;
    expect(disconnected).toHaveBeenCalledOnce();
    expect(failed).not.toHaveBeenCalled();
    expect(sfu.state()).toBe('DISCONNECTED');
    expect(sfu.user()).toBeUndefined();
  });

  it('reports any other close as a failed connection and lets the client connect again', async () => {
    const { sfu, socket } = await signedIn();
    const failed = vi.fn();
    sfu.on('CONNECTION_FAILED', failed);
    socket.drop(1006, '');
    expect(failed.mock.calls[0]![0]).toMatchObject({ type: 'CONNECTION_FAILED', code: 1006, reason: '' });
    expect(sfu.state()).toBe('DISCONNECTED');
    const again = sfu.connect({ url: URL, authToken: 'token-1' });
    FakeSocket.last().login();
    await again;
    expect(FakeSocket.last().sent[0]!.data[0]).toMatchObject({ authToken: 'token-1' });
  });

  it('rejects pending calls, and calls without a login', async () => {
    const { sfu, socket } = await signedIn();
    const chats = sfu.getUserChats();
    socket.drop(1006, '');
    await expect(chats).rejects.toBeInstanceOf(ConnectionEndedError);
    await expect(sfu.getUserChats()).rejects.toThrow("User isn't authenticated, current state DISCONNECTED");
  });
});

describe('dispatch', () => {
  it('settles each call by its own id only', async () => {
    const { sfu, socket } = await signedIn();
    const first = sfu.getUnreadMessagesCount(CHAT);
    const second = sfu.getUnreadMessagesCount(CHAT);
    const [one, two] = socket.calls('getUnreadMessagesCount');
    expect(one!.internalMessageId).not.toBe(two!.internalMessageId);
    socket.event({ type: 'UNREAD_MESSAGES_COUNT', internalMessageId: two!.internalMessageId, unreadMessagesCount: 2 });
    socket.event({ type: 'UNREAD_MESSAGES_COUNT', internalMessageId: one!.internalMessageId, unreadMessagesCount: 1 });
    expect((await first).unreadMessagesCount).toBe(1);
    expect((await second).unreadMessagesCount).toBe(2);
  });

  it('keeps the calls of two clients apart', async () => {
    const ann = await signedIn('ann');
    const bob = await signedIn('bob');
    const settled = vi.fn();
    const chats = ann.sfu.getUserChats();
    void chats.then(settled);
    const id = ann.socket.lastCall('getUserChats').internalMessageId;
    bob.socket.event({ type: 'SFU_USER_CHATS', internalMessageId: id, chats: {} });
    await Promise.resolve();
    expect(settled).not.toHaveBeenCalled();
    ann.socket.event({ type: 'SFU_USER_CHATS', internalMessageId: id, chats: { x: {} } });
    expect(await chats).toEqual({ x: {} });
  });

  it('mode S: settles or fires, the second copy fires', async () => {
    const { sfu, socket } = await signedIn();
    const fired = vi.fn();
    sfu.on('NEW_CHAT', fired);
    const created = sfu.createChat({ members: ['bob'] });
    const id = socket.lastCall('createChat').internalMessageId;
    socket.event({ type: 'SFU_NEW_CHAT', internalMessageId: id, info: { id: 'c-1' } });
    expect(await created).toEqual({ id: 'c-1' });
    expect(fired).not.toHaveBeenCalled();
    socket.event({ type: 'SFU_NEW_CHAT', internalMessageId: id, info: { id: 'c-1' } });
    expect(fired).toHaveBeenCalledExactlyOnceWith({ id: 'c-1' });
  });

  it('mode B: settles and fires', async () => {
    const { sfu, socket } = await signedIn();
    const fired = vi.fn();
    sfu.on('CHAT_MESSAGES', fired);
    const loaded = sfu.loadMessages({ ...CHAT, timeFrame: { start: 0, end: -1 } });
    const call = socket.lastCall('loadMessages');
    expect(call).toMatchObject({ ...CHAT, timeFrame: { start: 0, end: -1 } });
    expect('boundaries' in call).toBe(false);
    socket.event({ type: 'CHAT_MESSAGES', internalMessageId: call.internalMessageId, messages: [{ id: 'm' }] });
    expect(await loaded).toEqual([{ id: 'm' }]);
    expect(fired.mock.calls[0]![0]).toMatchObject({ type: 'CHAT_MESSAGES' });
  });

  it('mode P: never fires; mode E: never settles', async () => {
    const { sfu, socket } = await signedIn();
    const config = vi.fn();
    const message = vi.fn();
    sfu.on('SYSTEM_CONFIG', config).on('MESSAGE', message);
    socket.event({ type: 'SYSTEM_CONFIG', config: {} });
    expect(config).not.toHaveBeenCalled();
    const settled = vi.fn();
    void sfu.getSystemConfig().then(settled);
    const id = socket.lastCall('getSystemConfig').internalMessageId;
    socket.event({ type: 'SFU_MESSAGE', internalMessageId: id, message: { id: 'm-1' } });
    expect(message).toHaveBeenCalledExactlyOnceWith({ id: 'm-1' });
    await Promise.resolve();
    expect(settled).not.toHaveBeenCalled();
  });

  it('rejects a refused call with the whole event and fires one nobody waits for', async () => {
    const { sfu, socket } = await signedIn();
    const fired = vi.fn();
    sfu.on('OPERATION_FAILED', fired);
    const deleted = sfu.deleteChat({ id: 'c-9' });
    const id = socket.lastCall('deleteChat').internalMessageId;
    const refusal = { type: 'OPERATION_FAILED', internalMessageId: id, operation: 'DELETE_CHAT', error: 'Chat not found' };
    socket.event(refusal);
    await expect(deleted).rejects.toMatchObject(refusal);
    expect(fired).not.toHaveBeenCalled();
    socket.event(refusal);
    expect(fired).toHaveBeenCalledOnce();
  });

  it('looks at roomId after the first group only', async () => {
    const { sfu, socket } = await signedIn();
    const fired = vi.fn();
    sfu.on('MESSAGE', fired).on('CHAT_MESSAGE_DELETED', fired);
    socket.event({ type: 'SFU_MESSAGE', roomId: 'r', message: { id: 'm' } });
    socket.event({ type: 'CHAT_MESSAGE_DELETED', roomId: 'r' });
    expect(fired).toHaveBeenCalledOnce();
  });

  it('passes unknown types on under their own name', async () => {
    const { sfu, socket } = await signedIn();
    const fired = vi.fn();
    sfu.on('SOMETHING_NEW', fired);
    socket.event({ type: 'SOMETHING_NEW', value: 7 });
    expect(fired.mock.calls[0]![0]).toMatchObject({ value: 7 });
  });

  it('follows changes of the own profile before it resolves', async () => {
    const { sfu, socket } = await signedIn();
    const changed = sfu.changeUserNickname('Annie');
    socket.event({
      type: 'USER_INFO_CHANGED',
      internalMessageId: socket.lastCall('changeUserNickname').internalMessageId,
      userId: 'ann',
      info: { email: 'new@example.com', nickname: 'Annie' },
    });
    expect(await changed).toBeUndefined();
    expect(sfu.user()).toMatchObject({ nickname: 'Annie', email: 'new@example.com' });
  });

  it('survives frames that are not understood', async () => {
    const { sfu, socket } = await signedIn();
    for (const data of ['', '{', 'null', '[]', '{"message":"sfuCallback"}', '{"message":"sfuCallback","data":[null]}']) {
      socket.onmessage!({ data });
    }
    expect(sfu.state()).toBe('AUTHENTICATED');
  });

  it('calls every handler in order, also when one of them throws', async () => {
    const { sfu, socket } = await signedIn();
    const seen: number[] = [];
    const reported = vi.fn();
    vi.stubGlobal('queueMicrotask', (task: () => void) => {
      try {
        task();
      } catch (error) {
        reported(error);
      }
    });
    const first = () => seen.push(1);
    sfu.on('X', first).on('X', () => {
      throw new Error('broken handler');
    });
    sfu.on('X', () => seen.push(3)).on('X', first);
    sfu.off('X', first);
    socket.event({ type: 'X' });
    expect(seen).toEqual([3, 1]);
    expect(reported).toHaveBeenCalledOnce();
  });
});

describe('messages', () => {
  it('refuses an empty message itself', async () => {
    const { sfu, socket } = await signedIn();
    await expect(sfu.sendMessage({ ...CHAT, body: '' })).rejects.toThrow("Can't send message without content");
    expect(socket.calls('sendMessage')).toHaveLength(0);
  });

  it('sends nothing but the target of the object given to markMessageRead', async () => {
    const { sfu, socket } = await signedIn();
    const state = { id: 'm-1', ...CHAT, delivered: true, info: '' };
    void sfu.markMessageRead(state).catch(() => {});
    const { internalMessageId, ...call } = socket.lastCall('markMessageRead');
    expect(internalMessageId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(call).toEqual({ id: 'm-1', ...CHAT });
  });
});

describe('rooms', () => {
  it('builds a room from CREATED and holds it', async () => {
    const { sfu, socket } = await signedIn();
    const created = sfu.createRoom({ name: 'Weekly', pin: '12' });
    socket.event({
      type: 'CREATED',
      internalMessageId: socket.lastCall('createRoom').internalMessageId,
      roomId: '4127731',
      name: 'Weekly',
      owner: 'ann',
      pin: '12',
      creationTime: 5,
      waitingRoomEnabled: false,
      config: { locked: false, screenSharingConfig: {} },
    });
    const room: RoomExtended = await created;
    expect(room.id()).toBe('4127731');
    expect(room.conferenceType()).toBe('GLOBAL');
    expect(sfu.getRoom({ id: '4127731' })).toBe(room);
    socket.event({ type: 'ROOM_LOCKED', roomId: '4127731', value: true });
    expect(room.config().locked).toBe(true);
    socket.event({ type: 'ENDED', roomId: '4127731' });
    expect(sfu.getRoom({ id: '4127731' })).toBeUndefined();
  });

  it('leaves its rooms before it closes', async () => {
    const { sfu, socket } = await signedIn();
    const created = sfu.createDirectMeeting({ directChatId: 'c-1' });
    const id = socket.lastCall('createDirectMeeting').internalMessageId;
    socket.event({ type: 'CREATED', internalMessageId: id, roomId: 'c-1', conferenceType: 'DIRECT', config: {} });
    await created;
    void sfu.disconnect();
    expect(socket.lastCall('leaveRoom')).toMatchObject({ id: 'c-1', internalMessageId: '' });
    expect(socket.closeCalls).toHaveLength(1);
  });
});
