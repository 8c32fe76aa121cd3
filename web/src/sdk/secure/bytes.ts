/** Bytes WebCrypto takes: never over shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

export const NONE: Bytes = new Uint8Array();

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** Null for bytes that are no UTF-8. */
export function textOfUtf8(bytes: Bytes): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function join(...parts: readonly (Bytes | readonly number[])[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What names a purpose: the texts with a zero byte between two of them. Ids and keys contain none. */
export function label(...parts: readonly string[]): Bytes {
  return utf8(parts.join('\0'));
}

/** Characters made of bytes at a time; more would not fit among a function's arguments. */
const AT_ONCE = 8_192;

export function base64(bytes: Bytes): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += AT_ONCE) text += String.fromCharCode(...bytes.subarray(at, at + AT_ONCE));
  return btoa(text);
}

/** Null unless it is base64 with padding and nothing else. */
export function fromBase64(text: string): Bytes | null {
  let bytes: Bytes;
  try {
    bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
  // Browsers also read blanks, missing padding and loose bits at the end.
  return base64(bytes) === text ? bytes : null;
}

const VERSION = 'v1.';

export function sealedText(bytes: Bytes): string {
  return VERSION + base64(bytes);
}

/** Null for what is of a later version or another client. */
export function fromSealedText(text: string): Bytes | null {
  return text.startsWith(VERSION) ? fromBase64(text.slice(VERSION.length)) : null;
}

/** Whether two texts are the same, in a time that doesn't tell where they differ. */
export function equalSecrets(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; ++at) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}
