import type { UserSession } from '../../sdk';
import { textOf } from './errors';
import type { Session } from './session.svelte';

/** Where this user is signed in. Fetched while somebody looks at it: nothing tells of new logins. */
export class Devices {
  list = $state.raw<UserSession[] | null>(null);
  error = $state('');
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async load(): Promise<void> {
    try {
      const list = await this.#session.sfu.getUserSessions();
      // This device first, then the last used ones, as they come.
      this.list = [...list.filter(({ current }) => current), ...list.filter(({ current }) => !current)];
      this.error = '';
    } catch (error) {
      this.error = textOf(error);
    }
  }

  /** Signs other devices out. Rejects when one of them resists; the others are out nevertheless. */
  async end(ids: string[]): Promise<void> {
    const ended = await Promise.allSettled(ids.map((id) => this.#session.sfu.endUserSession({ id })));
    await this.load();
    const failed = ended.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  }
}
