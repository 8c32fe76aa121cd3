import { describe, expect, it } from 'vitest';
import { ConnectionEndedError, type Message, type SendMessageOptions, type UserSpecificChatInfo } from '../../sdk';
import { Conversation } from './conversation.svelte';
import type { Session } from './session.svelte';

/** What happens to one `sendMessage`. */
type Fate = 'answered' | 'answer lost' | 'never arrived' | 'refused';

/** A server that takes messages and loses connections as told. */
class FakeServer {
  readonly stored: Message[] = [];
  fates: Fate[] = [];
  phase: 'online' | 'reconnecting' = 'online';
  readonly me = 'ann';
  readonly sfu = {
    sendMessage: async ({ body }: SendMessageOptions) => {
      await Promise.resolve();
      const fate = this.fates.shift() ?? 'answered';
      if (fate === 'refused') throw { type: 'OPERATION_FAILED', error: 'User must be a chat member to send messages' };
      if (fate !== 'never arrived') this.store(body!);
      if (fate === 'answered') return this.stored.at(-1);
      this.phase = 'reconnecting';
      throw new ConnectionEndedError('gone');
    },
    loadMessages: async ({ timeFrame }: { timeFrame: { start: number } }) =>
      this.stored.filter(({ date }) => date >= timeFrame.start),
  };

  store(body: string, from = this.me): void {
    const date = this.stored.length + 1;
    this.stored.push({ id: `m-${date}`, date, from, body, status: 'FULL_DELIVERY_NO_READ' } as Message);
  }

  get session(): Session {
    return this as unknown as Session;
  }
}

const chat = (server: FakeServer) =>
  new Conversation({ id: 'c', lastMessageDate: server.stored.length } as UserSpecificChatInfo, server.session);
const settle = async () => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};
const bodies = (server: FakeServer) => server.stored.map(({ body }) => body).join(' ');

describe('sending', () => {
  it('sends in order, each message once, whatever is lost', async () => {
    let seed = 7;
    const random = (limit: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % limit;
    const fates: Fate[] = ['answered', 'answer lost', 'never arrived'];
    for (let round = 0; round < 300; round += 1) {
      const server = new FakeServer();
      // Older messages with the same words must not be taken for the new ones.
      for (const body of ['1', '2', '3']) server.store(body);
      server.fates = Array.from({ length: 8 }, () => fates[random(3)]!);
      const conversation = chat(server);
      const wanted = ['1', '2', '2', '3', '1'];
      for (const body of wanted) conversation.outbox.send(body);
      for (let attempt = 0; attempt < 20 && conversation.outbox.list.length > 0; attempt += 1) {
        await settle();
        server.phase = 'online';
        await conversation.outbox.resume();
      }
      expect(bodies(server)).toBe(`1 2 3 ${wanted.join(' ')}`);
      expect(conversation.outbox.list).toEqual([]);
    }
  });

  it('keeps a refused message with the reason, lets the next ones pass, and can try again', async () => {
    const server = new FakeServer();
    server.fates = ['refused'];
    const conversation = chat(server);
    conversation.outbox.send('a');
    conversation.outbox.send('b');
    await settle();
    expect(bodies(server)).toBe('b');
    expect(conversation.outbox.list).toMatchObject([
      { body: 'a', error: 'User must be a chat member to send messages' },
    ]);
    conversation.outbox.retry(conversation.outbox.list[0]!.key);
    await settle();
    expect(bodies(server)).toBe('b a');
    expect(conversation.outbox.list).toEqual([]);
  });
});

describe('unread', () => {
  it('counts messages of others and follows the read position', async () => {
    const server = new FakeServer();
    const conversation = chat(server);
    await conversation.load();
    server.store('x', 'bob');
    server.store('y', 'bob');
    for (const message of server.stored) conversation.add(message);
    expect(conversation.unread).toBe(2);
    conversation.follow({ lastReadMessageId: 'm-1', lastReadMessageDate: 1 });
    expect(conversation.unread).toBe(1);
    conversation.follow({ lastReadMessageId: 'm-2', lastReadMessageDate: 2 });
    expect(conversation.unread).toBe(0);
  });

  it('does not lose a message that arrives while the history is being loaded', async () => {
    const server = new FakeServer();
    server.store('x', 'bob');
    const conversation = chat(server);
    const loading = conversation.load();
    conversation.add({ id: 'm-9', date: 9, from: 'bob', body: 'late' } as Message);
    await loading;
    expect(conversation.messages.map(({ body }) => body)).toEqual(['x', 'late']);
  });
});

describe('files', () => {
  /** A server that takes files as told; `release` lets the upload under way end. */
  const filing = () => {
    const server = new FakeServer();
    const cancelled: string[] = [];
    let release!: (failure?: unknown) => void;
    const finished = new Promise<void>((resolve, reject) => {
      release = (failure) => (failure ? reject(failure) : resolve());
    });
    const announced: SendMessageOptions[] = [];
    const sendText = server.sfu.sendMessage;
    Object.assign(server.sfu, {
      sendMessage: async (options: SendMessageOptions) => {
        if (!options.attachments) return sendText(options);
        announced.push(options);
        return { id: 'm-f' };
      },
      getSendingAttachmentsHandler: () => ({
        sendAttachments: async () => {
          await finished;
          const left = announced[0]!.attachments!.filter(({ id }) => !cancelled.includes(id));
          return { id: 'm-f', date: 9, state: left.length ? 'NO_DELIVERY_NO_READ' : 'DELIVERY_CANCELLED', attachments: left };
        },
        cancelSendingAttachment: async ({ id }: { id: string }) => void cancelled.push(id),
      }),
    });
    return { server, announced, cancelled, release };
  };
  const file = (name: string) => new File(['12345'], name);

  it('travel beside the texts, tell of their progress, and can be taken back', async () => {
    const { server, announced, cancelled, release } = filing();
    const conversation = chat(server);
    await conversation.load();
    conversation.outbox.send('look', { files: [file('a.png'), file('b.bin')] });
    conversation.outbox.send('text');
    await settle();
    expect(bodies(server)).toBe('text');
    expect(announced[0]!.attachments).toMatchObject([
      { name: 'a.png', size: 5, type: 'picture' },
      { name: 'b.bin', size: 5, type: 'file' },
    ]);
    const [message] = conversation.outbox.list;
    const [picture, other] = message!.files;
    conversation.outbox.progress({ id: picture!.id, uploadedSize: 3 } as Parameters<typeof conversation.outbox.progress>[0]);
    expect(conversation.outbox.list[0]!.files[0]!.sent).toBe(3);
    await conversation.outbox.cancelFile(message!.key, other!.id);
    expect(cancelled).toEqual([other!.id]);
    release();
    await settle();
    expect(conversation.outbox.list).toEqual([]);
    expect(conversation.messages.at(-1)).toMatchObject({ id: 'm-f', body: 'look', attachments: [{ name: 'a.png' }] });
  });

  it('leave no message when all of them were taken back', async () => {
    const { server, release } = filing();
    const conversation = chat(server);
    await conversation.load();
    conversation.outbox.send('', { files: [file('a.png')] });
    await settle();
    const [message] = conversation.outbox.list;
    await conversation.outbox.cancelFile(message!.key, message!.files[0]!.id);
    release();
    await settle();
    expect(conversation.outbox.list).toEqual([]);
    expect(conversation.messages).toEqual([]);
  });

  it('stay with the reason when the server refuses them', async () => {
    const { server, release } = filing();
    const conversation = chat(server);
    conversation.outbox.send('', { files: [file('a.png')] });
    await settle();
    release({ type: 'OPERATION_FAILED', error: 'Disk full' });
    await settle();
    expect(conversation.outbox.list).toMatchObject([{ error: 'Disk full', uploading: false }]);
  });

  it('are not chosen when they are empty', () => {
    const conversation = chat(new FakeServer());
    const empty = new File([], 'empty.txt');
    expect(conversation.addFiles([empty, file('a.txt')])).toEqual([empty]);
    expect(conversation.files.map(({ name }) => name)).toEqual(['a.txt']);
  });
});

describe('reading', () => {
  it('is told with one call at a time, the last of which is for the newest message', async () => {
    const server = new FakeServer();
    const told: string[] = [];
    let answer: (() => void) | undefined;
    Object.assign(server.sfu, {
      markMessageRead: ({ id }: { id: string }) => {
        told.push(id);
        const { date } = server.stored.find((message) => message.id === id)!;
        return new Promise((resolve) => (answer = () => resolve({ updateInfo: { lastReadMessageId: id, lastReadMessageDate: date } })));
      },
    });
    server.store('first', 'ben');
    const conversation = chat(server);
    await conversation.load();
    void conversation.markRead();
    for (let number = 0; number < 5; number += 1) {
      server.store('more', 'ben');
      conversation.add(server.stored.at(-1)!);
      void conversation.markRead();
    }
    expect(told).toEqual(['m-1']);
    answer!();
    await settle();
    expect(told).toEqual(['m-1', 'm-6']);
    answer!();
    await settle();
    expect(told).toHaveLength(2);
    expect(conversation.info.lastReadMessageDate).toBe(6);
  });
});
