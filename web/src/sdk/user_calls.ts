import { ClientCore } from './client_core';
import type { PresenceStatus } from './enums';
import type { Contact, FriendInviteDeleted, SystemConfig, UserContacts, UserInfo, UserPmiSettings } from './types';

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
  updatePresenceStatus = (status: PresenceStatus): Promise<void> => this.call('updatePresenceStatus', { status });
  updateActivityStatus = (isActive: boolean): Promise<void> => this.call('updateActivityStatus', { isActive });
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
}
