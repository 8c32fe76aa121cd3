import { SvelteMap } from 'svelte/reactivity';
import {
  ChatKeys,
  openFile,
  sealFile,
  SecureChatError,
  SeenMessages,
  uuid,
  type AttachmentSource,
  type Message,
  type MessageAttachment,
  type MessageContent,
  type SealedAttachment,
  type SecureInfo,
  type SecureMember,
  type UserKey,
  type Verdict,
} from '../../../sdk';
import { textOf } from '../errors';
import type { OwnKey } from './own_key.svelte';
import type { Trust } from './trust.svelte';

/** A message as it can be shown. */
export interface View {
  message: Message;
  /** Why its content isn't there; empty when it is. */
  note: string;
  /** When its author says he wrote it; only where that isn't about the server's date. */
  sentAt?: number;
}

export const LOCKED = 'Encrypted message';
const OPENING = 'Decrypting…';
const WARNINGS: Record<Verdict, string> = {
  fresh: '',
  repeated: 'The server shows a message of this chat a second time.',
  outdated: 'The server shows an old version of this message.',
};
/** So far the clocks of two devices may be apart. */
const CLOCK_MS = 5 * 60_000;
/** Characters of a body that no other body has: they hold a key made for it alone. */
const UNIQUE = 120;

/** What is needed of a chat. */
export type SecureChat = SecureInfo & { id: string };

interface Opened {
  from: string;
  body: string;
  content: MessageContent | null;
  note: string;
}

/** The keys of one secure chat, and what they have opened. Messages are kept encrypted and decrypted to be shown. */
export class ChatCipher {
  /** Why the chat's keys can't be used; empty while they can or haven't been tried. */
  error = $state('');
  readonly #chat: () => SecureChat;
  readonly #me: () => string;
  readonly #own: OwnKey;
  readonly #trust: Trust;
  readonly #opened = new SvelteMap<string, Opened>();
  /** The newest content of each message, by the server's id. */
  readonly #newest = new SvelteMap<string, MessageContent>();
  readonly #reading = new Set<string>();
  #seen = new SeenMessages();
  #keys: { by: UserKey; keys: Promise<ChatKeys> } | null = null;

  constructor(chat: () => SecureChat, { me, own, trust }: { me: () => string; own: OwnKey; trust: Trust }) {
    this.#chat = chat;
    this.#me = me;
    this.#own = own;
    this.#trust = trust;
  }

  /** Why nobody can read or write here now; empty when he can. */
  get problem(): string {
    return this.#own.key ? this.error : LOCKED;
  }

  /** Forgets everything that was decrypted. */
  forget(): void {
    this.#keys = null;
    this.#seen = new SeenMessages();
    this.#opened.clear();
    this.#newest.clear();
    this.error = '';
  }

  view(message: Message): View {
    // Deleted ones are empty, and the history of meetings is the server's own.
    if (message.status === 'DELETED' || message.type === 'MEETING_HISTORY') return { message, note: '' };
    if (this.problem) return closed(message, this.problem);
    const opened = this.#opened.get(keyOf(message));
    if (opened) {
      const fits = opened.from === message.from && opened.body === message.body;
      return fits && opened.content ? shown(message, opened.content) : closed(message, opened.note || WARNINGS.repeated);
    }
    // Not while something is being derived.
    queueMicrotask(() => void this.prepare([message]));
    return closed(message, OPENING);
  }

  /** A message as an answer quotes it: as it is now, though the quote may be of an older version. */
  quote(parent: Message): View {
    const content = this.problem ? undefined : this.#newest.get(parent.id);
    return content ? shown(parent, content) : this.view(parent);
  }

  /** Decrypts messages before they are shown. */
  async prepare(messages: readonly Message[]): Promise<void> {
    const fresh = messages.filter(({ status, type }) => status !== 'DELETED' && type !== 'MEETING_HISTORY')
      .filter((message) => !this.#opened.has(keyOf(message)) && !this.#reading.has(keyOf(message)));
    if (fresh.length === 0 || !this.#own.key) return;
    for (const message of fresh) this.#reading.add(keyOf(message));
    try {
      const keys = await this.keys();
      const contents = await Promise.all(
        fresh.map(({ from, body }) => keys.open(this.#chat().id, from, body).catch((failure: unknown) => textOf(failure))),
      );
      // What had to wait for a key that is gone by now is forgotten with it.
      if (this.#keys === null) return;
      // One after the other: what counts as seen before is a question of order.
      fresh.forEach((message, at) => this.#keep(message, contents[at]!));
    } catch {
      // `error` tells it, or the chats have been locked meanwhile.
    } finally {
      for (const message of fresh) this.#reading.delete(keyOf(message));
    }
  }

  /** Opens the chat. Rejects with a `SecureChatError` when that can't be done. */
  async keys(): Promise<ChatKeys> {
    const by = this.#own.key;
    if (!by) throw new SecureChatError('Unlock your secure chats first.');
    if (this.#keys?.by !== by) {
      this.forget();
      this.#keys = { by, keys: this.#open(by) };
    }
    return this.#keys!.keys;
  }

  /** The body of a new message. */
  async seal(text: string, files: readonly SealedAttachment[]): Promise<string> {
    return this.#seal({
      id: uuid(),
      version: 0,
      sentAt: Date.now(),
      text,
      ...(files.length > 0 ? { attachments: [...files] } : {}),
    });
  }

  /** The body of a message with another text. */
  async revise(message: Message, text: string): Promise<string> {
    await this.prepare([message]);
    const content = this.#newest.get(message.id);
    if (!content) throw new SecureChatError('This message can’t be decrypted, and so not be changed.');
    return this.#seal({ ...content, version: content.version + 1, text });
  }

  async sealFile(id: string, file: Blob): Promise<AttachmentSource> {
    return sealFile(await this.keys(), id, file);
  }

  /** Decrypts a file of a message that is shown. */
  async openFile(message: Message, attachment: MessageAttachment, payload: ArrayBuffer): Promise<BlobPart[]> {
    const file = this.#newest.get(message.id)?.attachments?.find(({ id }) => id === attachment.id);
    if (!file) throw new SecureChatError('The message of this file can’t be decrypted.');
    return openFile(await this.keys(), file, payload);
  }

  /** What a new member needs to read along. */
  async passwordFor(member: SecureMember): Promise<string> {
    return (await this.keys()).passwordFor(member);
  }

  async #seal(content: MessageContent): Promise<string> {
    return (await this.keys()).seal(this.#chat().id, this.#me(), content);
  }

  async #open(by: UserKey): Promise<ChatKeys> {
    const chat = this.#chat();
    try {
      if (!(await this.#trust.check('chat', chat.id, chat.publicKey ?? ''))) {
        throw new SecureChatError('The key of this chat is another one than before. Nothing is sent here any more.');
      }
      return await ChatKeys.open(chat, by);
    } catch (failure) {
      this.error = textOf(failure);
      throw failure;
    }
  }

  #keep(message: Message, result: MessageContent | string): void {
    const { id, from, body } = message;
    const verdict = typeof result === 'string' ? 'fresh' : this.#seen.see(this.#chat().id, id, result);
    const content = typeof result !== 'string' && verdict === 'fresh' ? result : null;
    if (content) this.#newest.set(id, content);
    this.#opened.set(keyOf(message), { from, body, content, note: typeof result === 'string' ? result : WARNINGS[verdict] });
  }
}

function keyOf({ id, body }: Message): string {
  return `${id} ${body.slice(0, UNIQUE)}`;
}

function closed(message: Message, note: string): View {
  return { message: { ...message, body: '', attachments: [] }, note };
}

function shown(message: Message, { text, sentAt, attachments = [] }: MessageContent): View {
  const there = new Set(message.attachments?.map(({ id }) => id));
  const files: MessageAttachment[] = attachments.filter(({ id }) => there.has(id)).map((file) => ({ ...file, mediaType: 'other' }));
  return {
    message: { ...message, body: text, attachments: files },
    note: '',
    ...(Math.abs(sentAt - message.date) > CLOCK_MS ? { sentAt } : {}),
  };
}
