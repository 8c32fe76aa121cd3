// The formats of docs/secure-chats.md, both ways, against vectors another implementation made; the C++ SDK runs the same.
import { createECDH } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import vectors from '../../../../protocol/vectors/secure_chats.json';
import type { UserEncryptionInfo } from '../types';
import { fromSealedText, join, utf8, type Bytes } from './bytes';
import { ChatKeys, wrap } from './chat_keys';
import { importPrivateKey, sha256, type KeyPair } from './crypto';
import { openFile, sealedSize, sealFile } from './file_cipher';
import * as hpke from './hpke';
import type { MessageContent } from './message_content';
import { fingerprint, protect, UserKey } from './user_key';

const unhex = (digits: string): Bytes => Uint8Array.from(Buffer.from(digits, 'hex'));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A key pair of its number. */
async function scalar(digits: string): Promise<KeyPair> {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(Buffer.from(digits, 'hex'));
  const point = Uint8Array.from(ecdh.getPublicKey());
  const head = unhex('308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420');
  return { point, privateKey: await importPrivateKey(join(head, unhex(digits), unhex('a144034200'), point), point) };
}

const { user, chat, messages, attachments } = vectors;
const stored: UserEncryptionInfo = { encryptionEnabled: true, ...user.info };
const info = {
  encryptionEnabled: true,
  publicKey: chat.publicKey,
  encryptedPrivateKey: chat.encryptedPrivateKey.sealed,
  encryptedAttachmentsSecretKey: chat.encryptedAttachmentsSecretKey.sealed,
  encryptedChatPassword: chat.encryptedChatPassword.sealed,
};
// Opening it takes its time, on purpose.
vi.setConfig({ testTimeout: 120_000 });
let unlocked: Promise<UserKey> | undefined;
const ann = () => (unlocked ??= UserKey.unlock('ann', stored, user.passphrase));
const keys = async () => ChatKeys.open(info, await ann());

describe('HPKE', () => {
  it.each(vectors.hpke)('is that of $name', async ({ aead, ephemeral, receiver, info, psk, pskId, aad, text, sealed }) => {
    const options: hpke.HpkeOptions = {
      info: unhex(info), aad: unhex(aad), psk: unhex(psk), pskId: unhex(pskId), aead: aead as 1 | 2,
    };
    const pair = await scalar(receiver);
    expect(hex(await hpke.seal(pair.point, options, unhex(text), await scalar(ephemeral)))).toBe(sealed);
    expect(hex((await hpke.open(pair, options, unhex(sealed)))!)).toBe(text);
    expect(await hpke.open(pair, { ...options, aad: utf8('another') }, unhex(sealed))).toBeNull();
  });
});

describe('the keys of a user', () => {
  it('are protected and opened', async () => {
    const { publicKey, salt, iv } = user.info;
    const fixed = { salt: Uint8Array.from(Buffer.from(salt, 'base64')), iv: Uint8Array.from(Buffer.from(iv, 'base64')) };
    expect(await protect('ann', unhex(user.pkcs8), publicKey, user.passphrase, fixed)).toEqual(user.info);
    expect((await ann()).publicKey).toBe(publicKey);
    expect(await fingerprint('ann', publicKey)).toBe(user.fingerprint);
  });
});

describe('the keys of a chat', () => {
  it('are wrapped and opened', async () => {
    const wrapped = (name: string, { iv }: { iv: string }, plain: string) =>
      wrap(name, chat.password, chat.publicKey, unhex(plain), unhex(iv));
    expect(await wrapped('parley chat private key v1', chat.encryptedPrivateKey, chat.pkcs8)).toBe(chat.encryptedPrivateKey.sealed);
    expect(await wrapped('parley attachments key v1', chat.encryptedAttachmentsSecretKey, chat.attachmentsKey)).toBe(
      chat.encryptedAttachmentsSecretKey.sealed,
    );
    const opened = await keys();
    expect(opened.publicKey).toBe(chat.publicKey);
    expect(hex(opened.attachmentsKey)).toBe(chat.attachmentsKey);
    const { ephemeral, sealed } = chat.encryptedChatPassword;
    const member = { userId: 'ann', publicKey: user.info.publicKey };
    expect(await opened.passwordFor(member, await scalar(ephemeral))).toBe(sealed);
  });
});

describe('messages', () => {
  it.each(messages)('of $sender are sealed and opened', async ({ chatId, sender, ephemeral, payload, body }) => {
    const content = payload as MessageContent;
    const opened = await keys();
    expect(await opened.open(chatId, sender, body)).toEqual(content);
    expect(await opened.seal(chatId, sender, content, await scalar(ephemeral))).toBe(body);
    await expect(opened.open(chatId, 'cid', body)).rejects.toThrow('can’t be decrypted');
    await expect(opened.open('c-78', sender, body)).rejects.toThrow('can’t be decrypted');
  });
});

describe('files', () => {
  it.each(attachments)('of $size bytes are sealed and opened', async ({ id, size, salt, sealedSize: expected, sha256: digest }) => {
    const plain = Uint8Array.from({ length: size }, (_, at) => (at * 7) % 251);
    const opened = await keys();
    const source = sealFile(opened, id, new Blob([plain]), unhex(salt));
    expect(source.size).toBe(expected);
    expect(sealedSize(size)).toBe(expected);
    // Portions as the upload takes them, which fit neither header nor pieces.
    const parts: Bytes[] = [];
    for (let at = 0; at < source.size; at += 30_011) {
      parts.push(Uint8Array.from(await source.read(at, Math.min(at + 30_011, source.size))));
    }
    const sealed = join(...parts);
    expect(hex(await sha256(sealed))).toBe(digest);
    const file = { id, name: 'plan.pdf', type: 'file' as const, size };
    expect(hex(join(...(await openFile(opened, file, sealed.buffer))))).toBe(hex(plain));
  });
});

it('reads no text but its own', () => {
  expect(fromSealedText('v2.AAAA')).toBeNull();
  expect(fromSealedText('v1.AAA')).toBeNull();
  expect(fromSealedText('v1.AA AA')).toBeNull();
  expect(fromSealedText('v1.AAB=')).toBeNull();
  expect(fromSealedText('v1.AAA=')).not.toBeNull();
});
