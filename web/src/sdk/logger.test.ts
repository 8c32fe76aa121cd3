import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Verbosity } from './enums';
import type { Log } from './logger';
import { SfuExtended } from './sfu_extended';
import { FakeSocket } from './testing/fake_socket';

const URL = 'ws://server.example:8080/';

/** Keeps what it is told, a line each: the method and the text. */
function keeper(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const method = (name: string) => (text: string) => void lines.push(`${name}: ${text}`);
  return {
    lines,
    log: {
      error: method('error'),
      warn: method('warn'),
      info: method('info'),
      debug: method('debug'),
      trace: method('trace'),
    },
  };
}

async function signedIn(sfu: SfuExtended): Promise<FakeSocket> {
  const connected = sfu.connect({ url: URL, username: 'ann', password: 'secret1' });
  const socket = FakeSocket.last();
  socket.login('ann');
  await connected;
  return socket;
}

beforeEach(() => FakeSocket.install());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('logging of a client', () => {
  it('tells of states, calls and events, and of nothing secret', async () => {
    const { log, lines } = keeper();
    const sfu = new SfuExtended(Verbosity.DEBUG, () => '[ann]', log);
    const socket = await signedIn(sfu);
    const refused = sfu.changeUserPassword('secret1', 'secret2');
    const id = socket.lastCall('changeUserPassword').internalMessageId;
    socket.event({ type: 'OPERATION_FAILED', operation: 'CHANGE_USER_PASSWORD', error: 'No', internalMessageId: id });
    await expect(refused).rejects.toMatchObject({ error: 'No' });
    expect(lines).toEqual([
      'info: [ann] connecting to server.example',
      'info: [ann] signed in as ann',
      `debug: [ann] call changeUserPassword ${id}`,
      `debug: [ann] event OPERATION_FAILED ${id}`,
      'warn: [ann] CHANGE_USER_PASSWORD was refused: No',
    ]);
    expect(lines.join()).not.toContain('secret');
    expect(lines.join()).not.toContain('token');
  });

  it('keeps to its level', async () => {
    const { log, lines } = keeper();
    const sfu = new SfuExtended(Verbosity.WARN, undefined, log);
    const socket = await signedIn(sfu);
    expect(lines).toEqual([]);
    socket.drop(1006, '');
    expect(lines).toEqual(['warn: the connection has ended: without a reason (1006)']);
  });

  it('tells the console of errors unless told otherwise', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const sfu = new SfuExtended();
    const socket = await signedIn(sfu);
    socket.frame('failed', { error: 'out of order' });
    socket.drop(1006, '');
    expect(error).toHaveBeenCalledExactlyOnceWith('the server reports a failure');
    expect(warn).not.toHaveBeenCalled();
  });
});
