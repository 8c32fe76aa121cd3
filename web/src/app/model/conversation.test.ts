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
      for (const body of wanted) conversation.send(body);
      for (let attempt = 0; attempt < 20 && conversation.outgoing.length > 0; attempt += 1) {
        await settle();
        server.phase = 'online';
        await conversation.resumeSending();
      }
      expect(bodies(server)).toBe(`1 2 3 ${wanted.join(' ')}`);
      expect(conversation.outgoing).toEqual([]);
    }
  });

  it('keeps a refused message with the reason, lets the next ones pass, and can try again', async () => {
    const server = new FakeServer();
    server.fates = ['refused'];
    const conversation = chat(server);
    conversation.send('a');
    conversation.send('b');
    await settle();
    expect(bodies(server)).toBe('b');
    expect(conversation.outgoing).toMatchObject([
      { body: 'a', error: 'User must be a chat member to send messages' },
    ]);
    conversation.retry(conversation.outgoing[0]!.key);
    await settle();
    expect(bodies(server)).toBe('b a');
    expect(conversation.outgoing).toEqual([]);
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
