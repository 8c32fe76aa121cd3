import { describe, expect, it } from 'vitest';
import type { Message } from '../../sdk';
import { meetingText, parts, summary } from './message_text';
import { dayHeading, duration, shortDate } from './time';

const name = (user: string) => (user === 'bob' ? 'Bob B.' : user);

describe('parts', () => {
  it('finds links without the punctuation after them', () => {
    expect(parts('see https://example.com/a?b=1, or (http://x.y).', name)).toEqual([
      { kind: 'text', text: 'see ' },
      { kind: 'link', text: 'https://example.com/a?b=1', href: 'https://example.com/a?b=1' },
      { kind: 'text', text: ', or (' },
      { kind: 'link', text: 'http://x.y', href: 'http://x.y' },
      { kind: 'text', text: ').' },
    ]);
  });

  it('makes no link of anything else', () => {
    for (const body of ['javascript:alert(1)', 'data:text/html,<b>', 'ftp://x', 'http:/x', '<a href="x">']) {
      expect(parts(body, name)).toEqual([{ kind: 'text', text: body }]);
    }
  });

  it('shows mentions by name', () => {
    expect(parts('<@bob> and <@all>', name)).toEqual([
      { kind: 'mention', text: '@Bob B.', user: 'bob' },
      { kind: 'text', text: ' and ' },
      { kind: 'mention', text: '@all', user: 'all' },
    ]);
  });

  it('loses no text', () => {
    const body = 'a <@bob> b https://c.d! <@ e> <@> \n f';
    expect(parts(body, (user) => user).map((part) => part.text).join('')).toBe(body.replace('<@bob>', '@bob'));
    expect(parts('', name)).toEqual([]);
  });
});

describe('summary', () => {
  const message = { type: 'REGULAR', status: 'FULL_DELIVERY_NO_READ', body: '', attachments: [] } as unknown as Message;

  it('is one line', () => {
    expect(summary({ ...message, body: 'a\n <@bob>' }, name)).toBe('a @Bob B.');
    expect(summary({ ...message, status: 'DELETED' }, name)).toBe('Message deleted');
    const attachments = [{ type: 'file' as const, name: 'a.pdf', size: 1, id: 'x' }];
    expect(summary({ ...message, attachments }, name)).toBe('Attachment: a.pdf');
  });

  it('reads meetings, also broken ones', () => {
    expect(meetingText('{"startedAt":1000,"endedAt":121000}')).toBe('Meeting ended · 2 minutes');
    expect(meetingText('{')).toBe('Meeting ended');
    expect(meetingText('null')).toBe('Meeting ended');
  });
});

describe('times', () => {
  const now = new Date(2024, 4, 15, 9, 0);
  it('names days by the calendar', () => {
    expect(dayHeading(new Date(2024, 4, 15, 0, 1).getTime(), now)).toBe('Today');
    expect(dayHeading(new Date(2024, 4, 14, 23, 59).getTime(), now)).toBe('Yesterday');
    expect(shortDate(new Date(2024, 4, 14, 23, 59).getTime(), now)).toBe('Yesterday');
    expect(dayHeading(new Date(2023, 0, 2).getTime(), now)).toContain('2023');
  });

  it('measures meetings', () => {
    expect([20_000, 60_000, 59 * 60_000, 60 * 60_000, 95 * 60_000].map(duration)).toEqual([
      'less than a minute',
      '1 minute',
      '59 minutes',
      '1 h',
      '1 h 35 min',
    ]);
  });
});
