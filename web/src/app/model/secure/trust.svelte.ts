import { SvelteMap } from 'svelte/reactivity';
import type { Session } from '../session.svelte';
import type { KeyStore } from './key_store';

export type KeyOwner = 'user' | 'chat';

/**
 * Public keys as this device first saw them, for each account. They come from the server, which could hand out its own:
 * a key that changes stops everything that would use it, until the user says that it is right.
 */
export class Trust {
  /** Other keys than those first seen, by owner. */
  readonly #changed = new SvelteMap<string, string>();
  readonly #session: Session;
  readonly #store: KeyStore;
  #pins: Promise<Map<string, string>> = Promise.resolve(new Map());
  #account = '';

  constructor(session: Session, store: KeyStore) {
    this.#session = session;
    this.#store = store;
    session.onSignedOut(() => this.#changed.clear());
  }

  /** Whether a key is the one first seen; a first one is kept. */
  async check(kind: KeyOwner, id: string, publicKey: string): Promise<boolean> {
    const account = this.#session.me;
    if (account !== this.#account) {
      this.#account = account;
      this.#pins = this.#store.pins(account).catch(() => new Map<string, string>());
    }
    const pins = await this.#pins;
    const owner = `${kind} ${id}`;
    const known = pins.get(owner);
    if (known === publicKey) {
      this.#changed.delete(owner);
      return true;
    }
    if (known !== undefined) {
      this.#changed.set(owner, publicKey);
      return false;
    }
    pins.set(owner, publicKey);
    await this.#store.keepPin(account, owner, publicKey).catch(() => {});
    return true;
  }

  /** Whether a key has been seen that isn't the first one. */
  changed(kind: KeyOwner, id: string): boolean {
    return this.#changed.has(`${kind} ${id}`);
  }

  /** The user has found the new key to be right. */
  async accept(kind: KeyOwner, id: string): Promise<void> {
    const owner = `${kind} ${id}`;
    const publicKey = this.#changed.get(owner);
    if (publicKey === undefined) return;
    (await this.#pins).set(owner, publicKey);
    this.#changed.delete(owner);
    await this.#store.keepPin(this.#account, owner, publicKey).catch(() => {});
  }
}
