import { SvelteMap } from 'svelte/reactivity';
import type { Contact, PresenceStatus } from '../../sdk';
import type { Session } from './session.svelte';

interface Person {
  nickname: string;
  status: PresenceStatus;
}

/** What is known of other people: display names and presence. */
export class People {
  readonly #session: Session;
  readonly #known = new SvelteMap<string, Person>();

  constructor(session: Session) {
    this.#session = session;
    const { sfu } = session;
    sfu.on('NEW_CONTACT', ({ contact }: { contact: Contact }) => this.#put(contact));
    sfu.on('CONTACT_UPDATED', ({ contact }: { contact: Contact }) => this.#put(contact));
    sfu.on('USER_PRESENCE_STATUS_UPDATED', ({ userId, status }: { userId: string; status: PresenceStatus }) => {
      const person = this.#known.get(userId);
      if (person) this.#known.set(userId, { ...person, status });
    });
    session.onOnline(() => void this.#load());
    session.onSignedOut(() => this.#known.clear());
  }

  /** Display name of a user: the nickname where it is known. */
  name(userId: string): string {
    if (userId === this.#session.me) return this.#session.user?.nickname || userId;
    return this.#known.get(userId)?.nickname || userId;
  }

  /** Undefined for somebody who is no contact. */
  presence(userId: string): PresenceStatus | undefined {
    return this.#known.get(userId)?.status;
  }

  async #load(): Promise<void> {
    // Names and presence are an embellishment: without them user ids are shown.
    const known = await this.#session.sfu.getContacts().catch(() => null);
    for (const contact of known?.contacts ?? []) this.#put(contact);
  }

  #put(contact: Contact): void {
    this.#known.set(contact.userId, { nickname: contact.nickname, status: contact.status });
  }
}
