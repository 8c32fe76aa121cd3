import { SvelteMap } from 'svelte/reactivity';
import {
  ConnectionEndedError,
  type ChatIconUpdated,
  type ChatMuted,
  type ChatNotificationSettingsUpdated,
  type ChatUnmuted,
  type CreateChatOptions,
  type Message,
  type MessageTarget,
  type NotificationMode,
  type UserSpecificChatInfo,
} from '../../sdk';
import { Conversation } from './conversation.svelte';
import { textOf } from './errors';
import { muted } from './mute';
import { catchUp, followMessages } from './message_events';
import type { People } from './people.svelte';
import type { Secrets } from './secure/secrets';
import type { Session } from './session.svelte';

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
  /** The open one when it is a public channel this user is no member of. */
  #visited = $state.raw<Conversation | null>(null);
  readonly open = $derived(this.all.get(this.openId) ?? (this.#visited?.id === this.openId ? this.#visited : null));
  readonly unread = $derived([...this.all.values()].reduce((sum, chat) => sum + (chat.unread > 0 && !muted(chat.info) ? 1 : 0), 0));
  readonly #session: Session;
  readonly #people: People;
  readonly #secrets: Secrets;

  constructor(session: Session, people: People, secrets: Secrets) {
    this.#session = session;
    this.#people = people;
    this.#secrets = secrets;
    secrets.own.onClosed(() => {
      for (const chat of this.all.values()) chat.cipher?.forget();
    });
    const { sfu } = session;
    followMessages(session, {
      find: (target) => this.#of(target),
      received: (message) => this.#comeBack(message),
    });
    sfu.on('NEW_CHAT', (info: UserSpecificChatInfo) => this.#joined(info));
    sfu.on('CHAT_UPDATED', (info: UserSpecificChatInfo) => this.learn(info));
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
      this.#visited = null;
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
      for (const info of Object.values(infos)) this.learn(info);
    } catch (error) {
      if (!(error instanceof ConnectionEndedError)) this.error = textOf(error);
      return;
    } finally {
      this.loading = false;
    }
    await catchUp(this.sorted, this.open ? [this.open] : []);
  }

  /** What the server tells of a chat of this user. */
  learn(info: UserSpecificChatInfo): void {
    const chat = this.all.get(info.id);
    if (chat) chat.info = info;
    else this.all.set(info.id, this.#conversation(info));
    if (this.#visited?.id === info.id) this.#visited = null;
  }

  /** Opens a public channel for reading by somebody who is no member. */
  visit(info: UserSpecificChatInfo): void {
    if (!this.all.has(info.id)) this.#visited = this.#conversation(info);
    this.show(info.id);
  }

  /** Opens a chat; an empty id closes the open one. */
  show(id: string): void {
    this.openId = id;
    if (this.#visited?.id !== id) this.#visited = null;
    const chat = this.open;
    if (chat && !chat.loaded) void chat.load();
  }

  /** The chat with exactly these people: the one there is, or a new one. Returns its id. */
  async start(others: string[], name = ''): Promise<string> {
    const { me } = this.#session;
    const wanted = [...new Set([me, ...others])].sort().join('\n');
    const present = this.sorted.find(
      ({ info }) =>
        !name && !info.channel && !info.roomId && !info.encryptionEnabled && [...info.members].sort().join('\n') === wanted,
    );
    if (present) return present.id;
    return this.#create(others, name);
  }

  /** A new chat with these people that the server can't read. Rejects when one of them has no key. Returns its id. */
  async startSecure(others: string[], name = ''): Promise<string> {
    return this.#create(others, name, await this.#secrets.create(others));
  }

  async setFavourite(id: string, favourite: boolean): Promise<void> {
    const { sfu } = this.#session;
    this.learn(await (favourite ? sfu.addChatToFavourites({ id }) : sfu.removeChatFromFavourites({ id })));
  }

  /** A hidden chat comes back with the next message of somebody else. */
  async setHidden(id: string, hidden: boolean): Promise<void> {
    this.learn(await this.#session.sfu.updateChatHiding({ id, hidden }));
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
    const cipher = this.all.get(id)?.cipher;
    const encryptedChatPassword = cipher ? await cipher.passwordFor(await this.#secrets.member(member)) : undefined;
    this.learn(await this.#session.sfu.addMemberToChat({ id, member, encryptedChatPassword }));
  }

  /** Oneself as well: that is how a group is left. */
  async removeMember(id: string, member: string): Promise<void> {
    const info = await this.#session.sfu.removeMemberFromChat({ id, member });
    if (member === this.#session.me) this.#remove(id);
    else this.learn(info);
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

  async #create(others: string[], name: string, more: Partial<CreateChatOptions> = {}): Promise<string> {
    const group = others.length > 1 || !!name;
    const info = await this.#session.sfu.createChat({
      members: others,
      ...(name ? { name } : {}),
      ...(group ? { type: 'PUBLIC' as const } : {}),
      ...more,
    });
    this.learn(info);
    return info.id;
  }

  /** A chat that is new to this user; one he is reading already is loaded again, as a member's. */
  #joined(info: UserSpecificChatInfo): void {
    this.learn(info);
    if (this.openId === info.id) this.show(info.id);
  }

  /** A hidden chat is shown again with the next message of somebody else. */
  #comeBack(message: Message): void {
    const chat = this.#of(message);
    if (chat?.info.hidden && message.from !== this.#session.me) void this.setHidden(chat.id, false).catch(() => {});
  }

  #of(event: MessageTarget): Conversation | undefined {
    return event.targetEntityType === 'CHAT' ? this.all.get(event.targetEntityId.chatId ?? '') : undefined;
  }

  #alter(id: string, change: Partial<UserSpecificChatInfo>): void {
    const chat = this.all.get(id);
    if (chat) chat.info = { ...chat.info, ...change };
  }

  #conversation(info: UserSpecificChatInfo): Conversation {
    return new Conversation(info, this.#session, { secrets: this.#secrets });
  }

  #remove(id: string): void {
    this.all.delete(id);
    if (this.openId === id) this.openId = '';
  }
}
