/** A call that ended because its connection did; asking again on a new connection is sensible. */
export class ConnectionEndedError extends Error {
  readonly retryable = true;
  /** The same text under the name that refused calls use, so that callers need one way only. */
  readonly error: string;

  constructor(reason: string) {
    super(reason);
    this.name = 'ConnectionEndedError';
    this.error = reason;
  }
}

interface Waiting {
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

/** Calls waiting for their answer, by `internalMessageId`. The first answer settles a call and forgets it. */
export class PendingCalls {
  readonly #waiting = new Map<string, Waiting>();

  wait<T>(id: string): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
    });
  }

  has(id: string | null | undefined): boolean {
    return !!id && this.#waiting.has(id);
  }

  resolve(id: string | null | undefined, value?: unknown): boolean {
    const waiting = this.#take(id);
    waiting?.resolve(value);
    return !!waiting;
  }

  reject(id: string | null | undefined, reason: unknown): boolean {
    const waiting = this.#take(id);
    waiting?.reject(reason);
    return !!waiting;
  }

  rejectAll(reason: unknown): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiting of all) waiting.reject(reason);
  }

  #take(id: string | null | undefined): Waiting | undefined {
    if (!id) return undefined;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
