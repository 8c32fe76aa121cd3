import { describe, expect, it } from 'vitest';
import { bestGrid } from './grid';

describe('bestGrid', () => {
  it.each([
    [1, 1280, 720, 1],
    [2, 1280, 720, 2],
    [2, 390, 700, 1],
    [4, 1280, 720, 2],
    [9, 1280, 720, 3],
  ])('%i tiles in %i × %i stand in %i columns', (count, width, height, columns) => {
    const grid = bestGrid(count, width, height);
    expect(grid.columns).toBe(columns);
    const rows = Math.ceil(count / columns);
    expect(grid.width * columns + 10 * (columns - 1)).toBeLessThanOrEqual(width);
    expect(grid.height * rows + 10 * (rows - 1)).toBeLessThanOrEqual(height);
  });

  it('survives a space that does not exist yet', () => {
    expect(bestGrid(3, 0, 0)).toMatchObject({ width: 0, height: 0 });
  });
});
