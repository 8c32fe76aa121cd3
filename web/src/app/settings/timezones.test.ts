import { expect, it } from 'vitest';
import { timezones, timezoneText } from './timezones';

const WINTER = new Date('2025-01-15T12:00:00Z');

it.each([
  ['Europe/Moscow', 'Europe/Moscow, GMT +3:00'],
  ['UTC', 'UTC, GMT +0:00'],
  ['America/St_Johns', 'America/St_Johns, GMT -3:30'],
  ['Pacific/Kiritimati', 'Pacific/Kiritimati, GMT +14:00'],
])('%s is written %s', (zone, text) => {
  expect(timezoneText(zone, WINTER)).toBe(text);
});

it('offers what is stored, also when this device does not know it, and nothing twice', () => {
  const all = timezones('Asia/Moscow, GMT +3:00', WINTER);
  expect(all[0]).toBe('Asia/Moscow, GMT +3:00');
  expect(all).toContain('Europe/Berlin, GMT +1:00');
  expect(new Set(all).size).toBe(all.length);
  expect(timezones('Europe/Berlin, GMT +1:00', WINTER)).toHaveLength(all.length - 1);
});
