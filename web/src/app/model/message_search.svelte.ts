import type { Message } from '../../sdk';
import type { Conversation } from './conversation.svelte';
import { textOf } from './errors';
import type { Session } from './session.svelte';

/** So long the words have to stand before the server is asked. */
const REST_MS = 300;
const AT_ONCE = 4;

export interface Found {
  chat: Conversation;
  message: Message;
}

/** Messages with certain words, newest first. The server finds whole words, in one chat at a time. */
export class MessageSearch {
  found = $state.raw<Found[]>([]);
  busy = $state(false);
  error = $state('');
  readonly #session: Session;
  #round = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Looks for `words` in these chats; no words end the search. `limit` counts for each chat. */
  ask(words: string, chats: readonly Conversation[], limit: number): void {
    clearTimeout(this.#timer);
    const round = ++this.#round;
    const searchString = words.trim();
    this.error = '';
    this.busy = !!searchString;
    if (!searchString) this.found = [];
    else this.#timer = setTimeout(() => void this.#search(round, searchString, chats, limit), REST_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#round += 1;
  }

  async #search(round: number, searchString: string, chats: readonly Conversation[], limit: number): Promise<void> {
    const waiting = [...chats];
    const found: Found[] = [];
    const workers = Array.from({ length: AT_ONCE }, async () => {
      for (let chat = waiting.shift(); chat && round === this.#round; chat = waiting.shift()) {
        const here = chat;
        const messages = await this.#session.sfu.searchChatMessages({ chatId: here.id, searchString, limit });
        found.push(...messages.map((message) => ({ chat: here, message })));
      }
    });
    let error = '';
    await Promise.all(workers).catch((failure) => (error = textOf(failure)));
    if (round !== this.#round) return;
    this.found = found.sort((a, b) => b.message.date - a.message.date);
    this.error = error;
    this.busy = false;
  }
}
