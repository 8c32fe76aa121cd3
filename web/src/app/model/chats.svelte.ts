import { SvelteMap } from 'svelte/reactivity';
import {
  ConnectionEndedError,
  type AttachmentStatus,
  type ChatIconUpdated,
  type ChatMuted,
  type ChatNotificationSettingsUpdated,
  type ChatUnmuted,
  type LastReadMessageUpdated,
  type Message,
  type MessageDeleted,
  type MessageEdited,
  type MessageTarget,
  type AddedRemovedReactionOnMessage,
  type NotificationMode,
  type UpdateMessagesDeliveryStatusEvent,
  type UserSpecificChatInfo,
} from '../../sdk';
import { Conversation, erased } from './conversation.svelte';
import { textOf } from './errors';
import { muted } from './mute';
import { withDelivery, withReaction } from './message_list';
import type { People } from './people.svelte';
import type { Session } from './session.svelte';

/** Previews fetched at the same time after signing in. */
const PREVIEWS_AT_ONCE = 4;

/** All chats of the user, kept in step with the server. */
export class Chats {
  readonly all = new SvelteMap<string, Conversation>();
  /** Id of the open chat; empty when none is. */
  openId = $state('');
  loading = $state(true);
  error = $state('');
  readonly sorted = $derived(
    [...this.all.values()]
      .filter(({ info }) => !info.hidden)
      .sort((a, b) => Number(b.info.favourite) - Number(a.info.favourite) || b.activity - a.activity),
  );
  readonly hidden = $derived([...this.all.values()].filter(({ info }) => info.hidden).sort((a, b) => b.activity - a.activity));
  readonly open = $derived(this.all.get(this.openId) ?? null);
  readonly unread = $derived([...this.all.values()].reduce((sum, chat) => sum + (chat.unread > 0 && !muted(chat.info) ? 1 : 0), 0));
  readonly #session: Session;
  readonly #people: People;

  constructor(session: Session, people: People) {
    this.#session = session;
    this.#people = people;
    const { sfu } = session;
    sfu.on('MESSAGE', (message: Message) => this.#received(message));
    sfu.on('SEND_MESSAGE_SYNC', (message: Message) => this.#received(message));
    sfu.on('CHAT_MESSAGE_EDITED', (event: MessageEdited) =>
      this.#of(event)?.change(event.message.id, () => event.message),
    );
    sfu.on('CHAT_MESSAGE_DELETED', (event: MessageDeleted) =>
      this.#of(event)?.change(event.messageId, erased),
    );
    const reaction = (event: AddedRemovedReactionOnMessage, added: boolean) =>
      this.#of(event)?.change(event.messageId, (message) =>
        withReaction(message, event.reactedUser, event.reaction, added),
      );
    sfu.on('REACTION_ON_MESSAGE_ADDED', (event) => reaction(event, true));
    sfu.on('REACTION_ON_MESSAGE_REMOVED', (event) => reaction(event, false));
    sfu.on('UPDATE_MESSAGES_DELIVERY_STATUS', (event: UpdateMessagesDeliveryStatusEvent) => this.#delivered(event));
    sfu.on('LAST_READ_MESSAGE_UPDATED', (event: LastReadMessageUpdated) => this.#of(event)?.follow(event.updateInfo));
    sfu.on('MESSAGE_ATTACHMENT_STATE', (status: AttachmentStatus) => this.#of(status)?.progress(status));
    sfu.on('NEW_CHAT', (info: UserSpecificChatInfo) => this.#put(info));
    sfu.on('CHAT_UPDATED', (info: UserSpecificChatInfo) => this.#put(info));
    sfu.on('CHAT_DELETED', (info: UserSpecificChatInfo) => this.#remove(info.id));
    sfu.on('CHAT_NOTIFICATION_SETTINGS_UPDATED', ({ id, value }: ChatNotificationSettingsUpdated) =>
      this.#alter(id, { notificationSettings: value }),
    );
    sfu.on('CHAT_MUTED', ({ id, muteSettings }: ChatMuted) => this.#alter(id, { muteSettings }));
    sfu.on('CHAT_UNMUTED', ({ id }: ChatUnmuted) => this.#alter(id, { muteSettings: null }));
    sfu.on('CHAT_ICON_UPDATED', ({ chatId, icon }: ChatIconUpdated) => this.#alter(chatId, { icon }));
    session.onOnline(() => void this.reload());
    session.onSignedOut(() => {
      this.all.clear();
      this.openId = '';
      this.loading = true;
    });
  }

  /** Fetches everything anew: after signing in, and to catch up after a lost connection. */
  async reload(): Promise<void> {
    this.error = '';
    try {
      const infos = await this.#session.sfu.getUserChats();
      for (const id of [...this.all.keys()]) if (!infos[id]) this.#remove(id);
      for (const info of Object.values(infos)) this.#put(info);
    } catch (error) {
      if (!(error instanceof ConnectionEndedError)) this.error = textOf(error);
      return;
    } finally {
      this.loading = false;
    }
    await this.#catchUp();
  }

  /** Opens a chat; an empty id closes the open one. */
  show(id: string): void {
    this.openId = id;
    const chat = this.all.get(id);
    if (chat && !chat.loaded) void chat.load();
  }

  /** The chat with exactly these people: the one there is, or a new one. Returns its id. */
  async start(others: string[], name = ''): Promise<string> {
    const { sfu, me } = this.#session;
    const wanted = [...new Set([me, ...others])].sort().join('\n');
    const present = this.sorted.find(
      ({ info }) => !name && !info.channel && !info.roomId && [...info.members].sort().join('\n') === wanted,
    );
    if (present) return present.id;
    const group = others.length > 1 || !!name;
    const info = await sfu.createChat({
      members: others,
      ...(name ? { name } : {}),
      ...(group ? { type: 'PUBLIC' as const } : {}),
    });
    this.#put(info);
    return info.id;
  }

  async setFavourite(id: string, favourite: boolean): Promise<void> {
    const { sfu } = this.#session;
    this.#put(await (favourite ? sfu.addChatToFavourites({ id }) : sfu.removeChatFromFavourites({ id })));
  }

  /** A hidden chat comes back with the next message of somebody else. */
  async setHidden(id: string, hidden: boolean): Promise<void> {
    this.#put(await this.#session.sfu.updateChatHiding({ id, hidden }));
  }

  /** Milliseconds; 0 ends it, `Infinity` lasts until it is ended. */
  async mute(id: string, time: number): Promise<void> {
    const { sfu } = this.#session;
    if (time === 0) {
      await sfu.unmuteChat({ id });
      this.#alter(id, { muteSettings: null });
    } else {
      const forever = time === Infinity;
      const { muteSettings } = await sfu.muteChat({ id, ...(forever ? { mutedIndefinitely: true } : { muteTime: time }) });
      this.#alter(id, { muteSettings });
    }
  }

  async setNotifications(id: string, value: NotificationMode): Promise<void> {
    await this.#session.sfu.updateChatNotificationSettings({ id, value });
    this.#alter(id, { notificationSettings: value });
  }

  async rename(id: string, name: string): Promise<void> {
    await this.#session.sfu.renameChat({ id, name });
    this.#alter(id, { name });
  }

  async addMember(id: string, member: string): Promise<void> {
    this.#put(await this.#session.sfu.addMemberToChat({ id, member }));
  }

  /** Oneself as well: that is how a group is left. */
  async removeMember(id: string, member: string): Promise<void> {
    const info = await this.#session.sfu.removeMemberFromChat({ id, member });
    if (member === this.#session.me) this.#remove(id);
    else this.#put(info);
  }

  async setIcon(id: string, icon: File | null): Promise<void> {
    const { sfu } = this.#session;
    const url = await sfu.updateChatIcon(icon ? { id, icon } : { id, remove: true });
    this.#alter(id, { icon: url });
  }

  /** Address of a chat's picture; null without one. */
  icon(info: UserSpecificChatInfo): string | null {
    return info.icon ? this.#session.sfu.issuedUrl(info.icon) : null;
  }

  /** Whether this user may rename a chat, change its picture and its members. */
  mayManage(info: UserSpecificChatInfo): boolean {
    if (info.roomId || (info.type === 'PRIVATE' && !info.channel)) return false;
    return info.owner === this.#session.me || (info.type === 'PUBLIC' && !info.channel);
  }

  async remove(id: string): Promise<void> {
    await this.#session.sfu.deleteChat({ id });
    this.#remove(id);
  }

  /** What to call a chat in lists and titles. */
  title(info: UserSpecificChatInfo): string {
    const others = info.members.filter((member) => member !== this.#session.me);
    if (info.roomId) return info.name ? info.name : `Meeting ${info.roomId}`;
    if (info.type === 'PRIVATE' && !info.channel) {
      return others.length === 0 ? 'Notes to self' : others.map((user) => this.#people.name(user)).join(', ');
    }
    return info.name || others.map((user) => this.#people.name(user)).join(', ') || 'Chat';
  }

  /** The other person of a one-to-one chat. */
  partner(info: UserSpecificChatInfo): string | null {
    const others = info.members.filter((member) => member !== this.#session.me);
    return info.members.length === 2 && others.length === 1 && info.type === 'PRIVATE' && !info.roomId
      ? others[0]!
      : null;
  }

  async #catchUp(): Promise<void> {
    const chats = this.sorted;
    // The open chat first: it is what the user looks at.
    const open = this.open;
    const tasks: (() => Promise<void>)[] = [];
    if (open) tasks.push(() => open.load());
    for (const chat of chats) {
      if (chat === open) continue;
      tasks.push(() => (chat.loaded ? chat.load() : Promise.resolve()).then(() => chat.loadPreview()));
    }
    const workers = Array.from({ length: PREVIEWS_AT_ONCE }, async () => {
      for (let task = tasks.shift(); task; task = tasks.shift()) await task().catch(() => {});
    });
    for (const chat of chats) void chat.resumeSending();
    await Promise.all(workers);
  }

  #received(message: Message): void {
    const chat = this.#of(message);
    chat?.add(message);
    if (chat?.info.hidden && message.from !== this.#session.me) void this.setHidden(chat.id, false).catch(() => {});
  }

  #delivered(event: UpdateMessagesDeliveryStatusEvent): void {
    const chat = this.#of(event);
    if (!chat) return;
    chat.messages = withDelivery(chat.messages, this.#session.me, event);
    if (chat.last) chat.last = withDelivery([chat.last], this.#session.me, event)[0]!;
  }

  #of(event: MessageTarget): Conversation | undefined {
    return event.targetEntityType === 'CHAT' ? this.all.get(event.targetEntityId.chatId ?? '') : undefined;
  }

  #alter(id: string, change: Partial<UserSpecificChatInfo>): void {
    const chat = this.all.get(id);
    if (chat) chat.info = { ...chat.info, ...change };
  }

  #put(info: UserSpecificChatInfo): void {
    const chat = this.all.get(info.id);
    if (chat) chat.info = info;
    else this.all.set(info.id, new Conversation(info, this.#session));
  }

  #remove(id: string): void {
    this.all.delete(id);
    if (this.openId === id) this.openId = '';
  }
}
