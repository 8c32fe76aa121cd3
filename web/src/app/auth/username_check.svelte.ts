import type { Session } from '../model/session.svelte';

/** No question before the typing has rested for this long. */
const REST_MS = 400;

export type Availability = 'unknown' | 'checking' | 'free' | 'taken';

/** Asks the server, while a username is being typed, whether it is free. */
export class UsernameCheck {
  state = $state<Availability>('unknown');
  readonly #session: Session;
  #name = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The field has this value now; an empty one is not asked about. */
  typed(name: string): void {
    if (name === this.#name) return;
    this.stop();
    this.#name = name;
    if (name) this.#timer = setTimeout(() => void this.#ask(name), REST_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asking = null;
    this.#name = '';
    this.state = 'unknown';
  }

  async #ask(username: string): Promise<void> {
    const asking = (this.#asking = new AbortController());
    this.state = 'checking';
    const { sfu, url } = this.#session;
    const state = await sfu.ensureUsernameAvailable({ url, username, signal: asking.signal }).then(
      (): Availability => 'free',
      // Without an answer nothing is claimed; the sign-up itself will tell.
      (failure): Availability => (failure?.error === 'Username is already in use' ? 'taken' : 'unknown'),
    );
    if (asking === this.#asking) this.state = state;
  }
}
