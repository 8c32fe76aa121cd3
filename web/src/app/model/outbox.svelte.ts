import {
  ConnectionEndedError,
  sealedSize,
  uuid,
  type AttachmentStatus,
  type Message,
  type MessageAttachment,
  type MessageStatus,
  type MessageTarget,
  type SealedAttachment,
  type SendingAttachmentsHandler,
} from '../../sdk';
import { textOf } from './errors';
import type { ChatCipher } from './secure/chat_cipher.svelte';
import type { Session } from './session.svelte';

/** A file of a message on its way. */
export interface OutgoingFile {
  id: string;
  file: File;
  /** Bytes the server has. */
  sent: number;
}

/** A message on its way. */
export interface Outgoing {
  key: number;
  body: string;
  at: number;
  /** Why the server refused it; empty while it is on its way. */
  error: string;
  parent: Message | null;
  files: OutgoingFile[];
  /** The files are being sent now. */
  uploading: boolean;
  /** The body as it travels; empty until it was sent for the first time. */
  wire: string;
}

/** Where the messages go. */
export interface OutboxChat {
  readonly target: MessageTarget;
  readonly cipher: ChatCipher | null;
  /** Date of the newest message that is known. */
  readonly newest: number;
  /** The server has taken a message. */
  published(message: Outgoing, status: MessageStatus): Promise<void>;
  /** A message of before turned out to have arrived. */
  add(message: Message): void;
}

/**
 * The messages of one conversation on their way: in the order of writing, each sent once however often the connection is
 * lost, with their files beside them.
 */
export class Outbox {
  list = $state<Outgoing[]>([]);
  readonly #chat: OutboxChat;
  readonly #session: Session;
  #nextKey = 0;
  #sending = false;
  /** Set while it is unknown whether the first message on its way has arrived: the newest date known before it. */
  #uncertainSince: number | null = null;
  /** Of messages whose files are being sent, by key of the message. */
  readonly #uploads = new Map<number, SendingAttachmentsHandler>();
  /** Since when it is unknown whether such a message has arrived, by key. */
  readonly #uncertainFiles = new Map<number, number>();

  constructor(chat: OutboxChat, session: Session) {
    this.#chat = chat;
    this.#session = session;
  }

  send(body: string, { parent = null, files = [] }: { parent?: Message | null; files?: File[] } = {}): void {
    this.list.push({
      key: this.#nextKey++,
      body,
      at: Date.now(),
      error: '',
      parent,
      files: files.map((file) => ({ id: uuid(), file, sent: 0 })),
      uploading: false,
      wire: '',
    });
    void this.#flush();
  }

  /** How far the server has got with a file of this device or of another one. */
  progress({ id, uploadedSize }: AttachmentStatus): void {
    for (const message of this.list) {
      const file = message.files.find((entry) => entry.id === id);
      if (file && uploadedSize !== undefined) file.sent = uploadedSize;
    }
  }

  /** Takes a file back before its message is out; the last one takes the message along. */
  async cancelFile(key: number, id: string): Promise<void> {
    const message = this.list.find((entry) => entry.key === key);
    const file = message?.files.find((entry) => entry.id === id);
    if (!message || !file) return;
    await this.#uploads.get(key)?.cancelSendingAttachment(this.#announced(file));
    message.files = message.files.filter((entry) => entry !== file);
    if (message.files.length === 0 && !message.uploading && !message.body) this.discard(key);
  }

  retry(key: number): void {
    const message = this.list.find((entry) => entry.key === key);
    if (!message) return;
    message.error = '';
    void this.#flush();
  }

  discard(key: number): void {
    this.list = this.list.filter((entry) => entry.key !== key);
  }

  /** After the connection came back: sends what was waiting, each message once. */
  async resume(): Promise<void> {
    await this.#flush();
  }

  /** Sends the waiting messages one after the other, so that their order is the order of writing. */
  async #flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (;;) {
        for (const message of this.list) {
          // Files take their time; what is written meanwhile doesn't wait for them.
          if (message.files.length > 0 && !message.uploading && !message.error) void this.#deliverFiles(message);
        }
        const next = this.list.find((entry) => !entry.error && !entry.uploading && entry.files.length === 0);
        if (!next || this.#session.phase !== 'online') return;
        if (!(await this.#deliver(next))) return;
      }
    } finally {
      this.#sending = false;
    }
  }

  /** False when the connection ended and the rest has to wait. */
  async #deliver(next: Outgoing): Promise<boolean> {
    try {
      await this.#encode(next);
      if (this.#uncertainSince !== null && (await this.#arrived(next.wire, this.#uncertainSince))) {
        this.#uncertainSince = null;
        this.discard(next.key);
        return true;
      }
      this.#uncertainSince = this.#chat.newest;
      const status = await this.#session.sfu.sendMessage({
        ...this.#chat.target,
        body: next.wire,
        ...(next.parent ? { parentId: next.parent.id } : {}),
      });
      this.#uncertainSince = null;
      // In one turn with the bubble's removal, so that the text doesn't flicker.
      this.discard(next.key);
      await this.#chat.published(next, status);
      return true;
    } catch (error) {
      if (error instanceof ConnectionEndedError || this.#session.phase !== 'online') return false;
      this.#uncertainSince = null;
      const refused = this.list.find((entry) => entry.key === next.key);
      if (refused) refused.error = textOf(error);
      return true;
    }
  }

  async #deliverFiles(next: Outgoing): Promise<void> {
    const { sfu } = this.#session;
    if (this.#session.phase !== 'online') return;
    next.uploading = true;
    const since = this.#uncertainFiles.get(next.key) ?? this.#chat.newest;
    const files = [...next.files];
    try {
      if (this.#uncertainFiles.has(next.key) && (await this.#arrivedWith(files[0]!.id, since))) {
        this.#uncertainFiles.delete(next.key);
        this.discard(next.key);
        return;
      }
      for (const file of files) file.sent = 0;
      await this.#encode(next);
      const { id } = await sfu.sendMessage({
        ...this.#chat.target,
        body: next.wire,
        attachments: files.map((file) => this.#announced(file)),
        ...(next.parent ? { parentId: next.parent.id } : {}),
      });
      const payloads = files.map(async ({ id: fileId, file }) => ({
        id: fileId,
        payload: this.#chat.cipher ? await this.#chat.cipher.sealFile(fileId, file) : file,
      }));
      const handler = sfu.getSendingAttachmentsHandler(await Promise.all(payloads), id);
      if (!handler) throw new Error('The server takes no files here.');
      this.#uploads.set(next.key, handler);
      this.#uncertainFiles.set(next.key, since);
      // Taken back while the message was being announced.
      for (const file of files) if (!next.files.includes(file)) void handler.cancelSendingAttachment(this.#announced(file)).catch(() => {});
      const status = await handler.sendAttachments();
      this.#uncertainFiles.delete(next.key);
      this.discard(next.key);
      if (status.state !== 'DELIVERY_CANCELLED') await this.#chat.published(next, status);
    } catch (error) {
      if (error instanceof ConnectionEndedError || this.#session.phase !== 'online') return;
      this.#uncertainFiles.delete(next.key);
      next.error = textOf(error);
    } finally {
      this.#uploads.delete(next.key);
      next.uploading = false;
    }
  }

  /** Makes the body as it travels. It stays the same for every attempt, so that an arrived one is recognized. */
  async #encode(next: Outgoing): Promise<void> {
    if (next.wire) return;
    next.wire = this.#chat.cipher ? await this.#chat.cipher.seal(next.body, next.files.map(announced)) : next.body;
  }

  #announced(file: OutgoingFile): MessageAttachment {
    // Names and sizes of files are the members' affair as well.
    if (this.#chat.cipher) return { id: file.id, name: SEALED_NAME, size: sealedSize(file.file.size), type: 'file' };
    return announced(file);
  }

  /** Whether a message with this file is among those the server took since. */
  async #arrivedWith(file: string, since: number): Promise<boolean> {
    const newer = await this.#session.sfu.loadMessages({ ...this.#chat.target, timeFrame: { start: since, end: -1 } });
    const own = newer.find(({ from, attachments }) => from === this.#session.me && attachments.some(({ id }) => id === file));
    if (own) this.#chat.add(own);
    return !!own;
  }

  /** Whether the message whose answer was lost is among those the server took since. */
  async #arrived(body: string, since: number): Promise<boolean> {
    const newer = await this.#session.sfu.loadMessages({ ...this.#chat.target, timeFrame: { start: since + 1, end: -1 } });
    const own = newer.find((message) => message.from === this.#session.me && message.body === body);
    if (!own) return false;
    this.#chat.add(own);
    return true;
  }
}

const PICTURE = /\.(jpe?g|png|gif|webp)$/i;

/** What the server is told of an encrypted file. */
export const SEALED_NAME = 'encrypted';

export function announced({ id, file }: OutgoingFile): SealedAttachment {
  return { id, name: file.name, size: file.size, type: PICTURE.test(file.name) ? 'picture' : 'file' };
}
