import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PendingCalls } from './pending';
import { RoomExtended } from './room_extended';
import { FakePeer } from './testing/fake_peer';
import type { RoomExtendedConfig } from './types';

interface Sent {
  name: string;
  argument: Record<string, unknown>;
  id: string;
}

let pending: PendingCalls;
let sent: Sent[];
let over: RoomExtended[];
let room: RoomExtended;
let peer: FakePeer;

beforeEach(() => {
  pending = new PendingCalls();
  sent = [];
  over = [];
  peer = new FakePeer();
  const info = {
    id: 'r-1',
    owner: 'ann',
    name: 'Weekly',
    pin: '12',
    creationTime: 5,
    waitingRoomEnabled: false,
    config: { locked: false } as RoomExtendedConfig,
  };
  room = new RoomExtended(info, 'ann', {
    call: <T>(name: string, argument: object) => {
      const id = `id-${sent.length}`;
      sent.push({ name, argument: { ...argument }, id });
      return pending.wait<T>(id);
    },
    send: (name, argument) => sent.push({ name, argument: { ...argument }, id: '' }),
    pending,
    over: (ended) => over.push(ended),
  });
});

const last = (name: string): Sent => sent.filter((call) => call.name === name).at(-1)!;
const offers = (): Sent[] => sent.filter((call) => call.name === 'updateRoomState');
const event = (type: string, fields: object = {}) => room.process({ type, roomId: 'r-1', internalMessageId: '', ...fields });
const acknowledge = (call: Sent) => event('ACK', { internalMessageId: call.id });
const answer = (tid: unknown, sdp = 'answer') => event('REMOTE_SDP', { info: { type: 'answer', sdp, tid } });

async function join(slots = 0): Promise<void> {
  const joined = room.join(peer as unknown as RTCPeerConnection, 'Annie', { 'cam-1': 'camera' }, slots, 'UDP');
  await vi.waitFor(() => expect(last('joinRoom')).toBeDefined());
  const call = last('joinRoom');
  answer(call.argument.tid);
  event('JOINED', { internalMessageId: call.id, userId: 'ann', name: 'Annie' });
  await joined;
  await vi.waitFor(() => expect(peer.signalingState).toBe('stable'));
}

describe('join', () => {
  it('offers tracks, slots and the two data channels', async () => {
    peer.addTransceiver('video', { direction: 'sendrecv' }).trackId = 'cam-1';
    await join(2);
    const { argument } = last('joinRoom');
    expect(argument).toMatchObject({ id: 'r-1', pin: '12', nickname: 'Annie', sdpType: 'offer', transport: 'UDP' });
    expect(argument.tid).toMatch(/^[0-9a-f-]{36}$/);
    expect(argument.sdp).toBe(
      'v=0\r\nm=video\r\na=sendonly\r\na=msid:- cam-1\r\na=content:camera\r\n' +
        'm=video\r\na=recvonly\r\na=msid:- none\r\nm=video\r\na=recvonly\r\na=msid:- none\r\n',
    );
    expect(peer.channels.map((channel) => channel.label)).toEqual(['control', 'bitrate']);
    expect(room.state()).toBe('JOINED');
    expect(room.nickname()).toBe('Annie');
    await expect(room.join(peer as unknown as RTCPeerConnection)).rejects.toThrow("Can't joined room with state JOINED");
  });

  it('does not fire JOINED for the own join but for that of others', async () => {
    const joined = vi.fn();
    room.on('JOINED', joined);
    await join();
    expect(joined).not.toHaveBeenCalled();
    event('JOINED', { userId: 'bob', name: 'Bob' });
    expect(joined).toHaveBeenCalledOnce();
    expect(room.userId()).toBe('ann');
  });

  it.each([
    ['Room destroyed', 'ENDED'],
    ['Authorization failed by owner', 'EVICTED'],
    ['Joining to room canceled by user', 'LEFT'],
    ['Wrong pin', 'OPERATION_FAILED'],
  ])('turns the refusal "%s" into %s and forgets the room', async (error, type) => {
    const fired = vi.fn();
    room.on(type, fired);
    const joined = room.join(peer as unknown as RTCPeerConnection);
    await vi.waitFor(() => expect(last('joinRoom')).toBeDefined());
    event('OPERATION_FAILED', { internalMessageId: last('joinRoom').id, operation: 'ROOM_JOIN', error });
    await expect(joined).rejects.toMatchObject({ error });
    expect(fired).toHaveBeenCalledOnce();
    expect(peer.closed).toBe(true);
    expect(over).toEqual([room]);
  });
});

describe('negotiation', () => {
  it('drops answers with another tid', async () => {
    const joined = room.join(peer as unknown as RTCPeerConnection);
    joined.catch(() => {});
    await vi.waitFor(() => expect(last('joinRoom')).toBeDefined());
    answer('stale');
    await Promise.resolve();
    expect(peer.remote).toEqual([]);
    expect(peer.signalingState).toBe('have-local-offer');
    answer(last('joinRoom').argument.tid);
    await vi.waitFor(() => expect(peer.remote).toHaveLength(1));
  });

  it('keeps one offer open at a time and lets waiting changes share the next', async () => {
    await join();
    const first = room.updateState();
    await vi.waitFor(() => expect(offers()).toHaveLength(1));
    const second = room.updateState({ screen: 'screen_sharing' });
    const third = room.updateState();
    answer(offers()[0]!.argument.tid);
    acknowledge(offers()[0]!);
    await first;
    await vi.waitFor(() => expect(offers()).toHaveLength(2));
    answer(offers()[1]!.argument.tid);
    acknowledge(offers()[1]!);
    await Promise.all([second, third]);
    expect(offers()).toHaveLength(2);
    expect(offers()[1]!.argument.tid).not.toBe(offers()[0]!.argument.tid);
  });

  it('takes a refused offer back and can offer again', async () => {
    await join();
    const refused = room.updateState();
    await vi.waitFor(() => expect(offers()).toHaveLength(1));
    event('OPERATION_FAILED', { internalMessageId: offers()[0]!.id, operation: 'ROOM_UPDATE', error: 'no' });
    await expect(refused).rejects.toMatchObject({ error: 'no' });
    expect(peer.signalingState).toBe('stable');
    const again = room.updateState();
    await vi.waitFor(() => expect(offers()).toHaveLength(2));
    answer(offers()[1]!.argument.tid);
    acknowledge(offers()[1]!);
    await again;
  });

  it('steps back for an offer of the server and repeats its own with the old tid', async () => {
    await join();
    const updated = room.updateState();
    await vi.waitFor(() => expect(offers()).toHaveLength(1));
    const own = offers()[0]!;
    event('REMOTE_SDP', { info: { type: 'offer', sdp: 'server offer', tid: 'server' } });
    await vi.waitFor(() => expect(offers()).toHaveLength(3));
    const [, reply, repeated] = offers();
    expect(reply!.argument).toMatchObject({ sdpType: 'answer', tid: own.argument.tid, sdp: 'v=0\r\na=sendonly\r\n' });
    expect('internalMessageId' in reply!.argument).toBe(false);
    expect(repeated!.argument).toMatchObject({ sdpType: 'offer', tid: own.argument.tid, internalMessageId: '' });
    answer(own.argument.tid);
    acknowledge(own);
    await updated;
  });

  it('fails the room when the browser refuses the answer', async () => {
    const failed = vi.fn();
    room.on('FAILED', failed);
    peer.setRemoteDescription = () => Promise.reject(new Error('bad sdp'));
    room.join(peer as unknown as RTCPeerConnection).catch(() => {});
    await vi.waitFor(() => expect(last('joinRoom')).toBeDefined());
    answer(last('joinRoom').argument.tid);
    await vi.waitFor(() => expect(failed).toHaveBeenCalledOnce());
    expect(room.state()).toBe('FAILED');
    expect(over).toEqual([room]);
  });
});

describe('remote tracks', () => {
  it('uses predefined slots, refuses without force, and makes one with it', async () => {
    await join(1);
    const first = await room.getRemoteTrack('VIDEO', false);
    expect(first).toBeDefined();
    expect(await room.getRemoteTrack('VIDEO', false)).toBeUndefined();
    expect(await room.getRemoteTrack('AUDIO', false)).toBeUndefined();
    const made = room.getRemoteTrack('AUDIO', true);
    await vi.waitFor(() => expect(offers()).toHaveLength(1));
    answer(offers()[0]!.argument.tid);
    acknowledge(offers()[0]!);
    const audio = await made;
    const leased = audio!.demandTrack('mic-bob');
    expect(last('leaseTrack').argument).toEqual({ roomId: 'r-1', remoteTrackId: 'mic-bob', localMid: '1' });
    acknowledge(last('leaseTrack'));
    await leased;
  });

  it('returns the slot after dispose and after a refused demand', async () => {
    await join(1);
    const first = (await room.getRemoteTrack('VIDEO', false))!;
    const demanded = first.demandTrack('gone');
    event('OPERATION_FAILED', { internalMessageId: last('leaseTrack').id, operation: 'LEASE_TRACK', error: 'gone' });
    await expect(demanded).rejects.toMatchObject({ error: 'gone' });
    expect(first.disposed).toBe(true);
    await expect(first.mute()).rejects.toThrow('Track already disposed');
    const second = (await room.getRemoteTrack('VIDEO', false))!;
    expect(second).toBeDefined();
    const disposed = second.dispose();
    expect(last('leaseTrack').argument).toMatchObject({ remoteTrackId: null });
    acknowledge(last('leaseTrack'));
    await disposed;
    expect(await room.getRemoteTrack('VIDEO', false)).toBeDefined();
  });

  it('chooses qualities by the slot', async () => {
    await join(1);
    const track = (await room.getRemoteTrack('VIDEO', false))!;
    void track.setPreferredQuality('m');
    expect(last('changeQuality').argument).toEqual({ roomId: 'r-1', id: '0', quality: 'm' });
    void track.setTid(1);
    expect(last('changeTid').argument).toEqual({ roomId: 'r-1', id: '0', tid: 1 });
  });
});

describe('leaving and moderation', () => {
  it('resolves and fires LEFT, and is over', async () => {
    await join();
    const fired = vi.fn();
    room.on('LEFT', fired);
    const left = room.leaveRoom();
    expect(room.state()).toBe('DISPOSED');
    expect(peer.closed).toBe(true);
    event('LEFT', { internalMessageId: last('leaveRoom').id, userId: 'ann', name: 'Annie' });
    expect(await left).toMatchObject({ userId: 'ann' });
    expect(fired).toHaveBeenCalledOnce();
    expect(over).toEqual([room]);
  });

  it('stays when others leave', async () => {
    await join();
    event('LEFT', { userId: 'bob', name: 'Bob' });
    event('EVICTED', { userId: 'cid', name: 'Cid' });
    expect(room.state()).toBe('JOINED');
    expect(over).toEqual([]);
  });

  it('follows configuration, role and mutes, also of unknown participants', async () => {
    await join();
    event('ROLE_ASSIGNED', { userId: 'bob', role: 'ADMIN' });
    expect(room.role()).toBe('PARTICIPANT');
    event('ROLE_ASSIGNED', { userId: 'ann', role: 'OWNER' });
    expect(room.role()).toBe('OWNER');
    event('PARTICIPANT_AUDIO_MUTED', { userId: 'bob', value: true });
    expect(room.config().participantsConfig!.bob!.audioMuted).toBe(true);
    const locked = room.setLock(true);
    expect(last('setRoomLock').argument).toMatchObject({ id: 'r-1', value: true });
    event('ROOM_LOCKED', { internalMessageId: last('setRoomLock').id, value: true });
    expect(await locked).toBe(true);
    expect(room.config().locked).toBe(true);
  });
});

describe('messages over the control channel', () => {
  it('sends when the channel is open and resolves with the acknowledgement', async () => {
    await join();
    const control = peer.channels[0]!;
    const short = room.sendMessage('hello');
    expect(control.sent).toEqual([]);
    control.open();
    await vi.waitFor(() => expect(control.sent).toHaveLength(1));
    const { id, ...piece } = JSON.parse(control.sent[0]!);
    expect(piece).toEqual({ payload: 'hello' });
    control.receive({ type: 'ACK', internalMessageId: id });
    await short;
  });

  it('cuts long messages and rejects with the text of a failure', async () => {
    await join();
    const control = peer.channels[0]!;
    control.open();
    const long = room.sendMessage('x'.repeat(16384) + 'y');
    await vi.waitFor(() => expect(control.sent).toHaveLength(2));
    const pieces = control.sent.map((text) => JSON.parse(text));
    expect(pieces.map((piece) => [piece.last, piece.payload.length])).toEqual([
      [false, 16384],
      [true, 1],
    ]);
    expect(pieces[0].id).toBe(pieces[1].id);
    control.receive({ type: 'FAILED', internalMessageId: pieces[0].id, error: 'muted' });
    await expect(long).rejects.toBe('muted');
  });

  it('joins interleaved pieces and ignores what is none', async () => {
    await join();
    const fired = vi.fn();
    room.on('MESSAGE', fired);
    const control = peer.channels[0]!;
    const receive = (piece: unknown) =>
      control.receive({
        type: 'MESSAGE',
        roomId: 'r-1',
        message: { nickName: 'Bob', message: typeof piece === 'string' ? piece : JSON.stringify(piece) },
      });
    receive({ id: 'a', last: false, payload: 'one ' });
    receive({ id: 'b', last: true, payload: 'whole' });
    receive('{"payload": broken');
    receive('plain');
    receive({ id: 'a', last: true, payload: 'two' });
    expect(fired.mock.calls.map(([message]) => message.message)).toEqual([
      { nickName: 'Bob', message: 'whole' },
      { nickName: 'Bob', message: 'one two' },
    ]);
  });

  it('rejects messages that the end of the room overtakes', async () => {
    await join();
    peer.channels[0]!.open();
    const message = room.sendMessage('hello');
    await vi.waitFor(() => expect(peer.channels[0]!.sent).toHaveLength(1));
    event('ENDED');
    await expect(message).rejects.toThrow('The room is over');
  });
});
