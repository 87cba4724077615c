/**
 * Where an instant lies on the axis.
 *
 * The axis is straight except for collapsed gaps: a long time in which nothing worked takes a fixed width. Places are
 * a share of the flexible width plus pixels, so that the browser lays them out at any width.
 */

/** Width of a collapsed gap. */
export const GAP_PX = 48;

/** Shorter gaps stay as they are: measured by the whole, and in ms. */
const MIN_GAP_SHARE = 0.1;
const MIN_GAP_MS = 30_000;

export interface Interval {
  readonly from: number;
  readonly to: number;
}

export interface Place {
  /** Of the flexible width, 0 to 1. */
  readonly share: number;
  readonly px: number;
}

export interface TimeScale extends Interval {
  readonly gaps: readonly Interval[];
  /** Milliseconds on the flexible width. */
  readonly shownMs: number;
  /** Pixels that are not flexible: gaps, and room kept on the right. */
  readonly fixedPx: number;
  place(instant: number): Place;
}

/** @param reservedPx room on the right for what has not started */
export function timeScale({
  from,
  to,
  gaps = [],
  reservedPx = 0,
}: Interval & { gaps?: readonly Interval[]; reservedPx?: number }): TimeScale {
  const end = Math.max(to, from + 1);
  const shownMs = Math.max(1, end - from - gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0));
  return {
    from,
    to: end,
    gaps,
    shownMs,
    fixedPx: gaps.length * GAP_PX + reservedPx,
    place(instant) {
      let elapsed = Math.min(Math.max(instant, from), end) - from;
      let px = 0;
      for (const gap of gaps) {
        if (instant <= gap.from) break;
        const inside = Math.min(instant, gap.to) - gap.from;
        elapsed -= inside;
        px += (GAP_PX * inside) / (gap.to - gap.from);
      }
      return { share: elapsed / shownMs, px };
    },
  };
}

/** The place as a CSS length on the axis. */
export const css = ({ fixedPx }: TimeScale, { share, px }: Place): string =>
  `calc((100% - ${fixedPx}px) * ${share.toFixed(5)} + ${px.toFixed(1)}px)`;

/** The length between two instants, in CSS. */
export function cssBetween(scale: TimeScale, from: number, to: number): string {
  const [start, end] = [scale.place(from), scale.place(to)];
  return css(scale, { share: Math.max(0, end.share - start.share), px: Math.max(0, end.px - start.px) });
}

/** The place in pixels, on an axis of this width. */
export const pixels = (scale: TimeScale, instant: number, width: number): number => {
  const { share, px } = scale.place(instant);
  return Math.max(0, width - scale.fixedPx) * share + px;
};

/** The long times in which none of `busy` happens. */
export function idleGaps({ from, to }: Interval, busy: readonly Interval[]): readonly Interval[] {
  const gaps: Interval[] = [];
  let free = from;
  for (const interval of busy.toSorted((a, b) => a.from - b.from)) {
    if (interval.from > free) gaps.push({ from: free, to: interval.from });
    free = Math.max(free, interval.to);
  }
  if (to > free) gaps.push({ from: free, to });
  return gaps.filter((gap) => gap.to - gap.from >= Math.max(MIN_GAP_MS, (to - from) * MIN_GAP_SHARE));
}
