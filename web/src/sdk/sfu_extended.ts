import { ensureUsernameAvailable, signUp, type SignUpOptions } from './account';
import { ChatCalls } from './chat_calls';
import type { RoomExtended } from './room_extended';
import type { RoomInfo, SignUpStatus } from './types';

/** The client for users with an account: connection, people, chats, messages and meetings. */
export class SfuExtended extends ChatCalls {
  /**
   * Makes an account over a connection of its own. Resolves when the e-mail address is verified, which may take until
   * its owner opens the link; the event `SIGN_UP_STATUS` and `onStatus` tell of the waiting.
   */
  signUp = (options: SignUpOptions): Promise<SignUpStatus> =>
    signUp({
      ...options,
      onStatus: (status) => {
        options.onStatus?.(status);
        this.emit('SIGN_UP_STATUS', status);
      },
    });

  /** Resolves when nobody has this username; rejects with `Username is already in use` otherwise. */
  ensureUsernameAvailable = (options: { url: string; username: string; timeout?: number }): Promise<void> =>
    ensureUsernameAvailable(options);

  /** Makes a global room; with the own personal meeting id as `id` the room has the personal settings. */
  createRoom = (options: { name?: string; pin?: string; id?: string }): Promise<RoomExtended> =>
    this.call('createRoom', { id: options.id, name: options.name, pin: options.pin });

  /** Starts the meeting of a chat, or finds the running one. */
  createDirectMeeting = (options: { directChatId: string }): Promise<RoomExtended> =>
    this.call('createDirectMeeting', { directChatId: options.directChatId });

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
}
