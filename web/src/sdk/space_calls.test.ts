import { describe, expect, it, vi } from 'vitest';
import { SpaceError } from './enums';
import { SignedIn } from './testing/signed_in';

const client = new SignedIn();
const { sent, answer, fired } = client;

const S = { spaceId: 's' };
const C = { spaceId: 's', channelId: 'c' };
const T = { spaceId: 's', channelId: 'c', threadId: 't' };
const WHOLE = '*';

/** Method, what it is given, what travels when that differs, the answer, and the member it resolves with. */
const CALLS: [string, object, object | null, { type: string; [member: string]: unknown }, string][] = [
  ['createSpace', { name: 'Team' }, null, { type: 'SPACE_CREATED', space: { id: 's' } }, 'space'],
  ['updateSpaceOverview', { id: 's', name: 'B' }, null, { type: 'SPACE_OVERVIEW_UPDATED', id: 's' }, WHOLE],
  ['deleteSpace', { id: 's' }, null, { type: 'SPACE_DELETED', id: 's' }, 'id'],
  ['leaveSpace', { id: 's' }, null, { type: 'USER_LEFT_SPACE', ...S, userId: 'ann' }, WHOLE],
  ['updateSpaceNickname', { ...S, userId: 'bob', nickname: '' }, null, { type: 'USER_SPACE_NICKNAME_UPDATED' }, WHOLE],
  ['generateNewSpaceInvite', { ...S, lifespan: 9 }, null, { type: 'SPACE_INVITE_CREATED', invite: { uses: 0 } }, 'invite'],
  ['revokeSpaceInvite', { ...S, inviteCode: 'k3Xp90Qa' }, null, { type: 'SPACE_INVITE_REVOKED', inviteCode: 'x' }, WHOLE],
  ['createSpaceCategory', { ...S, name: 'D' }, null, { type: 'NEW_SPACE_CATEGORY', category: { id: 'g' } }, 'category'],
  ['updateSpaceCategory', { ...S, categoryId: 'g', name: 'D' }, null, { type: 'SPACE_CATEGORY_UPDATED' }, WHOLE],
  ['deleteSpaceCategory', { ...S, categoryId: 'g' }, null, { type: 'SPACE_CATEGORY_DELETED', categoryId: 'g' }, WHOLE],
  [
    'createSpaceChannel',
    { ...S, categoryId: 'g', name: 'leads', isPrivate: true, roles: ['r'], members: ['bob'] },
    { ...S, categoryId: 'g', name: 'leads', private: true, roles: ['r'], members: ['bob'] },
    { type: 'NEW_SPACE_CHANNEL', channel: { id: 'c' } },
    'channel',
  ],
  [
    'updateSpaceChannel',
    { ...C, name: 'leads', isPrivate: false },
    { ...C, name: 'leads', private: false },
    { type: 'SPACE_CHANNEL_UPDATED', ...C, members: [] },
    WHOLE,
  ],
  ['moveSpaceChannel', { ...C, categoryId: '' }, null, { type: 'SPACE_CHANNEL_MOVED', ...C, categoryId: '' }, WHOLE],
  ['deleteSpaceChannel', C, null, { type: 'SPACE_CHANNEL_DELETED', ...C }, WHOLE],
  [
    'createSpaceThread',
    { ...C, name: 'plan', isPrivate: true },
    { ...C, name: 'plan', private: true },
    { type: 'NEW_SPACE_THREAD', thread: { id: 't' } },
    'thread',
  ],
  ['updateSpaceThread', { ...T, name: 'plan' }, null, { type: 'SPACE_THREAD_UPDATED', ...T }, WHOLE],
  ['addMembersToThread', { ...T, members: ['bob'] }, null, { type: 'ADDED_MEMBERS_TO_THREAD', ...T }, WHOLE],
  ['removeMemberFromThread', { ...T, member: 'bob' }, null, { type: 'REMOVED_MEMBER_FROM_THREAD', ...T }, WHOLE],
  ['deleteSpaceThread', T, null, { type: 'SPACE_THREAD_DELETED', ...T }, WHOLE],
  [
    'addSpaceRole',
    { ...S, name: 'Leads', color: 'red', permissions: ['ALLOWS_TO_MANAGE_SPACE'], members: ['bob'] },
    { ...S, roleName: 'Leads', color: 'red', permissions: ['ALLOWS_TO_MANAGE_SPACE'], members: ['bob'] },
    { type: 'NEW_SPACE_ROLE', role: { id: 'r' }, members: ['bob'] },
    'role',
  ],
  [
    'updateSpaceRole',
    { ...S, roleId: 'r', name: 'Leads', color: '', permissions: [], members: [] },
    { ...S, roleId: 'r', roleName: 'Leads', color: '', permissions: [], members: [] },
    { type: 'SPACE_ROLE_UPDATED', roleId: 'r' },
    WHOLE,
  ],
  ['deleteSpaceRole', { ...S, roleId: 'r' }, null, { type: 'SPACE_ROLE_DELETED', roleId: 'r' }, WHOLE],
  ['addRoleToMember', { ...S, roleId: 'r', memberId: 'bob' }, null, { type: 'ADDED_ROLE_TO_MEMBER' }, WHOLE],
  ['removeRoleFromMember', { ...S, roleId: 'r', memberId: 'bob' }, null, { type: 'REMOVED_ROLE_FROM_MEMBER' }, WHOLE],
  ['getRolePermissions', {}, null, { type: 'ROLE_PERMISSION_SECTIONS', permissionSections: [] }, 'permissionSections'],
  ['updateSpaceNotificationSettings', { ...S, value: 'NOTHING' }, null, { type: 'SPACE_NOTIFICATION_SETTINGS_UPDATED' }, WHOLE],
  ['updateChannelNotificationSettings', { ...C, value: 'NOTHING' }, null, { type: 'CHANNEL_NOTIFICATION_SETTINGS_UPDATED' }, WHOLE],
  ['updateThreadNotificationSettings', { ...T, value: 'NOTHING' }, null, { type: 'THREAD_NOTIFICATION_SETTINGS_UPDATED' }, WHOLE],
  ['muteSpace', { ...S, muteTime: 5, mutedIndefinitely: true }, null, { type: 'SPACE_MUTED' }, WHOLE],
  ['muteChannel', { ...C, muteTime: 5 }, null, { type: 'CHANNEL_MUTED' }, WHOLE],
  ['muteThread', { ...T, mutedIndefinitely: true }, null, { type: 'THREAD_MUTED' }, WHOLE],
  ['unmuteSpace', S, null, { type: 'SPACE_UNMUTED' }, WHOLE],
  ['unmuteChannel', C, null, { type: 'CHANNEL_UNMUTED' }, WHOLE],
  ['unmuteThread', T, null, { type: 'THREAD_UNMUTED' }, WHOLE],
];

describe('calls about spaces', () => {
  const call = (name: string, argument: object) =>
    (client.sfu as unknown as Record<string, (options: object) => Promise<unknown>>)[name]!(argument);

  it.each(CALLS)('%s sends its fields alone, resolves, and fires nothing', async (name, argument, wire, event, member) => {
    const heard = fired(event.type);
    // Applications pass on whole objects of the protocol.
    const result = call(name, { ...argument, createdAt: 7 });
    expect(sent(name)).toEqual(wire ?? argument);
    answer(name, event);
    const value = await result;
    if (member === WHOLE) expect(value).toMatchObject(event);
    else expect(value).toEqual(event[member]);
    expect(heard).not.toHaveBeenCalled();
    // The same change on another device, or of somebody else.
    client.socket.event(event);
    expect(heard).toHaveBeenCalledExactlyOnceWith(expect.objectContaining(event));
  });

  it('rejects with the words applications compare with', async () => {
    const joined = client.sfu.joinSpaceByInviteCode('k3Xp90Qa');
    answer('joinSpaceByInviteCode', { type: 'OPERATION_FAILED', error: 'User already joined' });
    await expect(joined).rejects.toMatchObject({ error: SpaceError.USER_ALREADY_JOINED });
  });
});

describe('what also fires when it answers', () => {
  it('the list of spaces, bare', async () => {
    const event = fired('USER_SPACES');
    const spaces = client.sfu.getUserSpaces();
    answer('getUserSpaces', { type: 'USER_SPACES', spaces: [{ id: 's' }] });
    expect(await spaces).toEqual([{ id: 's' }]);
    expect(event).toHaveBeenCalledExactlyOnceWith([{ id: 's' }]);
  });

  it('a joined space, in the whole event', async () => {
    const event = fired('NEW_SPACE');
    const space = client.sfu.joinSpaceByInviteCode('k3Xp90Qa');
    expect(sent('joinSpaceByInviteCode')).toEqual({ inviteCode: 'k3Xp90Qa' });
    answer('joinSpaceByInviteCode', { type: 'NEW_SPACE', space: { id: 's' } });
    expect(await space).toEqual({ id: 's' });
    expect(event).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ space: { id: 's' } }));
  });
});

describe('the picture of a space', () => {
  it('is uploaded to the address the server names', async () => {
    const upload = vi.fn(async () => new Response(JSON.stringify({ url: 'http://server.example:8080/i/1.png' })));
    vi.stubGlobal('fetch', upload);
    const updated = client.sfu.updateSpaceIcon({ id: 's', icon: new File(['png'], 'logo.png', { type: 'image/png' }) });
    expect(sent('updateSpaceIcon')).toEqual({ id: 's', iconName: 'logo.png', iconSize: 3 });
    answer('updateSpaceIcon', { type: 'UPLOAD_ICON', url: 'http://server.example:8080/upload/1' });
    expect(await updated).toBe('http://server.example:8080/i/1.png');
    expect(upload).toHaveBeenCalledExactlyOnceWith('http://server.example:8080/upload/1', expect.anything());
  });

  it('is removed', async () => {
    const removed = client.sfu.updateSpaceIcon({ id: 's', remove: true });
    expect(sent('updateSpaceIcon')).toEqual({ id: 's', remove: true });
    answer('updateSpaceIcon', { type: 'UPLOAD_ICON', url: null });
    expect(await removed).toBeNull();
  });
});

it('starts a meeting whose room has the id of the channel', async () => {
  const meeting = client.sfu.createChannelMeeting(C);
  expect(sent('createChannelMeeting')).toEqual(C);
  answer('createChannelMeeting', { type: 'CREATED', roomId: 'c', name: 'general', owner: 'ann', conferenceType: 'CHANNEL' });
  const room = await meeting;
  expect([room.id(), room.conferenceType()]).toEqual(['c', 'CHANNEL']);
});
