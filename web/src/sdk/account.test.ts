import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SfuExtended } from './sfu_extended';
import { FakeSocket } from './testing/fake_socket';

const URL = 'ws://server.example:8080/';
const ANN = { url: URL, username: 'ann', email: 'ann@example.com', password: 'secret1' };

beforeEach(() => FakeSocket.install());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** The newest socket, once this call has arrived over it. */
async function heard(name: string): Promise<FakeSocket> {
  const socket = FakeSocket.last();
  socket.login('');
  await vi.waitFor(() => expect(socket.calls(name)).toHaveLength(1));
  return socket;
}

const answer = (socket: FakeSocket, name: string, event: object) =>
  socket.event({ internalMessageId: socket.lastCall(name).internalMessageId, ...event });

describe('signUp', () => {
  it('waits for the verification of a new account', async () => {
    const sfu = new SfuExtended();
    const states: boolean[] = [];
    sfu.on('SIGN_UP_STATUS', (status) => states.push(status.verified));
    const signedUp = sfu.signUp(ANN);
    const socket = await heard('signUp');
    expect(socket.lastCall('signUp')).toMatchObject({ username: 'ann', email: 'ann@example.com', password: 'secret1' });
    const status = { type: 'SIGN_UP_STATUS', id: 'ann', email: 'ann@example.com', nickname: 'ann' };
    answer(socket, 'signUp', { ...status, verified: false });
    expect(states).toEqual([false]);
    expect(socket.closeCalls).toHaveLength(0);
    // Without the id it is news of somebody else's waiting.
    socket.event({ ...status, verified: true });
    expect(socket.closeCalls).toHaveLength(0);
    answer(socket, 'signUp', { ...status, verified: true });
    await expect(signedUp).resolves.toMatchObject({ id: 'ann', verified: true });
    expect(socket.closeCalls).toHaveLength(1);
    expect(states).toEqual([false, true, true]);
  });

  it('shows in the state of a client that isn’t signed in', async () => {
    const sfu = new SfuExtended();
    const signedUp = sfu.signUp(ANN);
    expect(sfu.state()).toBe('NEW');
    const socket = await heard('signUp');
    expect(sfu.state()).toBe('CONNECTED');
    answer(socket, 'signUp', { type: 'SIGN_UP_STATUS', id: 'ann', verified: true });
    await signedUp;
    socket.drop(1000, 'Normal disconnect');
    expect(sfu.state()).toBe('DISCONNECTED');
    const unreachable = sfu.signUp(ANN);
    FakeSocket.last().onerror!();
    await expect(unreachable).rejects.toThrow();
    expect(sfu.state()).toBe('FAILED');
  });

  it('leaves the state of a client that signs in meanwhile alone', async () => {
    const sfu = new SfuExtended();
    const free = sfu.ensureUsernameAvailable({ url: URL, username: 'bob' });
    const socket = await heard('ensureUsernameAvailable');
    const connected = sfu.connect({ url: URL, username: 'ann', password: 'secret1' });
    expect(sfu.state()).toBe('PENDING');
    FakeSocket.last().login('ann');
    await connected;
    answer(socket, 'ensureUsernameAvailable', { type: 'ACK' });
    await free;
    socket.drop(1000, 'Normal disconnect');
    expect(sfu.state()).toBe('AUTHENTICATED');
  });

  it.each([
    ['Normal disconnect', 'Operation failed by disconnect'],
    ['server stops', 'Connection failed'],
  ])('names the close reason %s', async (reason, text) => {
    const signedUp = new SfuExtended().signUp(ANN);
    const socket = await heard('signUp');
    socket.drop(1000, reason);
    await expect(signedUp).rejects.toThrow(text);
  });

  it('tells an error of the socket, and a server that can’t be reached', async () => {
    const broken = new SfuExtended().signUp(ANN);
    (await heard('signUp')).onerror!();
    await expect(broken).rejects.toThrow('Connection error');
    const unreachable = new SfuExtended().signUp(ANN);
    FakeSocket.last().onerror!();
    await expect(unreachable).rejects.toThrow('Connection failed');
  });

  it('is overtaken by the next one of the same client, and by that one only', async () => {
    const sfu = new SfuExtended();
    const first = sfu.signUp(ANN);
    const socket = await heard('signUp');
    answer(socket, 'signUp', { type: 'SIGN_UP_STATUS', verified: false });
    const second = sfu.signUp({ ...ANN, username: 'bob' });
    await expect(first).rejects.toThrow('Email is not verified');
    expect(socket.closeCalls).toHaveLength(1);
    const other = await heard('signUp');
    answer(other, 'signUp', { type: 'SIGN_UP_STATUS', id: 'bob', verified: true });
    await expect(second).resolves.toMatchObject({ id: 'bob' });
    // The end of the second leaves nothing behind that the third could trip over.
    const third = sfu.signUp({ ...ANN, username: 'cat' });
    answer(await heard('signUp'), 'signUp', { type: 'SIGN_UP_STATUS', id: 'cat', verified: true });
    await expect(third).resolves.toMatchObject({ id: 'cat' });
  });

  it('gives up when told to, also before the socket is open', async () => {
    const early = new AbortController();
    const signedUp = new SfuExtended().signUp({ ...ANN, signal: early.signal });
    early.abort();
    await expect(signedUp).rejects.toThrow('Operation failed by disconnect');
    await expect(new SfuExtended().signUp({ ...ANN, signal: early.signal })).rejects.toThrow(
      'Operation failed by disconnect',
    );
  });
});

describe('ensureUsernameAvailable and removeUser', () => {
  it('resolve with nothing on ACK', async () => {
    const sfu = new SfuExtended();
    const available = sfu.ensureUsernameAvailable({ url: URL, username: 'ann' });
    const socket = await heard('ensureUsernameAvailable');
    answer(socket, 'ensureUsernameAvailable', { type: 'ACK' });
    expect(await available).toBeUndefined();
    expect(socket.closeCalls).toHaveLength(1);
    const removed = sfu.removeUser({ url: URL, id: 'ann' });
    answer(await heard('removeUser'), 'removeUser', { type: 'ACK' });
    expect(await removed).toBeUndefined();
    expect(FakeSocket.last().lastCall('removeUser')).toMatchObject({ id: 'ann' });
  });

  it('reject with the server’s refusal', async () => {
    const available = new SfuExtended().ensureUsernameAvailable({ url: URL, username: 'ann' });
    const socket = await heard('ensureUsernameAvailable');
    expect(socket.calls('connection')[0]).toMatchObject({ appKey: 'sfuZUserManagementApp', authToken: null });
    answer(socket, 'ensureUsernameAvailable', { type: 'OPERATION_FAILED', error: 'Username is already in use' });
    await expect(available).rejects.toMatchObject({ error: 'Username is already in use' });
  });
});

describe('resetPassword', () => {
  it('resolves with a handler once confirmed, which sets the password over the same connection', async () => {
    const sfu = new SfuExtended();
    const states: boolean[] = [];
    sfu.on('RESET_PASSWORD_REQUEST_STATUS', (status) => states.push(status.confirmed));
    const reset = sfu.resetPassword({ url: URL, email: 'ann@example.com' });
    const socket = await heard('resetPasswordRequest');
    const request = socket.lastCall('resetPasswordRequest');
    expect(request).toMatchObject({ email: 'ann@example.com' });
    const status = { type: 'RESET_PASSWORD_REQUEST_STATUS', email: 'ann@example.com' };
    answer(socket, 'resetPasswordRequest', { ...status, confirmed: false });
    answer(socket, 'resetPasswordRequest', { ...status, confirmed: true });
    const handler = await reset;
    expect(states).toEqual([false, true]);
    expect(socket.closeCalls).toHaveLength(0);

    const short = handler.resetPassword('12345');
    await vi.waitFor(() => expect(socket.calls('resetPassword')).toHaveLength(1));
    const error = 'New password should be at least 6 characters';
    answer(socket, 'resetPassword', { type: 'OPERATION_FAILED', error });
    await expect(short).rejects.toMatchObject({ error });
    const long = handler.resetPassword('123456');
    await vi.waitFor(() => expect(socket.calls('resetPassword')).toHaveLength(2));
    const call = socket.lastCall('resetPassword');
    expect(call).toMatchObject({ email: 'ann@example.com', password: '123456' });
    expect(call.internalMessageId).not.toBe(request.internalMessageId);
    answer(socket, 'resetPassword', { type: 'ACK' });
    expect(await long).toBeUndefined();
    expect(socket.closeCalls).toHaveLength(1);
  });

  it('refuses with the server’s text and closes', async () => {
    const reset = new SfuExtended().resetPassword({ url: URL, email: 'nobody@example.com' });
    const socket = await heard('resetPasswordRequest');
    answer(socket, 'resetPasswordRequest', { type: 'OPERATION_FAILED', error: 'Email not found' });
    await expect(reset).rejects.toMatchObject({ error: 'Email not found' });
    expect(socket.closeCalls).toHaveLength(1);
  });

  it('a second request overtakes the first', async () => {
    const sfu = new SfuExtended();
    const first = sfu.resetPassword({ url: URL, email: 'ann@example.com' });
    await heard('resetPasswordRequest');
    const second = sfu.resetPassword({ url: URL, email: 'ann@example.com' });
    await expect(first).rejects.toThrow('Email is not verified');
    answer(await heard('resetPasswordRequest'), 'resetPasswordRequest', {
      type: 'RESET_PASSWORD_REQUEST_STATUS',
      confirmed: true,
    });
    (await second).close();
  });

  it('a handler whose connection has ended says so', async () => {
    const reset = new SfuExtended().resetPassword({ url: URL, email: 'ann@example.com' });
    const socket = await heard('resetPasswordRequest');
    answer(socket, 'resetPasswordRequest', { type: 'RESET_PASSWORD_REQUEST_STATUS', confirmed: true });
    const handler = await reset;
    socket.drop(1006, '');
    await expect(handler.resetPassword('secret2')).rejects.toThrow('Connection failed');
  });
});

describe('getExamplesFreeUser', () => {
  it('resolves with the lent account, over the demo application', async () => {
    const lent = new SfuExtended().getExamplesFreeUser({ url: URL });
    const socket = await heard('getFreeUser');
    expect(socket.calls('connection')[0]).toMatchObject({ appKey: 'sfuZExamplesManagementApp' });
    const user = { userId: 'demo1', email: 'demo1@example.com', password: 'x' };
    answer(socket, 'getFreeUser', { type: 'FREE_EXAMPLES_USER', user });
    expect(await lent).toEqual(user);
    expect(socket.closeCalls).toHaveLength(1);
  });

  it('calls an error of the socket a failed connection', async () => {
    const lent = new SfuExtended().getExamplesFreeUser({ url: URL });
    (await heard('getFreeUser')).onerror!();
    await expect(lent).rejects.toThrow('Connection failed');
  });
});
