import { describe, expect, it } from 'vitest';
import type { Boundaries, Message, TimeFrame, UserSpecificChatInfo } from '../../sdk';
import { Conversation } from './conversation.svelte';
import type { Session } from './session.svelte';

const message = (number: number) => ({ id: `m-${number}`, date: number + 1, from: 'bob', body: `${number}` }) as Message;

/** A server with so many messages, of which it gives what is asked for; `hold` keeps its answers back. */
class LongChat {
  readonly all: Message[];
  readonly session = { me: 'ann', phase: 'online', logins: 1, sfu: { loadMessages: (range: object) => this.#load(range) } };
  readonly chat: Conversation;
  #held: Promise<void> | null = null;

  constructor(count: number) {
    this.all = Array.from({ length: count }, (_, at) => message(at));
    const info = { id: 'c', lastMessageDate: count, members: [] as string[] } as unknown as UserSpecificChatInfo;
    this.chat = new Conversation(info, this.session as unknown as Session);
  }

  /** Somebody writes, and the chat hears of it. */
  write(): void {
    this.all.push(message(this.all.length));
    this.chat.add(this.all.at(-1)!);
  }

  /** Keeps answers back until what is returned is called. */
  hold(): () => void {
    let release = () => {};
    this.#held = new Promise((resolve) => (release = resolve));
    return () => {
      this.#held = null;
      release();
    };
  }

  /** First and last of what is loaded, and how many they are; fails when one is missing between them. */
  get ends(): [string, string, number] {
    const { messages } = this.chat;
    messages.forEach(({ date }, at) => expect(date).toBe(messages[0]!.date + at));
    return [messages[0]!.body, messages.at(-1)!.body, messages.length];
  }

  async #load({ timeFrame, boundaries }: { timeFrame?: TimeFrame; boundaries?: Boundaries }): Promise<Message[]> {
    let found: Message[];
    if (boundaries) {
      const { dateMark, upperLimit, lowerLimit } = boundaries;
      found = this.all.slice(Math.max(0, dateMark - upperLimit), dateMark + lowerLimit);
    } else {
      const { start, end, limit } = timeFrame!;
      found = this.all.filter(({ date }) => date >= start && (end < 0 || date <= end)).slice(-limit!);
    }
    await this.#held;
    return found;
  }
}

describe('a long history', () => {
  it('is kept as far as it lies around where somebody scrolls, in both directions', async () => {
    const long = new LongChat(3_000);
    const { chat } = long;
    await chat.load();
    for (let page = 0; page < 15; page += 1) await chat.loadOlder();
    expect(long.ends).toEqual(['1450', '2449', 1_000]);
    expect(chat).toMatchObject({ hasOlder: true, hasNewer: true });
    // What is written meanwhile belongs behind what isn't loaded any more.
    long.write();
    expect(long.ends).toEqual(['1450', '2449', 1_000]);
    expect(chat.last?.body).toBe('3000');
    for (let page = 0; page < 15; page += 1) await chat.loadNewer();
    expect(long.ends).toEqual(['2001', '3000', 1_000]);
    expect(chat).toMatchObject({ hasOlder: true, hasNewer: false });
    while (chat.hasOlder) await chat.loadOlder();
    expect(chat.messages[0]!.body).toBe('0');
  });

  it('loses its beginning when much is written while it is open', async () => {
    const long = new LongChat(50);
    await long.chat.load();
    while (long.all.length <= 2_000) long.write();
    expect(long.ends).toEqual(['1001', '2000', 1_000]);
    expect(long.chat.hasOlder).toBe(true);
  });

  it('is jumped through: to its ends, and to the first message behind a date', async () => {
    const long = new LongChat(3_000);
    const { chat } = long;
    await chat.load();
    await chat.jumpToOldest();
    expect(chat.wanted).toEqual({ id: 'm-0' });
    expect(long.ends).toEqual(['0', '49', 50]);
    expect(chat).toMatchObject({ hasOlder: false, hasNewer: true });
    await chat.jumpBehind(1_000, ({ body }) => body !== '1000');
    expect(chat.wanted).toEqual({ id: 'm-1001' });
    expect(long.ends).toEqual(['975', '1049', 75]);
    await chat.jumpToNewest();
    expect(long.ends).toEqual(['2950', '2999', 50]);
    expect(chat.hasNewer).toBe(false);
    // What is there isn't fetched again.
    await chat.jumpBehind(2_970, () => true);
    expect(chat.wanted).toEqual({ id: 'm-2970' });
    expect(long.ends).toEqual(['2950', '2999', 50]);
  });
});

describe('what is loaded has no holes', () => {
  it('when somebody jumps away while a page is on its way', async () => {
    const long = new LongChat(3_000);
    await long.chat.load();
    const release = long.hold();
    const page = long.chat.loadOlder();
    const jump = long.chat.jumpToOldest();
    release();
    await Promise.all([page, jump]);
    await long.chat.loadNewer();
    expect(long.ends).toEqual(['0', '149', 150]);
    expect(long.chat.loadingOlder).toBe(false);
  });

  it('when messages come while the last page is on its way', async () => {
    const long = new LongChat(120);
    await long.chat.load();
    await long.chat.jumpToOldest();
    const release = long.hold();
    const page = long.chat.loadNewer();
    long.write();
    long.write();
    release();
    await page;
    expect(long.ends).toEqual(['0', '121', 122]);
  });

  it('when messages come after a lost connection and before it has caught up', async () => {
    const long = new LongChat(100);
    await long.chat.load();
    for (let number = 100; number < 400; number += 1) long.all.push(message(number));
    long.session.logins += 1;
    long.write();
    expect(long.ends).toEqual(['50', '99', 50]);
    const release = long.hold();
    const caughtUp = long.chat.load();
    long.write();
    release();
    await caughtUp;
    expect(long.ends).toEqual(['351', '401', 51]);
    expect(long.chat.hasOlder).toBe(true);
    long.write();
    expect(long.ends).toEqual(['351', '402', 52]);
  });

  it('and whoever reads old messages stays there when the connection comes back', async () => {
    const long = new LongChat(3_000);
    await long.chat.load();
    await long.chat.jump(long.all[1_000]!);
    long.all[1_001] = { ...long.all[1_001]!, edited: true };
    long.session.logins += 1;
    await long.chat.load();
    expect(long.ends).toEqual(['976', '1025', 50]);
    expect(long.chat.messages.find(({ id }) => id === 'm-1001')?.edited).toBe(true);
    expect(long.chat.hasNewer).toBe(true);
  });
});
