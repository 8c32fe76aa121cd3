import { ChatError } from './enums';
import type { AttachmentStatus, MessageAttachment, MessageStatus, MessageWithUploadingAttachments } from './types';

/** First byte of every frame of an upload. */
const UPLOAD = 10;

/** A file whose bytes are made while it is sent, from the first to the last. */
export interface AttachmentSource {
  /** Bytes. */
  readonly size: number;
  read(start: number, end: number): Promise<Uint8Array>;
}

/**
 * The bytes of an announced file. A `Blob` (a `File`) or a source is read piece by piece, so that it may be larger than
 * memory.
 */
export interface MessageAttachmentData {
  payload: ArrayBuffer | Blob | AttachmentSource;
  /** The id it was announced with. */
  id: string;
}

/** What sending files needs of its connection. */
export interface UploadTransport {
  /** Bytes of file in one frame. */
  readonly chunkSize: number;
  /** Sends a frame; resolves with what the server has of the file, once it has acknowledged under `key`. */
  sendChunk(key: string, frame: Uint8Array): Promise<AttachmentStatus>;
  cancel(messageTransferId: number, attachmentTransferId: number): Promise<AttachmentStatus>;
  /** Publishes the message; resolves with its final state. */
  finish(messageId: string, messageTransferId: number): Promise<MessageStatus>;
}

/** Sends the files of one message, one after the other, and publishes it; or takes files back before that. */
export class SendingAttachmentsHandler {
  readonly #files: MessageAttachmentData[];
  readonly #info: MessageWithUploadingAttachments;
  readonly #transport: UploadTransport;
  readonly #cancelled = new Set<string>();
  readonly #status: Promise<MessageStatus>;
  #settle!: { resolve(status: MessageStatus): void; reject(reason: unknown): void };
  #uploaded = false;

  constructor(files: MessageAttachmentData[], info: MessageWithUploadingAttachments, transport: UploadTransport) {
    this.#files = files;
    this.#info = info;
    this.#transport = transport;
    this.#status = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.#status.catch(() => {});
  }

  /** Resolves with the published message's state; `DELIVERY_CANCELLED` when every file was taken back. */
  sendAttachments(): Promise<MessageStatus> {
    this.#send().then(this.#settle.resolve, this.#settle.reject);
    return this.#status;
  }

  /** Takes a file back, also one that is there already, until the message is being published. */
  async cancelSendingAttachment(attachment: MessageAttachment): Promise<AttachmentStatus> {
    const transferId = this.#transferId(attachment.id);
    if (this.#uploaded || transferId === undefined) throw new Error(ChatError.CAN_NOT_CANCEL_SENDING_ATTACHMENT);
    const status = await this.#transport.cancel(this.#info.messageTransferId, transferId);
    if (status.uploadedSize !== attachment.size) this.#cancelled.add(attachment.id);
    return status;
  }

  /** Waits for the outcome of `sendAttachments`, whoever called it. */
  waitAndGetMessageStatus(): Promise<MessageStatus> {
    return this.#status;
  }

  getAttachmentsPayload(): MessageAttachmentData[] {
    return this.#files;
  }

  async #send(): Promise<MessageStatus> {
    if (this.#files.length === 0) throw new Error('No attachments');
    for (const file of this.#files) await this.#upload(file);
    this.#uploaded = true;
    return this.#transport.finish(this.#info.messageId, this.#info.messageTransferId);
  }

  async #upload({ payload, id }: MessageAttachmentData): Promise<void> {
    const { messageTransferId } = this.#info;
    const transferId = this.#transferId(id);
    if (transferId === undefined) throw new Error(`The file ${id} wasn't announced`);
    const { size, read } = sourceOf(payload);
    // Such a file cannot travel: nothing would be sent and nothing acknowledged.
    if (size === 0) throw new Error('The file is empty');
    for (let sent = 0; sent < size && !this.#cancelled.has(id); ) {
      const end = Math.min(sent + this.#transport.chunkSize, size);
      const bytes = await read(sent, end);
      const frame = new Uint8Array(4 + bytes.length);
      frame.set([UPLOAD, messageTransferId, transferId, end === size ? 1 : 0]);
      frame.set(bytes, 4);
      const { state } = await this.#transport.sendChunk(`${messageTransferId}${transferId}`, frame);
      if (state !== 'PENDING') return;
      sent = end;
    }
  }

  #transferId(id: string): number | undefined {
    return this.#info.attachmentsInfo.find((info) => info.id === id)?.attachmentTransferId;
  }
}

function sourceOf(payload: MessageAttachmentData['payload']): AttachmentSource {
  if ('read' in payload) return { size: payload.size, read: (start, end) => payload.read(start, end) };
  if (payload instanceof Blob) {
    return { size: payload.size, read: async (start, end) => new Uint8Array(await payload.slice(start, end).arrayBuffer()) };
  }
  return { size: payload.byteLength, read: async (start, end) => new Uint8Array(payload.slice(start, end)) };
}
