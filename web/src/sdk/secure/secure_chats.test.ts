import { describe, expect, it, vi } from 'vitest';
import type { UserEncryptionInfo, UserSpecificChatInfo } from '../types';
import { join, type Bytes } from './bytes';
import { ChatKeys } from './chat_keys';
import { openFile, sealFile } from './file_cipher';
import { contentFrom, SeenMessages } from './message_content';
import { UserKey } from './user_key';

const PASSPHRASE = 'ein langer Satz';

// Making and opening keys takes its time, on purpose.
vi.setConfig({ testTimeout: 120_000 });
const users = new Map<string, ReturnType<typeof make>>();

/** A user with keys, made once. */
function user(userId: string) {
  const made = users.get(userId) ?? make(userId);
  users.set(userId, made);
  return made;
}

async function make(userId: string) {
  const { key, info } = await UserKey.create(userId, PASSPHRASE);
  return { userId, key, publicKey: key.publicKey, stored: { encryptionEnabled: true, ...info } as UserEncryptionInfo };
}

async function chatOf(...members: Awaited<ReturnType<typeof user>>[]) {
  const made = await ChatKeys.create(members);
  const info = (userId: string) =>
    ({
      encryptionEnabled: true,
      ...made,
      encryptedChatPassword: made.encryptedChatPasswords.find((entry) => entry.userId === userId)?.password,
    }) as unknown as UserSpecificChatInfo;
  return { made, info };
}

const message = { id: '7d444840-9dc0-41d1-b245-5ffdce74fad2', version: 0, sentAt: 1, text: 'Hallo' };

describe('the keys of a user', () => {
  it('open with their passphrase, however it is typed', async () => {
    const { key, info } = await UserKey.create('ann', 'Café ohne Namen');
    const stored = { encryptionEnabled: true, ...info } as UserEncryptionInfo;
    expect((await UserKey.unlock('ann', stored, 'Cafe\u0301 ohne Namen')).publicKey).toBe(key.publicKey);
    await expect(UserKey.unlock('ann', stored, 'Cafe ohne Namen')).rejects.toThrow('passphrase is wrong');
  });

  it('are not read by pages', async () => {
    const { key } = await user('ann');
    await expect(crypto.subtle.exportKey('pkcs8', key.keep().privateKey)).rejects.toThrow();
  });

  it('come back from what a device keeps', async () => {
    const ann = await user('ann');
    const { info } = await chatOf(ann);
    const restored = UserKey.restore(ann.key.keep());
    const sealed = await (await ChatKeys.open(info('ann'), ann.key)).seal('c', 'ann', message);
    expect(await (await ChatKeys.open(info('ann'), restored)).open('c', 'ann', sealed)).toEqual(message);
  });

  it('get another passphrase and stay the same', async () => {
    const { stored, publicKey } = await user('ann');
    const next = { encryptionEnabled: true, ...(await UserKey.changePassphrase('ann', stored, PASSPHRASE, 'ganz neuer Satz')) } as UserEncryptionInfo;
    expect((await UserKey.unlock('ann', next, 'ganz neuer Satz')).publicKey).toBe(publicKey);
    await expect(UserKey.unlock('ann', next, PASSPHRASE)).rejects.toThrow('passphrase is wrong');
  });

  it('are refused when exchanged, of another user, of another client, or missing', async () => {
    const [ann, ben] = [await user('ann'), await user('ben')];
    const unlock = (stored: UserEncryptionInfo, id = 'ann') => UserKey.unlock(id, stored, PASSPHRASE);
    await expect(unlock({ ...ann.stored, publicKey: ben.publicKey })).rejects.toThrow('tampered');
    await expect(unlock(ann.stored, 'ben')).rejects.toThrow('tampered');
    await expect(unlock({ ...ann.stored, verificationHash: 'scrypt$1$x' })).rejects.toThrow('another client');
    const fast = ann.stored.verificationHash!.replace('600000', '99999');
    await expect(unlock({ ...ann.stored, verificationHash: fast })).rejects.toThrow('another client');
    await expect(unlock({ encryptionEnabled: false } as UserEncryptionInfo)).rejects.toThrow('no keys yet');
  });

  it('need a passphrase of some length', async () => {
    await expect(UserKey.create('ann', 'kurz')).rejects.toThrow('at least 8 characters');
    await expect(UserKey.create('ann', '🍕🍕🍕🍕')).rejects.toThrow('at least 8 characters');
  });
});

describe('the keys of a chat', () => {
  it('are the same for all members, the later ones too', async () => {
    const [ann, ben, cid] = [await user('ann'), await user('ben'), await user('cid')];
    const { info } = await chatOf(ann, ben);
    const annKeys = await ChatKeys.open(info('ann'), ann.key);
    const sealed = await annKeys.seal('c', 'ann', message);
    expect(await (await ChatKeys.open(info('ben'), ben.key)).open('c', 'ann', sealed)).toEqual(message);
    const encryptedChatPassword = await annKeys.passwordFor(cid);
    const later = { ...info('ann'), encryptedChatPassword };
    expect(await (await ChatKeys.open(later, cid.key)).open('c', 'ann', sealed)).toEqual(message);
    await expect(ChatKeys.open(later, ben.key)).rejects.toThrow('not for you');
  });

  it('are refused when they come from several chats, or without keys of a member', async () => {
    const [ann, ben] = [await user('ann'), await user('ben')];
    const [one, other] = [await chatOf(ann, ben), await chatOf(ann, ben)];
    const mixed = { ...one.info('ann'), encryptedAttachmentsSecretKey: other.made.encryptedAttachmentsSecretKey };
    await expect(ChatKeys.open(mixed, ann.key)).rejects.toThrow('tampered');
    await expect(ChatKeys.open({ ...one.info('ann'), publicKey: other.made.publicKey }, ann.key)).rejects.toThrow('not for you');
    await expect(ChatKeys.open({ ...one.info('ann'), encryptionEnabled: false }, ann.key)).rejects.toThrow('not a secure one');
    await expect(ChatKeys.create([ann, { userId: 'dan', publicKey: '' }])).rejects.toThrow('dan has no keys');
  });
});

describe('messages', () => {
  it('are never read as text when they are none of the chat', async () => {
    const ann = await user('ann');
    const { info } = await chatOf(ann);
    const keys = await ChatKeys.open(info('ann'), ann.key);
    await expect(keys.open('c', 'ann', 'Hallo')).rejects.toThrow('not encrypted');
    const sealed = await keys.seal('c', 'ann', message);
    const changed = sealed.slice(0, -6) + (sealed.at(-6) === 'A' ? 'B' : 'A') + sealed.slice(-5);
    await expect(keys.open('c', 'ann', changed)).rejects.toThrow('can’t be decrypted');
  });

  it('have the members they must have', () => {
    expect(contentFrom(JSON.stringify({ ...message, more: 1 }))).toEqual(message);
    for (const wrong of ['', '[]', 'null', '"text"', '{"id":"x"}']) expect(contentFrom(wrong)).toBeNull();
    expect(contentFrom(JSON.stringify({ ...message, version: 'x' }))).toBeNull();
    expect(contentFrom(JSON.stringify({ ...message, attachments: {} }))).toBeNull();
    expect(contentFrom(JSON.stringify({ ...message, attachments: [{ id: 'a', name: 'b', type: 'file', size: -1 }] }))).toBeNull();
  });

  it('are noticed when they come twice or old', () => {
    const seen = new SeenMessages();
    expect(seen.see('c', 'm1', { id: 'x', version: 0 })).toBe('fresh');
    expect(seen.see('c', 'm1', { id: 'x', version: 0 })).toBe('fresh');
    expect(seen.see('c', 'm1', { id: 'x', version: 1 })).toBe('fresh');
    expect(seen.see('c', 'm1', { id: 'x', version: 0 })).toBe('outdated');
    expect(seen.see('c', 'm2', { id: 'x', version: 1 })).toBe('repeated');
    expect(seen.see('d', 'm2', { id: 'x', version: 0 })).toBe('fresh');
  });
});

describe('files', () => {
  const whole = async ({ size, read }: { size: number; read(from: number, to: number): Promise<Uint8Array> }): Promise<Bytes> =>
    Uint8Array.from(await read(0, size));

  it('are refused when cut off, reordered, exchanged or of another message', async () => {
    const ann = await user('ann');
    const { info } = await chatOf(ann);
    const keys = await ChatKeys.open(info('ann'), ann.key);
    const size = 200_000;
    const file = { id: 'f', name: 'x', type: 'file' as const, size };
    const sealed = await whole(sealFile(keys, 'f', new Blob([new Uint8Array(size).fill(7)])));
    expect(join(...(await openFile(keys, file, sealed.buffer))).length).toBe(size);
    await expect(openFile(keys, file, sealed.buffer.slice(0, 65_592))).rejects.toThrow('cut off');
    await expect(openFile(keys, { ...file, size: 65_536 }, sealed.buffer.slice(0, 65_592))).rejects.toThrow('tampered');
    await expect(openFile(keys, { ...file, id: 'g' }, sealed.buffer)).rejects.toThrow('tampered');
    const swapped = join(sealed.slice(0, 40), sealed.slice(65_592, 131_144), sealed.slice(40, 65_592), sealed.slice(131_144));
    await expect(openFile(keys, file, swapped.buffer)).rejects.toThrow('tampered');
    await expect(openFile(keys, file, join([1], sealed.slice(1)).buffer)).rejects.toThrow('another client');
  });
});
