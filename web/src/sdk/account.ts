import { acknowledged, AnonymousConnection, askOnce, type AnonymousOptions } from './anonymous';
import { App } from './enums';
import type { ExamplesUser, ResetPasswordRequestStatus, SignUpStatus, WireEvent } from './types';

export type AccountOptions = AnonymousOptions;

export interface SignUpOptions extends AccountOptions {
  username: string;
  email: string;
  password: string;
  /** Hears every state of the registration, first of all that a verification mail is on its way. */
  onStatus?: (status: SignUpStatus) => void;
}

export interface ResetPasswordOptions extends AccountOptions {
  email: string;
  /** Hears every state of the request, first of all that a mail with a link is on its way. */
  onStatus?: (status: ResetPasswordRequestStatus) => void;
}

/** Resolves with `SIGN_UP_STATUS` once the address is verified. Given up, the registration itself stays. */
export function signUp(options: SignUpOptions): Promise<SignUpStatus> {
  const { username, email, password } = options;
  return askOnce(options, App.USER_MANAGEMENT, 'signUp', { email, username, password }, (event, id) => {
    if (event.type !== 'SIGN_UP_STATUS') return undefined;
    const status = event as WireEvent & SignUpStatus;
    options.onStatus?.(status);
    return status.verified && status.internalMessageId === id ? { value: status } : undefined;
  });
}

/** Resolves when the username is free. */
export function ensureUsernameAvailable(options: AccountOptions & { username: string }): Promise<void> {
  const { username } = options;
  return askOnce(options, App.USER_MANAGEMENT, 'ensureUsernameAvailable', { username }, acknowledged);
}

/** Resolves when the user is gone. */
export function removeUser(options: AccountOptions & { id: string }): Promise<void> {
  return askOnce(options, App.USER_MANAGEMENT, 'removeUser', { id: options.id }, acknowledged);
}

/** Borrows a demo account. */
export function getExamplesFreeUser(options: AccountOptions): Promise<ExamplesUser> {
  return askOnce(options, App.EXAMPLES, 'getFreeUser', {}, (event) =>
    event.type === 'FREE_EXAMPLES_USER' ? { value: event.user as ExamplesUser } : undefined,
  );
}

/** A confirmed request for a new password; its connection stays open for the one call it is good for. */
export class ResetPasswordHandler {
  readonly #connection: AnonymousConnection;
  readonly #email: string;

  constructor(connection: AnonymousConnection, email: string) {
    this.#connection = connection;
    this.#email = email;
  }

  /** Sets the password, which ends every login of the user. After a refusal it may be called with a better password. */
  async resetPassword(newPassword: string): Promise<void> {
    await this.#connection.ask('resetPassword', { email: this.#email, password: newPassword }, acknowledged);
    this.#connection.close();
  }

  /** Gives the request up. */
  close(): void {
    this.#connection.close();
  }
}

/** Resolves once the link in the mail has been opened. */
export async function resetPassword(options: ResetPasswordOptions): Promise<ResetPasswordHandler> {
  const connection = new AnonymousConnection(options, App.USER_MANAGEMENT);
  try {
    await connection.ask('resetPasswordRequest', { email: options.email }, (event, id) => {
      if (event.type !== 'RESET_PASSWORD_REQUEST_STATUS') return undefined;
      const status = event as WireEvent & ResetPasswordRequestStatus;
      options.onStatus?.(status);
      return status.confirmed && status.internalMessageId === id ? { value: undefined } : undefined;
    });
    return new ResetPasswordHandler(connection, options.email);
  } catch (refusal) {
    connection.close();
    throw refusal;
  }
}
