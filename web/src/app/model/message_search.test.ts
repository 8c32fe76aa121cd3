import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message, SearchChatMessagesOptions } from '../../sdk';
import type { Conversation } from './conversation.svelte';
import { MessageSearch } from './message_search.svelte';
import type { Session } from './session.svelte';

const asked: string[] = [];
let underWay = 0;
let most = 0;
/** What each chat answers. */
let answer: (chatId: string) => Message[] = () => [];

const session = {
  sfu: {
    searchChatMessages: async ({ chatId }: SearchChatMessagesOptions) => {
      asked.push(chatId);
      most = Math.max(most, ++underWay);
      await Promise.resolve();
      underWay -= 1;
      return answer(chatId);
    },
  },
} as unknown as Session;

const message = (id: string, date: number, body = 'lake') => ({ id, date, body }) as Message;
const chats = (count: number, more: Partial<Conversation> = {}) =>
  Array.from({ length: count }, (_, at) => ({ path: `c${at}`, cipher: null, last: null, info: { messagesCount: 9 }, ...more }) as unknown as Conversation);

let search: MessageSearch<Conversation>;
beforeEach(() => {
  vi.useFakeTimers();
  asked.length = most = 0;
  answer = () => [];
  search = new MessageSearch(session);
});
afterEach(() => vi.useRealTimers());

describe('a search', () => {
  it('asks once the words stand, a few chats at a time', async () => {
    search.ask('la', chats(10), 5);
    search.ask('lake', chats(10), 5);
    await vi.runAllTimersAsync();
    expect(asked).toHaveLength(10);
    expect(most).toBe(4);
    expect(search).toMatchObject({ busy: false, left: 0, found: [] });
  });

  it('looks through the first ones of many chats, and further when asked', async () => {
    search.ask('lake', chats(60), 5);
    await vi.runAllTimersAsync();
    expect(asked).toEqual(chats(24).map(({ path }) => path));
    expect(search.left).toBe(36);
    search.further();
    await vi.runAllTimersAsync();
    search.further();
    await vi.runAllTimersAsync();
    expect(asked).toHaveLength(60);
    expect(search.left).toBe(0);
    search.further();
    expect(search.busy).toBe(false);
  });

  it('ends when it has found enough, and keeps that while it goes on', async () => {
    answer = (chatId) => Array.from({ length: 5 }, (_, at) => message(`${chatId} ${at}`, Number(chatId.slice(1)) * 10 + at));
    search.ask('lake', chats(20), 5);
    await vi.runAllTimersAsync();
    const first = search.found.length;
    expect(first).toBeGreaterThanOrEqual(30);
    expect(asked.length).toBeLessThan(12);
    expect(search.found.map(({ message: { date } }) => date)).toEqual(search.found.map(({ message: { date } }) => date).sort((a, b) => b - a));
    search.further();
    await vi.runAllTimersAsync();
    expect(search.found.length).toBeGreaterThan(first);
  });

  it('leaves empty chats out, and looks through secure ones by itself', async () => {
    const view = (shown: Message) => ({ message: { ...shown, body: `At the ${shown.body}` }, note: '' });
    const secure = chats(1, { cipher: {}, messages: [message('m1', 1, 'Lake'), message('m2', 2, 'hill')], view } as unknown as Conversation);
    const empty = chats(3, { info: { messagesCount: 0 } } as unknown as Conversation);
    search.ask('the lake', [...empty, ...secure], 5);
    await vi.runAllTimersAsync();
    expect(asked).toEqual([]);
    expect(search.found.map((found) => found.message.id)).toEqual(['m1']);
  });

  it('tells why it failed and tries that chat again', async () => {
    answer = () => {
      throw { error: 'Too busy' };
    };
    search.ask('lake', chats(1), 5);
    await vi.runAllTimersAsync();
    expect(search).toMatchObject({ error: 'Too busy', left: 1 });
    answer = () => [message('m', 1)];
    search.further();
    await vi.runAllTimersAsync();
    expect(search).toMatchObject({ error: '', left: 0 });
    expect(search.found).toHaveLength(1);
  });
});
