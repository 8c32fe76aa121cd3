import type {
  AddedMembersToThread,
  AddedRoleToMember,
  ChannelMuted,
  ChannelNotificationSettingsUpdated,
  ChannelUnmuted,
  NewSpaceCategoryEvent,
  NewSpaceChannelEvent,
  NewSpaceRoleAdded,
  NewSpaceThreadEvent,
  RemovedMemberFromThread,
  RemovedRoleFromMember,
  SfuSpaceMember,
  SpaceCategoryDeleted,
  SpaceCategoryUpdated,
  SpaceChannelDeleted,
  SpaceChannelMoved,
  SpaceChannelUpdated,
  SpaceInviteCreated,
  SpaceInviteRevoked,
  SpaceMuted,
  SpaceNotificationSettingsUpdated,
  SpaceOverviewUpdated,
  SpaceRoleDeleted,
  SpaceRoleUpdated,
  SpaceThreadDeleted,
  SpaceThreadUpdated,
  SpaceUnmuted,
  ThreadMuted,
  ThreadNotificationSettingsUpdated,
  ThreadUnmuted,
  UserJoinedToSpaceEvent,
  UserLeftSpace,
  UserSpaceNicknameUpdated,
} from '../../sdk';
import type { Space } from './space.svelte';

/** Every kind of news about one space, with what it carries. */
export interface SpaceNews {
  SPACE_OVERVIEW_UPDATED: SpaceOverviewUpdated;
  NEW_SPACE_CATEGORY: NewSpaceCategoryEvent;
  SPACE_CATEGORY_UPDATED: SpaceCategoryUpdated;
  SPACE_CATEGORY_DELETED: SpaceCategoryDeleted;
  NEW_SPACE_CHANNEL: NewSpaceChannelEvent;
  SPACE_CHANNEL_UPDATED: SpaceChannelUpdated;
  SPACE_CHANNEL_MOVED: SpaceChannelMoved;
  SPACE_CHANNEL_DELETED: SpaceChannelDeleted;
  NEW_SPACE_THREAD: NewSpaceThreadEvent;
  SPACE_THREAD_UPDATED: SpaceThreadUpdated;
  SPACE_THREAD_DELETED: SpaceThreadDeleted;
  ADDED_MEMBERS_TO_THREAD: AddedMembersToThread;
  REMOVED_MEMBER_FROM_THREAD: RemovedMemberFromThread;
  SPACE_INVITE_CREATED: SpaceInviteCreated;
  SPACE_INVITE_REVOKED: SpaceInviteRevoked;
  NEW_SPACE_ROLE: NewSpaceRoleAdded;
  SPACE_ROLE_UPDATED: SpaceRoleUpdated;
  SPACE_ROLE_DELETED: SpaceRoleDeleted;
  ADDED_ROLE_TO_MEMBER: AddedRoleToMember;
  REMOVED_ROLE_FROM_MEMBER: RemovedRoleFromMember;
  USER_JOINED_TO_SPACE: UserJoinedToSpaceEvent;
  USER_LEFT_SPACE: UserLeftSpace;
  USER_SPACE_NICKNAME_UPDATED: UserSpaceNicknameUpdated;
  SPACE_NOTIFICATION_SETTINGS_UPDATED: SpaceNotificationSettingsUpdated;
  SPACE_MUTED: SpaceMuted;
  SPACE_UNMUTED: SpaceUnmuted;
  CHANNEL_NOTIFICATION_SETTINGS_UPDATED: ChannelNotificationSettingsUpdated;
  CHANNEL_MUTED: ChannelMuted;
  CHANNEL_UNMUTED: ChannelUnmuted;
  THREAD_NOTIFICATION_SETTINGS_UPDATED: ThreadNotificationSettingsUpdated;
  THREAD_MUTED: ThreadMuted;
  THREAD_UNMUTED: ThreadUnmuted;
}

/** What each kind of news changes. All of them may be applied twice. */
export const SPACE_CHANGES: { [Type in keyof SpaceNews]: (space: Space, event: SpaceNews[Type]) => void } = {
  SPACE_OVERVIEW_UPDATED: (space, { name, icon }) => space.alter({ name, icon }),

  NEW_SPACE_CATEGORY: (space, { category }) =>
    space.alter({ categories: withEntry(space.info.categories, category, ({ id }) => id) }),
  SPACE_CATEGORY_UPDATED: (space, { categoryId, name }) =>
    space.alter({
      categories: space.info.categories.map((entry) => (entry.id === categoryId ? { ...entry, name } : entry)),
    }),
  SPACE_CATEGORY_DELETED: (space, { categoryId }) => {
    space.alter({ categories: space.info.categories.filter(({ id }) => id !== categoryId) });
    for (const channel of space.channels.values()) {
      if (channel.info.categoryId === categoryId) channel.alter({ categoryId: '' });
    }
  },

  NEW_SPACE_CHANNEL: (space, { channel }) => space.putChannel(channel),
  SPACE_CHANNEL_UPDATED: (space, { channelId, private: closed, name, accessRights, members }) => {
    const channel = space.channels.get(channelId);
    channel?.alter({ private: closed, name, accessRights });
    channel?.setMembers(members);
  },
  SPACE_CHANNEL_MOVED: (space, { channelId, categoryId }) => space.channels.get(channelId)?.alter({ categoryId }),
  SPACE_CHANNEL_DELETED: (space, { channelId }) => void space.channels.delete(channelId),

  NEW_SPACE_THREAD: (space, { channelId, thread }) => space.channels.get(channelId)?.putThread(thread),
  SPACE_THREAD_UPDATED: (space, { channelId, threadId, name }) =>
    space.channels.get(channelId)?.alterThread(threadId, () => ({ name })),
  SPACE_THREAD_DELETED: (space, { channelId, threadId }) => void space.channels.get(channelId)?.threads.delete(threadId),
  ADDED_MEMBERS_TO_THREAD: (space, { channelId, threadId, members }) =>
    space.channels.get(channelId)?.alterThread(threadId, (info) => ({ members: union(info.members, members) })),
  REMOVED_MEMBER_FROM_THREAD: (space, { channelId, threadId, member }) =>
    space.channels.get(channelId)?.alterThread(threadId, (info) => ({ members: without(info.members, [member]) })),

  SPACE_INVITE_CREATED: (space, { invite }) =>
    space.alter({ invites: withEntry(space.info.invites, invite, ({ inviteCode }) => inviteCode) }),
  SPACE_INVITE_REVOKED: (space, { inviteCode }) =>
    space.alter({ invites: space.info.invites.filter((invite) => invite.inviteCode !== inviteCode) }),

  NEW_SPACE_ROLE: (space, { role, members }) => {
    space.alter({ roles: withEntry(space.info.roles, role, ({ id }) => id) });
    for (const user of members) give(space, user, role.id);
  },
  SPACE_ROLE_UPDATED: (space, { roleId, name, color, permissions, membersForAddRole, membersForDeleteRole }) => {
    const change = { name, color, permissions };
    space.alter({ roles: space.info.roles.map((role) => (role.id === roleId ? { ...role, ...change } : role)) });
    for (const user of membersForAddRole) give(space, user, roleId);
    for (const user of membersForDeleteRole) take(space, user, roleId);
  },
  // The server leaves it to clients who is in the channels then.
  SPACE_ROLE_DELETED: (space, { roleId }) => {
    space.alter({
      roles: space.info.roles.filter(({ id }) => id !== roleId),
      members: space.info.members.map((member) => ({ ...member, roles: without(member.roles, [roleId]) })),
    });
    for (const channel of space.channels.values()) {
      const { accessRights } = channel.info;
      channel.alter({ accessRights: { ...accessRights, roles: without(accessRights.roles, [roleId]) } });
      channel.setMembers(space.membersOf(channel.info));
    }
  },
  ADDED_ROLE_TO_MEMBER: (space, { roleId, memberId }) => give(space, memberId, roleId),
  REMOVED_ROLE_FROM_MEMBER: (space, { roleId, memberId }) => take(space, memberId, roleId),

  // Clients put newcomers into the channels and threads that are named, and take those who leave out of all.
  USER_JOINED_TO_SPACE: (space, { userId, nickname, channels, threads }) => {
    const member: SfuSpaceMember = { userId, nickname, roles: [] };
    space.alter({ members: withEntry(space.info.members, member, (entry) => entry.userId) });
    for (const channel of space.channels.values()) {
      if (channels.includes(channel.id)) channel.alter({ members: union(channel.info.members, [userId]) });
      for (const id of channel.threads.keys()) {
        if (threads.includes(id)) channel.alterThread(id, (info) => ({ members: union(info.members, [userId]) }));
      }
    }
  },
  USER_LEFT_SPACE: (space, { userId }) => {
    space.alter({ members: space.info.members.filter((member) => member.userId !== userId) });
    for (const channel of space.channels.values()) {
      const { accessRights, members } = channel.info;
      channel.alter({ accessRights: { ...accessRights, members: without(accessRights.members, [userId]) } });
      channel.setMembers(without(members, [userId]));
    }
  },
  USER_SPACE_NICKNAME_UPDATED: (space, { userId, nickname }) => space.alterMember(userId, () => ({ nickname })),

  SPACE_NOTIFICATION_SETTINGS_UPDATED: (space, { value }) => space.alter({ notificationSettings: value }),
  SPACE_MUTED: (space, { muteSettings }) => space.alter({ muteSettings }),
  SPACE_UNMUTED: (space) => space.alter({ muteSettings: null }),
  CHANNEL_NOTIFICATION_SETTINGS_UPDATED: (space, { channelId, value }) =>
    space.channels.get(channelId)?.alter({ notificationSettings: value }),
  CHANNEL_MUTED: (space, { channelId, muteSettings }) => space.channels.get(channelId)?.alter({ muteSettings }),
  CHANNEL_UNMUTED: (space, { channelId }) => space.channels.get(channelId)?.alter({ muteSettings: null }),
  THREAD_NOTIFICATION_SETTINGS_UPDATED: (space, { channelId, threadId, value }) =>
    space.channels.get(channelId)?.alterThread(threadId, () => ({ notificationSettings: value })),
  THREAD_MUTED: (space, { channelId, threadId, muteSettings }) =>
    space.channels.get(channelId)?.alterThread(threadId, () => ({ muteSettings })),
  THREAD_UNMUTED: (space, { channelId, threadId }) =>
    space.channels.get(channelId)?.alterThread(threadId, () => ({ muteSettings: null })),
};

/** Applies a piece of news, be it heard or the answer to an own call. */
export function applyNews<Type extends keyof SpaceNews>(space: Space, type: Type, event: SpaceNews[Type]): void {
  SPACE_CHANGES[type](space, event);
}

const union = (list: string[], added: string[]): string[] => [...new Set([...list, ...added])];
const without = (list: string[], gone: string[]): string[] => list.filter((entry) => !gone.includes(entry));

function withEntry<T>(list: T[], entry: T, key: (entry: T) => string): T[] {
  const known = list.some((other) => key(other) === key(entry));
  return known ? list.map((other) => (key(other) === key(entry) ? entry : other)) : [...list, entry];
}

const give = (space: Space, user: string, role: string): void =>
  space.alterMember(user, ({ roles }) => ({ roles: union(roles, [role]) }));
const take = (space: Space, user: string, role: string): void =>
  space.alterMember(user, ({ roles }) => ({ roles: without(roles, [role]) }));
