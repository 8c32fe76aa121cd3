import type { UserEncryptionInfo } from '../types';
import type { EncryptionInfoOptions } from '../user_calls';
import { base64, equalSecrets, fromBase64, label, utf8, type Bytes } from './bytes';
import {
  createKeyPair,
  gcmOpen,
  gcmSeal,
  hkdf,
  importPrivateKey,
  IV,
  pbkdf2,
  pointOf,
  publicKeyText,
  random,
  SecureChatError,
  sha256,
  type KeyPair,
} from './crypto';

const USER_KEY = 'parley user private key v1';
const CHECK = 'parley passphrase check v1';
const SALT = 16;
const ITERATIONS = 600_000;
/** What readers accept: fewer would be guessed, more would only stop the browser. */
const FEWEST = 100_000;
const MOST = 10_000_000;
/** Characters. */
export const SHORTEST_PASSPHRASE = 8;

/** What of an unlocked key may be kept on a device: IndexedDB stores the private key without anybody reading it. */
export interface KeptUserKey {
  userId: string;
  publicKey: string;
  /** Not extractable. */
  privateKey: CryptoKey;
}

/** A user's key pair for secure chats, unlocked. The private key can be used but not read. */
export class UserKey {
  readonly userId: string;
  /** As others get it. */
  readonly publicKey: string;
  readonly pair: KeyPair;

  private constructor(userId: string, pair: KeyPair) {
    this.userId = userId;
    this.publicKey = publicKeyText(pair.point);
    this.pair = pair;
  }

  /** Makes a new one, and what `addUserEncryptionInfo` takes for it. Takes about half a second, as a guess shall. */
  static async create(userId: string, passphrase: string): Promise<{ key: UserKey; info: EncryptionInfoOptions }> {
    checkLength(passphrase);
    const { pkcs8, ...pair } = await createKeyPair();
    return { key: new UserKey(userId, pair), info: await protect(userId, pkcs8, publicKeyText(pair.point), passphrase) };
  }

  /**
   * Opens what `getUserEncryptionInfo` gave. Rejects with a `SecureChatError` when there are no keys, the passphrase is
   * wrong, the keys were tampered with, or are another client's.
   */
  static async unlock(userId: string, stored: UserEncryptionInfo, passphrase: string): Promise<UserKey> {
    const { pkcs8, point } = await reveal(userId, stored, passphrase);
    return new UserKey(userId, { privateKey: await importPrivateKey(pkcs8, point), point });
  }

  /** What `addUserEncryptionInfo` takes to protect the same key with another passphrase. Rejects like `unlock`. */
  static async changePassphrase(
    userId: string,
    stored: UserEncryptionInfo,
    passphrase: string,
    next: string,
  ): Promise<EncryptionInfoOptions> {
    checkLength(next);
    const { pkcs8 } = await reveal(userId, stored, passphrase);
    return protect(userId, pkcs8, stored.publicKey!, next);
  }

  /** One that was kept on this device. */
  static restore({ userId, publicKey, privateKey }: KeptUserKey): UserKey {
    const point = pointOf(publicKey);
    if (!point) throw new SecureChatError('The key kept on this device is not a valid one.');
    return new UserKey(userId, { privateKey, point });
  }

  keep(): KeptUserKey {
    return { userId: this.userId, publicKey: this.publicKey, privateKey: this.pair.privateKey };
  }
}

/** Encrypts a private key; `salt` and `iv` are given by tests alone. */
export async function protect(
  userId: string,
  pkcs8: Bytes,
  publicKey: string,
  passphrase: string,
  { salt = random(SALT), iv = random(IV) }: { salt?: Bytes; iv?: Bytes } = {},
): Promise<EncryptionInfoOptions> {
  const master = await pbkdf2(normal(passphrase), salt, ITERATIONS);
  const privateKey = await gcmSeal(await hkdf(master, utf8(USER_KEY)), iv, label(USER_KEY, userId, publicKey), pkcs8);
  return {
    publicKey,
    privateKey: base64(privateKey),
    verificationHash: `pbkdf2-sha256$${ITERATIONS}$${await check(master)}`,
    salt: base64(salt),
    iv: base64(iv),
  };
}

/**
 * Twelve numbers for two people to compare by another way. `id` is the user's, or the chat's for a chat's key.
 */
export async function fingerprint(id: string, publicKey: string): Promise<string> {
  const digest = new DataView((await sha256(label('parley fingerprint v1', id, publicKey))).buffer);
  return Array.from({ length: 12 }, (_, at) => String(digest.getUint16(2 * at)).padStart(5, '0')).join(' ');
}

async function reveal(userId: string, stored: UserEncryptionInfo, passphrase: string): Promise<{ pkcs8: Bytes; point: Bytes }> {
  const { encryptionEnabled, publicKey, privateKey } = stored;
  if (!encryptionEnabled || !privateKey || !publicKey) throw new SecureChatError('There are no keys yet.');
  const hash = /^pbkdf2-sha256\$(\d{1,8})\$(.+)$/.exec(stored.verificationHash ?? '');
  const iterations = Number(hash?.[1]);
  const salt = fromBase64(stored.salt ?? '');
  const iv = fromBase64(stored.iv ?? '');
  const sealed = fromBase64(privateKey);
  const point = pointOf(publicKey);
  const known = hash && iterations >= FEWEST && iterations <= MOST && salt?.length === SALT && iv?.length === IV;
  if (!known || !sealed || !point) throw new SecureChatError('The keys are those of another client.');
  const master = await pbkdf2(normal(passphrase), salt, iterations);
  if (!equalSecrets(await check(master), hash[2]!)) throw new SecureChatError('The passphrase is wrong.');
  const pkcs8 = await gcmOpen(await hkdf(master, utf8(USER_KEY)), iv, label(USER_KEY, userId, publicKey), sealed);
  if (!pkcs8) throw new SecureChatError('The keys were tampered with.');
  return { pkcs8, point };
}

async function check(master: Bytes): Promise<string> {
  return base64(await hkdf(master, utf8(CHECK)));
}

/** The same passphrase from every keyboard. */
function normal(passphrase: string): string {
  return passphrase.normalize('NFKC');
}

function checkLength(passphrase: string): void {
  if ([...normal(passphrase)].length < SHORTEST_PASSPHRASE) {
    throw new SecureChatError(`The passphrase needs at least ${SHORTEST_PASSPHRASE} characters.`);
  }
}
