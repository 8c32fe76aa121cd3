import { downloadAttachment } from './attachment_download';
import { ChatCalls } from './chat_calls';
import type { AttachmentSortField, AttachmentType, MessageAttachmentMediaType, SortOrder } from './enums';
import { SendingAttachmentsHandler, type MessageAttachmentData } from './sending_attachments';
import type {
  Attachment,
  AttachmentListResult,
  AttachmentPageResult,
  AttachmentRequest,
  AttachmentRequestAck,
  AttachmentSizeInfo,
  AttachmentStatus,
  Boundaries,
  MessageAttachmentsSearchResult,
  MessageStatus,
  MessageStatusEvent,
  MessageWithUploadingAttachments,
  RemoveStorageAttachmentItem,
  RemoveStorageAttachmentsResult,
  StorageSectionsEvent,
  TimeFrame,
  WireEvent,
} from './types';

export interface SearchMessageAttachmentsOptions {
  /** Absent: all chats of the user. */
  chatId?: string;
  attachmentsType?: MessageAttachmentMediaType;
  /** Author of the message. */
  from?: string;
  timeFrame?: TimeFrame;
  boundaries?: Boundaries;
  /** Part of the file's name. */
  searchString?: string;
  sortOrder?: SortOrder;
}

export interface ListAttachmentsOptions {
  offset: number;
  pageSize: number;
}

/** Options of a later version than 2.0.339. */
export interface PageAttachmentsOptions extends ListAttachmentsOptions {
  sectionType: 'Direct' | 'Spaces';
  /** Of `Spaces`: those of one space alone. */
  spaceId?: string;
  /** `DATE` when absent. */
  sortField?: AttachmentSortField;
  /** Absent: newest and largest first, names from A. */
  sortOrder?: SortOrder;
}

interface ListAttachments {
  (options: PageAttachmentsOptions): Promise<AttachmentPageResult>;
  (options: ListAttachmentsOptions): Promise<AttachmentListResult>;
}

/** Calls about the files of messages. */
export class AttachmentCalls extends ChatCalls {
  /** Messages whose files the server waits for, by message id. */
  readonly #waiting = new Map<string, MessageWithUploadingAttachments>();

  /**
   * What sends the files announced with a message, or with an edit of it, whose answer has been received; undefined when
   * the server waits for none. The files may be given in any order.
   */
  getSendingAttachmentsHandler = (
    attachments: MessageAttachmentData[],
    messageId: string,
  ): SendingAttachmentsHandler | undefined => {
    const info = this.#waiting.get(messageId);
    if (!info) return undefined;
    return new SendingAttachmentsHandler(attachments, info, {
      chunkSize: this.binaryChunkSize,
      sendChunk: (key, frame) => this.exchange<AttachmentStatus>(key, (connection) => connection.sendBinary(frame)),
      cancel: (messageTransferId, attachmentTransferId) =>
        this.call<AttachmentStatus>('cancelSendingAttachment', { messageTransferId, attachmentTransferId }),
      finish: (id, transferId) => {
        this.#waiting.delete(id);
        // The one call without an id of its own: its answer carries the message's.
        return this.exchange<MessageStatus>(id, (connection) =>
          connection.send('sendMessageWithAttachments', { id, transferId }),
        );
      },
    });
  };

  /**
   * Downloads a file; `MESSAGE_ATTACHMENT_STATE` tells how far it is. An aborted `signal` ends it and rejects with the
   * signal's reason.
   */
  getMessageAttachment = async (request: AttachmentRequest, options: { signal?: AbortSignal } = {}): Promise<Attachment> => {
    const { targetEntityType, targetEntityId, messageId, attachmentId, name } = request;
    if (!messageId) throw new Error('Empty messageId');
    if (attachmentId === null) throw new Error('Empty attachment id');
    if (!name) throw new Error('Empty attachment name');
    const { sessionId, attachmentRequest, internalMessageId } = await this.call<AttachmentRequestAck & WireEvent>(
      'downloadAttachment',
      { targetEntityType, targetEntityId, messageId, attachmentId, name, size: this.binaryChunkSize },
    );
    const payload = await downloadAttachment({
      url: this.url,
      sessionId,
      ...options,
      onProgress: (downloadedSize, last) => {
        const state = last ? 'DOWNLOADED' : 'PENDING';
        this.emit('MESSAGE_ATTACHMENT_STATE', {
          targetEntityType, targetEntityId, messageId, id: attachmentId, name, state, downloadedSize,
        } satisfies AttachmentStatus);
      },
    });
    return { ...attachmentRequest, internalMessageId: internalMessageId ?? '', sessionId, payload };
  };

  searchMessageAttachments = (options: SearchMessageAttachmentsOptions): Promise<MessageAttachmentsSearchResult> => {
    const { chatId, attachmentsType, from, timeFrame, boundaries, searchString, sortOrder } = options;
    return this.call('searchMessageAttachments', {
      chatId, attachmentsType, from, timeFrame, boundaries, searchString, sortOrder,
    });
  };

  /**
   * The files this user sent, newest first. An offset and a page size of -1: all of them. With a section: those of it, in
   * any order, with where each file is and how many there are.
   */
  listAttachments: ListAttachments = <Result>(options: ListAttachmentsOptions & Partial<PageAttachmentsOptions>) => {
    const { offset, pageSize, sectionType, spaceId, sortField, sortOrder } = options;
    return this.call<Result>('listAttachments', { offset, pageSize, sectionType, spaceId, sortField, sortOrder });
  };

  /** Bytes of the files this user sent, by where he sent them; a sort without files is absent. */
  getAttachmentsSize = (type?: AttachmentType): Promise<AttachmentSizeInfo> =>
    this.call('getAttachmentsSize', { type });

  /** Bytes of the files this user sent, in sections. Later than 2.0.339, as is the next one. */
  getStorageSections = (): Promise<StorageSectionsEvent> => this.call('getStorageSections');

  /** Takes files out of messages this user sent; one left without content is deleted. What has gone is left out. */
  removeStorageAttachments = (items: RemoveStorageAttachmentItem[]): Promise<RemoveStorageAttachmentsResult> =>
    this.call('removeStorageAttachments', { attachments: items });

  protected override heard(event: WireEvent): void {
    if (event.type !== 'SFU_MESSAGE_STATE') return;
    const { status, waitingUploadingAttachments, messageWithUploadingAttachments } =
      event as unknown as MessageStatusEvent;
    if (waitingUploadingAttachments && messageWithUploadingAttachments) {
      this.#waiting.set(status.id, messageWithUploadingAttachments);
    }
  }

  protected override forget(): void {
    this.#waiting.clear();
  }
}
