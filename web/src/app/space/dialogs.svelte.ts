import { getContext, setContext } from 'svelte';
import type { Channel, Thread } from '../model/space_channel.svelte';
import type { Space } from '../model/space.svelte';
import type { Place } from '../model/space_actions';

/** What a dialog about spaces is about. */
export type SpaceDialog =
  | { kind: 'add' }
  | { kind: 'join'; code: string }
  | { kind: 'invite'; space: Space }
  | { kind: 'settings'; space: Space }
  | { kind: 'member'; space: Space; user: string }
  /** Without a channel: a new one. */
  | { kind: 'channel'; space: Space; channel?: Channel; categoryId?: string }
  | { kind: 'move'; space: Space; channel: Channel }
  | { kind: 'new-thread'; channel: Channel }
  | { kind: 'thread-members'; space: Space; thread: Thread }
  | { kind: 'notifications'; place: Place; name: string }
  | { kind: 'name'; title: string; value: string; action: string; run: (name: string) => Promise<unknown> }
  | { kind: 'confirm'; title: string; text: string; action: string; run: () => Promise<unknown> };

const KEY = Symbol('space dialogs');

/** The one dialog about spaces that is open. */
export class SpaceDialogs {
  current = $state.raw<SpaceDialog | null>(null);

  readonly show = (dialog: SpaceDialog): void => {
    this.current = dialog;
  };
  readonly close = (): void => {
    this.current = null;
  };
}

export function provideDialogs(): SpaceDialogs {
  return setContext(KEY, new SpaceDialogs());
}

export function useDialogs(): SpaceDialogs {
  return getContext<SpaceDialogs>(KEY);
}
