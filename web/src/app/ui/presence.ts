import type { PresenceStatus } from '../../sdk';

/** What a visible presence is called. */
export const PRESENCE: Record<PresenceStatus, string> = {
  ONLINE: 'Online',
  IDLE: 'Away',
  DO_NOT_DISTURB: 'Do not disturb',
  OFFLINE: 'Offline',
};
