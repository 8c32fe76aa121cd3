import { Connection, NORMAL_DISCONNECT, type ConnectionEnd } from './connection';
import { App, ExamplesError, State, UserManagementError } from './enums';
import { uuid } from './ids';
import type { WireEvent } from './types';

export interface AnonymousOptions {
  url: string;
  /** Milliseconds the socket may take to open. */
  timeout?: number;
  /** Gives the call up. */
  signal?: AbortSignal;
  /** Hears when the connection is open, and once how it ended. */
  onState?: (state: State) => void;
}

/** Reason of an `AbortSignal`: a newer request of the same client took the place of this one. */
export class Overtaken extends Error {
  constructor() {
    super(UserManagementError.EMAIL_IS_NOT_VERIFIED);
    this.name = 'Overtaken';
  }
}

/** The value of the event that settles a call, undefined for all others. */
export type AnswerOf<T> = (event: WireEvent, internalMessageId: string) => { value: T } | undefined;

/** For calls whose success has nothing to tell. */
export const acknowledged: AnswerOf<void> = (event, internalMessageId) =>
  event.type === 'ACK' && event.internalMessageId === internalMessageId ? { value: undefined } : undefined;

interface Asked {
  hear(event: WireEvent): void;
  reject(reason: unknown): void;
}

/** A connection without a login, for the few calls that make accounts or help into them. One call at a time. */
export class AnonymousConnection {
  readonly #connection: Connection;
  readonly #app: App;
  readonly #opened: Promise<unknown>;
  #asked: Asked | null = null;
  #failure: Error | null = null;
  #closed = false;

  constructor(options: AnonymousOptions, app: App) {
    this.#app = app;
    this.#connection = new Connection(
      { url: options.url, timeout: options.timeout, appKey: app, custom: { username: '', password: '', nickname: '' } },
      {
        onEvent: (event) => this.#asked?.hear(event),
        onFailed: (payload) => this.#asked?.reject(payload),
        onEnd: (end) => {
          options.onState?.(end.kind === 'closed' ? State.DISCONNECTED : State.FAILED);
          this.#end(this.#endOf(end));
        },
      },
    );
    this.#opened = this.#connection.open().then(
      () => options.onState?.(State.CONNECTED),
      () => {
        options.onState?.(State.FAILED);
        this.#end(new Error(UserManagementError.CONNECTION_FAILED));
      },
    );
    const { signal } = options;
    const giveUp = () => {
      const { reason } = signal!;
      this.#end(
        reason instanceof Overtaken ? reason : new Error(UserManagementError.OPERATION_FAILED_BY_DISCONNECT),
      );
      this.close();
    };
    if (signal?.aborted) giveUp();
    else signal?.addEventListener('abort', giveUp, { once: true });
  }

  /** Rejects with the server's refusal, or with an `Error` that holds a text of the protocol when the connection ends. */
  async ask<T>(name: string, argument: object, answerOf: AnswerOf<T>): Promise<T> {
    const internalMessageId = uuid();
    const answer = new Promise<T>((resolve, reject) => {
      this.#asked = {
        hear: (event) => {
          const found = answerOf(event, internalMessageId);
          if (found) resolve(found.value);
          else if (event.type === 'OPERATION_FAILED') reject(event);
        },
        reject,
      };
      if (this.#failure) reject(this.#failure);
    });
    // Its rejection may come while the socket is still opening, when nobody looks at it yet.
    answer.catch(() => {});
    await Promise.race([this.#opened, answer]);
    if (!this.#failure) this.#connection.send(name, { ...argument, internalMessageId });
    return answer.finally(() => (this.#asked = null));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.close();
  }

  #end(failure: Error): void {
    this.#failure ??= failure;
    this.#asked?.reject(this.#failure);
  }

  #endOf(end: ConnectionEnd): Error {
    if (end.kind !== 'closed') {
      // The demo connection knows one text for both.
      return new Error(this.#app === App.EXAMPLES ? ExamplesError.CONNECTION_FAILED : UserManagementError.CONNECTION_ERROR);
    }
    return new Error(
      end.reason === NORMAL_DISCONNECT
        ? UserManagementError.OPERATION_FAILED_BY_DISCONNECT
        : UserManagementError.CONNECTION_FAILED,
    );
  }
}

/** One call over a connection that lives for it alone. */
export async function askOnce<T>(
  options: AnonymousOptions,
  app: App,
  name: string,
  argument: object,
  answerOf: AnswerOf<T>,
): Promise<T> {
  const connection = new AnonymousConnection(options, app);
  try {
    return await connection.ask(name, argument, answerOf);
  } finally {
    connection.close();
  }
}
