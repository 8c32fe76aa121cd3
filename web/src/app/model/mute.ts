import type { UserSpecificChatInfo } from '../../sdk';

/** Whether a chat keeps quiet now: servers keep the settings of a mute that is over. */
export function muted({ muteSettings }: Pick<UserSpecificChatInfo, 'muteSettings'>, now = Date.now()): boolean {
  return !!muteSettings && (!!muteSettings.mutedIndefinitely || (muteSettings.mutedUntil ?? 0) > now);
}
