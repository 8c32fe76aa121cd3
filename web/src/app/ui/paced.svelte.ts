/**
 * A value that may change faster than the screen: what is drawn follows at once, but not more than once a frame. Nothing
 * is drawn while the page is hidden, but for the first change.
 */
export class Paced<Value> {
  #drawn: Value;
  #next: { value: Value } | null = null;
  #frame = 0;

  constructor(first: Value) {
    this.#drawn = $state.raw(first);
  }

  get drawn(): Value {
    return this.#drawn;
  }

  set(value: Value): void {
    if (this.#frame === 0) this.setNow(value);
    else this.#next = { value };
  }

  /** Whatever was drawn in this frame. */
  setNow(value: Value): void {
    this.#drawn = value;
    this.#next = null;
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#turn());
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #turn(): void {
    this.#frame = 0;
    if (this.#next) this.setNow(this.#next.value);
  }
}
