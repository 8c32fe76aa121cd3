import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Contact, PresenceStatus, UserContacts } from '../../sdk';
import { Emitter, type Handler } from '../../sdk/emitter';
import { People } from './people.svelte';
import type { Profile } from './profile.svelte';
import type { Session } from './session.svelte';

const contact = (userId: string, change: Partial<Contact> = {}): Contact => ({
  userId,
  nickname: userId.toUpperCase(),
  icon: null,
  friend: false,
  status: 'ONLINE',
  publicKey: null,
  encryptionEnabled: false,
  personalSettings: { volume: 100 },
  ...change,
});

/** A server whose list of contacts arrives when the test says so. */
class FakeServer {
  readonly emitter = new Emitter();
  readonly answers: ((all: UserContacts | Error) => void)[] = [];
  readonly volumes: [string, number][] = [];
  phase = 'online';
  readonly me = 'ann';
  readonly user = { nickname: 'Ann' };
  online = () => {};
  signedOut = () => {};
  onOnline = (handler: () => void) => (this.online = handler);
  onSignedOut = (handler: () => void) => (this.signedOut = handler);
  readonly sfu = {
    on: (event: string, handler: Handler) => this.emitter.on(event, handler),
    getContacts: () =>
      new Promise((resolve, reject) =>
        this.answers.push((all) => (all instanceof Error ? reject(all) : resolve(all))),
      ),
    issuedUrl: (url: string) => `issued:${url}`,
    acceptFriendInvite: async () => contact('bob', { friend: true }),
    rejectFriendInvite: async () => ({}),
    revokeFriendInvite: async () => ({}),
    updateContactVolume: async (userId: string, value: number) => {
      this.volumes.push([userId, value]);
      return { volume: value };
    },
  };

  emit(event: string, payload: object): void {
    this.emitter.emit(event, payload);
  }
}

const all = (contacts: Contact[], change: Partial<UserContacts> = {}): UserContacts => ({
  contacts,
  incomingFriendInvites: [],
  outgoingFriendInvites: [],
  bans: [],
  ...change,
});
const turn = () => vi.advanceTimersByTimeAsync(0);

let server: FakeServer;
let people: People;
beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  people = new People(server as unknown as Session, { visible: 'IDLE', info: { icon: 'own' } } as unknown as Profile);
  server.online();
});
afterEach(() => vi.useRealTimers());

describe('the list', () => {
  it('follows contacts and presence', async () => {
    server.answers[0]!(all([contact('cat'), contact('bob', { friend: true, icon: 'b' })]));
    await turn();
    expect(people.loading).toBe(false);
    expect(people.sorted.map(({ userId }) => userId)).toEqual(['bob', 'cat']);
    expect([people.name('bob'), people.name('nobody'), people.name('ann')]).toEqual(['BOB', 'nobody', 'Ann']);
    expect([people.icon('bob'), people.icon('cat'), people.icon('ann')]).toEqual(['issued:b', null, 'issued:own']);
    expect([people.presence('ann'), people.presence('nobody')]).toEqual(['IDLE', undefined]);
    server.emit('USER_PRESENCE_STATUS_UPDATED', { userId: 'cat', status: 'OFFLINE' });
    server.emit('USER_PRESENCE_STATUS_UPDATED', { userId: 'nobody', status: 'ONLINE' });
    expect(people.presence('cat')).toBe('OFFLINE');
    expect(people.contacts.size).toBe(2);
    server.emit('NEW_CONTACT', { contact: contact('dan') });
    server.emit('CONTACT_UPDATED', { contact: contact('bob', { nickname: 'Zoe' }) });
    server.emit('CONTACT_DELETED', { userId: 'cat' });
    expect(people.sorted.map(({ nickname }) => nickname)).toEqual(['DAN', 'Zoe']);
  });

  it('does not list the user himself, of whom the server tells after a new avatar', async () => {
    server.answers[0]!(all([]));
    await turn();
    server.emit('CONTACT_UPDATED', { contact: contact('ann', { icon: 'x' }) });
    expect(people.contacts.size).toBe(0);
  });

  it('what is heard while the list is under way is newer than the list', async () => {
    const status = (userId: string, value: PresenceStatus) =>
      server.emit('USER_PRESENCE_STATUS_UPDATED', { userId, status: value });
    server.emit('NEW_CONTACT', { contact: contact('dan') });
    status('bob', 'OFFLINE');
    server.emit('CONTACT_DELETED', { userId: 'cat' });
    server.answers[0]!(all([contact('bob'), contact('cat')]));
    await turn();
    expect(people.sorted.map(({ userId }) => userId)).toEqual(['bob', 'dan']);
    expect(people.presence('bob')).toBe('OFFLINE');
  });

  it('is fetched anew after a lost connection; only the last answer counts', async () => {
    server.online();
    server.answers[1]!(all([contact('new')]));
    await turn();
    server.answers[0]!(all([contact('old')]));
    await turn();
    expect([...people.contacts.keys()]).toEqual(['new']);
    server.online();
    server.answers[2]!(all([], { incomingFriendInvites: [{ userId: 'eve', nickname: 'Eve', inviteId: 'i' }] }));
    await turn();
    expect(people.contacts.size).toBe(0);
    expect(people.inviteFrom('eve')?.inviteId).toBe('i');
    server.signedOut();
    expect(people.incoming.size).toBe(0);
  });

  it('says why it could not be loaded, unless the connection is gone', async () => {
    server.answers[0]!(Object.assign(new Error('broken')));
    await turn();
    expect(people.error).toBe('broken');
    server.online();
    server.phase = 'reconnecting';
    server.answers[1]!(new Error('gone'));
    await turn();
    expect(people.error).toBe('broken');
    server.phase = 'online';
    server.online();
    server.answers[2]!(all([]));
    await turn();
    expect(people.error).toBe('');
  });
});

describe('friends', () => {
  beforeEach(async () => {
    server.answers[0]!(
      all([], {
        incomingFriendInvites: [{ userId: 'bob', nickname: 'Bob', inviteId: 'in' }],
        outgoingFriendInvites: [{ userId: 'cat', nickname: 'Cat', inviteId: 'out' }],
      }),
    );
    await turn();
  });

  it('follows invitations', () => {
    server.emit('NEW_INCOMING_FRIEND_INVITE', { userId: 'dan', nickname: 'Dan', inviteId: 'in2' });
    server.emit('NEW_OUTGOING_FRIEND_INVITE', { userId: 'eve', nickname: 'Eve', inviteId: 'out2' });
    server.emit('INCOMING_FRIEND_INVITE_DELETED', { inviteId: 'in' });
    server.emit('OUTGOING_FRIEND_INVITE_DELETED', { inviteId: 'out' });
    expect([...people.incoming.keys(), ...people.outgoing.keys()]).toEqual(['in2', 'out2']);
    expect(people.inviteTo('eve')?.nickname).toBe('Eve');
  });

  it('applies what only the answer tells', async () => {
    await people.accept('in');
    expect(people.incoming.size).toBe(0);
    expect(people.isFriend('bob')).toBe(true);
    await people.revoke('out');
    expect(people.outgoing.size).toBe(0);
    server.emit('NEW_INCOMING_FRIEND_INVITE', { userId: 'dan', nickname: 'Dan', inviteId: 'in2' });
    await people.reject('in2');
    expect(people.incoming.size).toBe(0);
    expect(people.contacts.has('dan')).toBe(false);
  });
});

describe('volume', () => {
  it('holds at once and is stored when the slider rests', async () => {
    server.answers[0]!(all([contact('bob')]));
    await turn();
    for (const percent of [80, 60, 40]) people.setVolume('bob', percent);
    expect(people.volume('bob')).toBe(40);
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.volumes).toEqual([['bob', 40]]);
    expect(people.volume('bob')).toBe(40);
    // From now on another device decides.
    server.emit('CONTACT_PERSONAL_SETTINGS_UPDATED', { userId: 'bob', personalSettings: { volume: 70 } });
    expect(people.volume('bob')).toBe(70);
  });

  it('of somebody who is no contact lasts as long as the page', async () => {
    server.answers[0]!(all([]));
    await turn();
    people.setVolume('stranger', 10);
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.volumes).toEqual([]);
    expect([people.volume('stranger'), people.volume('other')]).toEqual([10, 100]);
  });
});
