/** Results as tables that can be read on the screen and pasted into a page. */

import { markdownTable } from "markdown-table";
import type { Series } from "./rounds.js";
import { median, medianRatio } from "./spread.js";

/** What one measure found. */
export interface Result {
  readonly title: string;
  /** What the figures mean, for somebody who sees them for the first time. */
  readonly meaning: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Every figure that was measured, for checks. */
  readonly figures: readonly number[];
}

const NUMERIC_FROM = 2;

/** Lines of a rate that was measured in rounds. */
export function ratesResult(
  texts: Pick<Result, "title" | "meaning"> & { unit: string; reference: string },
  series: readonly Series[],
): Result {
  return {
    ...texts,
    head: ["", "", `${texts.unit}: median`, "min", "max", `× ${texts.reference}`],
    rows: series.map(({ case: name, contender, samples, reference }) => [
      name,
      contender,
      shown(median(samples)),
      shown(Math.min(...samples)),
      shown(Math.max(...samples)),
      reference === undefined ? "" : medianRatio(samples, reference).toFixed(2),
    ]),
    figures: series.flatMap(({ samples }) => samples),
  };
}

/** Whole numbers where they are large, three digits where they are small. */
export function shown(value: number): string {
  return value >= 100
    ? Math.round(value).toLocaleString("en")
    : value.toLocaleString("en", { maximumSignificantDigits: 3 });
}

export function asText({ title, meaning, head, rows }: Result): string {
  const align = head.map((_, column) => (column < NUMERIC_FROM ? "l" : "r"));
  const table = markdownTable(
    [head, ...rows].map((row) => [...row]),
    { align },
  );
  return `\n## ${title}\n\n${meaning}\n\n${table}\n`;
}
