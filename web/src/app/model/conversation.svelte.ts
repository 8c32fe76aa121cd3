import type { Message, MessageStatus, MessageTarget, UserSpecificChatInfo } from '../../sdk';
import { mentions } from '../chat/mentions';
import { History, type Range } from './history.svelte';
import { withReaction } from './message_list';
import { Outbox, type Outgoing } from './outbox.svelte';
import type { ChatCipher, View } from './secure/chat_cipher.svelte';
import type { Secrets } from './secure/secrets';
import type { Session } from './session.svelte';

/** Messages looked at for the list of chats. */
const PREVIEWED = 50;

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

/** One chat, channel or thread: its messages, what of them is unread, and what its user is about to write. */
export class Conversation<Info extends ConversationInfo = UserSpecificChatInfo> extends History {
  info = $state.raw<Info>()!;
  unread = $state(0);
  /** How many of the unread ones, as far as they are known, call this user. */
  mentioned = $state(0);
  /** Newest message, known for the list even when the history isn't loaded. */
  last = $state.raw<Message | null>(null);
  /** What the next message answers, and which own message is being changed. */
  replyTo = $state.raw<Message | null>(null);
  editing = $state.raw<Message | null>(null);
  /** Chosen for the next message. */
  files = $state.raw<File[]>([]);
  /** Text being written, kept while another chat is open. */
  draft = $state('');
  readonly target: MessageTarget;
  /** Of a secure chat. */
  readonly cipher: ChatCipher | null;
  readonly outbox: Outbox;
  readonly #session: Session;
  /** Whether the read position is on its way to the server, and more has been seen since. */
  #marking = false;
  #seenMore = false;

  constructor(info: Info, session: Session, { target = chatTarget(info), secrets }: { target?: MessageTarget; secrets?: Secrets } = {}) {
    super();
    this.info = info;
    this.#session = session;
    this.target = target;
    this.cipher = secrets?.cipher(() => this.info) ?? null;
    this.outbox = new Outbox(this, session);
  }

  get id(): string {
    return this.info.id;
  }

  /** How searches name it: a chat by its id, what is in a space by all ids that lead there. */
  get path(): string {
    const { chatId, spaceId, channelId, threadId } = this.target.targetEntityId;
    return [chatId, spaceId, channelId, threadId].filter(Boolean).join('/');
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

  override async load(): Promise<void> {
    await super.load();
    if (!this.hasNewer) this.last = this.messages.at(-1) ?? this.last;
    else await this.loadPreview().catch(() => {});
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
    const limit = Math.min(Math.max(this.unread, 1), PREVIEWED);
    const newest = await this.fetch({ timeFrame: { start: 0, end: -1, limit } });
    this.last = newest.at(-1) ?? this.last;
    if (this.unread > 0) this.mentioned = newest.filter((message) => this.#unread(message) && this.#calls(message)).length;
  }

  /** A message that appeared, of anybody. */
  add(message: Message): void {
    this.append(message);
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
    await this.jumpToNewest();
    await this.cipher?.prepare([message]);
    this.add(message);
  }

  /** Changes one message wherever it is known. */
  change(id: string, change: (message: Message) => Message): void {
    this.messages = this.messages.map((message) => (message.id === id ? change(message) : message));
    if (this.last?.id === id) this.last = change(this.last);
  }

  /**
   * Tells the server that everything up to the newest message has been seen. One call at a time, however fast messages
   * come: the next one is for all that have come meanwhile.
   */
  async markRead(): Promise<void> {
    if (this.#marking) {
      this.#seenMore = true;
      return;
    }
    const newest = this.messages.findLast((message) => message.from !== this.#session.me);
    if (!newest || this.#session.phase !== 'online' || !this.member) return;
    if (newest.date <= (this.info.lastReadMessageDate ?? 0)) return;
    this.#marking = true;
    this.#seenMore = false;
    try {
      const { updateInfo } = await this.#session.sfu.markMessageRead({ id: newest.id, ...this.target });
      this.follow(updateInfo);
    } catch {
      // Not worth a word to the user: it is tried again with the next message or focus.
      this.#seenMore = false;
    } finally {
      this.#marking = false;
    }
    if (this.#seenMore) await this.markRead();
  }

  /** A new read position, of this device or of another one of the same user. */
  follow({ lastReadMessageId, lastReadMessageDate }: { lastReadMessageId: string; lastReadMessageDate: number }): void {
    this.info = { ...this.info, lastReadMessageId, lastReadMessageDate };
    if (lastReadMessageDate >= this.newest) {
      this.unread = this.mentioned = 0;
    } else if (this.loaded && !this.hasNewer && this.reachesBackTo(lastReadMessageDate)) {
      const unread = this.messages.filter((message) => this.#unread(message));
      this.unread = unread.length;
      this.mentioned = unread.filter((message) => this.#calls(message)).length;
    } else {
      void this.loadPreview().catch(() => {});
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

  protected override async fetch(range: Range): Promise<Message[]> {
    const messages = await this.#session.sfu.loadMessages({ ...this.target, ...range });
    await this.cipher?.prepare(messages);
    return messages;
  }

  protected override get login(): number {
    return this.#session.logins;
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
