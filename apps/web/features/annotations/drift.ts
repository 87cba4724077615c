/** What two versions of an actor state, side by side: whether they decide alike. */

import type { AnnotationValues } from "@stageline/engine/read";
import { chiSquareAbove, normalTwoSided } from "./p-values";

export interface DriftRow {
  /** JSON text; null for all values that are not told one by one. */
  readonly valuePreview: string | null;
  readonly before: number;
  readonly after: number;
  /** Of all that the version stated, 0 to 1. */
  readonly shareBefore: number;
  readonly shareAfter: number;
  /** Of two proportions, pooled, two-sided; null where nothing can be said. */
  readonly p: number | null;
}

export interface Drift {
  readonly rows: readonly DriftRow[];
  readonly totalBefore: number;
  readonly totalAfter: number;
  /** Pearson's test that both versions draw from the same shares; null where nothing can be said. */
  readonly test: { readonly statistic: number; readonly df: number; readonly p: number } | null;
  /** An expected count is below 5: the test is no more than a hint. */
  readonly isSparse: boolean;
}

type Stated = Pick<AnnotationValues, "values" | "total">;

/** The usual rule for Pearson's test. */
const LEAST_EXPECTED = 5;

export function driftOf(before: Stated, after: Stated): Drift {
  const [ofBefore, ofAfter] = [countsIn(before), countsIn(after)];
  const named = [...new Set([...ofBefore.keys(), ...ofAfter.keys()])];
  const rest = (side: Stated, counts: ReadonlyMap<string, number>) =>
    side.total - [...counts.values()].reduce((sum, count) => sum + count, 0);
  const restBefore = rest(before, ofBefore);
  const restAfter = rest(after, ofAfter);
  const counted = [
    ...named.map((value) => [value, ofBefore.get(value) ?? 0, ofAfter.get(value) ?? 0] as const),
    ...(restBefore + restAfter > 0 ? [[null, restBefore, restAfter] as const] : []),
  ];
  const [totalBefore, totalAfter] = [before.total, after.total];
  const rows = counted
    .map(([valuePreview, left, right]) => ({
      valuePreview,
      before: left,
      after: right,
      shareBefore: totalBefore === 0 ? 0 : left / totalBefore,
      shareAfter: totalAfter === 0 ? 0 : right / totalAfter,
      p: twoProportions([left, totalBefore], [right, totalAfter]),
    }))
    .sort((a, b) => b.before + b.after - a.before - a.after);
  const all = totalBefore + totalAfter;
  const expected = rows.flatMap((row) => {
    const inBoth = (row.before + row.after) / all;
    return [inBoth * totalBefore, inBoth * totalAfter];
  });
  return {
    rows,
    totalBefore,
    totalAfter,
    test: pearson(rows, expected, totalBefore > 0 && totalAfter > 0),
    isSparse: expected.some((count) => count < LEAST_EXPECTED),
  };
}

const countsIn = ({ values }: Stated): ReadonlyMap<string, number> =>
  new Map(values.map(({ valuePreview, count }) => [valuePreview, count]));

function pearson(rows: readonly DriftRow[], expected: readonly number[], isBoth: boolean): Drift["test"] {
  const df = rows.length - 1;
  if (df < 1 || !isBoth) return null;
  const observed = rows.flatMap(({ before, after }) => [before, after]);
  const statistic = observed.reduce((sum, count, index) => {
    const due = expected[index] ?? 0;
    return due === 0 ? sum : sum + (count - due) ** 2 / due;
  }, 0);
  return { statistic, df, p: chiSquareAbove(statistic, df) };
}

/** Whether two shares differ, by the z-test with a pooled variance. */
export function twoProportions(
  [left, ofLeft]: readonly [number, number],
  [right, ofRight]: readonly [number, number],
): number | null {
  if (ofLeft === 0 || ofRight === 0) return null;
  const pooled = (left + right) / (ofLeft + ofRight);
  const variance = pooled * (1 - pooled) * (1 / ofLeft + 1 / ofRight);
  return variance === 0 ? null : normalTwoSided((left / ofLeft - right / ofRight) / Math.sqrt(variance));
}

/** `< 0.001`, `0.032`, `0.41`. */
export const pText = (p: number): string => (p < 0.001 ? "< 0.001" : p < 0.1 ? p.toFixed(3) : p.toFixed(2));
