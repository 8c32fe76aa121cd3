import { base64, fromBase64, join, NONE, utf8, type Bytes } from './bytes';

/** Bytes of a hash, of a key and of whatever is secret. */
export const SECRET = 32;
export const IV = 12;
export const TAG = 16;
/** Bytes of an uncompressed point of P-256. */
export const POINT = 65;

const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
/** What stands before the point in the SPKI DER of every key of P-256. */
const SPKI: Bytes = Uint8Array.from([
  0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
  0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
]);

/** Keys or ciphertext that don't fit, or are another client's. The message is fit for people. */
export class SecureChatError extends Error {
  override readonly name = 'SecureChatError';
}

/** Browsers give pages WebCrypto over HTTPS and on localhost only. */
export function secureChatsPossible(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

export function random(size: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(size));
}

export async function sha256(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', data));
}

export async function hmac(key: Bytes, data: Bytes): Promise<Bytes> {
  const usable = key.length > 0 ? key : new Uint8Array(SECRET);
  const imported = await crypto.subtle.importKey('raw', usable, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, data));
}

export async function hkdfExpand(key: Bytes, info: Bytes, size: number): Promise<Bytes> {
  let out = NONE;
  let block = NONE;
  for (let count = 1; out.length < size; ++count) {
    block = await hmac(key, join(block, info, [count]));
    out = join(out, block);
  }
  return out.slice(0, size);
}

export async function hkdf(key: Bytes, info: Bytes, salt = NONE): Promise<Bytes> {
  return hkdfExpand(await hmac(salt, key), info, SECRET);
}

export async function pbkdf2(passphrase: string, salt: Bytes, iterations: number): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', utf8(passphrase), 'PBKDF2', false, ['deriveBits']);
  const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, imported, 8 * SECRET));
}

export async function gcmSeal(key: Bytes, iv: Bytes, aad: Bytes, plain: Bytes): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
  const parameters = { name: 'AES-GCM', iv, additionalData: aad, tagLength: 8 * TAG };
  return new Uint8Array(await crypto.subtle.encrypt(parameters, imported, plain));
}

/** Null when anything was changed. */
export async function gcmOpen(key: Bytes, iv: Bytes, aad: Bytes, sealed: Bytes): Promise<Bytes | null> {
  const imported = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
  const parameters = { name: 'AES-GCM', iv, additionalData: aad, tagLength: 8 * TAG };
  return crypto.subtle.decrypt(parameters, imported, sealed).then(
    (plain) => new Uint8Array(plain),
    () => null,
  );
}

/** A key pair whose private part stays in the browser. */
export interface KeyPair {
  /** Not extractable. */
  privateKey: CryptoKey;
  point: Bytes;
}

/** A new pair with the private key as PKCS#8, to be encrypted at once and forgotten. */
export async function createKeyPair(): Promise<KeyPair & { pkcs8: Bytes }> {
  const made = await crypto.subtle.generateKey(CURVE, true, ['deriveBits']);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', made.privateKey));
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', made.publicKey));
  return { pkcs8, point, privateKey: await importPrivateKey(pkcs8, point) };
}

/** Refuses a private key that isn't that of the public one. */
export async function importPrivateKey(pkcs8: Bytes, point: Bytes): Promise<CryptoKey> {
  try {
    const key = await crypto.subtle.importKey('pkcs8', pkcs8, CURVE, false, ['deriveBits']);
    // Equal secrets with a key of our own both ways: only the right private key gives them.
    const probe = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
    const publicKey = await crypto.subtle.importKey('raw', point, CURVE, false, []);
    const [one, other] = await Promise.all([derive(key, probe.publicKey), derive(probe.privateKey, publicKey)]);
    if (equal(one, other)) return key;
  } catch {
    // Said below.
  }
  throw new SecureChatError('The private key doesn’t belong to the public one.');
}

/** Null when the bytes are no point of the curve. */
export async function diffieHellman(privateKey: CryptoKey, point: Bytes): Promise<Bytes | null> {
  try {
    return await derive(privateKey, await crypto.subtle.importKey('raw', point, CURVE, false, []));
  } catch {
    return null;
  }
}

/** Public keys as they travel: base64 of their SPKI DER. */
export function publicKeyText(point: Bytes): string {
  return base64(join(SPKI, point));
}

/** Null for anything but an uncompressed key of P-256. */
export function pointOf(publicKey: string): Bytes | null {
  const bytes = fromBase64(publicKey);
  if (bytes?.length !== SPKI.length + POINT || !equal(bytes.slice(0, SPKI.length), SPKI)) return null;
  return bytes.slice(SPKI.length);
}

async function derive(privateKey: CryptoKey, publicKey: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: publicKey }, privateKey, 8 * SECRET));
}

function equal(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
