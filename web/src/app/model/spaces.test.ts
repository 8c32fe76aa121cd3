import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SfuExtended, type Contact, type Message, type SfuSpace, type SfuSpaceChannel, type SfuSpaceThread } from '../../sdk';
import { FakeSocket } from '../../sdk/testing/fake_socket';
import { codeIn, invitedBy, appPath } from './invite_link';
import type { People } from './people.svelte';
import type { Session } from './session.svelte';
import { SpaceActions } from './space_actions';
import { Spaces } from './spaces.svelte';

const personal = { notificationSettings: 'DEFAULT', muteSettings: null } as const;
const counters = {
  messagesCount: 0, firstMessageId: '', firstMessageDate: 0, lastMessageId: '', lastMessageDate: 0,
  lastReadMessageId: '', lastReadMessageDate: 0,
};
const thread = (id: string, members: string[], closed = false): SfuSpaceThread => ({
  id, name: id, creator: 'ann', private: closed, createdAt: 1, members, ...personal, ...counters,
});
const channel = (id: string, change: Partial<SfuSpaceChannel> = {}): SfuSpaceChannel => ({
  id, categoryId: 'g', name: id, creator: 'ann', private: false, accessRights: { roles: [], members: [] }, createdAt: 1,
  members: ['ann', 'bob', 'cat'], threads: [], ...personal, ...counters, ...change,
});
const team = (change: Partial<SfuSpace> = {}): SfuSpace => ({
  id: 's', name: 'Team', owner: 'ann', icon: null, createdAt: 1, notificationSettings: 'ALL_MESSAGES', muteSettings: null,
  roles: [
    { id: '@EVERYONE', name: '@everyone', color: '', createdAt: 1, permissions: ['ALLOWS_TO_VIEW_CHANNELS'] },
    { id: 'r', name: 'Leads', color: 'red', createdAt: 2, permissions: ['ALLOWS_TO_MANAGE_CHANNELS'] },
  ],
  members: [
    { userId: 'ann', nickname: 'Ann', roles: [] },
    { userId: 'bob', nickname: 'Bob', roles: ['r'] },
    { userId: 'cat', nickname: 'Cat', roles: [] },
  ],
  categories: [{ id: 'g', name: 'General', creator: 'ann', createdAt: 1 }],
  channels: [
    channel('open', { threads: [thread('t', ['ann', 'bob', 'cat']), thread('p', ['ann', 'bob'], true)] }),
    channel('closed', {
      private: true, creator: 'ann', categoryId: '', accessRights: { roles: ['r'], members: [] }, members: ['ann', 'bob'],
    }),
  ],
  invites: [], bans: [], permissions: [], ...change,
});

let me: string;
let socket: FakeSocket;
let spaces: Spaces;
let actions: SpaceActions;
let contact: (userId: string, nickname: string) => void;
let online = () => {};
let signedOut = () => {};

async function signIn(user: string) {
  me = user;
  FakeSocket.install();
  const sfu = new SfuExtended();
  const connected = sfu.connect({ url: 'ws://server.example/', username: user, password: 'secret1' });
  socket = FakeSocket.last();
  socket.login(user);
  await connected;
  const session = {
    sfu, me: user, user: { nickname: 'Cat' }, phase: 'online',
    onOnline: (handler: () => void) => (online = handler),
    onSignedOut: (handler: () => void) => (signedOut = handler),
  } as unknown as Session;
  spaces = new Spaces(session, {
    name: (id: string) => `global ${id}`,
    onContact: (handler: (contact: Contact) => void) => (contact = (userId, nickname) => handler({ userId, nickname } as Contact)),
  } as unknown as People);
  actions = new SpaceActions(session, spaces);
}

const answer = (name: string, event: object) =>
  socket.event({ internalMessageId: socket.lastCall(name).internalMessageId, ...event });
const hear = (type: string, event: object) => socket.event({ type, spaceId: 's', ...event });
const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};
async function load(...all: SfuSpace[]) {
  online();
  answer('getUserSpaces', { type: 'USER_SPACES', spaces: all });
  await settle();
}
const space = () => spaces.all.get('s')!;
const place = (id: string) => space().channels.get(id)!;
const members = (id: string) => place(id).info.members;

beforeEach(async () => {
  await signIn('cat');
  await load(team());
});
afterEach(() => vi.unstubAllGlobals());

describe('members', () => {
  it('who joins is put into the channels and threads that are named', () => {
    hear('USER_JOINED_TO_SPACE', { userId: 'dan', nickname: 'Dan', channels: ['open'], threads: ['t'] });
    expect(space().members.get('dan')).toEqual({ userId: 'dan', nickname: 'Dan', roles: [] });
    expect(members('open')).toEqual(['ann', 'bob', 'cat', 'dan']);
    expect(members('closed')).toEqual(['ann', 'bob']);
    expect(place('open').threads.get('t')!.info.members).toContain('dan');
    expect(place('open').threads.get('p')!.info.members).toEqual(['ann', 'bob']);
  });

  it('who leaves is taken out of everything', () => {
    hear('USER_LEFT_SPACE', { userId: 'bob' });
    expect([...space().members.keys()]).toEqual(['ann', 'cat']);
    expect(members('open')).toEqual(['ann', 'cat']);
    expect(members('closed')).toEqual(['ann']);
    expect(place('open').threads.get('p')!.info.members).toEqual(['ann']);
  });

  it('the own leaving on another device drops the space, and what was open of it', () => {
    spaces.show('s', 'open', 't');
    hear('USER_LEFT_SPACE', { userId: 'cat' });
    expect(spaces.all.size).toBe(0);
    expect([spaces.openId, spaces.channelId, spaces.threadId]).toEqual(['', '', '']);
  });

  it('are called by their nickname here, without one by that of their account', () => {
    expect(space().name('bob')).toBe('Bob');
    hear('USER_SPACE_NICKNAME_UPDATED', { userId: 'bob', nickname: '' });
    expect(space().name('bob')).toBe('global bob');
    expect(space().name('nobody')).toBe('global nobody');
  });
});

describe('whoever renames himself', () => {
  it('is called so here, unless he has a nickname for the space', () => {
    for (const [user, nickname] of [['bob', 'Bob'], ['ann', 'Annabel']] as const) contact(user, nickname);
    contact('bob', 'Robert');
    contact('ann', 'Annika');
    expect([space().name('bob'), space().name('ann')]).toEqual(['Robert', 'Ann']);
    socket.event({ type: 'USER_INFO_CHANGED', userId: 'cat', info: { nickname: 'Kate', email: 'cat@example.com' } });
    expect(space().name('cat')).toBe('Kate');
  });
});

describe('roles', () => {
  it('give what they allow, to the default role everybody, to the owner everything', () => {
    expect(space().allows('bob', 'ALLOWS_TO_MANAGE_CHANNELS')).toBe(true);
    expect(space().may('ALLOWS_TO_MANAGE_CHANNELS')).toBe(false);
    expect(space().may('ALLOWS_TO_VIEW_CHANNELS')).toBe(true);
    expect(space().allows('ann', 'ALLOWS_TO_MANAGE_SPACE')).toBe(true);
    expect(space().allows('nobody', 'ALLOWS_TO_VIEW_CHANNELS')).toBe(false);
    hear('ADDED_ROLE_TO_MEMBER', { roleId: 'r', memberId: 'cat' });
    expect(space().may('ALLOWS_TO_MANAGE_CHANNELS')).toBe(true);
    hear('REMOVED_ROLE_FROM_MEMBER', { roleId: 'r', memberId: 'cat' });
    expect(space().may('ALLOWS_TO_MANAGE_CHANNELS')).toBe(false);
  });

  it('are made and changed together with who holds them', () => {
    const role = { id: 'q', name: 'QA', color: '', createdAt: 3, permissions: [] };
    hear('NEW_SPACE_ROLE', { role, members: ['cat'] });
    expect(space().rolesOf('cat')).toEqual([role]);
    const change = { name: 'Tests', color: 'blue', permissions: ['ALLOWS_TO_MANAGE_SPACE'] };
    hear('SPACE_ROLE_UPDATED', { roleId: 'q', ...change, membersForAddRole: ['bob'], membersForDeleteRole: ['cat'] });
    expect(space().rolesOf('cat')).toEqual([]);
    expect(space().rolesOf('bob').map(({ name }) => name)).toEqual(['Leads', 'Tests']);
    expect(space().allows('bob', 'ALLOWS_TO_MANAGE_SPACE')).toBe(true);
  });

  it('when one is deleted, its holders are no longer in what it opened', () => {
    hear('SPACE_ROLE_DELETED', { roleId: 'r' });
    expect(space().rolesOf('bob')).toEqual([]);
    expect(place('closed').info.accessRights.roles).toEqual([]);
    expect(members('closed')).toEqual(['ann']);
    expect(members('open')).toEqual(['ann', 'bob', 'cat']);
  });
});

describe('channels and threads', () => {
  it('are grouped by category; a deleted one leaves its channels behind', () => {
    const grouped = () => space().groups.map(({ category, channels }) => [category?.id, channels.map(({ id }) => id)]);
    expect(grouped()).toEqual([[undefined, ['closed']], ['g', ['open']]]);
    hear('NEW_SPACE_CATEGORY', { category: { id: 'h', name: 'H', creator: 'ann', createdAt: 2 } });
    hear('SPACE_CHANNEL_MOVED', { channelId: 'closed', categoryId: 'h' });
    hear('SPACE_CATEGORY_UPDATED', { categoryId: 'h', name: 'Leads' });
    expect(grouped()).toEqual([['g', ['open']], ['h', ['closed']]]);
    expect(space().groups[1]!.category!.name).toBe('Leads');
    hear('SPACE_CATEGORY_DELETED', { categoryId: 'h' });
    expect(grouped()).toEqual([[undefined, ['closed']], ['g', ['open']]]);
  });

  it('appear, change and disappear with the access to them', () => {
    hear('NEW_SPACE_CHANNEL', { channel: channel('new', { threads: [thread('n', ['cat'])] }) });
    expect(place('new').threads.has('n')).toBe(true);
    const accessRights = { roles: [], members: ['cat'] };
    hear('SPACE_CHANNEL_UPDATED', { channelId: 'open', private: true, name: 'leads', accessRights, members: ['ann', 'cat'] });
    expect(place('open').info).toMatchObject({ private: true, name: 'leads', accessRights, members: ['ann', 'cat'] });
    expect(place('open').threads.get('t')!.info.members).toEqual(['ann', 'cat']);
    expect(place('open').threads.get('p')!.info.members).toEqual(['ann']);
    spaces.show('s', 'open', 't');
    hear('SPACE_CHANNEL_DELETED', { channelId: 'open' });
    expect(spaces.channel).toBeNull();
    expect(spaces.thread).toBeNull();
  });

  it('threads come, are renamed, get and lose people, and go', () => {
    const at = { channelId: 'open', threadId: 'n' };
    hear('NEW_SPACE_THREAD', { channelId: 'open', thread: thread('n', ['cat'], true) });
    hear('ADDED_MEMBERS_TO_THREAD', { ...at, members: ['bob', 'cat'] });
    expect(place('open').threads.get('n')!.info.members).toEqual(['cat', 'bob']);
    hear('REMOVED_MEMBER_FROM_THREAD', { ...at, member: 'bob' });
    hear('SPACE_THREAD_UPDATED', { ...at, name: 'plan' });
    expect(place('open').threads.get('n')!.info).toMatchObject({ name: 'plan', members: ['cat'] });
    hear('SPACE_THREAD_DELETED', at);
    expect(place('open').threads.has('n')).toBe(false);
  });

  it('keep their messages when their settings change', () => {
    const before = place('open');
    spaces.put(team({ name: 'Other' }));
    expect(place('open')).toBe(before);
    expect(space().info.name).toBe('Other');
  });
});

describe('notifications', () => {
  it('follow the thread, then the channel, then the space', () => {
    const one = () => place('open').threads.get('t')!;
    expect(one().mode).toBe('ALL_MESSAGES');
    hear('SPACE_NOTIFICATION_SETTINGS_UPDATED', { value: 'MENTIONS_ONLY' });
    expect(one().mode).toBe('MENTIONS_ONLY');
    hear('CHANNEL_NOTIFICATION_SETTINGS_UPDATED', { channelId: 'open', value: 'NOTHING' });
    expect([one().mode, place('closed').mode]).toEqual(['NOTHING', 'MENTIONS_ONLY']);
    hear('THREAD_NOTIFICATION_SETTINGS_UPDATED', { channelId: 'open', threadId: 't', value: 'ALL_MESSAGES' });
    expect(one().mode).toBe('ALL_MESSAGES');
  });

  it('a mute keeps all below it quiet', () => {
    const muteSettings = { muteTime: 0, mutedIndefinitely: true };
    const quiet = () => [space(), place('open'), place('open').threads.get('t')!].map((entry) => entry.quiet);
    hear('THREAD_MUTED', { channelId: 'open', threadId: 't', muteSettings });
    expect(quiet()).toEqual([false, false, true]);
    hear('CHANNEL_MUTED', { channelId: 'open', muteSettings });
    expect(quiet()).toEqual([false, true, true]);
    hear('THREAD_UNMUTED', { channelId: 'open', threadId: 't' });
    hear('CHANNEL_UNMUTED', { channelId: 'open' });
    hear('SPACE_MUTED', { muteSettings });
    expect(quiet()).toEqual([true, true, true]);
    hear('SPACE_UNMUTED', {});
    expect(quiet()).toEqual([false, false, false]);
  });
});

describe('messages', () => {
  const message = (targetEntityType: string, targetEntityId: object, change: Partial<Message> = {}) =>
    socket.event({
      type: 'SFU_MESSAGE',
      message: { id: 'm', date: 5, from: 'bob', body: 'hi', type: 'REGULAR', targetEntityType, targetEntityId, attachments: [], ...change },
    });

  it('count where they belong, with mentions, and not in what is muted', () => {
    message('CHANNEL', { spaceId: 's', channelId: 'open' });
    message('THREAD', { spaceId: 's', channelId: 'open', threadId: 't' }, { id: 'n', body: 'look <@cat>' });
    message('CHANNEL', { spaceId: 's', channelId: 'gone' });
    message('CHAT', { chatId: 'open' });
    const one = place('open').threads.get('t')!;
    expect([place('open').unread, one.unread, one.mentioned, space().mentioned]).toEqual([1, 1, 1, 1]);
    expect([space().unread, spaces.unread]).toEqual([true, 1]);
    hear('CHANNEL_MUTED', { channelId: 'open', muteSettings: { muteTime: 0, mutedIndefinitely: true } });
    expect([space().unread, spaces.unread, space().mentioned]).toEqual([false, 0, 1]);
    const targetEntityId = { spaceId: 's', channelId: 'open', threadId: 't' };
    const updateInfo = { lastReadMessageId: 'n', lastReadMessageDate: 5 };
    socket.event({ type: 'LAST_READ_MESSAGE_UPDATED', targetEntityType: 'THREAD', targetEntityId, updateInfo });
    expect([one.unread, space().mentioned]).toEqual([0, 0]);
  });
});

describe('the list', () => {
  it('is fetched anew with each connection; what was heard meanwhile is not lost', async () => {
    online();
    hear('USER_JOINED_TO_SPACE', { userId: 'dan', nickname: 'Dan', channels: [], threads: [] });
    socket.event({ type: 'NEW_SPACE', space: team({ id: 'other', channels: [] }) });
    answer('getUserSpaces', { type: 'USER_SPACES', spaces: [team({ name: 'Renamed' })] });
    await settle();
    expect(space().info.name).toBe('Renamed');
    expect(space().members.has('dan')).toBe(true);
    expect([...spaces.all.keys()]).toEqual(['s', 'other']);
    await load();
    expect(spaces.all.size).toBe(0);
  });

  it('asks for what is unread only where something is', async () => {
    await load(team({ channels: [channel('open'), channel('busy', { messagesCount: 2, lastMessageId: 'm', lastMessageDate: 5 })] }));
    expect(socket.calls('getUnreadMessagesCount').map(({ targetEntityId }) => targetEntityId)).toEqual([
      { spaceId: 's', channelId: 'busy' },
    ]);
    answer('getUnreadMessagesCount', { type: 'UNREAD_MESSAGES_COUNT', unreadMessagesCount: 2 });
    await settle();
    const messages = ['hi', '<@cat>'].map((body, date) => ({ id: body, from: 'bob', date: date + 4, body }));
    answer('loadMessages', { type: 'CHAT_MESSAGES', messages });
    await settle();
    expect([place('busy').unread, place('busy').mentioned]).toEqual([2, 1]);
  });

  it('is gone after signing out', () => {
    spaces.show('s', 'open');
    signedOut();
    expect([spaces.all.size, spaces.openId, spaces.loading]).toEqual([0, '', true]);
  });
});

describe('what the user does', () => {
  it('is seen here by the answer', async () => {
    const channelId = actions.createChannel(space(), 'g', { name: 'new', isPrivate: false });
    answer('createSpaceChannel', { type: 'NEW_SPACE_CHANNEL', spaceId: 's', channel: channel('new') });
    expect(await channelId).toBe('new');
    expect(space().channels.has('new')).toBe(true);
    const muted = actions.mute(place('new'), Infinity);
    answer('muteChannel', { type: 'CHANNEL_MUTED', spaceId: 's', channelId: 'new', muteSettings: { mutedIndefinitely: true } });
    await muted;
    expect(place('new').quiet).toBe(true);
    const removed = actions.removeChannel(place('new'));
    answer('deleteSpaceChannel', { type: 'ACK' });
    await removed;
    expect(space().channels.has('new')).toBe(false);
  });

  it('a made space is there before its id is known, and gone with the answer to its end', async () => {
    const id = actions.create('New');
    answer('createSpace', { type: 'SPACE_CREATED', space: team({ id: 'new', owner: me }) });
    expect(spaces.all.has(await id)).toBe(true);
    const removed = actions.remove(spaces.all.get('new')!);
    answer('deleteSpace', { type: 'SPACE_DELETED', id: 'new' });
    await removed;
    expect(spaces.all.has('new')).toBe(false);
  });

  it('what is refused changes nothing, and a failed question is asked again', async () => {
    const renamed = actions.renameCategory(space(), 'g', 'X');
    answer('updateSpaceCategory', { type: 'OPERATION_FAILED', error: 'Restricted access' });
    await expect(renamed).rejects.toMatchObject({ error: 'Restricted access' });
    expect(space().info.categories[0]!.name).toBe('General');
    const failed = actions.permissions();
    answer('getRolePermissions', { type: 'OPERATION_FAILED', error: 'later' });
    await expect(failed).rejects.toBeDefined();
    const sections = actions.permissions();
    answer('getRolePermissions', { type: 'ROLE_PERMISSION_SECTIONS', permissionSections: [{ name: 'x' }] });
    expect(await sections).toEqual([{ name: 'x' }]);
    await actions.permissions();
    expect(socket.calls('getRolePermissions')).toHaveLength(2);
  });
});

describe('links of invitations', () => {
  it.each([
    ['/join-space/k3Xp90Qa', 'k3Xp90Qa', '/'],
    ['/team/join-space/k3Xp90Qa', 'k3Xp90Qa', '/team/'],
    ['/join-space/%', '', '/'],
    ['/', '', '/'],
    ['/join-space/', '', '/'],
  ])('%s', (path, code, app) => {
    expect([invitedBy(path), appPath(path)]).toEqual([code, app]);
  });

  it.each(['k3Xp90Qa', ' https://chat.example/join-space/k3Xp90Qa ', 'ws:chat.example:80/join-space/k3Xp90Qa/'])('%s', (text) =>
    expect(codeIn(text)).toBe('k3Xp90Qa'),
  );
});
