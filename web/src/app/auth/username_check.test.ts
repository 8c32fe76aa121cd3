import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Session } from '../model/session.svelte';
import { UsernameCheck } from './username_check.svelte';

interface Question {
  username: string;
  signal: AbortSignal;
  resolve: () => void;
  reject: (reason: unknown) => void;
}
let asked: Question[] = [];
let check: UsernameCheck;
const turn = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  const ensureUsernameAvailable = (options: { username: string; signal: AbortSignal }) =>
    new Promise<void>((resolve, reject) => asked.push({ ...options, resolve, reject }));
  check = new UsernameCheck({ url: 'ws://x/', sfu: { ensureUsernameAvailable } } as unknown as Session);
});
afterEach(() => vi.useRealTimers());

it('asks once the typing rests, and tells what the server says', async () => {
  for (const name of ['a', 'an', 'ann']) {
    check.typed(name);
    await vi.advanceTimersByTimeAsync(200);
  }
  expect(asked).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(200);
  expect(asked.map(({ username }) => username)).toEqual(['ann']);
  expect(check.state).toBe('checking');
  asked[0]!.resolve();
  await turn();
  expect(check.state).toBe('free');
  check.typed('ann1');
  expect(check.state).toBe('unknown');
  await vi.advanceTimersByTimeAsync(400);
  asked[1]!.reject({ error: 'Username is already in use' });
  await turn();
  expect(check.state).toBe('taken');
});

it('an answer that comes late says nothing about the new name', async () => {
  check.typed('ann');
  await vi.advanceTimersByTimeAsync(400);
  check.typed('bob');
  expect(asked[0]!.signal.aborted).toBe(true);
  await vi.advanceTimersByTimeAsync(400);
  asked[0]!.reject({ error: 'Username is already in use' });
  await turn();
  expect(check.state).toBe('checking');
  asked[1]!.resolve();
  await turn();
  expect(check.state).toBe('free');
});

it('claims nothing without an answer, and does not ask about nothing', async () => {
  check.typed('ann');
  await vi.advanceTimersByTimeAsync(400);
  asked[0]!.reject(new Error('Connection failed'));
  await turn();
  expect(check.state).toBe('unknown');
  check.typed('');
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toHaveLength(1);
});
