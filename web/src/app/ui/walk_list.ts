/** For `onkeydown` of a list: up and down walk through what stands first in its rows. */
export function walkList(event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  // A menu in a row has the keys for itself.
  if (!step || event.defaultPrevented) return;
  const rows = [...(event.currentTarget as HTMLElement).querySelectorAll('li:has(button)')];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at + step]?.querySelector('button');
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
