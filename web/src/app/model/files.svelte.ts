import { SvelteMap } from 'svelte/reactivity';
import type { AttachmentStatus, Message, MessageAttachment } from '../../sdk';
import { textOf } from './errors';
import { SEALED_NAME } from './outbox.svelte';
import type { ChatCipher } from './secure/chat_cipher.svelte';
import type { Session } from './session.svelte';

/** Downloads that run at the same time; more would only slow each other down. */
const AT_ONCE = 3;
/** Bytes of files kept for being shown again. */
const KEPT = 150_000_000;

/** What the browser may show as a picture. Anything else is only ever saved. */
const PICTURES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};

export function pictureType({ name }: Pick<MessageAttachment, 'name'>): string | undefined {
  return PICTURES[name.split('.').at(-1)!.toLowerCase()];
}

/** A file of a message as far as it is here. */
export interface Download {
  state: 'waiting' | 'loading' | 'here' | 'failed';
  /** Bytes. */
  received: number;
  /** Address of the whole file, for as long as the user is signed in. */
  url: string;
  error: string;
}

interface Wanted {
  message: Message;
  attachment: MessageAttachment;
  cipher: ChatCipher | null;
}

/** Files of messages that have been fetched from the server. */
export class Files {
  readonly #downloads = new SvelteMap<string, Download>();
  readonly #session: Session;
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #aborts = new Map<string, AbortController>();
  readonly #sizes = new Map<string, number>();
  #running = 0;

  constructor(session: Session) {
    this.#session = session;
    session.sfu.on('MESSAGE_ATTACHMENT_STATE', ({ messageId, id, downloadedSize }: AttachmentStatus) => {
      const download = this.#downloads.get(`${messageId} ${id}`);
      if (download?.state === 'loading' && downloadedSize !== undefined) download.received = downloadedSize;
    });
    session.onSignedOut(() => this.#clear());
  }

  get(message: Message, attachment: MessageAttachment): Download | undefined {
    return this.#downloads.get(key(message, attachment));
  }

  /**
   * Fetches a file unless it is here, and decrypts it in a secure chat. Resolves with its address; null when it was given
   * up or failed.
   */
  async load(message: Message, attachment: MessageAttachment, cipher: ChatCipher | null): Promise<string | null> {
    const id = key(message, attachment);
    const known = this.#downloads.get(id);
    if (known?.state === 'here') return known.url;
    if (known && known.state !== 'failed') return null;
    const download = $state<Download>({ state: 'waiting', received: 0, url: '', error: '' });
    const abort = new AbortController();
    this.#downloads.set(id, download);
    this.#aborts.set(id, abort);
    await new Promise<void>((resolve) => {
      this.#waiting.push(async () => {
        await this.#fetch({ message, attachment, cipher }, download, abort.signal);
        resolve();
      });
      this.#next();
    });
    return download.url || null;
  }

  /** Gives a download up. */
  cancel(message: Message, attachment: MessageAttachment): void {
    const id = key(message, attachment);
    this.#aborts.get(id)?.abort();
    this.#downloads.delete(id);
  }

  #next(): void {
    if (this.#running >= AT_ONCE) return;
    const task = this.#waiting.shift();
    if (!task) return;
    this.#running += 1;
    void task().finally(() => {
      this.#running -= 1;
      this.#next();
    });
  }

  async #fetch({ message, attachment, cipher }: Wanted, download: Download, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { targetEntityType, targetEntityId } = message;
    download.state = 'loading';
    try {
      const { payload } = await this.#session.sfu.getMessageAttachment(
        { targetEntityType, targetEntityId, messageId: message.id, attachmentId: attachment.id, name: cipher ? SEALED_NAME : attachment.name },
        { signal },
      );
      const type = pictureType(attachment) ?? 'application/octet-stream';
      const parts = cipher ? await cipher.openFile(message, attachment, payload) : [payload];
      if (signal.aborted) return;
      download.url = URL.createObjectURL(new Blob(parts, { type }));
      download.state = 'here';
      this.#keep(key(message, attachment), payload.byteLength);
    } catch (error) {
      if (signal.aborted) return;
      download.state = 'failed';
      download.error = textOf(error);
    }
  }

  /** Lets the oldest files go when there are too many. */
  #keep(id: string, size: number): void {
    this.#sizes.set(id, size);
    let sum = [...this.#sizes.values()].reduce((all, one) => all + one, 0);
    for (const [old, bytes] of [...this.#sizes]) {
      if (sum <= KEPT || old === id) break;
      URL.revokeObjectURL(this.#downloads.get(old)?.url ?? '');
      this.#downloads.delete(old);
      this.#sizes.delete(old);
      sum -= bytes;
    }
  }

  #clear(): void {
    for (const abort of this.#aborts.values()) abort.abort();
    for (const { url } of this.#downloads.values()) if (url) URL.revokeObjectURL(url);
    this.#downloads.clear();
    this.#aborts.clear();
    this.#sizes.clear();
  }
}

function key(message: Message, attachment: MessageAttachment): string {
  return `${message.id} ${attachment.id}`;
}
