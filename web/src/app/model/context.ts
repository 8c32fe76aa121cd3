import { getContext, setContext } from 'svelte';
import type { AppModel } from './app';

const KEY = Symbol('app');

export function provideApp(app: AppModel): void {
  setContext(KEY, app);
}

export function useApp(): AppModel {
  return getContext<AppModel>(KEY);
}
