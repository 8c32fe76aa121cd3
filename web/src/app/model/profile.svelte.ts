import type { PmiSettings, PresenceStatus, UserInfo, UserInfoChangedEvent, UserPmiSettings } from '../../sdk';
import type { Session } from './session.svelte';

/** What the profile form may change. */
export type ProfileField = 'nickname' | 'email' | 'phoneNumber' | 'timezone' | 'hostKey';

/** The signed-in user's own data, kept in step with his other devices. */
export class Profile {
  info = $state.raw<UserInfo | null>(null);
  meeting = $state.raw<PmiSettings | null>(null);
  /** Nobody has touched this device for a while. */
  idle = $state(false);
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    session.sfu.on('USER_INFO_CHANGED', ({ userId, info }: UserInfoChangedEvent) => {
      if (userId === session.me) this.info = info;
    });
    session.sfu.on('UPDATE_USER_PMI_SETTINGS', ({ pmiSettings }: UserPmiSettings) => (this.meeting = pmiSettings));
    session.onOnline(() => void this.reload());
    session.onSignedOut(() => {
      this.info = null;
      this.meeting = null;
    });
  }

  /** What the user selected. An idle device is told `IDLE`, which is no choice of his. */
  get selected(): PresenceStatus {
    const status = this.info?.status ?? 'ONLINE';
    return status === 'IDLE' && this.idle ? 'ONLINE' : status;
  }

  /** What this device makes others see. */
  get visible(): PresenceStatus {
    if (this.#session.phase !== 'online') return 'OFFLINE';
    return this.selected === 'ONLINE' && this.idle ? 'IDLE' : this.selected;
  }

  async reload(): Promise<void> {
    // Without it the name of the login is shown; the settings dialog says that it couldn't be loaded.
    const info = await this.#session.sfu.getUserInfo().catch(() => null);
    if (info) this.info = info;
    this.#session.userChanged();
  }

  async change(field: ProfileField, value: string): Promise<void> {
    const { sfu } = this.#session;
    switch (field) {
      case 'nickname':
        await sfu.changeUserNickname(value);
        break;
      case 'email':
        await sfu.changeUserEmail(value);
        break;
      case 'phoneNumber':
        await sfu.changeUserPhoneNumber(value);
        break;
      case 'timezone':
        await sfu.changeUserTimezone(value);
        break;
      case 'hostKey':
        await sfu.changeUserHostKey(value);
        break;
    }
    // The answer settles the call and tells nothing more; the server may have tidied the value.
    await this.reload();
  }

  async select(status: PresenceStatus): Promise<void> {
    await this.#session.sfu.updatePresenceStatus(status);
    if (this.info) this.info = { ...this.info, status };
  }

  /** A square picture, or null to have none any more. The new address comes as an event too, to every device. */
  async setIcon(picture: File | null): Promise<void> {
    const icon = await this.#session.sfu.updateUserIcon(picture ? { icon: picture } : { remove: true });
    if (this.info) this.info = { ...this.info, icon };
  }

  async loadMeeting(): Promise<void> {
    this.meeting = (await this.#session.sfu.getUserPmiSettings()).pmiSettings;
  }

  async saveMeeting(settings: PmiSettings): Promise<void> {
    this.meeting = (await this.#session.sfu.updateUserPmiSettings(settings)).pmiSettings;
  }
}
