/**
 * Where an instant lies on the axis, in pixels.
 *
 * The axis is straight except for folded gaps: a long time in which nothing worked takes a fixed width. So it is linear
 * in pieces; finding a piece is a binary search, whatever the number of gaps. Outside the view it goes on as inside.
 */

/** Width of a folded gap in pixels. */
export const GAP_PX = 48;

/** Times in ms since 1970. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** `from` and `to` are what is in view. */
export interface TimeScale extends Interval {
  /** Pixels. */
  readonly width: number;
  readonly gaps: readonly Interval[];
  /** Of the pieces that are not folded. */
  readonly msPerPx: number;
  project(instant: number): number;
  unproject(px: number): number;
}

interface Axis {
  /** Folded, sorted and apart from each other. */
  readonly gaps: readonly Interval[];
  readonly width: number;
}

/** The scale that shows the interval on the whole width. */
export function timeScale({ from, to, gaps, width }: Axis & Interval): TimeScale {
  const pieces = piecesOf(gaps);
  const [start, end] = [pieces.place(from), pieces.place(Math.max(to, from + 1))];
  const foldedPx = (end.gaps - start.gaps) * GAP_PX;
  const msPerPx = Math.max(end.ms - start.ms, 1) / Math.max(width - foldedPx, 1);
  return scaleAt({ gaps, width, msPerPx, instant: from, px: 0 });
}

/** The scale on which an instant lies at a pixel, at so many milliseconds a pixel. */
export function scaleAt({
  gaps,
  width,
  msPerPx,
  instant,
  px,
}: Axis & { msPerPx: number; instant: number; px: number }): TimeScale {
  const pieces = piecesOf(gaps);
  const anchor = pieces.place(instant);
  const project = (at: number) => {
    const place = pieces.place(at);
    return px + (place.ms - anchor.ms) / msPerPx + (place.gaps - anchor.gaps) * GAP_PX;
  };
  const unproject = (at: number) => {
    const gap = lastIndex(gaps.length, (index) => project(gaps[index]?.from ?? 0) <= at);
    const from = gaps[gap];
    if (from !== undefined) {
      const inside = (at - project(from.from)) / GAP_PX;
      if (inside <= 1) return from.from + inside * (from.to - from.from);
    }
    // Before the first gap the axis is straight from that gap's start on.
    const start = from?.to ?? Math.min(instant, gaps[0]?.from ?? instant);
    return start + (at - project(start)) * msPerPx;
  };
  return { from: unproject(0), to: unproject(width), width, gaps, msPerPx, project, unproject };
}

/** Milliseconds of the interval that are not folded. */
export function unfoldedMs({ from, to }: Interval, gaps: readonly Interval[]): number {
  const { place } = piecesOf(gaps);
  return place(to).ms - place(from).ms;
}

/** How far an instant is along the axis: milliseconds that are not folded, and gaps, the last one in part. */
function piecesOf(gaps: readonly Interval[]) {
  const folded: number[] = [0];
  for (const gap of gaps) folded.push((folded.at(-1) ?? 0) + gap.to - gap.from);
  return {
    place(instant: number): { ms: number; gaps: number } {
      const index = lastIndex(gaps.length, (each) => (gaps[each]?.from ?? 0) < instant);
      const gap = gaps[index];
      if (gap === undefined) return { ms: instant, gaps: 0 };
      if (instant < gap.to) {
        const inside = (instant - gap.from) / (gap.to - gap.from);
        return { ms: gap.from - (folded[index] ?? 0), gaps: index + inside };
      }
      return { ms: instant - (folded[index + 1] ?? 0), gaps: index + 1 };
    },
  };
}

/** The last index for which it is true, where true comes before false; -1 for none. */
function lastIndex(length: number, isTrue: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isTrue(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
