export interface Grid {
  columns: number;
  /** Size of one tile in CSS pixels. */
  width: number;
  height: number;
}

const RATIO = 16 / 9;
const GAP = 10;

/** The number of columns with which `count` tiles of 16:9 get largest in the space there is. */
export function bestGrid(count: number, width: number, height: number): Grid {
  let best: Grid = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const across = (width - GAP * (columns - 1)) / columns;
    const down = (height - GAP * (rows - 1)) / rows;
    const tile = Math.floor(Math.max(0, Math.min(across, down * RATIO)));
    if (tile > best.width) best = { columns, width: tile, height: Math.floor(tile / RATIO) };
  }
  return best;
}
