import { SvelteMap } from 'svelte/reactivity';
import type {
  Contact,
  ContactDeleted,
  ContactPersonalSettingsUpdated,
  ContactUpdated,
  FriendInvite,
  FriendInviteDeleted,
  NewContact,
  NewFriendInvite,
  PresenceStatus,
  UserContacts,
  UserPresenceStatusUpdated,
} from '../../sdk';
import { textOf } from './errors';
import type { Profile } from './profile.svelte';
import type { Session } from './session.svelte';

/** How long a slider has to rest before its value is stored. */
const VOLUME_REST_MS = 300;
export const DEFAULT_VOLUME = 100;

/** Everybody this user has to do with: contacts, friends, invitations; and how to show any user. */
export class People {
  /** By user id. Whoever is missing is no contact. */
  readonly contacts = new SvelteMap<string, Contact>();
  /** By the id of the invitation. */
  readonly incoming = new SvelteMap<string, FriendInvite>();
  readonly outgoing = new SvelteMap<string, FriendInvite>();
  loading = $state(true);
  error = $state('');
  /** By name, friends and others alike. */
  readonly sorted = $derived(
    [...this.contacts.values()].sort((a, b) => collator.compare(this.name(a.userId), this.name(b.userId))),
  );
  readonly #session: Session;
  readonly #profile: Profile;
  readonly #seen: ((contact: Contact) => void)[] = [];
  /** Set on this device and not yet answered, and of people who are no contacts. */
  readonly #volumes = new SvelteMap<string, number>();
  readonly #resting = new Map<string, ReturnType<typeof setTimeout>>();
  /** Changes heard while the whole list is under way: they may be newer than it. */
  #heard: (() => void)[] | null = null;
  #round = 0;

  constructor(session: Session, profile: Profile) {
    this.#session = session;
    this.#profile = profile;
    const follow = <T>(event: string, change: (payload: T) => void) =>
      session.sfu.on(event, (payload: T) => this.#change(() => change(payload)));
    follow('NEW_CONTACT', ({ contact }: NewContact) => this.#put(contact));
    follow('CONTACT_UPDATED', ({ contact }: ContactUpdated) => this.#put(contact));
    follow('CONTACT_DELETED', ({ userId }: ContactDeleted) => this.contacts.delete(userId));
    follow('USER_PRESENCE_STATUS_UPDATED', ({ userId, status }: UserPresenceStatusUpdated) =>
      this.#alter(userId, { status }),
    );
    follow('CONTACT_PERSONAL_SETTINGS_UPDATED', ({ userId, personalSettings }: ContactPersonalSettingsUpdated) => {
      if (userId) this.#alter(userId, { personalSettings });
    });
    follow('NEW_INCOMING_FRIEND_INVITE', (invite: NewFriendInvite) => this.incoming.set(invite.inviteId, invite));
    follow('NEW_OUTGOING_FRIEND_INVITE', (invite: NewFriendInvite) => this.outgoing.set(invite.inviteId, invite));
    follow('INCOMING_FRIEND_INVITE_DELETED', ({ inviteId }: FriendInviteDeleted) => this.incoming.delete(inviteId));
    follow('OUTGOING_FRIEND_INVITE_DELETED', ({ inviteId }: FriendInviteDeleted) => this.outgoing.delete(inviteId));
    session.onOnline(() => void this.reload());
    session.onSignedOut(() => this.#clear());
  }

  /** Called with every contact the server tells of, new ones and changed ones. */
  onContact(handler: (contact: Contact) => void): void {
    this.#seen.push(handler);
  }

  /** Fetches everything anew. */
  async reload(): Promise<void> {
    const round = ++this.#round;
    const heard: (() => void)[] = (this.#heard = []);
    try {
      const all = await this.#session.sfu.getContacts();
      if (round !== this.#round) return;
      this.#replace(all);
      for (const change of heard) change();
      this.error = '';
    } catch (error) {
      // An ended connection is followed by a new one, which asks again.
      if (round === this.#round && this.#session.phase === 'online') this.error = textOf(error);
    } finally {
      if (round === this.#round) {
        this.#heard = null;
        this.loading = false;
      }
    }
  }

  /** Display name of a user: the nickname where it is known. */
  name(userId: string): string {
    if (userId === this.#session.me) return this.#session.user?.nickname || userId;
    return this.contacts.get(userId)?.nickname || userId;
  }

  /** Address of a user's picture; null without one. */
  icon(userId: string): string | null {
    const icon = userId === this.#session.me ? this.#profile.info?.icon : this.contacts.get(userId)?.icon;
    return icon ? this.#session.sfu.issuedUrl(icon) : null;
  }

  /** Undefined for somebody who is no contact. */
  presence(userId: string): PresenceStatus | undefined {
    return userId === this.#session.me ? this.#profile.visible : this.contacts.get(userId)?.status;
  }

  isFriend(userId: string): boolean {
    return this.contacts.get(userId)?.friend ?? false;
  }

  /** The invitation this user has received from, or sent to, somebody. */
  inviteFrom(userId: string): FriendInvite | undefined {
    return [...this.incoming.values()].find((invite) => invite.userId === userId);
  }

  inviteTo(userId: string): FriendInvite | undefined {
    return [...this.outgoing.values()].find((invite) => invite.userId === userId);
  }

  /** Percent at which a user is heard in meetings. */
  volume(userId: string): number {
    return this.#volumes.get(userId) ?? this.contacts.get(userId)?.personalSettings.volume ?? DEFAULT_VOLUME;
  }

  /** Heard at once, stored when the slider rests; for somebody who is no contact it lasts as long as the page. */
  setVolume(userId: string, percent: number): void {
    this.#volumes.set(userId, percent);
    clearTimeout(this.#resting.get(userId));
    if (!this.contacts.has(userId)) return;
    this.#resting.set(
      userId,
      setTimeout(() => void this.#storeVolume(userId, percent), VOLUME_REST_MS),
    );
  }

  addFriend(userId: string): Promise<void> {
    return this.#session.sfu.addFriend({ userId });
  }

  removeFriend(userId: string): Promise<void> {
    return this.#session.sfu.removeFriend({ userId });
  }

  async accept(inviteId: string): Promise<void> {
    const contact = await this.#session.sfu.acceptFriendInvite({ inviteId });
    this.#change(() => {
      this.incoming.delete(inviteId);
      this.#put(contact);
    });
  }

  async reject(inviteId: string): Promise<void> {
    await this.#session.sfu.rejectFriendInvite({ inviteId });
    this.#change(() => this.incoming.delete(inviteId));
  }

  async revoke(inviteId: string): Promise<void> {
    await this.#session.sfu.revokeFriendInvite({ inviteId });
    this.#change(() => this.outgoing.delete(inviteId));
  }

  async #storeVolume(userId: string, percent: number): Promise<void> {
    const personalSettings = await this.#session.sfu.updateContactVolume(userId, percent).catch(() => null);
    // Not stored, it still holds here; moved on meanwhile, the next one will be stored.
    if (!personalSettings || this.#volumes.get(userId) !== percent) return;
    this.#change(() => this.#alter(userId, { personalSettings }));
    this.#volumes.delete(userId);
  }

  #change(change: () => void): void {
    change();
    this.#heard?.push(change);
  }

  #put(contact: Contact): void {
    // After a change of the avatar the server also tells a user about himself.
    if (contact.userId === this.#session.me) return;
    this.contacts.set(contact.userId, contact);
    for (const handler of this.#seen) handler(contact);
  }

  #alter(userId: string, change: Partial<Contact>): void {
    const contact = this.contacts.get(userId);
    if (contact) this.contacts.set(userId, { ...contact, ...change });
  }

  #replace({ contacts, incomingFriendInvites, outgoingFriendInvites }: UserContacts): void {
    const keep = new Set(contacts.map(({ userId }) => userId));
    for (const userId of [...this.contacts.keys()]) if (!keep.has(userId)) this.contacts.delete(userId);
    for (const contact of contacts) this.#put(contact);
    this.incoming.clear();
    this.outgoing.clear();
    for (const invite of incomingFriendInvites) this.incoming.set(invite.inviteId, invite);
    for (const invite of outgoingFriendInvites) this.outgoing.set(invite.inviteId, invite);
  }

  #clear(): void {
    this.#round += 1;
    this.#heard = null;
    for (const timer of this.#resting.values()) clearTimeout(timer);
    for (const map of [this.contacts, this.incoming, this.outgoing, this.#volumes, this.#resting]) map.clear();
    this.loading = true;
    this.error = '';
  }
}

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
