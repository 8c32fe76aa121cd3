import { describe, expect, it } from 'vitest';
import { backoff } from './backoff';

describe('backoff', () => {
  it('doubles up to its limit and never leaves it', () => {
    expect([0, 1, 2, 3].map((attempt) => backoff(attempt, () => 1))).toEqual([500, 1000, 2000, 4000]);
    for (const attempt of [5, 20, 1e6]) expect(backoff(attempt, () => 1)).toBe(15_000);
  });

  it('spreads over the upper half', () => {
    expect(backoff(2, () => 0)).toBe(1000);
  });
});
