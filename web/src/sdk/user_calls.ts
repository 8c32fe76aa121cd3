import { ClientCore } from './client_core';
import type { PresenceStatus } from './enums';
import { uploadIcon } from './icon_upload';
import type {
  Contact,
  ContactPersonalSettings,
  FriendInviteDeleted,
  PmiSettings,
  SystemConfig,
  UserContacts,
  UserEncryptionInfo,
  UserInfo,
  UserPmiSettings,
  UserSession,
} from './types';

/** Keys for secure chats. The private one is encrypted by the application; how, the optional members tell it later. */
export interface EncryptionInfoOptions {
  privateKey: string;
  publicKey: string;
  verificationHash?: string;
  salt?: string;
  iv?: string;
}

export interface IconOptions {
  icon?: File;
  remove?: boolean;
}

/** Calls about the own account and about other people. */
export class UserCalls extends ClientCore {
  /** Ends the token of this connection; the connection itself stays until `disconnect`. */
  logout = (): Promise<void> => this.call('logout');
  getUserInfo = (): Promise<UserInfo> => this.call('getUserInfo');
  changeUserEmail = (email: string): Promise<void> => this.call('changeUserEmail', { email });
  changeUserNickname = (nickname: string): Promise<void> => this.call('changeUserNickname', { nickname });
  changeUserPhoneNumber = (phoneNumber: string): Promise<void> => this.call('changeUserPhoneNumber', { phoneNumber });
  changeUserHostKey = (hostKey: string): Promise<void> => this.call('changeUserHostKey', { hostKey });
  changeUserTimezone = (timezone: string): Promise<void> => this.call('changeUserTimezone', { timezone });
  changeUserPassword = (currentPassword: string, newPassword: string): Promise<void> =>
    this.call('changeUserPassword', { password: { currentPassword, newPassword } });
  getUserPmiSettings = (): Promise<UserPmiSettings> => this.call('getUserPmiSettings');
  updateUserPmiSettings = (settings: PmiSettings): Promise<UserPmiSettings> => {
    const {
      allowJoinAtAnyTime,
      useMuteAudioOnJoin,
      useLocalAutoRecord,
      useAccessCode,
      useWaitingRoom,
      useOwnerVideo,
      useParticipantsVideo,
      accessCode,
    } = settings;
    return this.call('updateUserPmiSettings', {
      allowJoinAtAnyTime,
      useMuteAudioOnJoin,
      useLocalAutoRecord,
      useAccessCode,
      useWaitingRoom,
      useOwnerVideo,
      useParticipantsVideo,
      accessCode,
    });
  };

  /**
   * Uploads a new avatar, or removes the present one. Resolves with its address, null when there is none any more;
   * rejects with an `Error` that holds the server's words.
   */
  updateUserIcon = (options: IconOptions): Promise<string | null> => this.sendIcon('updateUserIcon', {}, options);

  updatePresenceStatus = (status: PresenceStatus): Promise<void> => this.call('updatePresenceStatus', { status });
  updateActivityStatus = (isActive: boolean): Promise<void> => this.call('updateActivityStatus', { isActive });
  /** Where the user is signed in. Parley's own addition, as is the next one. */
  getUserSessions = (): Promise<UserSession[]> => this.call('getUserSessions');
  /** Signs the user out elsewhere: that login is good no more, and its connections are closed. */
  endUserSession = (options: { id: string }): Promise<void> => this.call('endUserSession', { id: options.id });
  getSystemConfig = (): Promise<SystemConfig> => this.call('getSystemConfig');

  getContacts = (): Promise<UserContacts> => this.call('getContacts');
  addFriend = (options: { userId: string }): Promise<void> => this.call('addFriend', { userId: options.userId });
  removeFriend = (options: { userId: string }): Promise<void> => this.call('removeFriend', { userId: options.userId });
  acceptFriendInvite = (options: { inviteId: string }): Promise<Contact> =>
    this.call('acceptFriendInvite', { inviteId: options.inviteId });
  rejectFriendInvite = (options: { inviteId: string }): Promise<FriendInviteDeleted> =>
    this.call('rejectFriendInvite', { inviteId: options.inviteId });
  revokeFriendInvite = (options: { inviteId: string }): Promise<FriendInviteDeleted> =>
    this.call('revokeFriendInvite', { inviteId: options.inviteId });
  /** `value` is a whole number of percent; the setting is private. */
  updateContactVolume = (userId: string, value: number): Promise<ContactPersonalSettings> =>
    this.call('updateContactVolume', { userId, value });

  addUserEncryptionInfo = (options: EncryptionInfoOptions): Promise<UserEncryptionInfo> => {
    const { privateKey, publicKey, verificationHash, salt, iv } = options;
    return this.call('addUserEncryptionInfo', { privateKey, publicKey, verificationHash, salt, iv });
  };
  getUserEncryptionInfo = (): Promise<UserEncryptionInfo> => this.call('getUserEncryptionInfo');

  /** What all calls that change a picture have in common; `owner` tells whose it is. */
  protected async sendIcon(name: string, owner: object, options: IconOptions): Promise<string | null> {
    if (!options) throw new TypeError("options can't be null");
    const { icon, remove } = options;
    const url = await this.call<string | null | undefined>(name, {
      ...owner,
      iconName: icon?.name,
      iconSize: icon?.size,
      remove,
    }).catch((refusal) => {
      throw refusal instanceof Error ? refusal : new Error(refusal.error);
    });
    return url && icon ? uploadIcon(this.issuedUrl(url), icon) : null;
  }
}
