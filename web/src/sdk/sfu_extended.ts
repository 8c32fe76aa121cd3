import {
  ensureUsernameAvailable,
  getExamplesFreeUser,
  removeUser,
  resetPassword,
  signUp,
  type AccountOptions,
  type ResetPasswordHandler,
  type ResetPasswordOptions,
  type SignUpOptions,
} from './account';
import { Overtaken } from './anonymous';
import { uuid } from './ids';
import type { RoomExtended } from './room_extended';
import { SpaceCalls } from './space_calls';
import type { ExamplesUser, RoomInfo, SignUpStatus } from './types';

/** The client for users with an account: connection, people, chats, spaces, messages and meetings. */
export class SfuExtended extends SpaceCalls {
  /** The sign-up or reset that waits for its mail: a new one takes its place. */
  #waiting: AbortController | null = null;

  static generateAttachmentId(): string {
    return uuid();
  }

  static strToUTF8Array(text: string): number[] {
    return [...new TextEncoder().encode(text)];
  }

  static fromUTF8ArrayToStr(bytes: Uint8Array): string {
    return new TextDecoder().decode(bytes);
  }

  /**
   * Makes an account over a connection of its own. Resolves when the e-mail address is verified, which may take until
   * its owner opens the link; the event `SIGN_UP_STATUS` and `onStatus` tell of the waiting. A further `signUp` or
   * `resetPassword` of this client makes this one reject with `Email is not verified`.
   */
  signUp = (options: SignUpOptions): Promise<SignUpStatus> =>
    signUp({
      ...options,
      onState: this.followAnonymous(),
      signal: this.#takeOver(options.signal),
      onStatus: (status) => {
        options.onStatus?.(status);
        this.emit('SIGN_UP_STATUS', status);
      },
    });

  /** Resolves when nobody has this username; rejects with `Username is already in use` otherwise. */
  ensureUsernameAvailable = (options: AccountOptions & { username: string }): Promise<void> =>
    ensureUsernameAvailable({ ...options, onState: this.followAnonymous() });

  /**
   * Asks for a new password. Resolves, with the object that sets it, when the owner of the address has opened the link
   * in the mail; the event `RESET_PASSWORD_REQUEST_STATUS` and `onStatus` tell of the waiting.
   */
  resetPassword = (options: ResetPasswordOptions): Promise<ResetPasswordHandler> =>
    resetPassword({
      ...options,
      onState: this.followAnonymous(),
      signal: this.#takeOver(options.signal),
      onStatus: (status) => {
        options.onStatus?.(status);
        this.emit('RESET_PASSWORD_REQUEST_STATUS', status);
      },
    });

  /** Removes a registration that was never confirmed; verified users only where the server's settings allow it. */
  removeUser = (options: AccountOptions & { id: string }): Promise<void> =>
    removeUser({ ...options, onState: this.followAnonymous() });

  /** Borrows a demo account, on servers that lend them. */
  getExamplesFreeUser = (options: AccountOptions): Promise<ExamplesUser> =>
    getExamplesFreeUser({ ...options, onState: this.followAnonymous() });

  /** Makes a global room; with the own personal meeting id as `id` the room has the personal settings. */
  createRoom = (options: { name?: string; pin?: string; id?: string }): Promise<RoomExtended> =>
    this.call('createRoom', { id: options.id, name: options.name, pin: options.pin });

  /** Starts the meeting of a chat, or finds the running one. */
  createDirectMeeting = (options: { directChatId: string }): Promise<RoomExtended> =>
    this.call('createDirectMeeting', { directChatId: options.directChatId });

  /** Starts the meeting of a space's channel, or finds the running one; the room has the id of the channel. */
  createChannelMeeting = (options: { spaceId: string; channelId: string }): Promise<RoomExtended> =>
    this.call('createChannelMeeting', { spaceId: options.spaceId, channelId: options.channelId });

  createRoomFromEvent = (event: object): Promise<RoomExtended> => this.call('createRoomFromEvent', { event });

  /** Looks a room up. The pin isn't checked here but by `join`. */
  roomAvailable = (options: { id: string; pin?: string }): Promise<RoomExtended> =>
    this.call('roomAvailable', { id: options.id, pin: options.pin });

  /** Resolves when a running room has this id and pin. */
  roomExists = (options: { id: string; pin?: string }): Promise<void> =>
    this.call('roomExists', { id: options.id, pin: options.pin });

  /** The running rooms this user owns. */
  loadActiveRooms = (): Promise<RoomInfo[]> => this.call('getActiveRooms');

  #takeOver(signal: AbortSignal | undefined): AbortSignal {
    this.#waiting?.abort(new Overtaken());
    const waiting = new AbortController();
    this.#waiting = waiting;
    if (signal?.aborted) waiting.abort();
    else signal?.addEventListener('abort', () => waiting.abort(), { once: true });
    return waiting.signal;
  }
}
