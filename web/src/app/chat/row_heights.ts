/** Heights that may always be kept. */
const FEW = 1_000;

/**
 * Where the rows of a long list are, of which only those in view exist. Rows are as high as they were measured to be, or
 * as high as was guessed until then. Heights and places in px.
 */
export class RowHeights {
  #keys: readonly string[] = [];
  #heights = new Float64Array();
  /** The place of each row, and behind the last one that of the end. */
  #tops = new Float64Array(1);
  /** By key: rows come and go, with the pages of the history. */
  readonly #measured = new Map<string, number>();

  get count(): number {
    return this.#keys.length;
  }

  get total(): number {
    return this.#tops[this.count]!;
  }

  /** Forgets what was measured: the rows have another width. */
  forget(): void {
    this.#measured.clear();
  }

  setRows(keys: readonly string[], guess: (index: number) => number): void {
    this.#keys = keys;
    this.#forgetOthers();
    this.#heights = new Float64Array(keys.length);
    this.#tops = new Float64Array(keys.length + 1);
    for (let index = 0; index < keys.length; ++index) this.#heights[index] = this.#measured.get(keys[index]!) ?? guess(index);
    this.#place(0);
  }

  /** Returns whether anything moved. */
  measure(sizes: Iterable<readonly [index: number, height: number]>): boolean {
    let first = this.count;
    for (const [index, height] of sizes) {
      const key = this.#keys[index];
      if (key === undefined) continue;
      this.#measured.set(key, height);
      if (this.#heights[index] === height) continue;
      this.#heights[index] = height;
      first = Math.min(first, index);
    }
    if (first < this.count) this.#place(first);
    return first < this.count;
  }

  top(index: number): number {
    return this.#tops[Math.min(index, this.count)]!;
  }

  height(index: number): number {
    return this.#heights[index] ?? 0;
  }

  /** The row at a place; the nearest one for a place outside. */
  at(place: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#tops[middle]! <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** -1 when there is no such row. Looks from the place where it was before, because rows come in front of others. */
  indexOf(key: string, near = 0): number {
    const behind = this.#keys.indexOf(key, Math.max(0, near));
    return behind >= 0 ? behind : this.#keys.lastIndexOf(key, near);
  }

  /** Of rows that are gone not much is kept: somebody may scroll through a history of any length. */
  #forgetOthers(): void {
    if (this.#measured.size <= 2 * Math.max(this.count, FEW)) return;
    const present = new Set(this.#keys);
    for (const key of this.#measured.keys()) if (!present.has(key)) this.#measured.delete(key);
  }

  #place(from: number): void {
    for (let index = from; index < this.count; ++index) this.#tops[index + 1] = this.#tops[index]! + this.#heights[index]!;
  }
}
