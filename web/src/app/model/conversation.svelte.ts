import {
  ConnectionEndedError,
  type Boundaries,
  type Message,
  type MessageStatus,
  type MessageTarget,
  type TimeFrame,
  type UserSpecificChatInfo,
} from '../../sdk';
import { mentions } from '../chat/mentions';
import { textOf } from './errors';
import { catchUp, merge, withReaction } from './message_list';
import { Outbox, type Outgoing } from './outbox.svelte';
import type { ChatCipher, View } from './secure/chat_cipher.svelte';
import type { Secrets } from './secure/secrets';
import type { Session } from './session.svelte';

const PAGE = 50;
/** Pages fetched by scrolling are larger: it shall go on smoothly. */
const SCROLLED_PAGE = 100;
/** Most messages kept of a chat; what is farthest from where somebody scrolls goes. */
const MOST_LOADED = 1_000;

/** What a conversation has to know of its chat, or of its channel or thread in a space. */
export type ConversationInfo = Pick<
  UserSpecificChatInfo,
  | 'id'
  | 'members'
  | 'messagesCount'
  | 'lastMessageId'
  | 'lastMessageDate'
  | 'lastReadMessageId'
  | 'lastReadMessageDate'
  | 'notificationSettings'
  | 'muteSettings'
> &
  Partial<
    Pick<
      UserSpecificChatInfo,
      | 'canSend'
      | 'creationDate'
      | 'roomId'
      | 'owner'
      | 'channel'
      | 'channelSendPolicy'
      | 'chatReceivePolicy'
      | 'encryptionEnabled'
      | 'publicKey'
      | 'encryptedChatPassword'
      | 'encryptedPrivateKey'
      | 'encryptedAttachmentsSecretKey'
    >
  >;

/** The messages of one chat, channel or thread, as far as its history has been loaded. */
export class Conversation<Info extends ConversationInfo = UserSpecificChatInfo> {
  info = $state.raw<Info>()!;
  messages = $state.raw<Message[]>([]);
  unread = $state(0);
  /** How many of the unread ones, as far as they are known, call this user. */
  mentioned = $state(0);
  /** Newest message, known for the list even when the history isn't loaded. */
  last = $state.raw<Message | null>(null);
  loaded = $state(false);
  loadingOlder = $state(false);
  hasOlder = $state(true);
  /** What is loaded doesn't reach to the newest message: somebody has jumped to an old one. */
  hasNewer = $state(false);
  loadingNewer = $state(false);
  /** What the next message answers, and which own message is being changed. */
  replyTo = $state.raw<Message | null>(null);
  editing = $state.raw<Message | null>(null);
  /** Chosen for the next message. */
  files = $state.raw<File[]>([]);
  /** Message that somebody wants to see; a new object for each wish. */
  wanted = $state.raw<{ id: string } | null>(null);
  loadError = $state('');
  /** Text being written, kept while another chat is open. */
  draft = $state('');
  readonly target: MessageTarget;
  /** Of a secure chat. */
  readonly cipher: ChatCipher | null;
  readonly outbox: Outbox;
  readonly #session: Session;
  #marking = '';
  #loading = false;
  constructor(info: Info, session: Session, { target = chatTarget(info), secrets }: { target?: MessageTarget; secrets?: Secrets } = {}) {
    this.info = info;
    this.#session = session;
    this.target = target;
    this.cipher = secrets?.cipher(() => this.info) ?? null;
    this.outbox = new Outbox(this, session);
  }

  get id(): string {
    return this.info.id;
  }

  /** Date of the newest message that is known. */
  get newest(): number {
    return Math.max(this.last?.date ?? 0, this.info.lastMessageDate ?? 0);
  }

  /** Time of the newest sign of life, for the order of the list. */
  get activity(): number {
    return this.newest || (this.info.creationDate ?? 0);
  }

  /** Whether this user can write here now. */
  get writable(): boolean {
    return this.member && this.info.canSend !== false && !this.cipher?.problem;
  }

  /** Whether this user belongs to it: public chat channels are read by others as well. */
  get member(): boolean {
    return !this.info.channel || this.info.members.includes(this.#session.me);
  }

  /** A message as it can be shown. */
  view(message: Message): View {
    return this.cipher?.view(message) ?? { message, note: '' };
  }

  /** A message as an answer to it quotes it. */
  quote(parent: Message): View {
    return this.cipher?.quote(parent) ?? { message: parent, note: '' };
  }

  /** Loads the newest messages: the first time, and again after a lost connection. */
  async load(): Promise<void> {
    this.loadError = '';
    this.#loading = true;
    try {
      const newest = await this.#fetch({ timeFrame: { start: 0, end: -1, limit: PAGE } });
      const { list, gap } = catchUp(this.messages, newest);
      const detached = this.hasNewer;
      if (gap || detached || !this.loaded) this.hasOlder = newest.length >= PAGE;
      this.messages = detached ? newest : list;
      this.hasNewer = false;
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
      const older = await this.#fetch({ boundaries: { dateMark: oldest.date - 1, upperLimit: SCROLLED_PAGE, lowerLimit: 0 } });
      this.hasOlder = older.length >= SCROLLED_PAGE;
      const all = merge(this.messages, older);
      if (all.length > MOST_LOADED) this.hasNewer = true;
      this.messages = all.slice(0, MOST_LOADED);
    } catch (error) {
      if (!(error instanceof ConnectionEndedError)) this.loadError = textOf(error);
    } finally {
      this.loadingOlder = false;
    }
  }

  /** The page after the last one, while what is loaded ends before the newest message. */
  async loadNewer(): Promise<void> {
    const newest = this.messages.at(-1);
    if (!newest || this.loadingNewer || !this.hasNewer) return;
    this.loadingNewer = true;
    try {
      const newer = await this.#fetch({ boundaries: { dateMark: newest.date, upperLimit: 0, lowerLimit: SCROLLED_PAGE } });
      this.hasNewer = newer.length >= SCROLLED_PAGE;
      const all = merge(this.messages, newer);
      if (all.length > MOST_LOADED) this.hasOlder = true;
      this.messages = all.slice(-MOST_LOADED);
    } catch (error) {
      if (!(error instanceof ConnectionEndedError)) this.loadError = textOf(error);
    } finally {
      this.loadingNewer = false;
    }
  }

  /** Brings a message into view, with what stands around it. */
  async jump({ id, date }: { id: string; date: number }): Promise<void> {
    if (!this.messages.some((message) => message.id === id)) {
      const around = await this.#fetch({ boundaries: { dateMark: date, upperLimit: PAGE / 2, lowerLimit: PAGE / 2 } });
      if (!around.some((message) => message.id === id)) throw new Error('This message is not there any more.');
      this.hasOlder = true;
      this.hasNewer = true;
      this.loaded = true;
      this.messages = around;
    }
    this.wanted = { id };
  }

  /** Fetches what the list shows of a chat that isn't open. */
  async loadPreview(): Promise<void> {
    const { sfu } = this.#session;
    const { lastMessageDate, lastReadMessageDate, messagesCount } = this.info;
    if (lastMessageDate > lastReadMessageDate) {
      this.unread = (await sfu.getUnreadMessagesCount(this.target)).unreadMessagesCount;
    } else {
      this.unread = this.mentioned = 0;
    }
    if (messagesCount === 0 || this.last?.id === this.info.lastMessageId) return;
    // Loading tells the authors of all loaded messages that they have arrived here.
    const limit = Math.min(Math.max(this.unread, 1), PAGE);
    const newest = await this.#fetch({ timeFrame: { start: 0, end: -1, limit } });
    this.last = newest.at(-1) ?? this.last;
    if (this.unread > 0) this.mentioned = newest.filter((message) => this.#unread(message) && this.#calls(message)).length;
  }

  /** A message that appeared, of anybody. */
  add(message: Message): void {
    // While the history is on its way, it may have been read before this message was written.
    if ((this.loaded || this.#loading) && !this.hasNewer) {
      const all = merge(this.messages, [message]);
      // Not with each new one: somebody may be reading what would go.
      const many = all.length > 2 * MOST_LOADED;
      if (many) this.hasOlder = true;
      this.messages = many ? all.slice(-MOST_LOADED) : all;
    }
    if (!this.last || message.date >= this.last.date) this.last = message;
    if (message.from === this.#session.me) return;
    this.unread += 1;
    if (!this.cipher) this.mentioned += Number(this.#calls(message));
    // Whether it mentions somebody stands in its text.
    else void this.cipher.prepare([message]).then(() => (this.mentioned += Number(this.unread > 0 && this.#calls(message))));
  }

  /** Shows what the server has taken as a message. */
  async published(next: Outgoing, status: MessageStatus): Promise<void> {
    const message: Message = {
      ...status,
      type: 'REGULAR',
      from: this.#session.me,
      status: status.state,
      body: next.wire,
      ...(next.parent ? { parentMessage: next.parent } : {}),
      privateMessage: false,
      reactions: [],
    };
    if (this.hasNewer) await this.load();
    await this.cipher?.prepare([message]);
    this.add(message);
  }

  /** Changes one message wherever it is known. */
  change(id: string, change: (message: Message) => Message): void {
    this.messages = this.messages.map((message) => (message.id === id ? change(message) : message));
    if (this.last?.id === id) this.last = change(this.last);
  }

  /** Tells the server that everything up to the newest message has been seen. */
  async markRead(): Promise<void> {
    const newest = this.messages.findLast((message) => message.from !== this.#session.me);
    if (!newest || this.#session.phase !== 'online' || !this.member) return;
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
      const unread = this.messages.filter((message) => this.#unread(message));
      this.unread = unread.length;
      this.mentioned = unread.filter((message) => this.#calls(message)).length;
    } else if (lastReadMessageDate >= this.activity) {
      this.unread = this.mentioned = 0;
    }
  }

  /** Changes the text of an own message. */
  async edit(message: Message, body: string): Promise<void> {
    const wire = this.cipher ? await this.cipher.revise(message, body) : body;
    const status = await this.#session.sfu.editMessage({ ...this.target, messageId: message.id, body: wire });
    this.change(message.id, (known) => ({ ...known, body: wire, edited: true, dateOfEdit: status.dateOfEdit }));
  }

  /** Empties an own message. */
  async erase(message: Message): Promise<void> {
    await this.#session.sfu.deleteMessage({ ...this.target, messageId: message.id });
    this.change(message.id, erased);
  }

  /** Adds the user's reaction, or takes it back. */
  async react(message: Message, reaction: string): Promise<void> {
    const { sfu, me } = this.#session;
    const mine = message.reactions?.some((entry) => entry.reaction === reaction && entry.reactedUsers.includes(me));
    const options = { ...this.target, messageId: message.id, reaction };
    await (mine ? sfu.removeReactionOnMessage(options) : sfu.addReactionOnMessage(options));
    this.change(message.id, (known) => withReaction(known, me, reaction, !mine));
  }

  /** Chooses files for the next message. Returns those that can't be sent because nothing is in them. */
  addFiles(files: File[]): File[] {
    this.files = [...this.files, ...files.filter(({ size }) => size > 0)];
    return files.filter(({ size }) => size === 0);
  }

  #unread({ from, date, status }: Message): boolean {
    return from !== this.#session.me && date > (this.info.lastReadMessageDate ?? 0) && status !== 'DELETED';
  }

  #calls(message: Message): boolean {
    return message.privateMessage || mentions(this.view(message).message.body, this.#session.me);
  }

  async #fetch(range: { timeFrame: TimeFrame } | { boundaries: Boundaries }): Promise<Message[]> {
    const messages = await this.#session.sfu.loadMessages({ ...this.target, ...range });
    await this.cipher?.prepare(messages);
    return messages;
  }

}

/** The conversation of whatever it may be. */
export type AnyConversation = Conversation<ConversationInfo>;

const chatTarget = ({ id }: ConversationInfo): MessageTarget => ({
  targetEntityType: 'CHAT',
  targetEntityId: { chatId: id },
});

/** What is left of a deleted message. */
export function erased(message: Message): Message {
  return { ...message, body: '', attachments: [], status: 'DELETED' };
}
