import { describe, expect, it } from 'vitest';
import type { Message } from '../../sdk';
import type { Outgoing } from '../model/outbox.svelte';
import { guessedHeight, messageRows, type MessageRow } from './message_rows';

const message = (id: string, date: number, more: Partial<Message> = {}) =>
  ({ id, date, from: 'ann', type: 'REGULAR', body: id, ...more }) as Message;
const brief = (rows: MessageRow[]) =>
  rows.map((row) => {
    if (row.kind !== 'message') return row.kind === 'day' ? 'day' : `${row.kind} ${row.key}`;
    return `${row.key}${row.first ? ' first' : ''}${row.last ? ' last' : ''}${row.fresh ? ' fresh' : ''}`;
  });
const noon = new Date(2024, 4, 3, 12).getTime();

describe('the rows of messages', () => {
  it('are by day, author and pause; system messages stand alone', () => {
    const rows = messageRows(
      [
        message('a', noon),
        message('b', noon + 60_000),
        message('c', noon + 7 * 60_000),
        message('d', noon + 7 * 60_000 + 1, { from: 'bob' }),
        message('e', noon + 7 * 60_000 + 2, { from: 'bob', type: 'MEETING_HISTORY' }),
        message('f', noon + 7 * 60_000 + 3, { from: 'bob' }),
        message('g', noon + 24 * 3600_000, { from: 'bob' }),
      ],
      { me: 'ann', unreadSince: -1, outgoing: [{ key: 4 } as Outgoing] },
    );
    expect(brief(rows)).toEqual([
      'day', 'a first', 'b last', 'c first last', 'd first last', 'system e', 'f first last', 'day', 'g first last', 'outgoing outgoing 4',
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  });

  it('mark where new messages of others begin', () => {
    const all = [message('a', noon), message('b', noon + 1), message('c', noon + 2, { from: 'bob' }), message('d', noon + 3, { from: 'bob' })];
    expect(brief(messageRows(all, { me: 'ann', unreadSince: noon, outgoing: [] }))).toEqual(['day', 'a first', 'b last', 'c first fresh', 'd last']);
  });

  it('keep the key of a day when older messages of it come', () => {
    const options = { me: 'ann', unreadSince: -1, outgoing: [] };
    const [day] = messageRows([message('b', noon)], options);
    const [again] = messageRows([message('a', noon - 3600_000), message('b', noon)], options);
    expect(again!.key).toBe(day!.key);
  });

  it('have some height in any case', () => {
    for (const row of messageRows([message('a', noon, { body: undefined as unknown as string })], { me: '', unreadSince: -1, outgoing: [] })) {
      expect(guessedHeight(row)).toBeGreaterThan(0);
    }
  });

  it('of a long history are made in no time', () => {
    const all = Array.from({ length: 100_000 }, (_, at) => message(`m${at}`, noon + at * 60_000));
    const rows = messageRows(all, { me: 'bob', unreadSince: -1, outgoing: [] });
    expect(rows.length).toBe(100_000 + rows.filter(({ kind }) => kind === 'day').length);
  });
});
