import {
  secureChatsPossible,
  UserKey,
  type EncryptionInfoOptions,
  type UserEncryptionInfo,
  type UserEncryptionInfoEvent,
} from '../../../sdk';
import type { Session } from '../session.svelte';
import type { KeyStore } from './key_store';

/**
 * `none`: never made. `locked`: made, but not unlocked on this device. `changed`: locked, and others than this device
 * had before. `impossible`: the browser gives this page no cryptography.
 */
export type OwnKeyState = 'unknown' | 'impossible' | 'none' | 'locked' | 'changed' | 'open';

/** The signed-in user's key for secure chats, unlocked on a device until he locks it or signs out. */
export class OwnKey {
  state = $state<OwnKeyState>('unknown');
  key = $state.raw<UserKey | null>(null);
  readonly #session: Session;
  readonly #store: KeyStore;
  readonly #closed: (() => void)[] = [];
  #info: UserEncryptionInfo | null = null;

  constructor(session: Session, store: KeyStore) {
    this.#session = session;
    this.#store = store;
    session.onOnline(() => void this.reload());
    session.onSignedOut(() => {
      this.#info = null;
      this.#close('unknown');
      void this.#store.forgetUserKeys().catch(() => {});
    });
    session.sfu.on('USER_ENCRYPTION_INFO_ADDED', ({ info }: UserEncryptionInfoEvent) => void this.#learn(info));
  }

  /** Called when the key is no longer there: what was read with it must go. */
  onClosed(handler: () => void): void {
    this.#closed.push(handler);
  }

  async reload(): Promise<void> {
    if (!secureChatsPossible()) {
      this.state = 'impossible';
      return;
    }
    const info = await this.#session.sfu.getUserEncryptionInfo().catch(() => null);
    if (info) await this.#learn(info);
  }

  /** Makes keys, for the first time or because the passphrase is lost, which loses the chats as well. */
  async setUp(passphrase: string): Promise<void> {
    const { key, info } = await UserKey.create(this.#session.me, passphrase);
    this.#info = await this.#add(info);
    await this.#open(key);
  }

  async unlock(passphrase: string): Promise<void> {
    const { sfu, me } = this.#session;
    this.#info = await sfu.getUserEncryptionInfo();
    await this.#open(await UserKey.unlock(me, this.#info, passphrase));
  }

  async changePassphrase(passphrase: string, next: string): Promise<void> {
    const { sfu, me } = this.#session;
    const stored = await sfu.getUserEncryptionInfo();
    this.#info = await this.#add(await UserKey.changePassphrase(me, stored, passphrase, next));
  }

  /** This device needs the passphrase again. */
  async lock(): Promise<void> {
    this.#close('locked');
    await this.#store.forgetUserKeys();
  }

  #add(info: EncryptionInfoOptions): Promise<UserEncryptionInfo> {
    return this.#session.sfu.addUserEncryptionInfo(info);
  }

  /** What the server has, now or after a change on another device. */
  async #learn(info: UserEncryptionInfo): Promise<void> {
    this.#info = info;
    if (!info.encryptionEnabled) return this.#close('none');
    if (this.key?.publicKey === info.publicKey) return;
    const { me } = this.#session;
    const kept = this.key?.keep() ?? (await this.#store.userKey(me).catch(() => undefined));
    if (this.#info !== info || this.#session.me !== me) return;
    if (!kept) this.#close('locked');
    else if (kept.publicKey !== info.publicKey) this.#close('changed');
    else this.#use(UserKey.restore(kept));
  }

  async #open(key: UserKey): Promise<void> {
    this.#use(key);
    // Without the browser's store it lasts as long as the page.
    await this.#store.keepUserKey(key.keep()).catch(() => {});
  }

  #use(key: UserKey): void {
    this.key = key;
    this.state = 'open';
  }

  #close(state: OwnKeyState): void {
    const open = this.key !== null;
    this.key = null;
    this.state = state;
    if (open) for (const handler of this.#closed) handler();
  }
}
