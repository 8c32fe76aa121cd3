import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SfuExtended } from './sfu_extended';
import { FakeSocket } from './testing/fake_socket';

const URL = 'ws://server.example:8080/';
const TARGET = { targetEntityType: 'CHAT' as const, targetEntityId: { chatId: 'c-1' } };
const FILE = { type: 'file' as const, name: 'a.txt', size: 5, id: 'f-1' };
const OTHER = { type: 'file' as const, name: 'b.txt', size: 2, id: 'f-2' };
let sfu: SfuExtended;
let socket: FakeSocket;

beforeEach(async () => {
  FakeSocket.install();
  sfu = new SfuExtended();
  const connected = sfu.connect({ url: URL, username: 'ann', password: 'secret1', binaryChunkSize: 3 });
  socket = FakeSocket.last();
  socket.login('ann');
  await connected;
});
afterEach(() => vi.unstubAllGlobals());

const answer = (name: string, event: object) =>
  socket.event({ internalMessageId: socket.lastCall(name).internalMessageId, ...event });
const turns = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
const progress = () => {
  const handler = vi.fn();
  sfu.on('MESSAGE_ATTACHMENT_STATE', handler);
  return handler;
};

/** Announces the files; the server allots 103 to the message and 1, 2 to them. */
async function announce(files = [FILE]) {
  const sent = sfu.sendMessage({ ...TARGET, attachments: files });
  const { internalMessageId: _, ...argument } = socket.lastCall('sendMessage');
  expect(argument).toEqual({ ...TARGET, attachments: files });
  answer('sendMessage', {
    type: 'SFU_MESSAGE_STATE',
    status: { id: 'm-1', ...TARGET, state: 'PENDING_ATTACHMENTS' },
    waitingUploadingAttachments: true,
    messageWithUploadingAttachments: {
      messageId: 'm-1',
      messageTransferId: 103,
      attachmentsInfo: files.map(({ id }, index) => ({ id, attachmentTransferId: index + 1 })),
    },
  });
  return sent;
}

const acknowledge = (transferId: number, state: string, uploadedSize: number) =>
  socket.event({
    type: 'SFU_MESSAGE_ATTACHMENT_STATE',
    internalMessageId: `103${transferId}`,
    status: { ...TARGET, messageId: 'm-1', id: `f-${transferId}`, name: 'a.txt', state, uploadedSize },
  });
const bytes = (text: string) => new TextEncoder().encode(text).buffer as ArrayBuffer;
const frames = () => socket.bytes.map((frame) => [...frame]);

describe('sending files', () => {
  it('waits for the acknowledgement of each chunk, then publishes', async () => {
    const heard = progress();
    expect((await announce()).state).toBe('PENDING_ATTACHMENTS');
    const handler = sfu.getSendingAttachmentsHandler([{ id: 'f-1', payload: bytes('abcde') }], 'm-1')!;
    const done = handler.sendAttachments();
    await turns();
    expect(frames()).toEqual([[10, 103, 1, 0, 97, 98, 99]]);
    acknowledge(1, 'PENDING', 3);
    await turns();
    expect(frames().slice(1)).toEqual([[10, 103, 1, 1, 100, 101]]);
    expect(socket.calls('sendMessageWithAttachments')).toEqual([]);
    acknowledge(1, 'UPLOADED', 5);
    await turns();
    expect(socket.lastCall('sendMessageWithAttachments')).toEqual({ id: 'm-1', transferId: 103 });
    socket.event({ type: 'SFU_MESSAGE_STATE', internalMessageId: 'm-1', status: { id: 'm-1', delivered: true } });
    expect(await done).toEqual({ id: 'm-1', delivered: true });
    expect(await handler.waitAndGetMessageStatus()).toEqual({ id: 'm-1', delivered: true });
    expect(heard.mock.calls.map(([{ state, uploadedSize }]) => [state, uploadedSize])).toEqual([
      ['PENDING', 3],
      ['UPLOADED', 5],
    ]);
    await expect(handler.cancelSendingAttachment(FILE)).rejects.toThrow("Can't cancel sending attachment");
    expect(sfu.getSendingAttachmentsHandler([], 'm-1')).toBeUndefined();
  });

  it('reads blobs piece by piece, one file after the other', async () => {
    await announce([FILE, OTHER]);
    const files = [
      { id: 'f-1', payload: new Blob(['abcde']) },
      { id: 'f-2', payload: new Blob(['xy']) },
    ];
    const handler = sfu.getSendingAttachmentsHandler(files, 'm-1')!;
    expect(handler.getAttachmentsPayload()).toBe(files);
    void handler.sendAttachments();
    await turns();
    acknowledge(1, 'PENDING', 3);
    await turns();
    acknowledge(1, 'UPLOADED', 5);
    await turns();
    expect(frames().at(-1)).toEqual([10, 103, 2, 1, 120, 121]);
  });

  it('stops sending a file that was taken back and goes on with the next', async () => {
    await announce([FILE, OTHER]);
    const handler = sfu.getSendingAttachmentsHandler(
      [{ id: 'f-1', payload: bytes('abcde') }, { id: 'f-2', payload: bytes('xy') }], 'm-1')!;
    void handler.sendAttachments();
    await turns();
    const cancelled = handler.cancelSendingAttachment(FILE);
    expect(socket.lastCall('cancelSendingAttachment')).toMatchObject({ messageTransferId: 103, attachmentTransferId: 1 });
    answer('cancelSendingAttachment', {
      type: 'SFU_MESSAGE_ATTACHMENT_STATE',
      status: { id: 'f-1', state: 'CANCELLED', uploadedSize: 3 },
    });
    expect((await cancelled).state).toBe('CANCELLED');
    acknowledge(1, 'CANCELLED', 3);
    await turns();
    expect(frames().map(([, , transferId]) => transferId)).toEqual([1, 2]);
    // What was there as a whole has nothing left to stop.
    await expect(handler.cancelSendingAttachment({ ...FILE, id: 'f-9' })).rejects.toThrow("Can't cancel");
  });

  it('rejects without files, with an empty one, and when the connection ends', async () => {
    await announce();
    await expect(sfu.getSendingAttachmentsHandler([], 'm-1')!.sendAttachments()).rejects.toThrow('No attachments');
    const empty = sfu.getSendingAttachmentsHandler([{ id: 'f-1', payload: bytes('') }], 'm-1')!;
    await expect(empty.sendAttachments()).rejects.toThrow('empty');
    const cut = sfu.getSendingAttachmentsHandler([{ id: 'f-1', payload: bytes('abcde') }], 'm-1')!.sendAttachments();
    await turns();
    socket.drop(1006, '');
    await expect(cut).rejects.toMatchObject({ retryable: true });
    expect(sfu.getSendingAttachmentsHandler([], 'm-1')).toBeUndefined();
  });

  it('adds files to a message and takes others away', async () => {
    void sfu.editMessage({
      ...TARGET, messageId: 'm-1', body: 'new', attachmentsToSend: [OTHER], attachmentIdsToDelete: ['f-1'],
    });
    const { internalMessageId: _, ...argument } = socket.lastCall('editMessage');
    expect(argument).toEqual({ ...TARGET, id: 'm-1', body: 'new', attachments: [OTHER], attachmentIdsToDelete: ['f-1'] });
    await expect(sfu.sendMessage({ ...TARGET, body: '', attachments: [] })).rejects.toThrow('without content');
  });
});

describe('downloading', () => {
  const REQUEST = { ...TARGET, messageId: 'm-1', attachmentId: 'f-1', name: 'a.txt' };
  const ask = async (signal?: AbortSignal) => {
    const download = sfu.getMessageAttachment(REQUEST, signal ? { signal } : {});
    download.catch(() => {});
    const { internalMessageId: _, ...argument } = socket.lastCall('downloadAttachment');
    expect(argument).toEqual({ ...REQUEST, size: 3 });
    answer('downloadAttachment', { type: 'SFU_ATTACHMENT_REQUEST_ACK', sessionId: 's-1', attachmentRequest: REQUEST });
    await turns();
    const transfer = FakeSocket.last();
    expect(transfer).not.toBe(socket);
    return { download, transfer };
  };

  it('fetches the file over a second connection and tells of its progress', async () => {
    const heard = progress();
    const { download, transfer } = await ask();
    transfer.accept();
    expect(transfer.lastCall('connection')).toMatchObject({
      appKey: 'sfuZAttachmentsTransferHandler',
      authToken: null,
      custom: { username: '', password: '', nickname: '' },
    });
    transfer.frame('getUserData', {});
    await turns();
    expect(transfer.lastCall('downloadAttachment')).toMatchObject({ sessionId: 's-1' });
    transfer.binary(11, 0, 97, 98, 99);
    transfer.binary(11, 1, 100, 101);
    const file = await download;
    expect(new TextDecoder().decode(file.payload)).toBe('abcde');
    expect(file).toMatchObject({ ...REQUEST, sessionId: 's-1' });
    expect(heard.mock.calls.map(([{ state, downloadedSize }]) => [state, downloadedSize])).toEqual([
      ['PENDING', 3],
      ['DOWNLOADED', 5],
    ]);
    expect(transfer.closeCalls).toHaveLength(1);
  });

  it('rejects when the transfer ends early or is refused', async () => {
    const early = await ask();
    early.transfer.login();
    early.transfer.binary(11, 0, 97, 98, 99);
    early.transfer.drop(1006, '');
    await expect(early.download).rejects.toThrow('Downloading failed');
    const refused = await ask();
    refused.transfer.login();
    refused.transfer.event({ type: 'OPERATION_FAILED', error: 'gone' });
    await expect(refused.download).rejects.toMatchObject({ error: 'gone' });
    const main = sfu.getMessageAttachment(REQUEST);
    answer('downloadAttachment', { type: 'OPERATION_FAILED', operation: 'LOAD_ATTACHMENT', error: 'Not found' });
    await expect(main).rejects.toMatchObject({ error: 'Not found' });
  });

  it('can be given up', async () => {
    const controller = new AbortController();
    const { download, transfer } = await ask(controller.signal);
    transfer.login();
    controller.abort(new Error('enough'));
    await expect(download).rejects.toThrow('enough');
    expect(transfer.closeCalls).toHaveLength(1);
  });

  it('checks its argument', async () => {
    await expect(sfu.getMessageAttachment({ ...REQUEST, messageId: '' })).rejects.toThrow('Empty messageId');
    await expect(sfu.getMessageAttachment({ ...REQUEST, name: '' })).rejects.toThrow('Empty attachment name');
    expect(socket.calls('downloadAttachment')).toEqual([]);
  });
});
