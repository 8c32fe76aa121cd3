/** What stands in an encrypted message about one of its files: its real name and size. */
export interface SealedAttachment {
  /** As on the wire. */
  id: string;
  /** The wire says `encrypted`. */
  name: string;
  type: 'file' | 'picture';
  /** Bytes of the file itself. */
  size: number;
}

/** A message of a secure chat as its sender wrote it. */
export interface MessageContent {
  /** UUID v4 the sender made; an edit keeps it. */
  id: string;
  /** Edits so far. */
  version: number;
  /** By the sender's clock, milliseconds since the epoch. */
  sentAt: number;
  text: string;
  attachments?: SealedAttachment[];
}

/** Reads the decrypted JSON; null when it isn't what a message has to be. Unknown members are dropped. */
export function contentFrom(json: string | null): MessageContent | null {
  let value: unknown;
  try {
    value = JSON.parse(json ?? '');
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  const { id, version, sentAt, text, attachments } = value;
  if (typeof id !== 'string' || !isWhole(version) || !isWhole(sentAt) || typeof text !== 'string') return null;
  if (attachments === undefined || attachments === null) return { id, version, sentAt, text };
  if (!Array.isArray(attachments)) return null;
  const files = attachments.map(attachmentFrom);
  return files.every((file) => file !== null) ? { id, version, sentAt, text, attachments: files } : null;
}

function attachmentFrom(value: unknown): SealedAttachment | null {
  if (!isObject(value)) return null;
  const { id, name, type, size } = value;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof type !== 'string' || !isWhole(size)) return null;
  return size < 0 ? null : { id, name, type: type === 'picture' ? 'picture' : 'file', size };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

export type Verdict = 'fresh' | 'repeated' | 'outdated';

/** Notices messages that a server shows twice, or in an old version. */
export class SeenMessages {
  /** By the chat's id and the content's. */
  readonly #seen = new Map<string, { messageId: string; version: number }>();

  /** `messageId` is the server's. */
  see(chatId: string, messageId: string, { id, version }: Pick<MessageContent, 'id' | 'version'>): Verdict {
    const key = `${chatId}\0${id}`;
    const known = this.#seen.get(key);
    if (!known) this.#seen.set(key, { messageId, version });
    else if (known.messageId !== messageId) return 'repeated';
    else if (version < known.version) return 'outdated';
    else known.version = version;
    return 'fresh';
  }
}
