/** The part of the track that an interval covers. */

import type { Interval, TimeScale } from "./time-scale";

/** Pixels. */
export interface Extent {
  readonly left: number;
  readonly width: number;
}

/** Bars end this far outside the view, so that their ends are not seen where they do not end. */
const BEYOND_PX = 24;
/** Nothing is narrower: an instant has a place, too. */
export const MIN_BAR_PX = 2;
/** What ends with the view may be computed to lie a little behind it. */
const ROUNDING_PX = 0.01;

/**
 * Null when nothing of it is in view. What reaches far outside is cut: no element is a million pixels wide. What begins
 * with the view's last pixel is moved in: how a run failed may be an instant at its very end.
 */
export function extentOf(scale: TimeScale, { from, to }: Interval): Extent | null {
  const start = scale.project(from);
  const end = Math.max(scale.project(to), start + MIN_BAR_PX);
  if (end < 0 || start > scale.width + ROUNDING_PX) return null;
  const left = Math.max(Math.min(start, scale.width - MIN_BAR_PX), -BEYOND_PX);
  return { left, width: Math.max(Math.min(end, scale.width + BEYOND_PX) - left, MIN_BAR_PX) };
}

export interface LabelPlace {
  /** Where the label begins; where it ends when `side` is "before". */
  readonly px: number;
  readonly side: "inside" | "behind" | "before";
}

const GAP_PX = 4;

/**
 * Where a bar's label goes: inside if it fits, else behind it, else before it. Inside it stays in view when the bar
 * begins to the left of it.
 *
 * @param start of the whole bar in pixels, in or out of view
 * @param room the part of the bar a label can be read on; null for none
 */
export function labelPlace({
  start,
  end,
  room,
  labelPx,
  width,
}: {
  start: number;
  end: number;
  room: Extent | null;
  labelPx: number;
  width: number;
}): LabelPlace | null {
  if (end < 0 || start > width) return null;
  if (room !== null) {
    const left = Math.max(room.left, 0);
    if (Math.min(room.left + room.width, width) - left >= labelPx + 2 * GAP_PX) {
      return { px: left + GAP_PX, side: "inside" };
    }
  }
  if (end + GAP_PX + labelPx <= width) return { px: end + GAP_PX, side: "behind" };
  if (start - GAP_PX - labelPx >= 0) return { px: start - GAP_PX, side: "before" };
  return null;
}
