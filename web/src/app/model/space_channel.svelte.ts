import { SvelteMap } from 'svelte/reactivity';
import type { NotificationMode, SfuSpaceChannel, SfuSpaceThread } from '../../sdk';
import { Conversation, type ConversationInfo } from './conversation.svelte';
import { muted } from './mute';
import type { Session } from './session.svelte';

/** The conversation of a channel or of a thread. */
abstract class SpaceConversation<Info extends ConversationInfo> extends Conversation<Info> {
  /** Lists show no last message: only what is unread is worth asking for. */
  override async loadPreview(): Promise<void> {
    if (this.info.lastMessageDate > this.info.lastReadMessageDate) await super.loadPreview();
    else this.unread = this.mentioned = 0;
  }
}

/** A thread of a channel. */
export class Thread extends SpaceConversation<SfuSpaceThread> {
  readonly channel: Channel;

  constructor(info: SfuSpaceThread, channel: Channel, session: Session) {
    const targetEntityId = { spaceId: channel.spaceId, channelId: channel.id, threadId: info.id };
    super(info, session, { target: { targetEntityType: 'THREAD', targetEntityId } });
    this.channel = channel;
  }

  /** What the user wants to be told of, here or by what it belongs to. */
  get mode(): NotificationMode {
    return this.info.notificationSettings === 'DEFAULT' ? this.channel.mode : this.info.notificationSettings;
  }

  get quiet(): boolean {
    return muted(this.info) || this.channel.quiet;
  }
}

/** What a channel has to know of its space. */
export interface ChannelParent {
  readonly id: string;
  readonly mode: NotificationMode;
  readonly quiet: boolean;
}

/** A channel with the threads its user may see. */
export class Channel extends SpaceConversation<SfuSpaceChannel> {
  readonly threads = new SvelteMap<string, Thread>();
  readonly #parent: ChannelParent;
  readonly #owner: Session;

  constructor(info: SfuSpaceChannel, parent: ChannelParent, session: Session) {
    const targetEntityId = { spaceId: parent.id, channelId: info.id };
    super(info, session, { target: { targetEntityType: 'CHANNEL', targetEntityId } });
    this.#parent = parent;
    this.#owner = session;
    this.put(info);
  }

  get spaceId(): string {
    return this.#parent.id;
  }

  get mode(): NotificationMode {
    return this.info.notificationSettings === 'DEFAULT' ? this.#parent.mode : this.info.notificationSettings;
  }

  get quiet(): boolean {
    return muted(this.info) || this.#parent.quiet;
  }

  /** The channel and its threads. */
  get conversations(): (Channel | Thread)[] {
    return [this, ...this.threads.values()];
  }

  /** Takes over a complete copy. */
  put(info: SfuSpaceChannel): void {
    this.info = info;
    const keep = new Set(info.threads.map(({ id }) => id));
    for (const id of [...this.threads.keys()]) if (!keep.has(id)) this.threads.delete(id);
    for (const thread of info.threads) this.putThread(thread);
  }

  putThread(info: SfuSpaceThread): void {
    const thread = this.threads.get(info.id);
    if (thread) thread.info = info;
    else this.threads.set(info.id, new Thread(info, this, this.#owner));
  }

  alter(change: Partial<SfuSpaceChannel>): void {
    this.info = { ...this.info, ...change };
  }

  alterThread(id: string, change: (info: SfuSpaceThread) => Partial<SfuSpaceThread>): void {
    const thread = this.threads.get(id);
    if (thread) thread.info = { ...thread.info, ...change(thread.info) };
  }

  /** Sets who is in the channel: public threads have the same people, and nobody else is in private ones. */
  setMembers(members: string[]): void {
    this.alter({ members });
    const present = new Set(members);
    for (const id of this.threads.keys()) {
      this.alterThread(id, (info) => ({
        members: info.private ? info.members.filter((user) => present.has(user)) : members,
      }));
    }
  }
}
