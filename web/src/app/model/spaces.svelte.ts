import { SvelteMap } from 'svelte/reactivity';
import {
  ConnectionEndedError,
  type MessageTarget,
  type NewSpaceEvent,
  type SfuSpace,
  type SpaceCreatedEvent,
  type SpaceDeletedEvent,
  type SpaceRefreshEvent,
  type UserInfoChangedEvent,
} from '../../sdk';
import type { Channel, Thread } from './space_channel.svelte';
import { textOf } from './errors';
import { catchUp, followMessages } from './message_events';
import type { People } from './people.svelte';
import type { Session } from './session.svelte';
import { Space } from './space.svelte';
import { applyNews, SPACE_CHANGES, type SpaceNews } from './space_changes';

/** All spaces of the user, kept in step with the server, and what of them is open. */
export class Spaces {
  /** In the order of the server. */
  readonly all = new SvelteMap<string, Space>();
  /** Empty while the chats are shown. */
  openId = $state('');
  channelId = $state('');
  /** The thread beside the channel; empty without one. */
  threadId = $state('');
  loading = $state(true);
  error = $state('');
  readonly open = $derived(this.all.get(this.openId) ?? null);
  readonly channel = $derived(this.open?.channels.get(this.channelId) ?? null);
  readonly thread = $derived(this.channel?.threads.get(this.threadId) ?? null);
  /** How many spaces have something worth a look. */
  readonly unread = $derived([...this.all.values()].filter(({ unread }) => unread).length);
  readonly #session: Session;
  readonly #people: People;
  /** The channel that was open last, by space. */
  readonly #visited = new Map<string, string>();
  /** Of accounts, as heard last. */
  readonly #nicknames = new Map<string, string>();
  /** Changes heard while the whole list is under way: they may be newer than it. */
  #heard: (() => void)[] | null = null;
  #round = 0;

  constructor(session: Session, people: People) {
    this.#session = session;
    this.#people = people;
    const { sfu } = session;
    followMessages(session, { find: (target) => this.find(target) });
    for (const type of Object.keys(SPACE_CHANGES) as (keyof SpaceNews)[]) {
      sfu.on(type, (event: SpaceNews[typeof type]) => this.apply(type, event));
    }
    sfu.on('SPACE_CREATED', ({ space }: SpaceCreatedEvent) => this.put(space));
    sfu.on('NEW_SPACE', ({ space }: NewSpaceEvent) => this.put(space));
    sfu.on('SPACE_REFRESH', ({ space }: SpaceRefreshEvent) => this.put(space));
    sfu.on('SPACE_DELETED', ({ id }: SpaceDeletedEvent) => this.drop(id));
    people.onContact(({ userId, nickname }) => this.#renamed(userId, nickname));
    sfu.on('USER_INFO_CHANGED', ({ userId, info }: UserInfoChangedEvent) => this.#renamed(userId, info.nickname));
    session.onOnline(() => {
      if (session.user) this.#renamed(session.me, session.user.nickname);
      void this.reload();
    });
    session.onSignedOut(() => this.#clear());
  }

  /** Fetches everything anew: after signing in, and to catch up after a lost connection. */
  async reload(): Promise<void> {
    if (!(await this.refresh())) return;
    const channels = [...this.all.values()].flatMap((space) => [...space.channels.values()]);
    const open = [this.channel, this.thread].filter((place) => place !== null);
    await catchUp(channels.flatMap(({ conversations }) => conversations), open);
  }

  /** Fetches the spaces without their messages, for what no event tells, such as the uses of invitations. */
  async refresh(): Promise<boolean> {
    const round = ++this.#round;
    const heard: (() => void)[] = (this.#heard = []);
    try {
      const spaces = await this.#session.sfu.getUserSpaces();
      if (round !== this.#round) return false;
      const keep = new Set(spaces.map(({ id }) => id));
      for (const id of [...this.all.keys()]) if (!keep.has(id)) this.#remove(id);
      for (const space of spaces) this.#put(space);
      for (const change of heard) change();
      this.error = '';
      return true;
    } catch (error) {
      if (round === this.#round && !(error instanceof ConnectionEndedError)) this.error = textOf(error);
      return false;
    } finally {
      if (round === this.#round) {
        this.#heard = null;
        this.loading = false;
      }
    }
  }

  /** Opens a space where it was left, or one of its channels and threads; an empty id goes back to the chats. */
  show(spaceId: string, channelId = this.#visited.get(spaceId) ?? '', threadId = ''): void {
    this.openId = spaceId;
    this.channelId = channelId;
    this.threadId = threadId;
    const { channel, thread } = this;
    if (channel) this.#visited.set(spaceId, channel.id);
    for (const place of [channel, thread]) if (place && !place.loaded) void place.load();
  }

  /** Opens the first channel of the open space. */
  showFirst(): void {
    const first = this.open?.groups.flatMap(({ channels }) => channels)[0];
    if (first) this.show(this.openId, first.id);
  }

  /** The conversation of a target; undefined for those of chats and for what this user can't see. */
  find({ targetEntityType, targetEntityId }: MessageTarget): Channel | Thread | undefined {
    if (targetEntityType === 'CHAT') return undefined;
    const { spaceId = '', channelId = '', threadId = '' } = targetEntityId;
    const channel = this.all.get(spaceId)?.channels.get(channelId);
    return targetEntityType === 'CHANNEL' ? channel : channel?.threads.get(threadId);
  }

  /** The channel with this id, which is also the id of its meeting. */
  channelOf(roomId: string): Channel | undefined {
    for (const space of this.all.values()) {
      const channel = space.channels.get(roomId);
      if (channel) return channel;
    }
    return undefined;
  }

  /** Address of a space's picture; null without one. */
  icon({ info }: Space): string | null {
    return info.icon ? this.#session.sfu.issuedUrl(info.icon) : null;
  }

  /** What somebody did, be it heard or the answer to an own call. */
  apply<Type extends keyof SpaceNews>(type: Type, event: SpaceNews[Type]): void {
    this.#change(() => {
      const id = 'spaceId' in event ? event.spaceId : event.id;
      if (type === 'USER_LEFT_SPACE' && (event as SpaceNews['USER_LEFT_SPACE']).userId === this.#session.me) {
        return this.#remove(id);
      }
      const space = this.all.get(id);
      if (space) applyNews(space, type, event);
    });
  }

  put(space: SfuSpace): void {
    this.#change(() => this.#put(space));
  }

  drop(id: string): void {
    this.#change(() => this.#remove(id));
  }

  /** Members are listed by the nickname of their account where they have none of their own: that one follows. */
  #renamed(userId: string, nickname: string): void {
    const before = this.#nicknames.get(userId);
    this.#nicknames.set(userId, nickname);
    if (before === undefined || before === nickname) return;
    this.#change(() => {
      for (const space of this.all.values()) {
        if (space.members.get(userId)?.nickname === before) space.alterMember(userId, () => ({ nickname }));
      }
    });
  }

  #change(change: () => void): void {
    change();
    this.#heard?.push(change);
  }

  #put(info: SfuSpace): void {
    const space = this.all.get(info.id);
    if (space) space.put(info);
    else this.all.set(info.id, new Space(info, this.#session, this.#people));
  }

  #remove(id: string): void {
    this.all.delete(id);
    this.#visited.delete(id);
    if (this.openId === id) this.show('');
  }

  #clear(): void {
    this.#round += 1;
    this.#heard = null;
    this.all.clear();
    this.#visited.clear();
    this.#nicknames.clear();
    this.openId = this.channelId = this.threadId = '';
    this.loading = true;
    this.error = '';
  }
}
