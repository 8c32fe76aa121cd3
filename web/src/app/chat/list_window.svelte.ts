import { untrack } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import { RowHeights } from './row_heights';

/** Px above and below the view in which rows exist. */
const SPARE = 600;
/** Distance from the end, in px, within which the end stays in view when something is added. */
const NEAR_END = 80;

export interface WindowRow {
  key: string;
}

/** What keeps its place on the screen while rows come, go and change their height. */
type Hold = { kind: 'end' } | { kind: 'row'; key: string; offset: number } | { kind: 'middle'; key: string };

/**
 * The rows of a long list that exist, because they are in view or near it, or have the focus. Rows are placed absolutely;
 * what is seen stays where it is, whatever happens above it.
 */
export class ListWindow<Row extends WindowRow> {
  /** Height of all rows, in px. */
  total = $state(0);
  /** The end is in view, and shall stay there. */
  atEnd = $state(true);
  /** Index of the first row in view. */
  first = $state(0);
  readonly #guess: (row: Row) => number;
  /** Whether a row may be what the view is held by. Headings move when something comes between them and their rows. */
  readonly #steady: (row: Row) => boolean;
  readonly #heights = new RowHeights();
  #rows = $state.raw<readonly Row[]>([]);
  #from = $state(0);
  #to = $state(0);
  #version = $state(0);
  /** Rows with the focus stay, wherever they are. */
  readonly #kept = new SvelteSet<string>();
  readonly shown = $derived.by(() => {
    void this.#version;
    const indexes: number[] = [];
    for (let index = this.#from; index < Math.min(this.#to, this.#rows.length); ++index) indexes.push(index);
    for (const key of this.#kept) {
      const index = this.#heights.indexOf(key, this.#from);
      if (index >= 0 && (index < this.#from || index >= this.#to)) indexes.push(index);
    }
    return indexes.sort((a, b) => a - b).map((index) => ({ row: this.#rows[index]!, top: this.#heights.top(index) }));
  });
  #scroller: HTMLElement | null = null;
  #list: HTMLElement | null = null;
  #hold: Hold | null = null;
  /** Where the view was last seen or put, in px. */
  #place = 0;
  /** Elements of rows, and those of them that have never been measured. */
  readonly #elements = new Map<Element, string>();
  readonly #fresh = new Set<Element>();
  #width = 0;
  readonly #observer: ResizeObserver;

  constructor(options: { guess: (row: Row) => number; steady: (row: Row) => boolean }) {
    this.#guess = options.guess;
    this.#steady = options.steady;
    this.#observer = new ResizeObserver((entries) => this.#resized(entries));
    $effect(() => {
      void this.#version;
      untrack(() => this.#settle());
    });
    $effect(() => () => this.#observer.disconnect());
  }

  /** For the element that scrolls. */
  readonly scroller = (element: HTMLElement) => {
    this.#scroller = element;
    this.#observer.observe(element);
    return () => {
      this.#observer.unobserve(element);
      this.#scroller = null;
    };
  };

  /** For the element in it that is as high as all rows. */
  readonly list = (element: HTMLElement) => {
    this.#list = element;
    return () => (this.#list = null);
  };

  /** For the element of a row. */
  readonly row = (key: string) => (element: HTMLElement) => {
    this.#elements.set(element, key);
    this.#fresh.add(element);
    this.#observer.observe(element);
    return () => {
      this.#observer.unobserve(element);
      this.#elements.delete(element);
      this.#fresh.delete(element);
    };
  };

  /** Other rows: what is seen stays in its place, or the end in view. */
  set(rows: readonly Row[]): void {
    const hold = this.#hold ?? this.#current();
    this.#rows = rows;
    this.#lay();
    this.#moved(hold);
  }

  toEnd(): void {
    this.atEnd = true;
    this.#moved({ kind: 'end' });
  }

  /** Brings a row into the middle of the view; false when there is none with this key. */
  show(key: string): boolean {
    if (this.#heights.indexOf(key) < 0) return false;
    this.atEnd = false;
    this.#moved({ kind: 'middle', key });
    return true;
  }

  /** The user has scrolled. Returns what is left. */
  scrolled(): { above: number; below: number } | null {
    const left = this.left();
    if (!left) return null;
    // The end also goes out of view when something grows there, which nobody has scrolled for.
    this.atEnd = left.below < NEAR_END || (this.atEnd && left.above >= this.#place - 1);
    this.#place = left.above;
    this.#look(left.above);
    return left;
  }

  /** What is left to both ends, in px; null while the list moves by itself. */
  left(): { above: number; below: number } | null {
    const scroller = this.#scroller;
    if (!scroller || this.#hold) return null;
    const above = scroller.scrollTop;
    return { above, below: scroller.scrollHeight - above - scroller.clientHeight };
  }

  /** Keeps the row of an element that has got the focus. */
  focused(target: EventTarget | null): void {
    const key = this.#keyOf(target);
    if (!key || this.#kept.has(key)) return;
    this.#kept.clear();
    this.#kept.add(key);
  }

  /** The focus has left. */
  blurred(next: EventTarget | null): void {
    if (!this.#keyOf(next)) this.#kept.clear();
  }

  #keyOf(target: EventTarget | null): string | undefined {
    const element = target instanceof Element ? target.closest('[data-row]') : null;
    return element ? this.#elements.get(element) : undefined;
  }

  #lay(): void {
    this.#heights.setRows(this.#rows.map(({ key }) => key), (index) => this.#guess(this.#rows[index]!));
    this.total = this.#heights.total;
  }

  /** Where the list begins in what scrolls. */
  get #lead(): number {
    return this.#list?.offsetTop ?? 0;
  }

  #current(): Hold {
    if (!this.#scroller || this.#rows.length === 0) return { kind: 'end' };
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    // The user has scrolled up, of which the event is yet to come.
    if (this.atEnd && scrollTop < this.#place - 1) this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (this.atEnd) return { kind: 'end' };
    let index = this.#heights.at(scrollTop - this.#lead);
    while (index < this.#rows.length - 1 && !this.#steady(this.#rows[index]!)) index += 1;
    return { kind: 'row', key: this.#rows[index]!.key, offset: scrollTop - this.#heights.top(index) };
  }

  #placeOf(hold: Hold): number {
    const height = this.#scroller?.clientHeight ?? 0;
    const end = Math.max(0, this.total + this.#lead - height);
    if (hold.kind === 'end') return end;
    const index = this.#heights.indexOf(hold.key, this.#from);
    if (index < 0) return Math.min(this.#scroller?.scrollTop ?? 0, end);
    const top = this.#heights.top(index);
    if (hold.kind === 'row') return top + hold.offset;
    return Math.max(0, top + this.#lead - (height - this.#heights.height(index)) / 2);
  }

  #moved(hold: Hold): void {
    this.#hold = hold;
    this.#look(this.#placeOf(hold));
    this.#version += 1;
  }

  /** Makes the rows around a place exist. */
  #look(place: number): void {
    const height = this.#scroller?.clientHeight ?? 0;
    this.first = this.#heights.at(place - this.#lead);
    const from = this.#heights.at(place - this.#lead - SPARE);
    const to = this.#rows.length === 0 ? 0 : this.#heights.at(place - this.#lead + height + SPARE) + 1;
    if (from === this.#from && to === this.#to) return;
    this.#from = from;
    this.#to = to;
    this.#version += 1;
  }

  /** Measures what is new, and scrolls to where the view is held; both until nothing moves any more. */
  #settle(): void {
    if (!this.#scroller) return;
    if (this.#fresh.size > 0) {
      const hold = this.#hold ?? this.#current();
      const fresh = [...this.#fresh];
      this.#fresh.clear();
      if (this.#measure(fresh.map((element) => [element, element.getBoundingClientRect().height]))) return this.#moved(hold);
    }
    const hold = this.#hold;
    if (!hold) return;
    this.#scroller.scrollTop = hold.kind === 'end' ? this.#scroller.scrollHeight : this.#placeOf(hold);
    this.#hold = null;
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    // A short list shows its end wherever it is held.
    if (scrollHeight - scrollTop - clientHeight < 1) this.atEnd = true;
    this.#place = scrollTop;
    this.#look(scrollTop);
  }

  #measure(sizes: [Element, number][]): boolean {
    const known = sizes.flatMap(([element, height]): [number, number][] => {
      const index = this.#heights.indexOf(this.#elements.get(element) ?? '', this.#from);
      return index < 0 || !element.isConnected ? [] : [[index, height]];
    });
    const moved = this.#heights.measure(known);
    if (moved) this.total = this.#heights.total;
    return moved;
  }

  #resized(entries: ResizeObserverEntry[]): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const hold = this.#hold ?? this.#current();
    if (scroller.clientWidth !== this.#width) {
      this.#width = scroller.clientWidth;
      this.#heights.forget();
      this.#lay();
      for (const element of this.#elements.keys()) this.#fresh.add(element);
      return this.#moved(hold);
    }
    const rows = entries.filter(({ target }) => this.#elements.has(target));
    const moved = this.#measure(rows.map(({ target }) => [target, target.getBoundingClientRect().height]));
    if (moved || rows.length < entries.length) this.#moved(hold);
  }
}
