import { describe, expect, it } from 'vitest';
import { RowHeights } from './row_heights';

const keys = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `m${from + at}`);

describe('heights of rows', () => {
  it('are guessed until they are measured, and kept while rows come in front and behind', () => {
    const heights = new RowHeights();
    heights.setRows(keys(10), () => 40);
    expect(heights.total).toBe(400);
    expect(heights.measure([[2, 100], [3, 40]])).toBe(true);
    expect(heights.measure([[2, 100]])).toBe(false);
    expect(heights.total).toBe(460);
    expect(heights.top(3)).toBe(180);
    heights.setRows([...keys(5, 100), ...keys(11)], () => 50);
    expect(heights.indexOf('m2', 2)).toBe(7);
    expect(heights.height(7)).toBe(100);
    // Measured once is measured, also where it was as guessed.
    expect(heights.height(8)).toBe(40);
    expect(heights.total).toBe(14 * 50 + 140);
    expect(heights.indexOf('gone', 3)).toBe(-1);
    expect(heights.indexOf('m0', 12)).toBe(5);
  });

  it('tell what is at a place', () => {
    const heights = new RowHeights();
    expect(heights.at(100)).toBe(0);
    heights.setRows(keys(4), (index) => (index + 1) * 10);
    expect([-5, 0, 9, 10, 29, 30, 99, 1_000].map((place) => heights.at(place))).toEqual([0, 0, 0, 1, 1, 2, 3, 3]);
  });

  it('of rows that are gone change nothing', () => {
    const heights = new RowHeights();
    heights.setRows(keys(2), () => 10);
    expect(heights.measure([[7, 99]])).toBe(false);
    expect(heights.total).toBe(20);
  });

  it('are guessed anew for another width', () => {
    const heights = new RowHeights();
    heights.setRows(keys(1), () => 10);
    heights.measure([[0, 30]]);
    heights.forget();
    heights.setRows(keys(1), () => 10);
    expect(heights.total).toBe(10);
  });
});
