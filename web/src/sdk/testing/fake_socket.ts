import { vi } from 'vitest';

/** A WebSocket whose server is the test. */
export class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 3;
  /** Sockets in the order in which they were made. */
  static all: FakeSocket[] = [];

  readonly url: string;
  readyState = FakeSocket.CONNECTING;
  binaryType = '';
  closeCalls: unknown[][] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly sent: { message: string; data: Record<string, unknown>[] }[] = [];

  constructor(url: string) {
    this.url = url;
    FakeSocket.all.push(this);
  }

  static install(): void {
    FakeSocket.all = [];
    vi.stubGlobal('WebSocket', FakeSocket);
  }

  static last(): FakeSocket {
    return FakeSocket.all.at(-1)!;
  }

  /** Binary frames the client sent. */
  readonly bytes: Uint8Array[] = [];

  send(frame: string | Uint8Array): void {
    if (typeof frame === 'string') this.sent.push(JSON.parse(frame));
    else this.bytes.push(frame);
  }

  close(...args: unknown[]): void {
    this.closeCalls.push(args);
  }

  /** The server accepts the connection. */
  accept(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }

  /** The server sends a frame. */
  frame(message: string, argument?: unknown): void {
    this.onmessage?.({ data: JSON.stringify({ message, data: argument === undefined ? [] : [argument] }) });
  }

  /** The server sends a frame of bytes. */
  binary(...bytes: number[]): void {
    this.onmessage?.({ data: new Uint8Array(bytes).buffer });
  }

  event(event: object): void {
    this.frame('sfuCallback', { roomId: '', internalMessageId: '', ...event });
  }

  /** The server closes. */
  drop(code: number, reason: string): void {
    this.readyState = FakeSocket.CLOSED;
    this.onclose?.({ code, reason });
  }

  calls(name: string): Record<string, unknown>[] {
    return this.sent.filter((frame) => frame.message === name).map((frame) => frame.data[0]!);
  }

  lastCall(name: string): Record<string, unknown> {
    return this.calls(name).at(-1)!;
  }

  login(username = 'ann'): void {
    this.accept();
    this.frame('getUserData', {
      sipLogin: username,
      email: `${username}@example.com`,
      sipVisibleName: username,
      authToken: 'token-1',
      pmi: '100001',
    });
  }
}
