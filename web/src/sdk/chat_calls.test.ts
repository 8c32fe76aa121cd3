import { describe, expect, it, vi } from 'vitest';
import { SortOrder } from './enums';
import { SignedIn } from './testing/signed_in';

const TARGET = { targetEntityType: 'CHAT' as const, targetEntityId: { chatId: 'c-1' } };
const client = new SignedIn();
const { sent, answer, fired } = client;

describe('chats', () => {
  it('sends the keys of a secure chat under their wire names', () => {
    const keys = {
      encryptedPrivateKey: 'p', publicKey: 'k', encryptedAttachmentsSecretKey: 's',
      encryptedChatPasswords: [{ userId: 'ann', password: 'x' }],
    };
    void client.sfu.createChat({ members: ['ben'], isEncryptionEnabled: true, ...keys });
    expect(sent('createChat')).toEqual({ members: ['ben'], encryptionEnabled: true, ...keys });
    void client.sfu.addMemberToChat({ id: 'c-1', member: 'cid', encryptedChatPassword: 'y' });
    expect(sent('addMemberToChat')).toEqual({ id: 'c-1', member: 'cid', encryptedChatPassword: 'y' });
  });

  it.each([
    ['updateChatReceivePolicy', { id: 'c-1', chatReceivePolicy: 'NOBODY' }],
    ['updateChannelSendPolicy', { id: 'c-1', channelSendPolicy: 'ADMIN' }],
    ['addChannelSendPermissionListMember', { id: 'c-1', member: 'ben' }],
    ['removeChannelSendPermissionListMember', { id: 'c-1', member: 'ben' }],
    ['updateChatConfiguration', { id: 'c-1', type: 'PUBLIC', allowedToAddExternalUser: true }],
  ] as const)('%s resolves with the chat and fires nothing', async (name, argument) => {
    const event = fired('CHAT_UPDATED');
    const changed = (client.sfu[name] as (options: object) => Promise<unknown>)(argument);
    expect(sent(name)).toEqual(argument);
    answer(name, { type: 'SFU_UPDATE_CHAT', info: { id: 'c-1' } });
    expect(await changed).toEqual({ id: 'c-1' });
    expect(event).not.toHaveBeenCalled();
  });

  it('lists public channels, with an event', async () => {
    const event = fired('PUBLIC_CHANNELS');
    const channels = client.sfu.getPublicChannels();
    answer('getPublicChannels', { type: 'SFU_PUBLIC_CHANNELS', channels: { a: { id: 'a' } } });
    expect(await channels).toEqual({ a: { id: 'a' } });
    expect(event).toHaveBeenCalledExactlyOnceWith({ a: { id: 'a' } });
  });
});

describe('icons of chats', () => {
  it('uploads a picture to the address the server names', async () => {
    const upload = vi.fn(async () => new Response(JSON.stringify({ url: 'http://server.example:8080/i/1.png' })));
    vi.stubGlobal('fetch', upload);
    const updated = client.sfu.updateChatIcon({ id: 'c-1', icon: new File(['png'], 'team.png', { type: 'image/png' }) });
    expect(sent('updateChatIcon')).toEqual({ id: 'c-1', iconName: 'team.png', iconSize: 3 });
    answer('updateChatIcon', { type: 'UPLOAD_ICON', url: 'http://server.example:8080/upload/1' });
    expect(await updated).toBe('http://server.example:8080/i/1.png');
    expect(upload).toHaveBeenCalledExactlyOnceWith('http://server.example:8080/upload/1', expect.anything());
  });

  it('removes it, and rejects in the words of the server', async () => {
    const removed = client.sfu.updateChatIcon({ id: 'c-1', remove: true });
    expect(sent('updateChatIcon')).toEqual({ id: 'c-1', remove: true });
    answer('updateChatIcon', { type: 'UPLOAD_ICON', url: null });
    expect(await removed).toBeNull();
    const refused = client.sfu.updateChatIcon({ id: 'c-1', remove: true });
    answer('updateChatIcon', { type: 'OPERATION_FAILED', error: 'Restricted access' });
    await expect(refused).rejects.toThrow('Restricted access');
  });
});

describe('finding', () => {
  it('messages by words', async () => {
    const event = fired('CHAT_SEARCH_RESULT');
    const found = client.sfu.searchChatMessages({ chatId: 'c-1', searchString: 'needle', searchId: 'q', limit: 5 });
    expect(sent('searchChatMessages')).toEqual({ chatId: 'c-1', searchString: 'needle', searchId: 'q', limit: 5 });
    answer('searchChatMessages', { type: 'CHAT_SEARCH_RESULT', chatId: 'c-1', searchId: 'q', messages: [{ id: 'm' }] });
    expect(await found).toEqual([{ id: 'm' }]);
    expect(event).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ searchId: 'q' }));
  });

  it.each([
    ['searchMessageAttachments', { searchString: 'sam', sortOrder: SortOrder.DESC }, 'MESSAGE_ATTACHMENTS_SEARCH_RESULT'],
    ['loadMessagesWithMentions', { userTag: '<@ann>', sortOrder: SortOrder.ASC }, 'LOAD_MESSAGES_WITH_MENTIONS_RESULT'],
    ['listAttachments', { offset: 0, pageSize: 3 }, 'ATTACHMENTS_LIST_RESULT'],
  ] as const)('%s resolves with the whole event and fires nothing', async (name, argument, type) => {
    const event = fired(type);
    const found = (client.sfu[name] as (options: object) => Promise<unknown>)(argument);
    expect(sent(name)).toEqual(argument);
    answer(name, { type, totalSize: 7 });
    expect(await found).toMatchObject({ totalSize: 7 });
    expect(event).not.toHaveBeenCalled();
  });

  it('pages of files of a section', async () => {
    const page = client.sfu.listAttachments({ sectionType: 'Spaces', offset: 0, pageSize: 3, sortField: 'NAME', sortOrder: SortOrder.DESC });
    expect(sent('listAttachments')).toEqual({ sectionType: 'Spaces', offset: 0, pageSize: 3, sortField: 'NAME', sortOrder: 1 });
    answer('listAttachments', { type: 'ATTACHMENTS_LIST_RESULT', result: { items: [{ id: 'f' }], totalCount: 9 } });
    expect((await page).result.totalCount).toBe(9);
  });

  it('what files take, and takes them away', async () => {
    const sections = client.sfu.getStorageSections();
    const section = { name: 'Direct', size: 5, childSections: [] };
    answer('getStorageSections', { type: 'STORAGE_SECTIONS', sections: [section] });
    expect((await sections).sections).toEqual([section]);
    const item = { id: 'f', messageId: 'm', ...TARGET };
    const removed = client.sfu.removeStorageAttachments([item]);
    expect(sent('removeStorageAttachments')).toEqual({ attachments: [item] });
    answer('removeStorageAttachments', { type: 'REMOVE_STORAGE_ATTACHMENTS_RESULT', deletedSize: 5 });
    expect((await removed).deletedSize).toBe(5);
  });

  it('sizes of files, of one sort or of all', async () => {
    const size = client.sfu.getAttachmentsSize('DIRECT');
    expect(sent('getAttachmentsSize')).toEqual({ type: 'DIRECT' });
    answer('getAttachmentsSize', { type: 'ATTACHMENTS_SIZE_INFO', result: { DIRECT: 5 } });
    expect((await size).result).toEqual({ DIRECT: 5 });
    void client.sfu.getAttachmentsSize();
    expect(sent('getAttachmentsSize')).toEqual({});
  });
});

describe('marking', () => {
  it('sends the id and the target alone, and refuses what has none', async () => {
    void client.sfu.markMessageUnread({ id: 'm-1', ...TARGET, body: 'x' } as Parameters<typeof client.sfu.markMessageUnread>[0]);
    expect(sent('markMessageUnread')).toEqual({ id: 'm-1', ...TARGET });
    await expect(client.sfu.markMessageRead({ id: '', ...TARGET })).rejects.toThrow("Can't mark message without massage id");
  });
});
