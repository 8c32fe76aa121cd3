import { ConnectionEndedError, type Message } from '../../sdk';
import type { AnyConversation } from './conversation.svelte';
import { textOf } from './errors';
import type { Session } from './session.svelte';

/** So long the words have to stand before the server is asked. */
const REST_MS = 300;
const AT_ONCE = 4;
/** A round ends when so many messages were found, or so many chats looked through. */
const ENOUGH = 30;
const CHATS_A_ROUND = 24;

export interface Found<Place extends AnyConversation> {
  chat: Place;
  message: Message;
}

/**
 * Messages with certain words, newest first. The server finds whole words, in one chat at a time; in secure chats only
 * this device can look, and only through what it has loaded.
 */
export class MessageSearch<Place extends AnyConversation> {
  found = $state.raw<Found<Place>[]>([]);
  busy = $state(false);
  error = $state('');
  /** Chats that haven't been looked through. */
  left = $state(0);
  readonly #session: Session;
  #words = '';
  #limit = 0;
  #all: readonly Place[] = [];
  #waiting: Place[] = [];
  #round = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Looks for `words` in these chats, in this order; no words end the search. `limit` counts for each chat. Not all of
   * many chats are looked through at once: `further` goes on.
   */
  ask(words: string, chats: readonly Place[], limit: number): void {
    clearTimeout(this.#timer);
    const round = ++this.#round;
    this.#all = chats;
    this.#words = words.trim();
    this.#limit = limit;
    this.#waiting = chats.filter(({ info, last }) => info.messagesCount > 0 || last !== null);
    this.error = '';
    this.left = 0;
    this.busy = !!this.#words;
    if (!this.#words) this.found = [];
    else this.#timer = setTimeout(() => void this.#search(round, []), REST_MS);
  }

  /** Looks through the next ones of the chats that are left. */
  further(): void {
    if (this.busy || this.left === 0) return;
    this.busy = true;
    this.error = '';
    void this.#search(++this.#round, this.found);
  }

  /** Once more from the beginning, after an error. */
  again(): void {
    this.ask(this.#words, this.#all, this.#limit);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#round += 1;
  }

  async #search(round: number, before: readonly Found<Place>[]): Promise<void> {
    const found: Found<Place>[] = [...before];
    const enough = before.length + ENOUGH;
    let chats = CHATS_A_ROUND;
    const workers = Array.from({ length: AT_ONCE }, async () => {
      while (round === this.#round && found.length < enough && chats > 0) {
        const chat = this.#waiting.shift();
        if (!chat) return;
        chats -= 1;
        try {
          const messages = await this.#in(chat);
          found.push(...messages.map((message) => ({ chat, message })));
        } catch (failure) {
          if (round === this.#round) this.#waiting.unshift(chat);
          throw failure;
        }
      }
    });
    let error = '';
    await Promise.all(workers).catch((failure: unknown) => {
      error = failure instanceof ConnectionEndedError ? 'The connection was lost.' : textOf(failure);
    });
    if (round !== this.#round) return;
    this.found = found.sort((a, b) => b.message.date - a.message.date);
    this.left = this.#waiting.length;
    this.error = error;
    this.busy = false;
  }

  async #in(chat: Place): Promise<Message[]> {
    if (chat.cipher) return decrypted(chat, this.#words).slice(-this.#limit);
    return this.#session.sfu.searchChatMessages({ chatId: chat.path, searchString: this.#words, limit: this.#limit });
  }
}

/** What of a secure chat is loaded and has these words, as it can be read. */
function decrypted(chat: AnyConversation, words: string): Message[] {
  const wanted = words.toLocaleLowerCase();
  return chat.messages.map((message) => chat.view(message).message).filter(({ body }) => body.toLocaleLowerCase().includes(wanted));
}
