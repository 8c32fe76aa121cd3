import type { KeptUserKey } from '../../../sdk';

/** What a device keeps of secure chats. */
export interface KeyStore {
  /** The unlocked key of a user. */
  userKey(userId: string): Promise<KeptUserKey | undefined>;
  keepUserKey(key: KeptUserKey): Promise<void>;
  /** Those of all users. */
  forgetUserKeys(): Promise<void>;
  /** Public keys as first seen by an account, by what they belong to. */
  pins(account: string): Promise<Map<string, string>>;
  keepPin(account: string, owner: string, publicKey: string): Promise<void>;
}

const KEYS = 'keys';
const PINS = 'pins';

interface Pin {
  account: string;
  owner: string;
  publicKey: string;
}

/** In the browser's IndexedDB, which keeps private keys without letting anybody read them. */
export class BrowserKeyStore implements KeyStore {
  #database: Promise<IDBDatabase> | null = null;

  userKey(userId: string): Promise<KeptUserKey | undefined> {
    return this.#ask(KEYS, 'readonly', (store) => store.get(userId));
  }

  async keepUserKey(key: KeptUserKey): Promise<void> {
    await this.#ask(KEYS, 'readwrite', (store) => store.put(key));
  }

  forgetUserKeys(): Promise<void> {
    return this.#ask(KEYS, 'readwrite', (store) => store.clear());
  }

  async pins(account: string): Promise<Map<string, string>> {
    const all = await this.#ask<Pin[]>(PINS, 'readonly', (store) => store.getAll(IDBKeyRange.bound([account], [account, []])));
    return new Map(all.map(({ owner, publicKey }) => [owner, publicKey]));
  }

  async keepPin(account: string, owner: string, publicKey: string): Promise<void> {
    await this.#ask(PINS, 'readwrite', (store) => store.put({ account, owner, publicKey } satisfies Pin));
  }

  async #ask<T>(name: string, mode: IDBTransactionMode, request: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    this.#database ??= open();
    const database = await this.#database;
    const transaction = database.transaction(name, mode);
    const answer = request(transaction.objectStore(name));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(answer.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? answer.error);
    });
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('parley.secure', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(KEYS, { keyPath: 'userId' });
      request.result.createObjectStore(PINS, { keyPath: ['account', 'owner'] });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
