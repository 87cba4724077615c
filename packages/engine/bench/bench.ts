/** All measures that were asked for, one after the other. */

import { measureCallStats } from "./measures/call-stats.js";
import { measureIdle } from "./measures/idle.js";
import { measureJobs } from "./measures/jobs.js";
import { measureLatency } from "./measures/latency.js";
import type { Measure } from "./measures/measure.js";
import { measureRoundTrips } from "./measures/round-trips.js";
import { measureRuns } from "./measures/runs.js";
import type { BenchOptions, MeasureName } from "./options.js";
import type { Result } from "./report.js";
import type { BenchServer } from "./server.js";

const measures: Record<MeasureName, Measure> = {
  runs: measureRuns,
  jobs: measureJobs,
  latency: measureLatency,
  "round-trips": measureRoundTrips,
  idle: measureIdle,
  "call-stats": measureCallStats,
};

/** Gives each result as soon as it is there. */
export async function* bench(
  options: BenchOptions,
  server: BenchServer,
  say: (progress: string) => void = () => undefined,
): AsyncGenerator<Result> {
  for (const name of options.only) yield* await measures[name]({ options, server, say });
}
