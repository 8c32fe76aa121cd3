import { SfuExtended, type AuthenticationStatusEvent, type ConnectionEnd, type User } from '../../sdk';
import { backoff } from './backoff';
import { deviceName } from './device';

export type SessionPhase = 'signed-out' | 'connecting' | 'online' | 'reconnecting';

const TOKEN_KEY = 'parley.token';
/** The refusal of a login, in distinction to a server that can't be reached. */
const POLICY_VIOLATION = 1008;
/** Why the server closes when this login was ended from another device. */
const SIGNED_OUT = 'Signed out';

/** The signed-in user and the connection, which comes back by itself until the user signs out. */
export class Session {
  phase = $state<SessionPhase>('signed-out');
  user = $state.raw<User | null>(null);
  /** Why the sign-in form is shown or why the last attempt failed; empty when there is nothing to say. */
  error = $state('');
  /** The login waits until the link in a mail has been opened, because the server doesn't know this device yet. */
  verifying = $state(false);
  /** When the next attempt to reconnect is due, in ms since the epoch; 0 while one is under way. */
  retryAt = $state(0);
  /** How often this user has been logged in; what is told between two logins is not heard. */
  logins = 0;
  readonly sfu = new SfuExtended();
  readonly url: string;
  readonly #online: (() => void)[] = [];
  readonly #lostHandlers: (() => void)[] = [];
  readonly #over: (() => void)[] = [];
  #attempt = 0;
  #givenUp = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string) {
    this.url = url;
    this.sfu.on('CONNECTION_FAILED', ({ code, reason }: { code?: number; reason: string }) => {
      if (code === POLICY_VIOLATION && reason === SIGNED_OUT) this.#refused();
      else this.#lost();
    });
    // A normal disconnect nobody here asked for: the server ended this login.
    this.sfu.on('DISCONNECTED', () => {
      if (this.phase === 'online') this.#lost();
    });
    this.sfu.on('USER_INFO_CHANGED', () => this.userChanged());
    this.sfu.on('AUTHENTICATION_STATUS', ({ status }: AuthenticationStatusEvent) => {
      this.verifying = status === 'VERIFYING_BY_EMAIL';
    });
    window.addEventListener('online', () => this.retryNow());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.retryNow();
    });
  }

  /** Called after every login, the first one and those after a lost connection. */
  onOnline(handler: () => void): void {
    this.#online.push(handler);
  }

  /** Called when an established connection has ended without the user's wish. */
  onLost(handler: () => void): void {
    this.#lostHandlers.push(handler);
  }

  /** Called when the user has signed out. */
  onSignedOut(handler: () => void): void {
    this.#over.push(handler);
  }

  /** Whether a login of an earlier visit is being used, so that no form needs to be shown. */
  get remembered(): boolean {
    return localStorage.getItem(TOKEN_KEY) !== null;
  }

  get me(): string {
    return this.user?.username ?? '';
  }

  /** Comes back with the remembered login, if there is one. */
  resume(): void {
    if (!localStorage.getItem(TOKEN_KEY)) return;
    this.phase = 'connecting';
    void this.#reconnect();
  }

  /** Resolves to whether the login succeeded; `error` says why not. */
  async signIn(username: string, password: string): Promise<boolean> {
    this.error = '';
    this.phase = 'connecting';
    this.#givenUp = false;
    try {
      this.#loggedIn(await this.sfu.connect({ url: this.url, username, password, device: deviceName() }));
      return true;
    } catch (end) {
      this.phase = 'signed-out';
      const refused = end as ConnectionEnd;
      if (this.#givenUp) this.error = '';
      else if (this.verifying && refused.code !== POLICY_VIOLATION) this.error = LOST_WHILE_VERIFYING;
      else this.error = refusalText(refused);
      return false;
    } finally {
      this.verifying = false;
    }
  }

  /** Stops a sign-in that waits. */
  giveUp(): void {
    if (this.phase !== 'connecting') return;
    this.#givenUp = true;
    void this.sfu.disconnect();
  }

  /** What the client knows of its own user may be new. */
  userChanged(): void {
    this.user = this.sfu.user() ?? this.user;
  }

  async signOut(): Promise<void> {
    clearTimeout(this.#timer);
    this.#forget();
    if (this.sfu.state() === 'AUTHENTICATED') {
      this.sfu.logout().catch(() => {});
      await this.sfu.disconnect();
    }
  }

  /** Tries to reconnect at once instead of waiting for the next attempt. */
  retryNow(): void {
    if (this.phase !== 'reconnecting' || this.retryAt === 0) return;
    clearTimeout(this.#timer);
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    this.retryAt = 0;
    const authToken = localStorage.getItem(TOKEN_KEY);
    if (!authToken) return this.#forget();
    try {
      this.#loggedIn(await this.sfu.connect({ url: this.url, authToken, device: deviceName() }));
    } catch (end) {
      if ((end as ConnectionEnd).code === POLICY_VIOLATION) {
        this.#refused();
      } else if (this.phase !== 'signed-out') {
        this.#scheduleRetry();
      }
    }
  }

  #loggedIn(user: User): void {
    this.#attempt = 0;
    this.logins += 1;
    this.user = user;
    localStorage.setItem(TOKEN_KEY, user.authToken);
    this.phase = 'online';
    for (const handler of this.#online) handler();
  }

  #lost(): void {
    if (this.phase === 'signed-out') return;
    this.#scheduleRetry();
    for (const handler of this.#lostHandlers) handler();
  }

  #scheduleRetry(): void {
    this.phase = 'reconnecting';
    const wait = backoff(this.#attempt++);
    this.retryAt = Date.now() + wait;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#reconnect(), wait);
  }

  #refused(): void {
    this.#forget();
    this.error = 'You have been signed out. Please sign in again.';
  }

  #forget(): void {
    localStorage.removeItem(TOKEN_KEY);
    this.phase = 'signed-out';
    this.user = null;
    this.error = '';
    for (const handler of this.#over) handler();
  }
}

const LOST_WHILE_VERIFYING =
  'The connection was lost while waiting. If you have opened the link in the mail, sign in again.';

function refusalText(end: ConnectionEnd): string {
  if (end.kind !== 'closed' || end.code === 1006) return 'The server can’t be reached. Check your connection and try again.';
  switch (end.reason) {
    case 'Authentication failed':
      return 'Wrong username or password.';
    case 'Email is not verified':
      return 'Your e-mail address isn’t verified yet. Open the link in the mail we sent you.';
    case 'Email verification is declined':
      return 'This sign-in was declined from the mail we sent.';
    case 'Email verification failed by timeout':
      return 'The link in the mail wasn’t opened in time. Please sign in again.';
    default:
      return end.reason || 'The server refused the sign-in.';
  }
}
