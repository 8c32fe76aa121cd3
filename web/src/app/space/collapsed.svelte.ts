import { SvelteSet } from 'svelte/reactivity';

const KEY = 'parley.collapsed';

/** The categories whose channels aren't shown, kept on this device. */
export const collapsed = new SvelteSet<string>(stored());

export function toggleCollapsed(id: string): void {
  if (!collapsed.delete(id)) collapsed.add(id);
  localStorage.setItem(KEY, JSON.stringify([...collapsed]));
}

function stored(): string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(list) ? list.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
