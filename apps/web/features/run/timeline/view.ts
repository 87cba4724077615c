/** What part of the run is in view, and how zooming and moving change it. */

import { type Interval, scaleAt, type TimeScale, timeScale, unfoldedMs } from "./time-scale";

/** Times in ms since 1970; null when the whole is in view and follows the run. */
export type View = Interval | null;

/** Nothing is looked at more closely than this. */
export const MIN_VIEW_MS = 10;

/** Nearer to the whole than this is the whole. */
const WHOLE_SHARE = 0.999;

/**
 * @param factor above 1 looks closer
 * @param px what lies there stays there
 */
export function zoomed(scale: TimeScale, whole: Interval, factor: number, px = scale.width / 2): View {
  const msPerPx = scale.msPerPx / factor;
  const next = scaleAt({ ...scale, msPerPx, instant: scale.unproject(px), px });
  return within(next, whole);
}

/** @param px to the right when positive */
export const moved = (scale: TimeScale, whole: Interval, px: number): View =>
  within(scaleAt({ ...scale, instant: scale.unproject(px), px: 0 }), whole);

/** The interval between two pixels of the axis, in any order; null if there is next to nothing between them. */
export function between(scale: TimeScale, whole: Interval, a: number, b: number): View | undefined {
  const from = Math.max(whole.from, scale.unproject(Math.min(a, b)));
  const to = Math.min(whole.to, scale.unproject(Math.max(a, b)));
  if (Math.abs(a - b) < MIN_DRAG_PX || to - from < MIN_VIEW_MS) return undefined;
  return settled({ from, to }, whole, scale.gaps);
}

/** Less is a click. */
const MIN_DRAG_PX = 4;

/** Kept inside the whole, at the same rate. */
function within(scale: TimeScale, whole: Interval): View {
  const { width } = scale;
  const pinned =
    scale.from < whole.from
      ? scaleAt({ ...scale, instant: whole.from, px: 0 })
      : scale.to > whole.to
        ? scaleAt({ ...scale, instant: whole.to, px: width })
        : scale;
  const view = { from: Math.max(pinned.from, whole.from), to: Math.min(pinned.to, whole.to) };
  return settled(view, whole, scale.gaps);
}

function settled(view: Interval, whole: Interval, gaps: readonly Interval[]): View {
  if (unfoldedMs(view, gaps) >= unfoldedMs(whole, gaps) * WHOLE_SHARE) return null;
  if (view.to - view.from >= MIN_VIEW_MS) return view;
  const middle = (view.from + view.to) / 2;
  return { from: middle - MIN_VIEW_MS / 2, to: middle + MIN_VIEW_MS / 2 };
}

/** How far the view is between the whole, 0, and the closest, 1; by ratio, so that every step looks alike. */
export function zoomLevel(scale: TimeScale, whole: Interval): number {
  const level = Math.log(wholeRate(scale, whole) / scale.msPerPx) / Math.log(mostZoom(scale, whole));
  return Math.min(1, Math.max(0, level));
}

/** The view at that level, around what is in the middle. */
export const atZoomLevel = (scale: TimeScale, whole: Interval, level: number): View =>
  zoomed(scale, whole, (mostZoom(scale, whole) ** level * scale.msPerPx) / wholeRate(scale, whole));

const wholeRate = ({ gaps, width }: TimeScale, whole: Interval): number =>
  timeScale({ ...whole, gaps, width }).msPerPx;

const mostZoom = (scale: TimeScale, whole: Interval): number =>
  Math.max(2, (wholeRate(scale, whole) * scale.width) / MIN_VIEW_MS);

/** `12000..45000`: milliseconds after the run was created. */
export function viewText({ from, to }: Interval, start: number): string {
  return `${Math.floor(from - start)}..${Math.ceil(to - start)}`;
}

const VIEW_TEXT = /^(-?\d{1,13})\.\.(-?\d{1,13})$/;

/** @returns milliseconds after the run was created; null if it is no interval */
export function parseViewText(text: string): Interval | null {
  const [, from, to] = VIEW_TEXT.exec(text) ?? [];
  if (from === undefined || to === undefined || Number(to) - Number(from) < MIN_VIEW_MS) return null;
  return { from: Number(from), to: Number(to) };
}
