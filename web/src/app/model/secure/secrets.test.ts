import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ChatKeys,
  UserKey,
  type Contact,
  type EncryptionInfoOptions,
  type KeptUserKey,
  type Message,
  type UserEncryptionInfo,
  type UserSpecificChatInfo,
} from '../../../sdk';
import type { People } from '../people.svelte';
import type { Session } from '../session.svelte';
import { LOCKED, type ChatCipher } from './chat_cipher.svelte';
import type { KeyStore } from './key_store';
import { Secrets } from './secrets';

// Making and opening keys takes its time, on purpose.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PASSPHRASE = 'a long sentence';

class MemoryStore implements KeyStore {
  readonly keys = new Map<string, KeptUserKey>();
  readonly all = new Map<string, Map<string, string>>();
  userKey = async (userId: string) => this.keys.get(userId);
  keepUserKey = async (key: KeptUserKey) => void this.keys.set(key.userId, key);
  forgetUserKeys = async () => this.keys.clear();
  pins = async (account: string) => new Map(this.all.get(account));
  keepPin = async (account: string, owner: string, publicKey: string) =>
    void this.all.set(account, new Map([...(this.all.get(account) ?? []), [owner, publicKey]]));
}

class FakeSession {
  me = 'ann';
  info = { encryptionEnabled: false } as UserEncryptionInfo;
  readonly online: (() => void)[] = [];
  readonly over: (() => void)[] = [];
  heard: (event: { info: UserEncryptionInfo }) => void = () => {};
  onOnline = (handler: () => void) => void this.online.push(handler);
  onSignedOut = (handler: () => void) => void this.over.push(handler);
  readonly sfu = {
    on: (event: string, handler: (event: { info: UserEncryptionInfo }) => void) => {
      if (event === 'USER_ENCRYPTION_INFO_ADDED') this.heard = handler;
    },
    getUserEncryptionInfo: async () => this.info,
    addUserEncryptionInfo: async (info: EncryptionInfoOptions) => (this.info = { encryptionEnabled: true, ...info } as UserEncryptionInfo),
  };
}

let made: { ann: Awaited<ReturnType<typeof UserKey.create>>; ben: Awaited<ReturnType<typeof UserKey.create>> };
let session: FakeSession;
let store: MemoryStore;
let contacts: Map<string, Contact>;

const start = () => {
  const people = { contacts, name: (user: string) => user.toUpperCase(), onContact: () => {} };
  const secrets = new Secrets(session as unknown as Session, people as unknown as People, store);
  for (const handler of session.online) handler();
  return secrets;
};
const stored = ({ info }: { info: EncryptionInfoOptions }) => ({ encryptionEnabled: true, ...info }) as UserEncryptionInfo;

beforeAll(async () => {
  made = { ann: await UserKey.create('ann', PASSPHRASE), ben: await UserKey.create('ben', PASSPHRASE) };
});
beforeEach(() => {
  session = new FakeSession();
  store = new MemoryStore();
  contacts = new Map([['ben', { userId: 'ben', publicKey: made.ben.key.publicKey } as Contact]]);
});

/** A device of ann's on which her key is unlocked. */
async function unlocked() {
  session.info = stored(made.ann);
  store.keys.set('ann', made.ann.key.keep());
  const secrets = start();
  await vi.waitFor(() => expect(secrets.own.state).toBe('open'));
  return secrets;
}

describe('the own key', () => {
  it('is made, kept on the device, and there on the next visit', async () => {
    const secrets = start();
    await vi.waitFor(() => expect(secrets.own.state).toBe('none'));
    await secrets.own.setUp(PASSPHRASE);
    expect(secrets.own.state).toBe('open');
    expect(store.keys.get('ann')?.privateKey.extractable).toBe(false);
    const later = start();
    await vi.waitFor(() => expect(later.own.state).toBe('open'));
    expect(later.own.key?.publicKey).toBe(secrets.own.key?.publicKey);
  });

  it('is locked elsewhere until the passphrase is given', async () => {
    session.info = stored(made.ann);
    const secrets = start();
    await vi.waitFor(() => expect(secrets.own.state).toBe('locked'));
    await expect(secrets.own.unlock('another sentence')).rejects.toThrow('passphrase is wrong');
    expect(secrets.own.state).toBe('locked');
    await secrets.own.unlock(PASSPHRASE);
    expect(secrets.own.state).toBe('open');
  });

  it('is not used when the server has another one', async () => {
    const secrets = await unlocked();
    const next = await UserKey.create('ann', 'a new long sentence');
    session.heard({ info: (session.info = stored(next)) });
    await vi.waitFor(() => expect(secrets.own.state).toBe('changed'));
    expect(secrets.own.key).toBeNull();
    await secrets.own.unlock('a new long sentence');
    expect(secrets.own.state).toBe('open');
  });

  it('goes with the sign-out', async () => {
    const secrets = await unlocked();
    for (const handler of session.over) handler();
    expect(secrets.own).toMatchObject({ key: null, state: 'unknown' });
    await vi.waitFor(() => expect(store.keys.size).toBe(0));
  });
});

describe('a member', () => {
  it('is somebody whose key is known and the one first seen', async () => {
    const secrets = await unlocked();
    expect(await secrets.member('ben')).toEqual({ userId: 'ben', publicKey: made.ben.key.publicKey });
    await expect(secrets.member('cid')).rejects.toThrow('none of your contacts');
    contacts.set('cid', { userId: 'cid', publicKey: null } as Contact);
    await expect(secrets.member('cid')).rejects.toThrow('hasn’t set up');
    contacts.set('ben', { userId: 'ben', publicKey: made.ann.key.publicKey } as Contact);
    await expect(secrets.member('ben')).rejects.toThrow('another one than before');
    expect(secrets.trust.changed('user', 'ben')).toBe(true);
    await secrets.trust.accept('user', 'ben');
    expect(secrets.trust.changed('user', 'ben')).toBe(false);
    expect((await secrets.member('ben')).publicKey).toBe(made.ann.key.publicKey);
    // Kept over visits.
    expect((await store.pins('ann')).get('user ben')).toBe(made.ann.key.publicKey);
  });
});

describe('a secure chat', () => {
  let info: UserSpecificChatInfo;
  let bens: ChatKeys;
  let cipher: ChatCipher;
  let secrets: Secrets;
  const content = (id: string, text: string, version = 0) => ({ id, version, sentAt: 1_000, text });
  const message = (id: string, body: string, more: Partial<Message> = {}) =>
    ({ id, from: 'ben', date: 1_000, body, type: 'REGULAR', status: 'NO_DELIVERY_NO_READ', attachments: [], ...more }) as unknown as Message;
  const sealed = (text: string, version = 0, id = text) => bens.seal('c', 'ben', content(id, text, version));

  beforeEach(async () => {
    secrets = await unlocked();
    const options = await secrets.create(['ben']);
    const password = (user: string) => options.encryptedChatPasswords.find(({ userId }) => userId === user)!.password;
    info = { id: 'c', encryptionEnabled: true, ...options, encryptedChatPassword: password('ann') } as unknown as UserSpecificChatInfo;
    bens = await ChatKeys.open({ ...info, encryptedChatPassword: password('ben') }, made.ben.key);
    cipher = secrets.cipher(() => info)!;
  });

  it('is none of those the server reads', () => {
    expect(secrets.cipher(() => ({ ...info, encryptionEnabled: false }))).toBeNull();
  });

  it('shows what was sealed for it, and nothing else', async () => {
    const good = message('m1', await sealed('Hello'));
    const plain = message('m2', 'Hello in the open');
    const moved = message('m3', good.body, { from: 'cid' });
    await cipher.prepare([good, plain, moved]);
    expect(cipher.view(good)).toMatchObject({ message: { body: 'Hello' }, note: '' });
    expect(cipher.view(plain)).toMatchObject({ message: { body: '' }, note: 'The message is not encrypted, or by another client.' });
    expect(cipher.view(moved)).toMatchObject({ message: { body: '' }, note: 'The message can’t be decrypted.' });
    // The same id under another name is not what was opened.
    expect(cipher.view({ ...good, from: 'cid' }).message.body).toBe('');
  });

  it('warns of messages shown twice and of old versions', async () => {
    const first = message('m1', await sealed('One', 0, 'x'));
    const again = message('m2', first.body);
    const edited = message('m1', await sealed('Two', 1, 'x'));
    await cipher.prepare([first, again]);
    expect(cipher.view(again).note).toContain('a second time');
    await cipher.prepare([edited]);
    expect(cipher.view(edited).message.body).toBe('Two');
    const old = message('m1', await sealed('One', 0, 'x'));
    await cipher.prepare([old]);
    expect(cipher.view(old).note).toContain('old version');
    // An answer's copy of it is shown as it is now.
    expect(cipher.quote(old).message.body).toBe('Two');
  });

  it('shows only the files that are there, and when a message was written long before', async () => {
    const files = ['a', 'b'].map((id) => ({ id, name: `${id}.txt`, type: 'file' as const, size: 3 }));
    const body = await bens.seal('c', 'ben', { ...content('x', 'Files'), attachments: files });
    const here = message('m1', body, { date: 1_000_000, attachments: [{ id: 'b', name: 'encrypted', size: 59, type: 'file' }] });
    await cipher.prepare([here]);
    expect(cipher.view(here).message.attachments).toMatchObject([{ id: 'b', name: 'b.txt', size: 3 }]);
    expect(cipher.view(here).sentAt).toBe(1_000);
  });

  it('changes messages it can read', async () => {
    const own = message('m1', await cipher.seal('Frist', []), { from: 'ann' });
    const body = await cipher.revise(own, 'First');
    await expect(bens.open('c', 'ann', body)).resolves.toMatchObject({ version: 1, text: 'First' });
    await expect(cipher.revise(message('m2', 'open'), 'First')).rejects.toThrow('not be changed');
  });

  it('is closed without the key, and forgets what it showed', async () => {
    secrets.own.onClosed(() => cipher.forget());
    const good = message('m1', await sealed('Hello'));
    await cipher.prepare([good]);
    await secrets.own.lock();
    expect(cipher.problem).toBe(LOCKED);
    expect(cipher.view(good)).toMatchObject({ message: { body: '' }, note: LOCKED });
    await expect(cipher.seal('Hello', [])).rejects.toThrow('Unlock');
    await secrets.own.unlock(PASSPHRASE);
    await cipher.prepare([good]);
    expect(cipher.view(good).message.body).toBe('Hello');
  });

  it('sends nothing any more when its key changes', async () => {
    await cipher.keys();
    const other = await secrets.create(['ben']);
    info = { ...info, ...other, encryptedChatPassword: other.encryptedChatPasswords[0]!.password } as unknown as UserSpecificChatInfo;
    const later = secrets.cipher(() => info)!;
    await expect(later.seal('Hello', [])).rejects.toThrow('another one than before');
    expect(later.problem).toContain('another one than before');
  });
});
