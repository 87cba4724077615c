/** The long times in which nothing ran: they may be folded. */

import { durationText } from "@/ui/format-number";
import type { Segment } from "./segments";
import type { Interval } from "./time-scale";

export interface IdleGap extends Interval {
  /** Nothing could have run: all that was alive was suspended, or nothing was. Folded unless it is unfolded by hand. */
  readonly isAutomatic: boolean;
  /** "waiting outside", "waiting in the queue", "idle". */
  readonly word: string;
}

/** Shorter ones stay as they are: measured by the whole, and in ms. */
const MIN_SHARE = 0.1;
const MIN_MS = 30_000;

/** In order. */
export function idleGaps(whole: Interval, segments: readonly Segment[]): readonly IdleGap[] {
  const runs = segments.filter(({ kind }) => kind === "run");
  const waits = segments.filter(({ kind }) => kind === "wait");
  const suspensions = segments.filter(({ kind }) => kind === "suspended");
  const automatic = longTimesWithout([...runs, ...waits], whole).map((gap) => ({
    ...gap,
    isAutomatic: true,
    word: suspensions.some((each) => overlap(each, gap)) ? "waiting outside" : "idle",
  }));
  const offered = longTimesWithout(runs, whole)
    .filter((gap) => !automatic.some((each) => overlap(each, gap)))
    .map((gap) => ({ ...gap, isAutomatic: false, word: "waiting in the queue" }));
  return [...automatic, ...offered].sort((a, b) => a.from - b.from);
}

const overlap = (a: Interval, b: Interval): boolean => a.from < b.to && a.to > b.from;

function longTimesWithout(busy: readonly Interval[], { from, to }: Interval): readonly Interval[] {
  const gaps: Interval[] = [];
  let free = from;
  for (const interval of busy.toSorted((a, b) => a.from - b.from)) {
    if (interval.from > free) gaps.push({ from: free, to: Math.min(interval.from, to) });
    free = Math.max(free, interval.to);
  }
  if (to > free) gaps.push({ from: free, to });
  return gaps.filter((gap) => gap.to - gap.from >= Math.max(MIN_MS, (to - from) * MIN_SHARE));
}

/** Which gaps the viewer wants folded: by default the automatic ones, and single ones otherwise. */
export interface Folding {
  readonly all: boolean | null;
  /** By start of the gap. */
  readonly single: ReadonlyMap<number, boolean>;
}

export const FOLDED_BY_DEFAULT: Folding = { all: null, single: new Map() };

export const isFolded = ({ all, single }: Folding, gap: IdleGap): boolean =>
  single.get(gap.from) ?? all ?? gap.isAutomatic;

/** Unfolds all if one is folded, else folds all. */
export const toggledAll = (folding: Folding, gaps: readonly IdleGap[]): Folding => ({
  all: !gaps.some((gap) => isFolded(folding, gap)),
  single: new Map(),
});

export const toggled = (folding: Folding, gap: IdleGap): Folding => ({
  ...folding,
  single: new Map(folding.single).set(gap.from, !isFolded(folding, gap)),
});

/** "waiting outside · 2 h 14 m". */
export const gapText = ({ word, from, to }: IdleGap): string => `${word} · ${durationText(to - from)}`;
