import { ConnectionEndedError, type Message, type MessageTarget, type UserSpecificChatInfo } from '../../sdk';
import { textOf } from './errors';
import { catchUp, merge } from './message_list';
import type { Session } from './session.svelte';

const PAGE = 50;

/** A message on its way. */
export interface Outgoing {
  key: number;
  body: string;
  at: number;
  /** Why the server refused it; empty while it is on its way. */
  error: string;
}

/** One chat with the part of its history that has been loaded. */
export class Conversation {
  info = $state.raw<UserSpecificChatInfo>()!;
  messages = $state.raw<Message[]>([]);
  outgoing = $state<Outgoing[]>([]);
  unread = $state(0);
  /** Newest message, known for the list even when the history isn't loaded. */
  last = $state.raw<Message | null>(null);
  loaded = $state(false);
  loadingOlder = $state(false);
  hasOlder = $state(true);
  loadError = $state('');
  /** Text being written, kept while another chat is open. */
  draft = $state('');
  readonly target: MessageTarget;
  readonly #session: Session;
  #nextKey = 0;
  #sending = false;
  /** Set while it is unknown whether the first message on its way has arrived: the newest date known before it. */
  #uncertainSince: number | null = null;
  #marking = '';
  #loading = false;

  constructor(info: UserSpecificChatInfo, session: Session) {
    this.info = info;
    this.#session = session;
    this.target = { targetEntityType: 'CHAT', targetEntityId: { chatId: info.id } };
  }

  get id(): string {
    return this.info.id;
  }

  /** Time of the newest sign of life, for the order of the list. */
  get activity(): number {
    return Math.max(this.last?.date ?? 0, this.info.lastMessageDate ?? 0) || (this.info.creationDate ?? 0);
  }

  /** Loads the newest messages: the first time, and again after a lost connection. */
  async load(): Promise<void> {
    this.loadError = '';
    this.#loading = true;
    try {
      const newest = await this.#session.sfu.loadMessages({
        ...this.target,
        timeFrame: { start: 0, end: -1, limit: PAGE },
      });
      const { list, gap } = catchUp(this.messages, newest);
      if (gap || !this.loaded) this.hasOlder = newest.length >= PAGE;
      this.messages = list;
      this.last = list.at(-1) ?? null;
      this.loaded = true;
    } catch (error) {
      if (!(error instanceof ConnectionEndedError)) this.loadError = textOf(error);
    } finally {
      this.#loading = false;
    }
  }

  async loadOlder(): Promise<void> {
    const oldest = this.messages[0];
    if (!oldest || this.loadingOlder || !this.hasOlder) return;
    this.loadingOlder = true;
    try {
      const older = await this.#session.sfu.loadMessages({
        ...this.target,
        boundaries: { dateMark: oldest.date - 1, upperLimit: PAGE, lowerLimit: 0 },
      });
      this.hasOlder = older.length >= PAGE;
      this.messages = merge(this.messages, older);
    } catch (error) {
      if (!(error instanceof ConnectionEndedError)) this.loadError = textOf(error);
    } finally {
      this.loadingOlder = false;
    }
  }

  /** Fetches what the list shows of a chat that isn't open. */
  async loadPreview(): Promise<void> {
    const { sfu } = this.#session;
    const { lastMessageDate, lastReadMessageDate, messagesCount } = this.info;
    if (lastMessageDate > lastReadMessageDate) {
      this.unread = (await sfu.getUnreadMessagesCount(this.target)).unreadMessagesCount;
    } else {
      this.unread = 0;
    }
    if (messagesCount === 0 || this.last?.id === this.info.lastMessageId) return;
    // Loading tells the authors of all loaded messages that they have arrived here.
    const limit = Math.min(Math.max(this.unread, 1), PAGE);
    const newest = await sfu.loadMessages({ ...this.target, timeFrame: { start: 0, end: -1, limit } });
    this.last = newest.at(-1) ?? this.last;
  }

  /** A message that appeared, of anybody. */
  add(message: Message): void {
    // While the history is on its way, it may have been read before this message was written.
    if (this.loaded || this.#loading) this.messages = merge(this.messages, [message]);
    if (!this.last || message.date >= this.last.date) this.last = message;
    if (message.from !== this.#session.me) this.unread += 1;
  }

  /** Changes one message wherever it is known. */
  change(id: string, change: (message: Message) => Message): void {
    this.messages = this.messages.map((message) => (message.id === id ? change(message) : message));
    if (this.last?.id === id) this.last = change(this.last);
  }

  /** Tells the server that everything up to the newest message has been seen. */
  async markRead(): Promise<void> {
    const newest = this.messages.findLast((message) => message.from !== this.#session.me);
    if (!newest || this.#session.phase !== 'online') return;
    if (newest.date <= (this.info.lastReadMessageDate ?? 0) || this.#marking === newest.id) return;
    this.#marking = newest.id;
    try {
      const { updateInfo } = await this.#session.sfu.markMessageRead({ id: newest.id, ...this.target });
      this.follow(updateInfo);
    } catch {
      // Not worth a word to the user: it is tried again with the next message or focus.
    } finally {
      this.#marking = '';
    }
  }

  /** A new read position, of this device or of another one of the same user. */
  follow({ lastReadMessageId, lastReadMessageDate }: { lastReadMessageId: string; lastReadMessageDate: number }): void {
    this.info = { ...this.info, lastReadMessageId, lastReadMessageDate };
    if (this.loaded) {
      const { me } = this.#session;
      const unread = ({ from, date, status }: Message): boolean =>
        from !== me && date > lastReadMessageDate && status !== 'DELETED';
      this.unread = this.messages.filter(unread).length;
    } else if (lastReadMessageDate >= this.activity) {
      this.unread = 0;
    }
  }

  send(body: string): void {
    this.outgoing.push({ key: this.#nextKey++, body, at: Date.now(), error: '' });
    void this.#flush();
  }

  retry(key: number): void {
    const message = this.outgoing.find((entry) => entry.key === key);
    if (!message) return;
    message.error = '';
    void this.#flush();
  }

  discard(key: number): void {
    this.outgoing = this.outgoing.filter((entry) => entry.key !== key);
  }

  /** After the connection came back: sends what was waiting, each message once. */
  async resumeSending(): Promise<void> {
    await this.#flush();
  }

  /** Sends the waiting messages one after the other, so that their order is the order of writing. */
  async #flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (;;) {
        const next = this.outgoing.find((entry) => !entry.error);
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
      if (this.#uncertainSince !== null && (await this.#arrived(next.body, this.#uncertainSince))) {
        this.#uncertainSince = null;
        this.discard(next.key);
        return true;
      }
      this.#uncertainSince = Math.max(this.last?.date ?? 0, this.info.lastMessageDate ?? 0);
      const status = await this.#session.sfu.sendMessage({ ...this.target, body: next.body });
      this.#uncertainSince = null;
      // In one turn with the bubble's removal, so that the text doesn't flicker.
      this.discard(next.key);
      this.add({
        ...status,
        type: 'REGULAR',
        from: this.#session.me,
        status: status.state,
        body: next.body,
        privateMessage: false,
        reactions: [],
      });
      return true;
    } catch (error) {
      if (error instanceof ConnectionEndedError || this.#session.phase !== 'online') return false;
      this.#uncertainSince = null;
      const refused = this.outgoing.find((entry) => entry.key === next.key);
      if (refused) refused.error = textOf(error);
      return true;
    }
  }

  /** Whether the message whose answer was lost is among those the server took since. */
  async #arrived(body: string, since: number): Promise<boolean> {
    const newer = await this.#session.sfu.loadMessages({ ...this.target, timeFrame: { start: since + 1, end: -1 } });
    const own = newer.find((message) => message.from === this.#session.me && message.body === body);
    if (!own) return false;
    this.add(own);
    return true;
  }
}
