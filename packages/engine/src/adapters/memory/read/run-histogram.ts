/** Runs over time. */

import {
  bucketMsOf,
  type HistogramBucket,
  type HistogramFilter,
  placeOfP95,
  type RunHistogram,
} from "../../../read/run-histogram.js";
import { dollars } from "../columns.js";
import type { Moment } from "../database.js";
import type { RunRow } from "../rows.js";
import { runMatches } from "./run-conditions.js";

export function runHistogram(moment: Moment, filter: HistogramFilter): RunHistogram {
  const bucketMs = bucketMsOf(filter);
  const filled = new Map<number, RunRow[]>();
  for (const row of moment.tables.runs.all()) {
    if (!runMatches(moment, row, { ...filter, direction: "after", limit: 1 })) continue;
    const index = Math.floor((row.createdAt - filter.from.getTime()) / bucketMs);
    filled.set(index, [...(filled.get(index) ?? []), row]);
  }
  return {
    from: filter.from,
    bucketMs,
    buckets: filter.buckets,
    filled: [...filled].map(([index, rows]) => bucketOf(index, rows)).sort((a, b) => a.index - b.index),
    readFrom: null,
  };
}

function bucketOf(index: number, rows: readonly RunRow[]): HistogramBucket {
  const durations = rows
    .map(({ duration }) => duration)
    .filter((duration) => duration !== null)
    .sort((a, b) => a - b);
  return {
    index,
    runs: rows.length,
    failed: rows.filter(({ status }) => status === "FAILED").length,
    costUsd: dollars(rows.reduce((sum, { totalCost }) => sum + totalCost, 0)),
    p95DurationMs: durations[placeOfP95(durations.length) - 1] ?? null,
  };
}
