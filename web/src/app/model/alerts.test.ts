import { describe, expect, it } from 'vitest';
import type { Message, NotificationMode } from '../../sdk';
import { worthTelling } from './alerts.svelte';
import { muted } from './mute';

const chat = (mode: NotificationMode = 'ALL_MESSAGES', quiet = false) => ({ mode, quiet });
const message = (fields: Partial<Message> = {}) =>
  ({ from: 'ben', type: 'REGULAR', body: 'hi', privateMessage: false, ...fields }) as Message;

describe('what is worth telling', () => {
  it('are messages of others, unless somebody wants to be left alone', () => {
    expect(worthTelling(message(), chat(), 'ann', 'ONLINE')).toBe(true);
    expect(worthTelling(message(), chat('DEFAULT'), 'ann', 'IDLE')).toBe(true);
    expect(worthTelling(message({ from: 'ann' }), chat(), 'ann', 'ONLINE')).toBe(false);
    expect(worthTelling(message({ type: 'MEETING_HISTORY' }), chat(), 'ann', 'ONLINE')).toBe(false);
    expect(worthTelling(message(), chat(), 'ann', 'DO_NOT_DISTURB')).toBe(false);
    expect(worthTelling(message(), chat('NOTHING'), 'ann', 'ONLINE')).toBe(false);
    expect(worthTelling(message(), chat('ALL_MESSAGES', true), 'ann', 'ONLINE')).toBe(false);
  });

  it('are only mentions and private messages where that was chosen', () => {
    const quiet = chat('MENTIONS_ONLY');
    expect(worthTelling(message(), quiet, 'ann', 'ONLINE')).toBe(false);
    expect(worthTelling(message({ body: 'see <@ann>' }), quiet, 'ann', 'ONLINE')).toBe(true);
    expect(worthTelling(message({ body: '<@all>' }), quiet, 'ann', 'ONLINE')).toBe(true);
    expect(worthTelling(message({ privateMessage: true }), quiet, 'ann', 'ONLINE')).toBe(true);
  });
});

it('a mute ends at its time', () => {
  const muteSettings = { muteTime: 50, mutedUntil: 150 };
  expect(muted({ muteSettings }, 100)).toBe(true);
  expect(muted({ muteSettings }, 150)).toBe(false);
  expect(muted({ muteSettings: null }, 100)).toBe(false);
  expect(muted({ muteSettings: { ...muteSettings, mutedIndefinitely: true } }, 900)).toBe(true);
});
