import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Paced } from './paced.svelte';

let frames: Map<number, () => void>;
const frame = () => {
  const due = [...frames.values()];
  frames.clear();
  for (const draw of due) draw();
};

beforeEach(() => {
  frames = new Map();
  let last = 0;
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => {
    frames.set(++last, draw);
    return last;
  });
  vi.stubGlobal('cancelAnimationFrame', (handle: number) => frames.delete(handle));
});
afterEach(() => vi.unstubAllGlobals());

describe('a paced value', () => {
  it('is drawn at once, then once a frame, and rests when nothing changes', () => {
    const value = new Paced(0);
    value.set(1);
    expect(value.drawn).toBe(1);
    for (const next of [2, 3, 4]) value.set(next);
    expect(value.drawn).toBe(1);
    frame();
    expect(value.drawn).toBe(4);
    value.set(5);
    expect(value.drawn).toBe(4);
    frame();
    expect(value.drawn).toBe(5);
    frame();
    expect(frames.size).toBe(0);
    value.set(6);
    expect(value.drawn).toBe(6);
  });

  it('can be drawn before its turn, after which nothing older comes', () => {
    const value = new Paced(0);
    value.set(1);
    value.set(2);
    value.setNow(3);
    expect(value.drawn).toBe(3);
    frame();
    expect(value.drawn).toBe(3);
  });

  it('draws nothing after its end', () => {
    const value = new Paced(0);
    value.set(1);
    value.set(2);
    value.stop();
    frame();
    expect(value.drawn).toBe(1);
  });
});
