import { getContext, setContext } from 'svelte';
import type { AppModel } from './app';

const KEY = Symbol('app');
const NAMES = Symbol('names');

export function provideApp(app: AppModel): void {
  setContext(KEY, app);
}

export function useApp(): AppModel {
  return getContext<AppModel>(KEY);
}

type Names = (userId: string) => string;

/** Says how people are called in what is below: in a space they may have a nickname of their own. */
export function provideNames(names: Names): void {
  setContext(NAMES, names);
}

/** How people are called here. */
export function useNames(): Names {
  const { people } = useApp();
  return getContext<Names | undefined>(NAMES) ?? ((userId) => people.name(userId));
}
