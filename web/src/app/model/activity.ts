/** Without input for this long, nobody is at the device. */
export const IDLE_AFTER_MS = 5 * 60_000;
/** A page out of sight for this long counts as left, whatever else happens on the device. */
export const LEFT_AFTER_MS = 60_000;
const INPUT = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

interface Surroundings {
  /** The user is busy here although he touches nothing: he is in a meeting. */
  busy(): boolean;
  changed(active: boolean): void;
}

/** Tells whether somebody uses this page. */
export class Activity {
  active = true;
  readonly #surroundings: Surroundings;
  #lastInput = Date.now();
  #hiddenSince: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** Starts to watch the page. */
  watch(): void {
    for (const name of INPUT) window.addEventListener(name, () => this.input(), { passive: true, capture: true });
    const look = () => (document.visibilityState === 'hidden' ? this.hidden() : this.shown());
    document.addEventListener('visibilitychange', look);
    look();
  }

  input(): void {
    this.#lastInput = Date.now();
    // Thousands of times a minute while the mouse moves: the timer finds out by itself that there was input.
    if (!this.active) this.look();
  }

  hidden(): void {
    this.#hiddenSince ??= Date.now();
    this.look();
  }

  shown(): void {
    this.#hiddenSince = null;
    this.#lastInput = Date.now();
    this.look();
  }

  /** Looks again at once, because the surroundings changed. */
  look(): void {
    clearTimeout(this.#timer);
    const left = this.#surroundings.busy() ? IDLE_AFTER_MS : this.#leaves() - Date.now();
    const active = left > 0;
    // While idle, only input, the page coming back or the surroundings can change that.
    if (active) this.#timer = setTimeout(() => this.look(), left);
    if (active === this.active) return;
    this.active = active;
    this.#surroundings.changed(active);
  }

  #leaves(): number {
    const idle = this.#lastInput + IDLE_AFTER_MS;
    return this.#hiddenSince === null ? idle : Math.min(idle, this.#hiddenSince + LEFT_AFTER_MS);
  }
}
