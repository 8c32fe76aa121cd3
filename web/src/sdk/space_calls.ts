import { AttachmentCalls } from './attachment_calls';
import type { NotificationMode } from './enums';
import type {
  AddedMembersToThread,
  AddedRoleToMember,
  ChannelMuted,
  ChannelNotificationSettingsUpdated,
  ChannelUnmuted,
  RemovedMemberFromThread,
  RemovedRoleFromMember,
  SfuSpace,
  SfuSpaceCategory,
  SfuSpaceChannel,
  SfuSpaceInvite,
  SfuSpaceRole,
  SfuSpaceRolePermissionSection,
  SfuSpaceThread,
  SpaceCategoryDeleted,
  SpaceChannelMoved,
  SpaceChannelUpdated,
  SpaceInviteRevoked,
  SpaceMuted,
  SpaceNotificationSettingsUpdated,
  SpaceRoleDeleted,
  SpaceRoleUpdated,
  SpaceUnmuted,
  ThreadMuted,
  ThreadNotificationSettingsUpdated,
  ThreadUnmuted,
  UserSpaceNicknameUpdated,
} from './types';

interface InSpace {
  spaceId: string;
}

interface InChannel extends InSpace {
  channelId: string;
}

interface InThread extends InChannel {
  threadId: string;
}

export interface ChannelAccess {
  name: string;
  isPrivate: boolean;
  /** Ids of roles that open a private channel. */
  roles?: string[];
  /** Users who have access to a private channel without a role. */
  members?: string[];
}

export interface CreateSpaceChannelOptions extends InSpace, ChannelAccess {
  /** Absent: in none. */
  categoryId?: string;
}

/** All of a role: what is changed replaces what there was. */
export interface SpaceRoleOptions extends InSpace {
  name: string;
  color: string;
  /** Names of permissions, see `getRolePermissions`. */
  permissions: string[];
  /** Everybody who holds the role. */
  members: string[];
}

export interface MuteOptions {
  /** Milliseconds. */
  muteTime?: number;
  mutedIndefinitely?: boolean;
}

/** Calls about spaces, their categories, channels, threads, roles and invites. */
export class SpaceCalls extends AttachmentCalls {
  /** All spaces of the user with what he may see of them; fires `USER_SPACES` as well. */
  getUserSpaces = (): Promise<SfuSpace[]> => this.call('getUserSpaces');
  /** Makes a space with a category, a public channel and the default role. */
  createSpace = (options: { name: string }): Promise<SfuSpace> => this.call('createSpace', { name: options.name });
  updateSpaceOverview = (options: { id: string; name: string }): Promise<void> =>
    this.call('updateSpaceOverview', { id: options.id, name: options.name });
  /** Uploads a new picture of the space, or removes the present one. Resolves and rejects like `updateUserIcon`. */
  updateSpaceIcon = (options: { id: string; icon?: File; remove?: boolean }): Promise<string | null> =>
    this.sendIcon('updateSpaceIcon', { id: options?.id }, options);
  /** Resolves with the id of the space. */
  deleteSpace = (options: { id: string }): Promise<string> => this.call('deleteSpace', { id: options.id });
  leaveSpace = (options: { id: string }): Promise<void> => this.call('leaveSpace', { id: options.id });
  /** Without a `userId` the own one; an empty nickname gives way to the one of the account. */
  updateSpaceNickname = (
    options: InSpace & { userId?: string; nickname: string },
  ): Promise<UserSpaceNicknameUpdated> => {
    const { spaceId, userId, nickname } = options;
    return this.call('updateSpaceNickname', { spaceId, userId, nickname });
  };

  /** `lifespan` in milliseconds; 0 or less: the invite lasts until it is revoked. */
  generateNewSpaceInvite = (options: InSpace & { lifespan: number }): Promise<SfuSpaceInvite> =>
    this.call('generateNewSpaceInvite', { spaceId: options.spaceId, lifespan: options.lifespan });
  revokeSpaceInvite = (options: InSpace & { inviteCode: string }): Promise<SpaceInviteRevoked> =>
    this.call('revokeSpaceInvite', { spaceId: options.spaceId, inviteCode: options.inviteCode });
  /** Resolves with the space; fires `NEW_SPACE` as well. */
  joinSpaceByInviteCode = (inviteCode: string): Promise<SfuSpace> => this.call('joinSpaceByInviteCode', { inviteCode });

  createSpaceCategory = (options: InSpace & { name: string }): Promise<SfuSpaceCategory> =>
    this.call('createSpaceCategory', { spaceId: options.spaceId, name: options.name });
  updateSpaceCategory = (options: InSpace & { categoryId: string; name: string }): Promise<void> => {
    const { spaceId, categoryId, name } = options;
    return this.call('updateSpaceCategory', { spaceId, categoryId, name });
  };
  /** The channels of the category stay, in none. */
  deleteSpaceCategory = (options: InSpace & { categoryId: string }): Promise<SpaceCategoryDeleted> =>
    this.call('deleteSpaceCategory', { spaceId: options.spaceId, categoryId: options.categoryId });

  createSpaceChannel = (options: CreateSpaceChannelOptions): Promise<SfuSpaceChannel> => {
    const { spaceId, categoryId, name, isPrivate, roles, members } = options;
    return this.call('createSpaceChannel', { spaceId, categoryId, name, private: isPrivate, roles, members });
  };
  /** Replaces name, privacy and access: lists that are left out become empty. */
  updateSpaceChannel = (options: InChannel & ChannelAccess): Promise<SpaceChannelUpdated> => {
    const { spaceId, channelId, name, isPrivate, roles, members } = options;
    return this.call('updateSpaceChannel', { spaceId, channelId, name, private: isPrivate, roles, members });
  };
  /** An empty `categoryId` takes the channel out of its category. */
  moveSpaceChannel = (options: InChannel & { categoryId: string }): Promise<SpaceChannelMoved> => {
    const { spaceId, categoryId, channelId } = options;
    return this.call('moveSpaceChannel', { spaceId, categoryId, channelId });
  };
  deleteSpaceChannel = (options: InChannel): Promise<void> => this.call('deleteSpaceChannel', channelOf(options));

  /** A private thread begins with its creator alone. */
  createSpaceThread = (options: InChannel & { name: string; isPrivate: boolean }): Promise<SfuSpaceThread> =>
    this.call('createSpaceThread', { ...channelOf(options), name: options.name, private: options.isPrivate });
  updateSpaceThread = (options: InThread & { name: string }): Promise<void> =>
    this.call('updateSpaceThread', { ...threadOf(options), name: options.name });
  addMembersToThread = (options: InThread & { members: string[] }): Promise<AddedMembersToThread> =>
    this.call('addMembersToThread', { ...threadOf(options), members: options.members });
  removeMemberFromThread = (options: InThread & { member: string }): Promise<RemovedMemberFromThread> =>
    this.call('removeMemberFromThread', { ...threadOf(options), member: options.member });
  deleteSpaceThread = (options: InThread): Promise<void> => this.call('deleteSpaceThread', threadOf(options));

  /** Everything a role can allow, by section. */
  getRolePermissions = (): Promise<SfuSpaceRolePermissionSection[]> => this.call('getRolePermissions');
  addSpaceRole = (options: SpaceRoleOptions): Promise<SfuSpaceRole> => {
    const { spaceId, name, color, permissions, members } = options;
    return this.call('addSpaceRole', { spaceId, roleName: name, color, permissions, members });
  };
  updateSpaceRole = (options: SpaceRoleOptions & { roleId: string }): Promise<SpaceRoleUpdated> => {
    const { spaceId, roleId, name, color, permissions, members } = options;
    return this.call('updateSpaceRole', { spaceId, roleId, roleName: name, color, permissions, members });
  };
  deleteSpaceRole = (options: InSpace & { roleId: string }): Promise<SpaceRoleDeleted> =>
    this.call('deleteSpaceRole', { spaceId: options.spaceId, roleId: options.roleId });
  addRoleToMember = (options: InSpace & { roleId: string; memberId: string }): Promise<AddedRoleToMember> => {
    const { spaceId, roleId, memberId } = options;
    return this.call('addRoleToMember', { spaceId, roleId, memberId });
  };
  removeRoleFromMember = (options: InSpace & { roleId: string; memberId: string }): Promise<RemovedRoleFromMember> => {
    const { spaceId, roleId, memberId } = options;
    return this.call('removeRoleFromMember', { spaceId, roleId, memberId });
  };

  updateSpaceNotificationSettings = (
    options: InSpace & { value: NotificationMode },
  ): Promise<SpaceNotificationSettingsUpdated> =>
    this.call('updateSpaceNotificationSettings', { spaceId: options.spaceId, value: options.value });
  updateChannelNotificationSettings = (
    options: InChannel & { value: NotificationMode },
  ): Promise<ChannelNotificationSettingsUpdated> =>
    this.call('updateChannelNotificationSettings', { ...channelOf(options), value: options.value });
  updateThreadNotificationSettings = (
    options: InThread & { value: NotificationMode },
  ): Promise<ThreadNotificationSettingsUpdated> =>
    this.call('updateThreadNotificationSettings', { ...threadOf(options), value: options.value });
  muteSpace = (options: InSpace & MuteOptions): Promise<SpaceMuted> =>
    this.call('muteSpace', { spaceId: options.spaceId, ...muteOf(options) });
  muteChannel = (options: InChannel & MuteOptions): Promise<ChannelMuted> =>
    this.call('muteChannel', { ...channelOf(options), ...muteOf(options) });
  muteThread = (options: InThread & MuteOptions): Promise<ThreadMuted> =>
    this.call('muteThread', { ...threadOf(options), ...muteOf(options) });
  unmuteSpace = (options: InSpace): Promise<SpaceUnmuted> => this.call('unmuteSpace', { spaceId: options.spaceId });
  unmuteChannel = (options: InChannel): Promise<ChannelUnmuted> => this.call('unmuteChannel', channelOf(options));
  unmuteThread = (options: InThread): Promise<ThreadUnmuted> => this.call('unmuteThread', threadOf(options));
}

const channelOf = ({ spaceId, channelId }: InChannel): InChannel => ({ spaceId, channelId });
const threadOf = ({ spaceId, channelId, threadId }: InThread): InThread => ({ spaceId, channelId, threadId });
const muteOf = ({ muteTime, mutedIndefinitely }: MuteOptions): MuteOptions => ({ muteTime, mutedIndefinitely });
