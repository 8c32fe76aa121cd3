import type { AttachmentSource } from '../sending_attachments';
import { join, label, NONE, textOfUtf8, utf8, type Bytes } from './bytes';
import type { ChatKeys } from './chat_keys';
import { gcmOpen, gcmSeal, hkdf, random, SecureChatError, TAG } from './crypto';
import type { SealedAttachment } from './message_content';

/** A file in pieces, each sealed for itself (docs/secure-chats.md). */
const MAGIC = 'PARLEYE1';
const SALT = 32;
const HEADER = 40;
const PIECE = 65_536;

type AttachmentsKey = Pick<ChatKeys, 'attachmentsKey'>;

/** Bytes of ciphertext of a file of so many bytes: the `size` to announce. */
export function sealedSize(size: number): number {
  return HEADER + size + TAG * pieces(size);
}

/**
 * The ciphertext of a file, made while it is sent. Announce it as `{type: 'file', name: 'encrypted', size, id}`. `salt`
 * is given by tests alone.
 */
export function sealFile({ attachmentsKey }: AttachmentsKey, id: string, file: Blob, salt = random(SALT)): AttachmentSource {
  const key = fileKey(attachmentsKey, id, salt);
  const last = pieces(file.size) - 1;
  /** The piece made last: portions begin where the one before ended, in the midst of it. */
  let made: { at: number; bytes: Bytes } | null = null;
  const piece = async (at: number): Promise<Bytes> => {
    if (made?.at !== at) {
      const plain = new Uint8Array(await file.slice(at * PIECE, (at + 1) * PIECE).arrayBuffer());
      made = { at, bytes: await gcmSeal(await key, nonce(at, at === last), NONE, plain) };
    }
    return made.bytes;
  };
  return {
    size: sealedSize(file.size),
    async read(start, end) {
      const parts: Bytes[] = [];
      let at = start;
      if (at < HEADER) {
        parts.push(join(utf8(MAGIC), salt).slice(at, end));
        at = Math.min(HEADER, end);
      }
      while (at < end) {
        const number = Math.floor((at - HEADER) / (PIECE + TAG));
        const begin = HEADER + number * (PIECE + TAG);
        const part = (await piece(number)).slice(at - begin, end - begin);
        parts.push(part);
        at += part.length;
      }
      return join(...parts);
    },
  };
}

/**
 * Decrypts a downloaded file. Rejects with a `SecureChatError` when anything of it is missing or was changed; nothing is
 * given away then.
 */
export async function openFile({ attachmentsKey }: AttachmentsKey, file: SealedAttachment, sealed: ArrayBuffer): Promise<Bytes[]> {
  if (sealed.byteLength !== sealedSize(file.size)) throw new SecureChatError('The file was cut off or exchanged.');
  if (textOfUtf8(new Uint8Array(sealed, 0, MAGIC.length)) !== MAGIC) throw new SecureChatError('The file is another client’s.');
  const key = await fileKey(attachmentsKey, file.id, new Uint8Array(sealed, MAGIC.length, SALT));
  const plain: Bytes[] = [];
  const count = pieces(file.size);
  for (let at = 0; at < count; ++at) {
    const begin = HEADER + at * (PIECE + TAG);
    const size = Math.min(PIECE + TAG, sealed.byteLength - begin);
    const opened = await gcmOpen(key, nonce(at, at === count - 1), NONE, new Uint8Array(sealed, begin, size));
    if (!opened) throw new SecureChatError('The file was tampered with.');
    plain.push(opened);
  }
  return plain;
}

function pieces(size: number): number {
  return Math.max(1, Math.ceil(size / PIECE));
}

function fileKey(attachmentsKey: Bytes, id: string, salt: Bytes): Promise<Bytes> {
  return hkdf(attachmentsKey, label('parley attachment v1', id), salt);
}

function nonce(piece: number, last: boolean): Bytes {
  const bytes = new Uint8Array(12);
  new DataView(bytes.buffer).setUint32(7, piece);
  bytes[11] = last ? 1 : 0;
  return bytes;
}
