import { Connection, NORMAL_DISCONNECT, type ConnectionEnd } from './connection';
import { App, UserManagementError } from './enums';
import { uuid } from './ids';
import type { SignUpStatus, WireEvent } from './types';

export interface AccountOptions {
  url: string;
  timeout?: number;
}

export interface SignUpOptions extends AccountOptions {
  username: string;
  email: string;
  password: string;
  /** Hears every state of the registration, first of all that a verification mail is on its way. */
  onStatus?: (status: SignUpStatus) => void;
  /** Gives up waiting for the verification; the registration itself stays. */
  signal?: AbortSignal;
}

/** Resolves with `SIGN_UP_STATUS` once the address is verified. */
export function signUp(options: SignUpOptions): Promise<SignUpStatus> {
  const { username, email, password } = options;
  return callAnonymously(options, 'signUp', { email, username, password }, options.signal, (event, id) => {
    if (event.type !== 'SIGN_UP_STATUS') return undefined;
    const status = event as WireEvent & SignUpStatus;
    options.onStatus?.(status);
    return status.verified && status.internalMessageId === id ? { value: status } : undefined;
  });
}

/** Resolves when the username is free. */
export function ensureUsernameAvailable(options: AccountOptions & { username: string }): Promise<void> {
  return callAnonymously(options, 'ensureUsernameAvailable', { username: options.username }, undefined, (event, id) =>
    event.type === 'ACK' && event.internalMessageId === id ? { value: undefined } : undefined,
  );
}

/** One call over an anonymous connection that lives for it alone. */
async function callAnonymously<T>(
  options: AccountOptions,
  name: string,
  argument: object,
  signal: AbortSignal | undefined,
  answerOf: (event: WireEvent, internalMessageId: string) => { value: T } | undefined,
): Promise<T> {
  const internalMessageId = uuid();
  let settle!: { resolve(value: T): void; reject(reason: unknown): void };
  const answer = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  answer.catch(() => {});
  const connection = new Connection(
    {
      url: options.url,
      timeout: options.timeout,
      appKey: App.USER_MANAGEMENT,
      custom: { username: '', password: '', nickname: '' },
    },
    {
      onEvent: (event) => {
        const result = answerOf(event, internalMessageId);
        if (result) settle.resolve(result.value);
        else if (event.type === 'OPERATION_FAILED') settle.reject(event);
      },
      onFailed: (payload) => settle.reject(payload),
      onEnd: (end) => settle.reject(new Error(endText(end))),
    },
  );
  const giveUp = () => settle.reject(new Error(UserManagementError.OPERATION_FAILED_BY_DISCONNECT));
  signal?.addEventListener('abort', giveUp);
  try {
    await connection.open().catch(() => {
      throw new Error(UserManagementError.CONNECTION_FAILED);
    });
    connection.send(name, { ...argument, internalMessageId });
    return await answer;
  } finally {
    signal?.removeEventListener('abort', giveUp);
    connection.close();
  }
}

function endText(end: ConnectionEnd): string {
  if (end.kind === 'error') return UserManagementError.CONNECTION_ERROR;
  return end.reason === NORMAL_DISCONNECT
    ? UserManagementError.OPERATION_FAILED_BY_DISCONNECT
    : UserManagementError.CONNECTION_FAILED;
}
