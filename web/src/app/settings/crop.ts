/** Which part of a picture is kept: a square, by its centre and side in pixels of the picture. */
export interface Crop {
  x: number;
  y: number;
  side: number;
}

/** The picture's shorter side is magnified at most this many times. */
export const MOST_ZOOM = 5;

interface Size {
  width: number;
  height: number;
}

/** The largest square, in the middle. */
export function wholeCrop({ width, height }: Size): Crop {
  return { x: width / 2, y: height / 2, side: Math.min(width, height) };
}

/** Keeps the square inside the picture, and not too small. */
export function within(size: Size, { x, y, side }: Crop): Crop {
  const most = Math.min(size.width, size.height);
  const kept = Math.min(most, Math.max(most / MOST_ZOOM, side));
  const clamp = (at: number, length: number) => Math.min(length - kept / 2, Math.max(kept / 2, at));
  return { x: clamp(x, size.width), y: clamp(y, size.height), side: kept };
}

/** 1 shows the largest square, `MOST_ZOOM` the smallest. */
export function zoomOf(size: Size, crop: Crop): number {
  return Math.min(size.width, size.height) / crop.side;
}

export function zoomed(size: Size, crop: Crop, zoom: number): Crop {
  return within(size, { ...crop, side: Math.min(size.width, size.height) / zoom });
}

/** Moves the picture under the frame by a part of the frame's side: dragging it right shows what is left of it. */
export function dragged(size: Size, crop: Crop, right: number, down: number): Crop {
  return within(size, { ...crop, x: crop.x - right * crop.side, y: crop.y - down * crop.side });
}
