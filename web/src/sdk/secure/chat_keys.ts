import type { CreateChatOptions } from '../chat_calls';
import type { UserSpecificChatInfo } from '../types';
import { base64, fromSealedText, join, label, sealedText, textOfUtf8, utf8, type Bytes } from './bytes';
import { createKeyPair, gcmOpen, gcmSeal, hkdf, importPrivateKey, IV, pointOf, publicKeyText, random, SECRET, SecureChatError, type KeyPair } from './crypto';
import * as hpke from './hpke';
import { contentFrom, type MessageContent } from './message_content';
import type { UserKey } from './user_key';

const PRIVATE_KEY = 'parley chat private key v1';
const ATTACHMENTS = 'parley attachments key v1';
const PASSWORD = 'parley chat password v1';
const MESSAGE = 'parley message v1';
const PSK_ID = 'parley chat v1';

/** A user and his public key, which should be known to be his (see `fingerprint`). */
export interface SecureMember {
  userId: string;
  publicKey: string;
}

export type SecureChatOptions = Required<
  Pick<
    CreateChatOptions,
    'isEncryptionEnabled' | 'publicKey' | 'encryptedPrivateKey' | 'encryptedAttachmentsSecretKey' | 'encryptedChatPasswords'
  >
>;

/** Where the keys of a chat are. */
export type SecureInfo = Partial<
  Pick<
    UserSpecificChatInfo,
    'encryptionEnabled' | 'publicKey' | 'encryptedChatPassword' | 'encryptedPrivateKey' | 'encryptedAttachmentsSecretKey'
  >
>;

/** The keys of one secure chat. */
export class ChatKeys {
  readonly publicKey: string;
  /** For the files of the chat. */
  readonly attachmentsKey: Bytes;
  readonly #pair: KeyPair;
  readonly #password: string;

  private constructor(pair: KeyPair, password: string, attachmentsKey: Bytes) {
    this.publicKey = publicKeyText(pair.point);
    this.attachmentsKey = attachmentsKey;
    this.#pair = pair;
    this.#password = password;
  }

  /**
   * Makes the keys of a new chat of these members, the creator among them, and what `createChat` takes for it. Rejects
   * with a `SecureChatError` when a member has no keys, or another client's.
   */
  static async create(members: readonly SecureMember[]): Promise<SecureChatOptions> {
    const { pkcs8, ...pair } = await createKeyPair();
    const password = base64(random(SECRET));
    const keys = new ChatKeys(pair, password, random(SECRET));
    const encryptedChatPasswords = [];
    for (const member of members) {
      encryptedChatPasswords.push({ userId: member.userId, password: await keys.passwordFor(member) });
    }
    return {
      isEncryptionEnabled: true,
      publicKey: keys.publicKey,
      encryptedPrivateKey: await wrap(PRIVATE_KEY, password, keys.publicKey, pkcs8),
      encryptedAttachmentsSecretKey: await wrap(ATTACHMENTS, password, keys.publicKey, keys.attachmentsKey),
      encryptedChatPasswords,
    };
  }

  /**
   * Opens those of a chat the user is a member of. Rejects with a `SecureChatError` when it is no secure chat, or when
   * they are not for this user, were tampered with, or are another client's.
   */
  static async open(chat: SecureInfo, user: UserKey): Promise<ChatKeys> {
    if (!chat.encryptionEnabled) throw new SecureChatError('The chat is not a secure one.');
    const publicKey = chat.publicKey ?? '';
    const point = pointOf(publicKey);
    const sealed = fromSealedText(chat.encryptedChatPassword ?? '');
    if (!sealed || !point) throw new SecureChatError('The chat’s password is missing, or another client’s.');
    const opened = await hpke.open(user.pair, { info: label(PASSWORD, user.userId, publicKey) }, sealed);
    const password = opened && textOfUtf8(opened);
    if (!password) throw new SecureChatError('The chat’s password is not for you, or was tampered with.');
    const [pkcs8, attachmentsKey] = await Promise.all([
      unwrap(PRIVATE_KEY, password, publicKey, chat.encryptedPrivateKey),
      unwrap(ATTACHMENTS, password, publicKey, chat.encryptedAttachmentsSecretKey),
    ]);
    const privateKey = pkcs8 && (await importPrivateKey(pkcs8, point).catch(() => null));
    if (!privateKey || attachmentsKey?.length !== SECRET) {
      throw new SecureChatError('The chat’s keys were tampered with, or are those of another client.');
    }
    return new ChatKeys({ privateKey, point }, password, attachmentsKey);
  }

  /** The chat's password for one member: `encryptedChatPassword` of `addMemberToChat`. Rejects like `create`. */
  async passwordFor({ userId, publicKey }: SecureMember, ephemeral?: KeyPair): Promise<string> {
    const receiver = pointOf(publicKey);
    if (!receiver) throw new SecureChatError(`${userId} has no keys for secure chats, or another client’s.`);
    const info = label(PASSWORD, userId, this.publicKey);
    return sealedText(await hpke.seal(receiver, { info }, utf8(this.#password), ephemeral));
  }

  /** The body of a message of `senderId`. */
  async seal(chatId: string, senderId: string, content: MessageContent, ephemeral?: KeyPair): Promise<string> {
    const plain = utf8(JSON.stringify(content));
    return sealedText(await hpke.seal(this.#pair.point, this.#context(chatId, senderId), plain, ephemeral));
  }

  /**
   * What was sealed. Rejects with a `SecureChatError` when the chat or the sender is another one, and when anything was
   * changed. See `SeenMessages` for what else a reader has to look at.
   */
  async open(chatId: string, senderId: string, body: string): Promise<MessageContent> {
    const sealed = fromSealedText(body);
    if (!sealed) throw new SecureChatError('The message is not encrypted, or by another client.');
    const plain = await hpke.open(this.#pair, this.#context(chatId, senderId), sealed);
    if (!plain) throw new SecureChatError('The message can’t be decrypted.');
    const content = contentFrom(textOfUtf8(plain));
    if (!content) throw new SecureChatError('The message’s content makes no sense.');
    return content;
  }

  #context(chatId: string, senderId: string): hpke.HpkeOptions {
    return {
      info: utf8(MESSAGE),
      aad: label(MESSAGE, chatId, senderId),
      psk: utf8(this.#password),
      pskId: utf8(PSK_ID),
    };
  }
}

/** What every member opens with the password; bound to the chat's public key. `iv` is given by tests alone. */
export async function wrap(name: string, password: string, publicKey: string, plain: Bytes, iv = random(IV)): Promise<string> {
  return sealedText(join(iv, await gcmSeal(await hkdf(utf8(password), utf8(name)), iv, label(name, publicKey), plain)));
}

async function unwrap(name: string, password: string, publicKey: string, text: string | null | undefined): Promise<Bytes | null> {
  const bytes = fromSealedText(text ?? '');
  if (!bytes || bytes.length < IV) return null;
  const key = await hkdf(utf8(password), utf8(name));
  return gcmOpen(key, bytes.slice(0, IV), label(name, publicKey), bytes.slice(IV));
}
