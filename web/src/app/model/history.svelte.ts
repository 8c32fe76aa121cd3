import { ConnectionEndedError, type Boundaries, type Message, type TimeFrame } from '../../sdk';
import { textOf } from './errors';
import { catchUp, merge } from './message_list';

const PAGE = 50;
/** Pages fetched by scrolling are larger: it shall go on smoothly. */
const SCROLLED_PAGE = 100;
/** Most messages kept; what is farthest from where somebody scrolls goes. */
const MOST_LOADED = 1_000;

/** Which messages the server shall give. */
export type Range = { timeFrame: TimeFrame } | { boundaries: Boundaries };

/**
 * The piece of a conversation's messages that is loaded: ascending, without holes, of bounded length. It grows at both ends
 * by scrolling; a jump puts another piece in its place.
 */
export abstract class History {
  messages = $state.raw<Message[]>([]);
  loaded = $state(false);
  loadingOlder = $state(false);
  hasOlder = $state(true);
  /** What is loaded doesn't reach to the newest message: somebody has jumped to an old one. */
  hasNewer = $state(false);
  loadingNewer = $state(false);
  loadError = $state('');
  /** Message that somebody wants to see; a new object for each wish. */
  wanted = $state.raw<{ id: string } | null>(null);
  /** Counts the pieces: what was asked for at the end of one doesn't fit another. */
  #piece = 0;
  /** Loads that may end with the newest message, and what was written while they were on their way. */
  #following = 0;
  #written: Message[] = [];
  /** The login whose events have been followed since the newest messages were loaded: what came between two is missing. */
  #login = -1;

  protected abstract fetch(range: Range): Promise<Message[]>;
  /** Number of the login that events come by now. */
  protected abstract get login(): number;

  /** Loads the newest messages the first time; after a lost connection, what is shown anew and what has come since. */
  async load(): Promise<void> {
    const oldest = this.messages[0];
    const newest = this.messages.at(-1);
    if (this.hasNewer && oldest && newest) {
      // Whoever reads old messages stays there.
      await this.#fill(async () => {
        const anew = await this.fetch({ timeFrame: { start: oldest.date, end: newest.date, limit: MOST_LOADED } });
        return () => (this.messages = merge(this.messages, anew));
      });
      return;
    }
    const limit = Math.min(Math.max(this.messages.length, PAGE), MOST_LOADED);
    await this.#fill(async () => {
      const anew = await this.fetch({ timeFrame: { start: 0, end: -1, limit } });
      return () => {
        const { list, gap } = catchUp(this.messages, anew);
        if (gap || !this.loaded) this.hasOlder = anew.length >= limit;
        this.messages = list;
        this.loaded = true;
        this.#login = this.login;
      };
    });
  }

  async loadOlder(): Promise<void> {
    const oldest = this.messages[0];
    if (!oldest || this.loadingOlder || !this.hasOlder) return;
    this.loadingOlder = true;
    const piece = this.#piece;
    await this.#fill(async () => {
      const older = await this.fetch({ boundaries: { dateMark: oldest.date - 1, upperLimit: SCROLLED_PAGE, lowerLimit: 0 } });
      return () => {
        this.hasOlder = older.length >= SCROLLED_PAGE;
        const all = merge(this.messages, older);
        if (all.length > MOST_LOADED) this.hasNewer = true;
        this.messages = all.slice(0, MOST_LOADED);
      };
    });
    if (piece === this.#piece) this.loadingOlder = false;
  }

  /** The page after the last one, while what is loaded ends before the newest message. */
  async loadNewer(): Promise<void> {
    const newest = this.messages.at(-1);
    if (!newest || this.loadingNewer || !this.hasNewer) return;
    this.loadingNewer = true;
    const piece = this.#piece;
    await this.#fill(async () => {
      const newer = await this.fetch({ boundaries: { dateMark: newest.date, upperLimit: 0, lowerLimit: SCROLLED_PAGE } });
      return () => {
        this.hasNewer = newer.length >= SCROLLED_PAGE;
        this.#login = this.login;
        const all = merge(this.messages, newer);
        if (all.length > MOST_LOADED) this.hasOlder = true;
        this.messages = all.slice(-MOST_LOADED);
      };
    });
    if (piece === this.#piece) this.loadingNewer = false;
  }

  /** Brings a message into view, with what stands around it. */
  async jump({ id, date }: { id: string; date: number }): Promise<void> {
    if (!this.messages.some((message) => message.id === id)) {
      const around = await this.fetch({ boundaries: { dateMark: date, upperLimit: PAGE / 2, lowerLimit: PAGE / 2 } });
      if (!around.some((message) => message.id === id)) throw new Error('This message is not there any more.');
      this.#replace(around, { hasOlder: true, hasNewer: true });
    }
    this.wanted = { id };
  }

  /** Brings the first message behind a date into view that `wanted` holds for. */
  async jumpBehind(date: number, wanted: (message: Message) => boolean): Promise<void> {
    const first = () => this.messages.find((message) => message.date > date && wanted(message));
    if (!this.reachesBackTo(date) || !first()) {
      const around = await this.fetch({ boundaries: { dateMark: date, upperLimit: PAGE / 2, lowerLimit: PAGE } });
      this.#replace(around, { hasOlder: true, hasNewer: true });
    }
    const message = first() ?? this.messages.find((one) => one.date > date);
    if (message) this.wanted = { id: message.id };
  }

  /** To the beginning of the conversation. */
  async jumpToOldest(): Promise<void> {
    if (this.hasOlder) {
      const oldest = await this.fetch({ boundaries: { dateMark: 0, upperLimit: 0, lowerLimit: PAGE } });
      this.#replace(oldest, { hasOlder: false, hasNewer: true });
    }
    const first = this.messages[0];
    if (first) this.wanted = { id: first.id };
  }

  /** Back to the newest messages. */
  async jumpToNewest(): Promise<void> {
    if (!this.hasNewer) return;
    await this.#fill(async () => {
      const newest = await this.fetch({ timeFrame: { start: 0, end: -1, limit: PAGE } });
      return () => {
        this.#replace(newest, { hasOlder: newest.length >= PAGE, hasNewer: false });
        this.#login = this.login;
      };
    });
  }

  /** Whether the message of this date, or the beginning, is loaded, so that the next one known is the next one there is. */
  reachesBackTo(date: number): boolean {
    return !this.hasOlder || (this.messages[0]?.date ?? Infinity) <= date;
  }

  /** Adds what was written just now, where that is the end of what is loaded. */
  protected append(message: Message): void {
    if (this.#following > 0) this.#written.push(message);
    else this.#extend([message]);
  }

  #extend(added: readonly Message[]): void {
    if (!this.loaded || this.hasNewer || this.#login !== this.login) return;
    const all = merge(this.messages, added);
    // Not with each new one: somebody may be reading what would go.
    const many = all.length > 2 * MOST_LOADED;
    if (many) this.hasOlder = true;
    this.messages = many ? all.slice(-MOST_LOADED) : all;
  }

  #replace(piece: Message[], { hasOlder, hasNewer }: { hasOlder: boolean; hasNewer: boolean }): void {
    this.#piece += 1;
    this.messages = piece;
    this.hasOlder = hasOlder;
    this.hasNewer = hasNewer;
    this.loaded = true;
    this.loadError = '';
    this.loadingOlder = this.loadingNewer = false;
  }

  /** Fetches and puts to what is loaded, unless another piece has come meanwhile. What is written meanwhile goes behind it. */
  async #fill(fetch: () => Promise<() => void>): Promise<void> {
    const piece = this.#piece;
    this.loadError = '';
    this.#following += 1;
    try {
      const put = await fetch();
      if (piece === this.#piece) put();
    } catch (error) {
      if (!(error instanceof ConnectionEndedError)) this.loadError = textOf(error);
    } finally {
      this.#following -= 1;
      if (this.#following === 0) {
        this.#extend(this.#written);
        this.#written = [];
      }
    }
  }
}
