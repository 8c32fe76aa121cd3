import { describe, expect, it } from 'vitest';
import { dragged, MOST_ZOOM, wholeCrop, within, zoomed, zoomOf } from './crop';

const WIDE = { width: 400, height: 200 };

describe('crop', () => {
  it('starts with the largest square in the middle', () => {
    expect(wholeCrop(WIDE)).toEqual({ x: 200, y: 100, side: 200 });
    expect(wholeCrop({ width: 3, height: 9 })).toEqual({ x: 1.5, y: 4.5, side: 3 });
  });

  it('follows the finger, and stops at the edges', () => {
    const crop = dragged(WIDE, wholeCrop(WIDE), 0.25, 0.25);
    expect(crop).toEqual({ x: 150, y: 100, side: 200 });
    expect(dragged(WIDE, crop, 10, 0)).toEqual({ x: 100, y: 100, side: 200 });
    expect(dragged(WIDE, crop, -10, 0)).toEqual({ x: 300, y: 100, side: 200 });
  });

  it('zooms about its centre within the limits and comes back inside when it grows', () => {
    const near = zoomed(WIDE, wholeCrop(WIDE), 2);
    expect(near).toEqual({ x: 200, y: 100, side: 100 });
    expect(zoomOf(WIDE, near)).toBe(2);
    expect(zoomed(WIDE, near, 100).side).toBe(200 / MOST_ZOOM);
    const corner = dragged(WIDE, near, 10, 10);
    expect(corner).toEqual({ x: 50, y: 50, side: 100 });
    expect(zoomed(WIDE, corner, 1)).toEqual({ x: 100, y: 100, side: 200 });
  });

  it('never leaves the picture, whatever happens', () => {
    let seed = 3;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let round = 0; round < 500; round += 1) {
      const size = { width: 1 + random() * 5000, height: 1 + random() * 5000 };
      let crop = wholeCrop(size);
      for (let step = 0; step < 10; step += 1) {
        crop =
          random() < 0.5
            ? dragged(size, crop, random() * 4 - 2, random() * 4 - 2)
            : zoomed(size, crop, 0.5 + random() * 8);
        expect(crop.x - crop.side / 2).toBeGreaterThanOrEqual(-1e-6);
        expect(crop.y - crop.side / 2).toBeGreaterThanOrEqual(-1e-6);
        expect(crop.x + crop.side / 2).toBeLessThanOrEqual(size.width + 1e-6);
        expect(crop.y + crop.side / 2).toBeLessThanOrEqual(size.height + 1e-6);
        expect(within(size, crop)).toEqual(crop);
      }
    }
  });
});
