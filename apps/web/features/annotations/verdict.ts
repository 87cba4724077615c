/** A comparison of two versions in a sentence. */

import { shownValue } from "@/features/runs/columns";
import { formatCount } from "@/ui/format-number";
import { type Drift, pText } from "./drift";
import { shareText } from "./share-text";

/** What is called a difference, and not chance. */
const SIGNIFICANT = 0.05;

export function verdictOf(
  { rows, test, totalBefore, totalAfter }: Drift,
  { before, after }: { readonly before: string; readonly after: string },
): string {
  const counts = `n = ${formatCount(totalBefore)} and ${formatCount(totalAfter)}`;
  if (totalBefore === 0 || totalAfter === 0)
    return `Version ${totalBefore === 0 ? before : after} stated nothing in this time (${counts}).`;
  if (test === null) return `Both versions always state the same (${counts}).`;
  const told = `χ² = ${test.statistic.toFixed(2)}, ${test.df} ${test.df === 1 ? "degree" : "degrees"} of freedom, p ${test.p < 0.001 ? pText(test.p) : `= ${pText(test.p)}`}, ${counts}`;
  if (test.p >= SIGNIFICANT) return `No difference that chance would not explain (${told}).`;
  const [most] = rows.toSorted(
    (a, b) => Math.abs(b.shareAfter - b.shareBefore) - Math.abs(a.shareAfter - a.shareBefore),
  );
  if (most === undefined) return told;
  const value = most.valuePreview === null ? "other values" : shownValue(most.valuePreview);
  const way = most.shareAfter > most.shareBefore ? "more" : "less";
  return `Version ${after} states ${value} ${way} often than version ${before}: ${shareText(most.shareAfter)} instead of ${shareText(most.shareBefore)} (${told}).`;
}
