import type {
  ChannelAccess,
  MuteOptions,
  NotificationMode,
  SfuSpaceRole,
  SfuSpaceRolePermissionSection,
  SpaceRoleOptions,
} from '../../sdk';
import { Thread, type Channel } from './space_channel.svelte';
import type { Session } from './session.svelte';
import { Space } from './space.svelte';
import type { Spaces } from './spaces.svelte';

/** What the user can set notifications of. */
export type Place = Space | Channel | Thread;

/** What a user does to spaces. The server tells his other connections; this one learns of it by the answers. */
export class SpaceActions {
  readonly #session: Session;
  readonly #spaces: Spaces;
  #permissions: Promise<SfuSpaceRolePermissionSection[]> | null = null;

  constructor(session: Session, spaces: Spaces) {
    this.#session = session;
    this.#spaces = spaces;
  }

  /** Returns the id of the new space. */
  async create(name: string): Promise<string> {
    const space = await this.#sfu.createSpace({ name });
    this.#spaces.put(space);
    return space.id;
  }

  /** Returns the id of the space. */
  async join(inviteCode: string): Promise<string> {
    return (await this.#sfu.joinSpaceByInviteCode(inviteCode)).id;
  }

  async rename(space: Space, name: string): Promise<void> {
    await this.#sfu.updateSpaceOverview({ id: space.id, name });
    this.#spaces.apply('SPACE_OVERVIEW_UPDATED', { id: space.id, name, icon: space.info.icon });
  }

  /** The event with the new address comes to this connection as well. */
  async setIcon({ id }: Space, icon: File | null): Promise<void> {
    await this.#sfu.updateSpaceIcon(icon ? { id, icon } : { id, remove: true });
  }

  async leave({ id }: Space): Promise<void> {
    await this.#sfu.leaveSpace({ id });
    this.#spaces.drop(id);
  }

  async remove({ id }: Space): Promise<void> {
    await this.#sfu.deleteSpace({ id });
    this.#spaces.drop(id);
  }

  /** An empty nickname gives way to the one of the account. */
  async setNickname({ id: spaceId }: Space, userId: string, nickname: string): Promise<void> {
    const event = await this.#sfu.updateSpaceNickname({ spaceId, userId, nickname });
    this.#spaces.apply('USER_SPACE_NICKNAME_UPDATED', event);
  }

  /** Milliseconds; 0: until it is revoked. Returns the code. */
  async invite({ id: spaceId }: Space, lifespan: number): Promise<string> {
    const invite = await this.#sfu.generateNewSpaceInvite({ spaceId, lifespan });
    this.#spaces.apply('SPACE_INVITE_CREATED', { spaceId, invite });
    return invite.inviteCode;
  }

  async revokeInvite({ id: spaceId }: Space, inviteCode: string): Promise<void> {
    this.#spaces.apply('SPACE_INVITE_REVOKED', await this.#sfu.revokeSpaceInvite({ spaceId, inviteCode }));
  }

  async createCategory({ id: spaceId }: Space, name: string): Promise<void> {
    const category = await this.#sfu.createSpaceCategory({ spaceId, name });
    this.#spaces.apply('NEW_SPACE_CATEGORY', { spaceId, category });
  }

  async renameCategory({ id: spaceId }: Space, categoryId: string, name: string): Promise<void> {
    await this.#sfu.updateSpaceCategory({ spaceId, categoryId, name });
    this.#spaces.apply('SPACE_CATEGORY_UPDATED', { spaceId, categoryId, name });
  }

  async removeCategory({ id: spaceId }: Space, categoryId: string): Promise<void> {
    this.#spaces.apply('SPACE_CATEGORY_DELETED', await this.#sfu.deleteSpaceCategory({ spaceId, categoryId }));
  }

  /** Returns the id of the new channel. */
  async createChannel({ id: spaceId }: Space, categoryId: string, access: ChannelAccess): Promise<string> {
    const channel = await this.#sfu.createSpaceChannel({ spaceId, ...(categoryId ? { categoryId } : {}), ...access });
    this.#spaces.apply('NEW_SPACE_CHANNEL', { spaceId, channel });
    return channel.id;
  }

  async updateChannel(channel: Channel, access: ChannelAccess): Promise<void> {
    this.#spaces.apply('SPACE_CHANNEL_UPDATED', await this.#sfu.updateSpaceChannel({ ...ids(channel), ...access }));
  }

  /** An empty category takes the channel out of all. */
  async moveChannel(channel: Channel, categoryId: string): Promise<void> {
    this.#spaces.apply('SPACE_CHANNEL_MOVED', await this.#sfu.moveSpaceChannel({ ...ids(channel), categoryId }));
  }

  async removeChannel(channel: Channel): Promise<void> {
    await this.#sfu.deleteSpaceChannel(ids(channel));
    this.#spaces.apply('SPACE_CHANNEL_DELETED', ids(channel));
  }

  /** Returns the id of the new thread. */
  async createThread(channel: Channel, name: string, isPrivate: boolean): Promise<string> {
    const thread = await this.#sfu.createSpaceThread({ ...ids(channel), name, isPrivate });
    this.#spaces.apply('NEW_SPACE_THREAD', { ...ids(channel), thread });
    return thread.id;
  }

  async renameThread(thread: Thread, name: string): Promise<void> {
    await this.#sfu.updateSpaceThread({ ...threadIds(thread), name });
    this.#spaces.apply('SPACE_THREAD_UPDATED', { ...threadIds(thread), name });
  }

  async addToThread(thread: Thread, members: string[]): Promise<void> {
    this.#spaces.apply('ADDED_MEMBERS_TO_THREAD', await this.#sfu.addMembersToThread({ ...threadIds(thread), members }));
  }

  async removeFromThread(thread: Thread, member: string): Promise<void> {
    const event = await this.#sfu.removeMemberFromThread({ ...threadIds(thread), member });
    this.#spaces.apply('REMOVED_MEMBER_FROM_THREAD', event);
  }

  async removeThread(thread: Thread): Promise<void> {
    await this.#sfu.deleteSpaceThread(threadIds(thread));
    this.#spaces.apply('SPACE_THREAD_DELETED', threadIds(thread));
  }

  /** Everything a role can allow; the server's settings, asked for once. */
  permissions(): Promise<SfuSpaceRolePermissionSection[]> {
    this.#permissions ??= this.#sfu.getRolePermissions().catch((error) => {
      this.#permissions = null;
      throw error;
    });
    return this.#permissions;
  }

  /** Returns the new role. */
  async createRole({ id: spaceId }: Space, options: Omit<SpaceRoleOptions, 'spaceId'>): Promise<SfuSpaceRole> {
    const role = await this.#sfu.addSpaceRole({ spaceId, ...options });
    this.#spaces.apply('NEW_SPACE_ROLE', { spaceId, role, members: options.members });
    return role;
  }

  async updateRole({ id: spaceId }: Space, roleId: string, options: Omit<SpaceRoleOptions, 'spaceId'>): Promise<void> {
    this.#spaces.apply('SPACE_ROLE_UPDATED', await this.#sfu.updateSpaceRole({ spaceId, roleId, ...options }));
  }

  async removeRole({ id: spaceId }: Space, roleId: string): Promise<void> {
    this.#spaces.apply('SPACE_ROLE_DELETED', await this.#sfu.deleteSpaceRole({ spaceId, roleId }));
  }

  async giveRole({ id: spaceId }: Space, roleId: string, memberId: string): Promise<void> {
    this.#spaces.apply('ADDED_ROLE_TO_MEMBER', await this.#sfu.addRoleToMember({ spaceId, roleId, memberId }));
  }

  async takeRole({ id: spaceId }: Space, roleId: string, memberId: string): Promise<void> {
    this.#spaces.apply('REMOVED_ROLE_FROM_MEMBER', await this.#sfu.removeRoleFromMember({ spaceId, roleId, memberId }));
  }

  async setNotifications(place: Place, value: NotificationMode): Promise<void> {
    const sfu = this.#sfu;
    if (place instanceof Space) {
      const event = await sfu.updateSpaceNotificationSettings({ spaceId: place.id, value });
      this.#spaces.apply('SPACE_NOTIFICATION_SETTINGS_UPDATED', event);
    } else if (place instanceof Thread) {
      const event = await sfu.updateThreadNotificationSettings({ ...threadIds(place), value });
      this.#spaces.apply('THREAD_NOTIFICATION_SETTINGS_UPDATED', event);
    } else {
      const event = await sfu.updateChannelNotificationSettings({ ...ids(place), value });
      this.#spaces.apply('CHANNEL_NOTIFICATION_SETTINGS_UPDATED', event);
    }
  }

  /** Milliseconds; 0 ends it, `Infinity` lasts until it is ended. */
  async mute(place: Place, time: number): Promise<void> {
    if (time === 0) return this.#unmute(place);
    const sfu = this.#sfu;
    const how: MuteOptions = time === Infinity ? { mutedIndefinitely: true } : { muteTime: time };
    if (place instanceof Space) {
      this.#spaces.apply('SPACE_MUTED', await sfu.muteSpace({ spaceId: place.id, ...how }));
    } else if (place instanceof Thread) {
      this.#spaces.apply('THREAD_MUTED', await sfu.muteThread({ ...threadIds(place), ...how }));
    } else {
      this.#spaces.apply('CHANNEL_MUTED', await sfu.muteChannel({ ...ids(place), ...how }));
    }
  }

  async #unmute(place: Place): Promise<void> {
    const sfu = this.#sfu;
    if (place instanceof Space) {
      this.#spaces.apply('SPACE_UNMUTED', await sfu.unmuteSpace({ spaceId: place.id }));
    } else if (place instanceof Thread) {
      this.#spaces.apply('THREAD_UNMUTED', await sfu.unmuteThread(threadIds(place)));
    } else {
      this.#spaces.apply('CHANNEL_UNMUTED', await sfu.unmuteChannel(ids(place)));
    }
  }

  get #sfu() {
    return this.#session.sfu;
  }
}

const ids = ({ spaceId, id }: Channel) => ({ spaceId, channelId: id });
const threadIds = ({ channel, id }: Thread) => ({ ...ids(channel), threadId: id });
