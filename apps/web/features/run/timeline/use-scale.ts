import { useMemo } from "react";
import type { Drawing } from "./drawing";
import { type Folding, isFolded } from "./idle-gaps";
import { GAP_PX, type Interval, type TimeScale, timeScale } from "./time-scale";
import type { TrackSize } from "./use-track";
import { viewIn } from "./use-view";
import type { View } from "./view";

/** Until it is measured: a laptop's. */
const ASSUMED_PX = 800;
/** Folded gaps leave at least so much of the width to what happened. */
const MOST_FOLDED_SHARE = 0.4;

/**
 * The scale on which the view is drawn.
 *
 * @returns null as `scale` until there is a width; `assumed` is the same, or one of a usual width
 */
export function useScale(
  drawing: Drawing,
  folding: Folding,
  view: View,
  track: TrackSize | null,
): { scale: TimeScale | null; assumed: TimeScale; folded: readonly Interval[] } {
  const { whole, gaps } = drawing;
  const width = track?.width ?? ASSUMED_PX;
  const folded = useMemo(
    () =>
      gaps
        .filter((gap) => isFolded(folding, gap))
        .toSorted((a, b) => b.to - b.from - (a.to - a.from))
        .slice(0, Math.floor((width * MOST_FOLDED_SHARE) / GAP_PX))
        .sort((a, b) => a.from - b.from),
    [gaps, folding, width],
  );
  const assumed = useMemo(() => {
    const shown = viewIn(view, whole) ?? whole;
    // What lies within a gap is looked at on purpose.
    const around = folded.filter(({ from, to }) => shown.from < from || shown.to > to);
    return timeScale({ ...shown, gaps: around, width });
  }, [view, whole, folded, width]);
  return { scale: track === null ? null : assumed, assumed, folded };
}
