import { ChatKeys, SecureChatError, type SecureChatOptions, type SecureMember } from '../../../sdk';
import type { People } from '../people.svelte';
import type { Session } from '../session.svelte';
import { ChatCipher, type SecureChat } from './chat_cipher.svelte';
import type { KeyStore } from './key_store';
import { OwnKey } from './own_key.svelte';
import { Trust } from './trust.svelte';

/** What this device knows for secure chats. */
export class Secrets {
  readonly own: OwnKey;
  readonly trust: Trust;
  readonly #session: Session;
  readonly #people: People;

  constructor(session: Session, people: People, store: KeyStore) {
    this.#session = session;
    this.#people = people;
    this.own = new OwnKey(session, store);
    this.trust = new Trust(session, store);
    people.onContact(({ userId, publicKey }) => {
      if (publicKey) void this.trust.check('user', userId, publicKey);
    });
  }

  /** The keys of a chat; null for one that isn't secure. */
  cipher(chat: () => SecureChat): ChatCipher | null {
    const { own, trust } = this;
    return chat().encryptionEnabled ? new ChatCipher(chat, { me: () => this.#session.me, own, trust }) : null;
  }

  /** A user with the key to encrypt for. Rejects with a `SecureChatError` when there is none that can be trusted. */
  async member(userId: string): Promise<SecureMember> {
    if (userId === this.#session.me) {
      if (!this.own.key) throw new SecureChatError('Unlock your secure chats first.');
      return { userId, publicKey: this.own.key.publicKey };
    }
    const contact = this.#people.contacts.get(userId);
    if (!contact) throw new SecureChatError(`${userId} is none of your contacts. Write to each other once, or become friends.`);
    const name = this.#people.name(userId);
    if (!contact.publicKey) throw new SecureChatError(`${name} hasn’t set up secure chats yet.`);
    if (!(await this.trust.check('user', userId, contact.publicKey))) {
      throw new SecureChatError(`${name}’s key is another one than before. Look at it in the contact’s card first.`);
    }
    return { userId, publicKey: contact.publicKey };
  }

  /** What makes a chat with these people a secure one. Rejects like `member`. */
  async create(others: readonly string[]): Promise<SecureChatOptions> {
    const members: SecureMember[] = [];
    for (const userId of new Set([this.#session.me, ...others])) members.push(await this.member(userId));
    return ChatKeys.create(members);
  }
}
