import { createSubscriber } from 'svelte/reactivity';
import type { UserSpecificChatInfo } from '../../sdk';

/** Timers can't wait longer. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Whether a chat keeps quiet now: servers keep the settings of a mute that is over. What is shown by it is shown anew
 * when the mute ends.
 */
export function muted({ muteSettings }: Pick<UserSpecificChatInfo, 'muteSettings'>, now = Date.now()): boolean {
  if (!muteSettings) return false;
  if (muteSettings.mutedIndefinitely) return true;
  const end = muteSettings.mutedUntil ?? 0;
  if (end > now) followEnd(end);
  return end > now;
}

const ends = new Map<number, () => void>();

function followEnd(end: number): void {
  let follow = ends.get(end);
  if (!follow) {
    follow = createSubscriber((update) => {
      let timer: ReturnType<typeof setTimeout>;
      const wait = () => {
        const left = end - Date.now();
        if (left <= 0) update();
        else timer = setTimeout(wait, Math.min(left, LONGEST_MS));
      };
      wait();
      return () => {
        clearTimeout(timer);
        ends.delete(end);
      };
    });
    ends.set(end, follow);
  }
  follow();
}
