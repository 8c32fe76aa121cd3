import { SvelteMap } from 'svelte/reactivity';
import {
  SpacePermission,
  type NotificationMode,
  type SfuSpace,
  type SfuSpaceCategory,
  type SfuSpaceChannel,
  type SfuSpaceMember,
  type SfuSpaceRole,
} from '../../sdk';
import { Channel } from './space_channel.svelte';
import { muted } from './mute';
import type { People } from './people.svelte';
import type { Session } from './session.svelte';

/** Id of the role every member has without its being listed. */
export const EVERYONE = '@EVERYONE';

/** The channels under one heading; those in no category have none. */
export interface ChannelGroup {
  category: SfuSpaceCategory | null;
  channels: Channel[];
}

/** One space as its user sees it. What the server tells of it is applied by `space_changes`. */
export class Space {
  /** Without the channels, which are kept apart. */
  info = $state.raw<Omit<SfuSpace, 'channels'>>()!;
  readonly channels = new SvelteMap<string, Channel>();
  readonly members = $derived(new Map(this.info.members.map((member) => [member.userId, member])));
  readonly roles = $derived(new Map(this.info.roles.map((role) => [role.id, role])));
  /** The channels as they are listed: those without category first. */
  readonly groups = $derived.by((): ChannelGroup[] => {
    const all = [...this.channels.values()].sort((a, b) => a.info.createdAt - b.info.createdAt);
    const known = new Set(this.info.categories.map(({ id }) => id));
    const loose = all.filter(({ info }) => !known.has(info.categoryId));
    return [
      ...(loose.length > 0 ? [{ category: null, channels: loose }] : []),
      ...this.info.categories.map((category) => ({
        category,
        channels: all.filter(({ info }) => info.categoryId === category.id),
      })),
    ];
  });
  readonly #session: Session;
  readonly #people: People;

  constructor(info: SfuSpace, session: Session, people: People) {
    this.#session = session;
    this.#people = people;
    this.info = info;
    this.put(info);
  }

  get id(): string {
    return this.info.id;
  }

  get owned(): boolean {
    return this.info.owner === this.#session.me;
  }

  get mode(): NotificationMode {
    return this.info.notificationSettings === 'DEFAULT' ? 'ALL_MESSAGES' : this.info.notificationSettings;
  }

  get quiet(): boolean {
    return muted(this.info);
  }

  /** Whether something unread here is worth a mark. */
  get unread(): boolean {
    return this.#conversations().some((place) => place.unread > 0 && !place.quiet);
  }

  /** How many unread messages call this user. */
  get mentioned(): number {
    return this.#conversations().reduce((sum, { mentioned }) => sum + mentioned, 0);
  }

  /** Takes over a complete copy. */
  put({ channels, ...info }: SfuSpace): void {
    this.info = info;
    const keep = new Set(channels.map(({ id }) => id));
    for (const id of [...this.channels.keys()]) if (!keep.has(id)) this.channels.delete(id);
    for (const channel of channels) this.putChannel(channel);
  }

  putChannel(info: SfuSpaceChannel): void {
    const channel = this.channels.get(info.id);
    if (channel) channel.put(info);
    else this.channels.set(info.id, new Channel(info, this, this.#session));
  }

  alter(change: Partial<SfuSpace>): void {
    this.info = { ...this.info, ...change };
  }

  alterMember(userId: string, change: (member: SfuSpaceMember) => Partial<SfuSpaceMember>): void {
    this.alter({
      members: this.info.members.map((member) =>
        member.userId === userId ? { ...member, ...change(member) } : member,
      ),
    });
  }

  /** What a member is called here. */
  name(userId: string): string {
    return this.members.get(userId)?.nickname || this.#people.name(userId);
  }

  /** Those of the users whose names or ids contain the words. */
  find(users: readonly string[], words: string): string[] {
    const wanted = words.trim().toLocaleLowerCase();
    return users.filter((user) => !wanted || `${this.name(user)} ${user}`.toLocaleLowerCase().includes(wanted));
  }

  /** The roles given to a member, in the order of the space. */
  rolesOf(userId: string): SfuSpaceRole[] {
    const given = this.members.get(userId)?.roles ?? [];
    return this.info.roles.filter(({ id }) => given.includes(id));
  }

  /** Whether a member may do something; the owner may everything. */
  allows(userId: string, permission: SpacePermission): boolean {
    if (userId === this.info.owner) return true;
    if (!this.members.has(userId)) return false;
    const everybody = this.roles.get(EVERYONE)?.permissions ?? [];
    return everybody.includes(permission) || this.rolesOf(userId).some((role) => role.permissions.includes(permission));
  }

  /** Whether this user may. */
  may(permission: SpacePermission): boolean {
    return this.allows(this.#session.me, permission);
  }

  /** Who gets into a channel by what is known here, for news after which the server leaves it to clients. */
  membersOf({ private: closed, accessRights, creator }: SfuSpaceChannel): string[] {
    return this.info.members
      .filter(({ userId, roles }) => {
        if (userId === this.info.owner) return true;
        if (!closed) return this.allows(userId, SpacePermission.ALLOWS_TO_VIEW_CHANNELS);
        const opens = (role: string) => role === EVERYONE || roles.includes(role);
        return userId === creator || accessRights.members.includes(userId) || accessRights.roles.some(opens);
      })
      .map(({ userId }) => userId);
  }

  #conversations() {
    return [...this.channels.values()].flatMap(({ conversations }) => conversations);
  }
}
