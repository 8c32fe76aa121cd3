import { describe, expect, it, vi } from 'vitest';
import { SignedIn } from './testing/signed_in';

const client = new SignedIn();
const { sent, answer, fired } = client;

const SETTINGS = {
  allowJoinAtAnyTime: true,
  useMuteAudioOnJoin: false,
  useLocalAutoRecord: false,
  useAccessCode: true,
  useWaitingRoom: true,
  useOwnerVideo: true,
  useParticipantsVideo: true,
  accessCode: '123456',
};
const BOB = { userId: 'bob', nickname: 'Bob', friend: true, status: 'ONLINE', personalSettings: { volume: 100 } };

describe('the own account', () => {
  it.each([
    ['changeUserEmail', 'email'],
    ['changeUserNickname', 'nickname'],
    ['changeUserPhoneNumber', 'phoneNumber'],
    ['changeUserHostKey', 'hostKey'],
    ['changeUserTimezone', 'timezone'],
  ] as const)('%s resolves with nothing and fires nothing', async (name, field) => {
    const event = fired('USER_INFO_CHANGED');
    const changed = client.sfu[name]('');
    expect(sent(name)).toEqual({ [field]: '' });
    answer(name, { type: 'USER_INFO_CHANGED', userId: 'ann', info: { email: 'a@b.c', nickname: 'ann' } });
    expect(await changed).toBeUndefined();
    expect(event).not.toHaveBeenCalled();
    // The copy of another device fires whole.
    client.socket.event({ type: 'USER_INFO_CHANGED', userId: 'ann', info: { email: 'new@b.c', nickname: 'Ann' } });
    expect(event).toHaveBeenCalledOnce();
    expect(client.sfu.user()).toMatchObject({ email: 'new@b.c', nickname: 'Ann' });
  });

  it('changes the password with a nested argument', async () => {
    const changed = client.sfu.changeUserPassword('secret1', 'secret2');
    expect(sent('changeUserPassword')).toEqual({ password: { currentPassword: 'secret1', newPassword: 'secret2' } });
    answer('changeUserPassword', { type: 'ACK' });
    expect(await changed).toBeUndefined();
  });

  it('logs out', async () => {
    const out = client.sfu.logout();
    answer('logout', { type: 'ACK' });
    expect(await out).toBeUndefined();
    expect(client.sfu.state()).toBe('AUTHENTICATED');
  });

  it('getUserInfo resolves and fires with the info', async () => {
    const event = fired('USER_INFO');
    const info = client.sfu.getUserInfo();
    answer('getUserInfo', { type: 'USER_INFO', userInfo: { id: 'ann' } });
    expect(await info).toEqual({ id: 'ann' });
    expect(event).toHaveBeenCalledExactlyOnceWith({ id: 'ann' });
  });

  it('settings of the personal meeting travel flat and come back whole', async () => {
    const event = fired('UPDATE_USER_PMI_SETTINGS');
    const got = client.sfu.getUserPmiSettings();
    answer('getUserPmiSettings', { type: 'SFU_USER_PMI_SETTINGS', pmiSettings: SETTINGS });
    expect((await got).pmiSettings).toEqual(SETTINGS);
    const updated = client.sfu.updateUserPmiSettings({ ...SETTINGS, other: 1 } as typeof SETTINGS);
    expect(sent('updateUserPmiSettings')).toEqual(SETTINGS);
    answer('updateUserPmiSettings', { type: 'UPDATE_USER_PMI_SETTINGS', pmiSettings: SETTINGS });
    expect(await updated).toMatchObject({ type: 'UPDATE_USER_PMI_SETTINGS', pmiSettings: SETTINGS });
    expect(event).not.toHaveBeenCalled();
  });

  it('keys: the added ones fire elsewhere, asking for them never does', async () => {
    const added = fired('USER_ENCRYPTION_INFO_ADDED');
    const asked = fired('USER_ENCRYPTION_INFO');
    const info = { privateKey: 'k', publicKey: 'p', encryptionEnabled: true, verificationHash: null, salt: 's', iv: null };
    const adding = client.sfu.addUserEncryptionInfo({ privateKey: 'k', publicKey: 'p', salt: 's' });
    expect(sent('addUserEncryptionInfo')).toEqual({ privateKey: 'k', publicKey: 'p', salt: 's' });
    answer('addUserEncryptionInfo', { type: 'USER_ENCRYPTION_INFO_ADDED', info });
    expect(await adding).toEqual(info);
    expect(added).not.toHaveBeenCalled();
    client.socket.event({ type: 'USER_ENCRYPTION_INFO_ADDED', info });
    expect(added.mock.calls[0]![0]).toMatchObject({ info });
    const asking = client.sfu.getUserEncryptionInfo();
    answer('getUserEncryptionInfo', { type: 'USER_ENCRYPTION_INFO', info });
    expect(await asking).toEqual(info);
    expect(asked).not.toHaveBeenCalled();
  });

  it('lists and ends logins', async () => {
    const event = fired('USER_SESSIONS');
    const listing = client.sfu.getUserSessions();
    answer('getUserSessions', { type: 'USER_SESSIONS', sessions: [{ id: 's-1' }] });
    expect(await listing).toEqual([{ id: 's-1' }]);
    expect(event).not.toHaveBeenCalled();
    const ended = client.sfu.endUserSession({ id: 's-1' });
    expect(sent('endUserSession')).toEqual({ id: 's-1' });
    answer('endUserSession', { type: 'ACK' });
    expect(await ended).toBeUndefined();
  });

  it('activity: the status comes as an event, the call resolves with the ACK', async () => {
    const event = fired('USER_INFO_CHANGED');
    const idle = client.sfu.updateActivityStatus(false);
    expect(sent('updateActivityStatus')).toEqual({ isActive: false });
    client.socket.event({ type: 'USER_INFO_CHANGED', userId: 'ann', info: { email: '', nickname: 'ann', status: 'IDLE' } });
    expect(event).toHaveBeenCalledOnce();
    answer('updateActivityStatus', { type: 'ACK' });
    expect(await idle).toBeUndefined();
    const selected = client.sfu.updatePresenceStatus('DO_NOT_DISTURB');
    expect(sent('updatePresenceStatus')).toEqual({ status: 'DO_NOT_DISTURB' });
    answer('updatePresenceStatus', { type: 'USER_INFO_CHANGED', userId: 'ann', info: { nickname: 'ann' } });
    expect(await selected).toBeUndefined();
  });
});

describe('contacts', () => {
  it('getContacts resolves with the inner object', async () => {
    const event = fired('USER_CONTACTS');
    const all = { contacts: [BOB], incomingFriendInvites: [], outgoingFriendInvites: [], bans: [] };
    const got = client.sfu.getContacts();
    answer('getContacts', { type: 'USER_CONTACTS', contacts: all });
    expect(await got).toEqual(all);
    expect(event).not.toHaveBeenCalled();
  });

  it('addFriend and removeFriend resolve with nothing; the change comes as events', async () => {
    const invited = fired('NEW_OUTGOING_FRIEND_INVITE');
    for (const name of ['addFriend', 'removeFriend'] as const) {
      const done = client.sfu[name]({ userId: 'bob' });
      expect(sent(name)).toEqual({ userId: 'bob' });
      answer(name, { type: 'ACK' });
      expect(await done).toBeUndefined();
    }
    client.socket.event({ type: 'NEW_OUTGOING_FRIEND_INVITE', userId: 'bob', nickname: 'Bob', inviteId: 'i-1' });
    expect(invited.mock.calls[0]![0]).toMatchObject({ userId: 'bob', inviteId: 'i-1' });
  });

  it.each(['NEW_CONTACT', 'CONTACT_UPDATED'])('acceptFriendInvite resolves with the contact of %s', async (type) => {
    const gone = fired('INCOMING_FRIEND_INVITE_DELETED');
    const contact = fired(type);
    const accepted = client.sfu.acceptFriendInvite({ inviteId: 'i-1' });
    expect(sent('acceptFriendInvite')).toEqual({ inviteId: 'i-1' });
    client.socket.event({ type: 'INCOMING_FRIEND_INVITE_DELETED', inviteId: 'i-1' });
    expect(gone).toHaveBeenCalledOnce();
    answer('acceptFriendInvite', { type, contact: BOB });
    expect(await accepted).toEqual(BOB);
    expect(contact).not.toHaveBeenCalled();
  });

  it.each([
    ['rejectFriendInvite', 'INCOMING_FRIEND_INVITE_DELETED'],
    ['revokeFriendInvite', 'OUTGOING_FRIEND_INVITE_DELETED'],
  ] as const)('%s resolves with %s', async (name, type) => {
    const event = fired(type);
    const done = client.sfu[name]({ inviteId: 'i-1' });
    answer(name, { type, inviteId: 'i-1' });
    expect(await done).toMatchObject({ type, inviteId: 'i-1' });
    expect(event).not.toHaveBeenCalled();
  });

  it('a refused invite rejects with the event', async () => {
    const done = client.sfu.addFriend({ userId: 'ann' });
    answer('addFriend', { type: 'OPERATION_FAILED', error: 'User can not send invite to himself' });
    await expect(done).rejects.toMatchObject({ error: 'User can not send invite to himself' });
  });

  it('updateContactVolume resolves with the settings and fires on other devices', async () => {
    const event = fired('CONTACT_PERSONAL_SETTINGS_UPDATED');
    const set = client.sfu.updateContactVolume('bob', 40);
    expect(sent('updateContactVolume')).toEqual({ userId: 'bob', value: 40 });
    const settings = { type: 'CONTACT_PERSONAL_SETTINGS_UPDATED', userId: 'bob', personalSettings: { volume: 40 } };
    answer('updateContactVolume', settings);
    expect(await set).toEqual({ volume: 40 });
    expect(event).not.toHaveBeenCalled();
    client.socket.event(settings);
    expect(event.mock.calls[0]![0]).toMatchObject({ userId: 'bob', personalSettings: { volume: 40 } });
  });
});

describe('updateUserIcon', () => {
  const picture = () => new File([new Uint8Array([1, 2, 3])], 'me.png', { type: 'image/png' });

  it('uploads to the address of the answer and resolves with the one it gets', async () => {
    const uploads: { url: string; init: RequestInit }[] = [];
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      uploads.push({ url, init });
      return new Response(JSON.stringify({ url: 'http://server.example:8080/icons/1' }));
    });
    const event = fired('UPLOAD_ICON');
    const changed = client.sfu.updateUserIcon({ icon: picture() });
    expect(sent('updateUserIcon')).toEqual({ iconName: 'me.png', iconSize: 3 });
    answer('updateUserIcon', { type: 'UPLOAD_ICON', url: 'http://10.0.0.5:8080/upload/s3cret' });
    expect(await changed).toBe('http://server.example:8080/icons/1');
    expect(event).not.toHaveBeenCalled();
    expect(uploads[0]!.url).toBe('http://server.example:8080/upload/s3cret');
    expect(uploads[0]!.init.method).toBe('POST');
    const part = (uploads[0]!.init.body as FormData).get('file') as File;
    expect([part.name, part.type, part.size]).toEqual(['me.png', 'image/png', 3]);
  });

  it('names an unknown type', async () => {
    let part: File | null = null;
    vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
      part = (init.body as FormData).get('file') as File;
      return new Response('{"url":"x"}');
    });
    const changed = client.sfu.updateUserIcon({ icon: new File(['x'], 'odd') });
    answer('updateUserIcon', { type: 'UPLOAD_ICON', url: 'http://server.example:8080/u' });
    await changed;
    expect([part!.name, part!.type]).toEqual(['odd', 'application/octet-stream']);
  });

  it.each([
    ['an empty address', { type: 'UPLOAD_ICON', url: null }],
    ['ACK', { type: 'ACK' }],
  ])('a removal answered with %s resolves with null and uploads nothing', async (_name, event) => {
    const fetch = vi.fn();
    vi.stubGlobal('fetch', fetch);
    const removed = client.sfu.updateUserIcon({ remove: true });
    expect(sent('updateUserIcon')).toEqual({ remove: true });
    answer('updateUserIcon', event);
    expect(await removed).toBeNull();
    expect(fetch).not.toHaveBeenCalled();
  });

  it('throws errors with the server’s words, of the call and of the upload', async () => {
    const refused = client.sfu.updateUserIcon({ icon: picture() });
    answer('updateUserIcon', { type: 'OPERATION_FAILED', error: 'Too large' });
    await expect(refused).rejects.toThrow('Too large');
    await expect(refused).rejects.toBeInstanceOf(Error);
    vi.stubGlobal('fetch', async () => new Response('This is no picture', { status: 415 }));
    const odd = client.sfu.updateUserIcon({ icon: picture() });
    answer('updateUserIcon', { type: 'UPLOAD_ICON', url: 'http://server.example:8080/u' });
    await expect(odd).rejects.toThrow('This is no picture');
  });
});
