import type { Message } from '../../sdk';
import type { Outgoing } from '../model/outbox.svelte';

/** A line of the list of messages. */
export type MessageRow =
  | { kind: 'day'; key: string; date: number }
  | { kind: 'system'; key: string; message: Message }
  /** `first` and `last` of what the same author wrote at a stretch; `fresh`: new ones begin here. */
  | { kind: 'message'; key: string; message: Message; first: boolean; last: boolean; fresh: boolean }
  | { kind: 'outgoing'; key: string; message: Outgoing };

/** A pause after which the same author's next message starts a new stretch. */
const PAUSE_MS = 5 * 60_000;

export interface RowOptions {
  me: string;
  /** Messages of others behind this date are new; -1: none are marked. */
  unreadSince: number;
  /** Whether the first of them is here, if any is. */
  reachesBack?: boolean;
  outgoing: readonly Outgoing[];
}

/** Messages by day, and within a day by author. */
export function messageRows(messages: readonly Message[], { me, unreadSince, reachesBack = true, outgoing }: RowOptions): MessageRow[] {
  const rows: MessageRow[] = [];
  let begin = 0;
  let end = 0;
  let marked = unreadSince < 0 || !reachesBack;
  let before: Extract<MessageRow, { kind: 'message' }> | null = null;
  for (const message of messages) {
    const { id, date, from } = message;
    if (date < begin || date >= end) {
      [begin, end] = dayOf(date);
      rows.push({ kind: 'day', key: `day ${begin}`, date });
      before = null;
    }
    if (message.type === 'MEETING_HISTORY') {
      rows.push({ kind: 'system', key: id, message });
      before = null;
      continue;
    }
    const fresh = !marked && from !== me && date > unreadSince;
    if (fresh) marked = true;
    const first: boolean = !before || before.message.from !== from || date - before.message.date >= PAUSE_MS;
    if (!first) before!.last = false;
    before = { kind: 'message', key: id, message, first, last: true, fresh };
    rows.push(before);
  }
  for (const message of outgoing) rows.push({ kind: 'outgoing', key: `outgoing ${message.key}`, message });
  return rows;
}

/** Characters of a line, and px. */
const LINE = 62;
const LINE_HEIGHT = 22;

/** About how high a row will be, in px. */
export function guessedHeight(row: MessageRow): number {
  if (row.kind === 'day') return 61;
  if (row.kind === 'system') return 44;
  if (row.kind === 'outgoing') return 40 + 26 * row.message.files.length;
  const { body = '', attachments, parentMessage, reactions } = row.message;
  const lines = Math.max(1, Math.ceil(body.length / LINE));
  return (
    17 + lines * LINE_HEIGHT + (row.last ? 8 : 0) + (row.first ? 20 : 0) + (row.fresh ? 35 : 0) +
    60 * (attachments?.length ?? 0) + (parentMessage?.id ? 56 : 0) + (reactions?.length ? 30 : 0)
  );
}

function dayOf(date: number): [number, number] {
  const day = new Date(date);
  const begin = new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  // Days with a change of the clock have other hours than 24.
  return [begin, new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime()];
}
