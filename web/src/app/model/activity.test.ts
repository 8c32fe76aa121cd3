import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Activity, IDLE_AFTER_MS, LEFT_AFTER_MS } from './activity';

let busy = false;
let told: boolean[] = [];
let activity: Activity;

beforeEach(() => {
  vi.useFakeTimers();
  busy = false;
  told = [];
  activity = new Activity({ busy: () => busy, changed: (active) => told.push(active) });
  activity.look();
});
afterEach(() => vi.useRealTimers());

it('is idle after five minutes without input, counted from the last one', () => {
  vi.advanceTimersByTime(IDLE_AFTER_MS - 1000);
  activity.input();
  vi.advanceTimersByTime(IDLE_AFTER_MS - 1);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([false]);
  vi.advanceTimersByTime(10 * IDLE_AFTER_MS);
  expect(told).toEqual([false]);
  activity.input();
  expect(told).toEqual([false, true]);
  vi.advanceTimersByTime(IDLE_AFTER_MS);
  expect(told).toEqual([false, true, false]);
});

it('counts a page out of sight as left, but not at once', () => {
  activity.hidden();
  vi.advanceTimersByTime(LEFT_AFTER_MS - 1);
  activity.shown();
  vi.advanceTimersByTime(LEFT_AFTER_MS);
  expect(told).toEqual([]);
  activity.hidden();
  vi.advanceTimersByTime(LEFT_AFTER_MS);
  expect(told).toEqual([false]);
  activity.shown();
  expect(told).toEqual([false, true]);
});

it('is active in a meeting, whatever happens', () => {
  busy = true;
  activity.look();
  activity.hidden();
  vi.advanceTimersByTime(3 * IDLE_AFTER_MS);
  expect(told).toEqual([]);
  busy = false;
  activity.look();
  expect(told).toEqual([false]);
  busy = true;
  activity.look();
  expect(told).toEqual([false, true]);
});
