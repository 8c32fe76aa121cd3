import { join, NONE, utf8, type Bytes } from './bytes';
import { createKeyPair, diffieHellman, gcmOpen, gcmSeal, hkdfExpand, hmac, POINT, SecureChatError, type KeyPair } from './crypto';

/** Identifiers of RFC 9180. Only `AES_256_GCM` is used; the other one has published test vectors. */
export const Aead = { AES_128_GCM: 1, AES_256_GCM: 2 } as const;

export interface HpkeOptions {
  info: Bytes;
  aad?: Bytes;
  /** With it the mode is PSK: only who knows it can seal. */
  psk?: Bytes;
  pskId?: Bytes;
  aead?: (typeof Aead)[keyof typeof Aead];
}

const KEM = join(utf8('KEM'), [0, 0x10]);
const NONCE = 12;

/** HPKE (RFC 9180) with DHKEM(P-256, HKDF-SHA256) and HKDF-SHA256, single shot: the encapsulated key and the ciphertext. */
export async function seal(receiver: Bytes, options: HpkeOptions, plain: Bytes, ephemeral?: KeyPair): Promise<Bytes> {
  const own = ephemeral ?? (await createKeyPair());
  const shared = await diffieHellman(own.privateKey, receiver);
  if (!shared) throw new SecureChatError('The public key is not a valid one.');
  const { key, nonce } = await schedule(shared, own.point, receiver, options);
  return join(own.point, await gcmSeal(key, nonce, options.aad ?? NONE, plain));
}

/** Null when it was sealed for another key or in another context, or was changed. */
export async function open(receiver: KeyPair, options: HpkeOptions, sealed: Bytes): Promise<Bytes | null> {
  if (sealed.length < POINT) return null;
  const encapsulated = sealed.slice(0, POINT);
  const shared = await diffieHellman(receiver.privateKey, encapsulated);
  if (!shared) return null;
  const { key, nonce } = await schedule(shared, encapsulated, receiver.point, options);
  return gcmOpen(key, nonce, options.aad ?? NONE, sealed.slice(POINT));
}

/** ExtractAndExpand of the KEM, then KeySchedule. */
async function schedule(
  shared: Bytes,
  encapsulated: Bytes,
  receiver: Bytes,
  { info, psk = NONE, pskId = NONE, aead = Aead.AES_256_GCM }: HpkeOptions,
): Promise<{ key: Bytes; nonce: Bytes }> {
  const eae = await extract(KEM, NONE, 'eae_prk', shared);
  const secret = await expand(KEM, eae, 'shared_secret', join(encapsulated, receiver), 32);
  const suite = join(utf8('HPKE'), [0, 0x10, 0, 1, 0, aead]);
  const context = join(
    [psk.length > 0 ? 1 : 0],
    await extract(suite, NONE, 'psk_id_hash', pskId),
    await extract(suite, NONE, 'info_hash', info),
  );
  const base = await extract(suite, secret, 'secret', psk);
  const [key, nonce] = await Promise.all([
    expand(suite, base, 'key', context, aead === Aead.AES_128_GCM ? 16 : 32),
    expand(suite, base, 'base_nonce', context, NONCE),
  ]);
  return { key, nonce };
}

function extract(suite: Bytes, salt: Bytes, name: string, input: Bytes): Promise<Bytes> {
  return hmac(salt, join(utf8('HPKE-v1'), suite, utf8(name), input));
}

function expand(suite: Bytes, key: Bytes, name: string, info: Bytes, size: number): Promise<Bytes> {
  return hkdfExpand(key, join([size >> 8, size & 255], utf8('HPKE-v1'), suite, utf8(name), info), size);
}
