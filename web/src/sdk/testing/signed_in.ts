import { afterEach, beforeEach, vi, type Mock } from 'vitest';
import { SfuExtended } from '../sfu_extended';
import { FakeSocket } from './fake_socket';

/** A signed-in client and its server, new for each test of a file. */
export class SignedIn {
  sfu!: SfuExtended;
  socket!: FakeSocket;

  constructor() {
    beforeEach(async () => {
      FakeSocket.install();
      this.sfu = new SfuExtended();
      const connected = this.sfu.connect({ url: 'ws://server.example:8080/', username: 'ann', password: 'secret1' });
      this.socket = FakeSocket.last();
      this.socket.login('ann');
      await connected;
    });
    afterEach(() => vi.unstubAllGlobals());
  }

  /** The arguments of the last call of this name. */
  readonly sent = (name: string): Record<string, unknown> => {
    const { internalMessageId: _, ...argument } = this.socket.lastCall(name);
    return argument;
  };

  /** The server answers the last call of this name. */
  readonly answer = (name: string, event: object): void =>
    this.socket.event({ internalMessageId: this.socket.lastCall(name).internalMessageId, ...event });

  /** Counts how often an event fires from now on. */
  readonly fired = (event: string): Mock => {
    const handler = vi.fn();
    this.sfu.on(event, handler);
    return handler;
  };
}
