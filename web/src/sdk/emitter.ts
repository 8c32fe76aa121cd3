// Handlers take what their event carries; the protocol's table, not the compiler, says which payload that is.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Handler = (payload: any) => void;

/** Subscribers by event name, called in the order in which they came. */
export class Emitter {
  readonly #handlers = new Map<string, Handler[]>();

  on(event: string, handler: Handler): void {
    if (!event) throw new TypeError("Event name can't be null");
    if (typeof handler !== 'function') throw new Error('Handler is not a function');
    const handlers = this.#handlers.get(event);
    if (handlers) handlers.push(handler);
    else this.#handlers.set(event, [handler]);
  }

  /** Removes the first matching subscription. */
  off(event: string, handler: Handler): void {
    if (!event) throw new TypeError("Event name can't be null");
    const handlers = this.#handlers.get(event);
    const index = handlers?.indexOf(handler) ?? -1;
    if (index >= 0) handlers!.splice(index, 1);
  }

  /** A handler that throws does not keep the others from hearing: its error is reported when the turn is over. */
  emit(event: string, payload?: unknown): void {
    for (const handler of [...(this.#handlers.get(event) ?? [])]) {
      try {
        handler(payload);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
