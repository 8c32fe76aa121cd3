// Makes protocol/vectors/secure_chats.json with WebCrypto alone, so that no client checks itself against itself.
// usage: node tools/secure_chat_vectors.mjs > protocol/vectors/secure_chats.json
// Formats: docs/secure-chats.md. The two HPKE vectors with published results are those of RFC 9180, appendix A.3.
import { webcrypto } from 'node:crypto';
const { subtle } = webcrypto;

const utf8 = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const unhex = (text) => new Uint8Array(Buffer.from(text, 'hex'));
const base64 = (bytes) => Buffer.from(bytes).toString('base64');
const join = (...parts) => new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))));
const label = (...parts) => utf8(parts.join('\0'));
const sealed = (bytes) => 'v1.' + base64(bytes);
/** Bytes that look random and are the same each time. */
const bytes = async (name, size) => {
  const out = [];
  for (let i = 0; out.length < size; ++i) out.push(...new Uint8Array(await subtle.digest('SHA-256', utf8(`${name} ${i}`))));
  return new Uint8Array(out.slice(0, size));
};

const hmac = async (key, data) => {
  const imported = await subtle.importKey('raw', key.length ? key : new Uint8Array(32), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', imported, data));
};
const expand = async (prk, info, length) => {
  let out = new Uint8Array(), block = new Uint8Array();
  for (let i = 1; out.length < length; ++i) {
    block = await hmac(prk, join(block, info, [i]));
    out = join(out, block);
  }
  return out.slice(0, length);
};
const hkdf = async (key, info, salt = new Uint8Array()) => expand(await hmac(salt, key), info, 32);
const gcm = async (key, iv, aad, text) => {
  const imported = await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
  return new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv, additionalData: aad, tagLength: 128 }, imported, text));
};

// Key pairs from raw numbers: PKCS#8 and SPKI as all libraries write them for P-256.
const pkcs8 = (d, point) => join(unhex('308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420'), d, unhex('a144034200'), point);
const spki = (point) => join(unhex('3059301306072a8648ce3d020106082a8648ce3d030107034200'), point);
const curve = { name: 'ECDH', namedCurve: 'P-256' };
const { createECDH } = await import('node:crypto');
const keyPair = (d) => {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(Buffer.from(d));
  const point = new Uint8Array(ecdh.getPublicKey());
  return { d, point, pkcs8: pkcs8(d, point), publicKey: base64(spki(point)) };
};
const dh = async (d, own, point) =>
  new Uint8Array(await subtle.deriveBits(
    { name: 'ECDH', public: await subtle.importKey('raw', point, curve, false, []) },
    await subtle.importKey('pkcs8', pkcs8(d, own), curve, false, ['deriveBits']), 256));

// HPKE, RFC 9180.
const labeled = (suite, name, ...rest) => join(utf8('HPKE-v1'), suite, utf8(name), ...rest);
const extract = (suite, salt, name, ikm) => hmac(salt, labeled(suite, name, ikm));
const labeledExpand = (suite, prk, name, info, length) => expand(prk, join([length >> 8, length & 255], labeled(suite, name, info)), length);
async function hpkeSeal({ aead = 2, receiver, ephemeral, info, psk = new Uint8Array(), pskId = new Uint8Array(), aad, text }) {
  const kem = join(utf8('KEM'), [0, 0x10]);
  const shared = await labeledExpand(kem, await extract(kem, new Uint8Array(), 'eae_prk', await dh(ephemeral.d, ephemeral.point, receiver)),
    'shared_secret', join(ephemeral.point, receiver), 32);
  const suite = join(utf8('HPKE'), [0, 0x10, 0, 1, 0, aead]);
  const none = new Uint8Array();
  const context = join([psk.length ? 1 : 0], await extract(suite, none, 'psk_id_hash', pskId), await extract(suite, none, 'info_hash', info));
  const secret = await extract(suite, shared, 'secret', psk);
  const key = await labeledExpand(suite, secret, 'key', context, aead === 1 ? 16 : 32);
  const nonce = await labeledExpand(suite, secret, 'base_nonce', context, 12);
  return join(ephemeral.point, await gcm(key, nonce, aad, text));
}

async function rfc(name, skE, skR, psk, pskId, ct) {
  const ephemeral = keyPair(unhex(skE)), receiver = keyPair(unhex(skR));
  const info = utf8('Ode on a Grecian Urn'), text = utf8('Beauty is truth, truth beauty'), aad = utf8('Count-0');
  const out = await hpkeSeal({ aead: 1, receiver: receiver.point, ephemeral, info, psk: unhex(psk), pskId: unhex(pskId), aad, text });
  if (hex(out) !== hex(ephemeral.point) + ct) throw new Error(`${name}: this program's HPKE is wrong`);
  return { name, aead: 1, ephemeral: skE, receiver: skR, info: hex(info), psk, pskId, aad: hex(aad), text: hex(text), sealed: hex(out) };
}

const vectors = { about: 'Made by tools/secure_chat_vectors.mjs; formats in docs/secure-chats.md. Bytes are hexadecimal, texts of the wire as they travel.' };
vectors.hpke = [
  await rfc('RFC 9180 A.3.1', '4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb',
    'f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2', '', '',
    '5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434'),
  await rfc('RFC 9180 A.3.2', '57427244f6cc016cddf1c19c8973b4060aa13579b4c067fd5d93a5d74e32a90f',
    '438d8bcef33b89e0e9ae5eb0957c353c25a94584b0dd59c991372a75b43cb661',
    '0247fd33b913760fa1fa51e1892d9f307fbe65eb171e8132c2af18555a738b82', '456e6e796e20447572696e206172616e204d6f726961',
    '90c4deb5b75318530194e4bb62f890b019b1397bbf9d0d6eb918890e1fb2be1ac2603193b60a49c2126b75d0eb'),
];

// A user's keys.
const ann = keyPair(await bytes('ann', 32));
const passphrase = 'correct horse ☕ battery', salt = await bytes('salt', 16), iv = await bytes('iv', 12);
const master = new Uint8Array(await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: 600000 },
  await subtle.importKey('raw', utf8(passphrase), 'PBKDF2', false, ['deriveBits']), 256));
const fingerprint = async (id, publicKey) => {
  const digest = new Uint8Array(await subtle.digest('SHA-256', label('parley fingerprint v1', id, publicKey)));
  return Array.from({ length: 12 }, (_, i) => String(digest[2 * i] * 256 + digest[2 * i + 1]).padStart(5, '0')).join(' ');
};
const userKey = 'parley user private key v1';
vectors.user = {
  userId: 'ann', passphrase, pkcs8: hex(ann.pkcs8), fingerprint: await fingerprint('ann', ann.publicKey),
  info: {
    publicKey: ann.publicKey, salt: base64(salt), iv: base64(iv),
    verificationHash: 'pbkdf2-sha256$600000$' + base64(await hkdf(master, utf8('parley passphrase check v1'))),
    privateKey: base64(await gcm(await hkdf(master, utf8(userKey)), iv, label(userKey, 'ann', ann.publicKey), ann.pkcs8)),
  },
};

// A chat's keys.
const chat = keyPair(await bytes('chat', 32));
const password = base64(await bytes('password', 32)), attachmentsKey = await bytes('attachments', 32);
const wrap = async (name, ivName, text) => {
  const chosen = await bytes(ivName, 12);
  return { iv: hex(chosen), sealed: sealed(join(chosen, await gcm(await hkdf(utf8(password), utf8(name)), chosen, label(name, chat.publicKey), text))) };
};
const passwordEphemeral = keyPair(await bytes('password ephemeral', 32));
vectors.chat = {
  password, pkcs8: hex(chat.pkcs8), publicKey: chat.publicKey, attachmentsKey: hex(attachmentsKey),
  encryptedPrivateKey: await wrap('parley chat private key v1', 'iv 1', chat.pkcs8),
  encryptedAttachmentsSecretKey: await wrap('parley attachments key v1', 'iv 2', attachmentsKey),
  encryptedChatPassword: {
    userId: 'ann', ephemeral: hex(passwordEphemeral.d),
    sealed: sealed(await hpkeSeal({ receiver: ann.point, ephemeral: passwordEphemeral,
      info: label('parley chat password v1', 'ann', chat.publicKey), aad: new Uint8Array(), text: utf8(password) })),
  },
};

// Messages.
vectors.messages = [];
for (const [chatId, sender, payload] of [
  ['c-77', 'ann', { id: '7d444840-9dc0-41d1-b245-5ffdce74fad2', version: 0, sentAt: 1700000000000, text: 'Grüße, Ben ☕ <@ben>' }],
  ['c-77', 'ben', { id: '0f8fad5b-d9cb-469f-a165-70867728950e', version: 2, sentAt: 1700000060000, text: '',
    attachments: [{ id: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed', name: 'plan "A"\\\n.pdf', type: 'file', size: 150000 }] }],
]) {
  const ephemeral = keyPair(await bytes(`message ${payload.id}`, 32)), text = JSON.stringify(payload);
  vectors.messages.push({ chatId, sender, ephemeral: hex(ephemeral.d), payload, text,
    body: sealed(await hpkeSeal({ receiver: chat.point, ephemeral, info: utf8('parley message v1'), psk: utf8(password),
      pskId: utf8('parley chat v1'), aad: label('parley message v1', chatId, sender), text: utf8(text) })) });
}

// Attachments: byte i of the file is i * 7 mod 251; only the hash of the ciphertext is kept, but the shortest whole.
vectors.attachments = [];
for (const size of [0, 1, 65535, 65536, 65537, 131072, 150000]) {
  const id = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed', fileSalt = await bytes(`file ${size}`, 32);
  const plain = Uint8Array.from({ length: size }, (_, i) => (i * 7) % 251);
  const key = await hkdf(attachmentsKey, label('parley attachment v1', id), fileSalt);
  const pieces = Math.max(1, Math.ceil(size / 65536));
  let out = join(utf8('PARLEYE1'), fileSalt);
  for (let i = 0; i < pieces; ++i) {
    const nonce = new Uint8Array(12);
    new DataView(nonce.buffer).setUint32(7, i);
    nonce[11] = i === pieces - 1 ? 1 : 0;
    out = join(out, await gcm(key, nonce, new Uint8Array(), plain.slice(i * 65536, (i + 1) * 65536)));
  }
  vectors.attachments.push({ id, size, salt: hex(fileSalt), sealedSize: out.length,
    sha256: hex(new Uint8Array(await subtle.digest('SHA-256', out))), ...(size < 2 ? { sealed: hex(out) } : {}) });
}
process.stdout.write(JSON.stringify(vectors, null, 1) + '\n');
