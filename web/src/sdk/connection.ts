import type { App } from './enums';
import type { InitialUserData, WireEvent } from './types';

export const CONNECT_TIMEOUT_MS = 10_000;
export const PING_INTERVAL_MS = 5_000;
export const MISSING_PINGS_THRESHOLD = 5;
const CLIENT_VERSION = '0.5.28';

/** The reason of a Close frame that means "as agreed", in distinction to every failure. */
export const NORMAL_DISCONNECT = 'Normal disconnect';

export interface ConnectionOptions {
  url: string;
  appKey: App;
  authToken?: string | null;
  custom: object | null;
  /** Milliseconds the socket may take to open; waiting for the login after that has no limit. */
  timeout?: number;
  /** Period of the ping watch in milliseconds; 0 or less switches the watch off. */
  pingInterval?: number;
  /** Periods without any frame after which the connection counts as dead; 0 or less switches the watch off. */
  failedProbesThreshold?: number;
}

/** How a connection ended. `normal` when the server's Close frame said so. */
export interface ConnectionEnd {
  kind: 'closed' | 'error' | 'silence';
  normal: boolean;
  reason: string;
  code?: number;
}

export interface ConnectionListener {
  onEvent(event: WireEvent): void;
  /** A binary frame; without this they are ignored. */
  onBinary?(data: ArrayBuffer): void;
  onFailed(payload: unknown): void;
  /** Called once, and only for a connection whose `open` had succeeded. */
  onEnd(end: ConnectionEnd): void;
}

/** One WebSocket with the protocol's envelope, login and ping watch. It opens once and never reconnects. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  #socket: WebSocket | null = null;
  #watch: ReturnType<typeof setInterval> | undefined;
  #timeout: ReturnType<typeof setTimeout> | undefined;
  #silentPeriods = 0;
  #opening: { resolve(data: InitialUserData): void; reject(reason: unknown): void } | null = null;

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Resolves when the server has sent the user's data. Rejects with a `ConnectionEnd` otherwise. */
  open(): Promise<InitialUserData> {
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
      let socket: WebSocket;
      try {
        socket = new WebSocket(this.#options.url);
      } catch (error) {
        this.#end({ kind: 'error', normal: false, reason: error instanceof Error ? error.message : String(error) });
        return;
      }
      this.#socket = socket;
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => this.#opened();
      socket.onmessage = (message) => this.#received(message.data);
      socket.onclose = (event) =>
        this.#end({
          kind: 'closed',
          normal: event.reason === NORMAL_DISCONNECT,
          reason: event.reason,
          code: event.code,
        });
      socket.onerror = () => this.#end({ kind: 'error', normal: false, reason: 'Connection error' });
      this.#timeout = setTimeout(() => {
        this.#end({ kind: 'error', normal: false, reason: 'The server did not answer in time' });
      }, this.#options.timeout ?? CONNECT_TIMEOUT_MS);
    });
  }

  get ended(): boolean {
    return this.#socket === null;
  }

  /** Frames on an ended connection vanish: whoever waits for their answer has been told of the end. */
  send(message: string, argument: object | null): void {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ message, data: [argument] }));
    }
  }

  /** Like `send`, for a frame of bytes. */
  sendBinary(frame: Uint8Array): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame as Uint8Array<ArrayBuffer>);
  }

  /** Asks the server to close; it answers with the reason `Normal disconnect`. */
  close(): void {
    this.#socket?.close();
  }

  #opened(): void {
    clearTimeout(this.#timeout);
    this.#startWatch();
    this.send('connection', {
      appKey: this.#options.appKey,
      mediaProviders: ['WebRTC'],
      keepAlive: true,
      authToken: this.#options.authToken ?? null,
      clientVersion: CLIENT_VERSION,
      clientOSVersion: globalThis.navigator?.appVersion ?? '',
      clientBrowserVersion: globalThis.navigator?.userAgent ?? '',
      custom: this.#options.custom,
    });
  }

  #startWatch(): void {
    const interval = this.#options.pingInterval ?? PING_INTERVAL_MS;
    const threshold = this.#options.failedProbesThreshold ?? MISSING_PINGS_THRESHOLD;
    if (interval <= 0 || threshold <= 0) return;
    this.#watch = setInterval(() => {
      this.#silentPeriods += 1;
      if (this.#silentPeriods < threshold) return;
      this.#end({
        kind: 'silence',
        normal: false,
        reason: `Missing ${threshold} pings from server, connection seems to be down`,
      });
    }, interval);
  }

  #received(data: unknown): void {
    // Any frame proves the server alive, binary ones included.
    this.#silentPeriods = 0;
    if (data instanceof ArrayBuffer) this.#listener.onBinary?.(data);
    if (typeof data !== 'string') return;
    let frame: { message?: unknown; data?: unknown } | null;
    try {
      frame = JSON.parse(data);
    } catch {
      return;
    }
    if (frame === null || typeof frame !== 'object') return;
    const argument = Array.isArray(frame.data) ? frame.data[0] : undefined;
    switch (frame.message) {
      case 'ping':
        this.send('pong', null);
        break;
      case 'getUserData': {
        const opening = this.#opening;
        this.#opening = null;
        opening?.resolve(argument);
        break;
      }
      case 'sfuCallback':
        if (argument && typeof argument === 'object') this.#listener.onEvent(argument);
        break;
      case 'failed':
        this.#listener.onFailed(argument);
        break;
    }
  }

  #end(end: ConnectionEnd): void {
    clearTimeout(this.#timeout);
    clearInterval(this.#watch);
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
      // A dead peer would keep the browser waiting for its Close frame; nobody here waits with it.
      if (socket.readyState === WebSocket.OPEN || socket.readyState === WebSocket.CONNECTING) socket.close();
    }
    const opening = this.#opening;
    this.#opening = null;
    if (opening) opening.reject(end);
    else if (socket) this.#listener.onEnd(end);
  }
}
