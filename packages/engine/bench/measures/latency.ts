/** From the call that enqueues to the first line of the body, while nothing else is going on. */

import { setTimeout as pause } from "node:timers/promises";
import { graphileResponse } from "../contenders/graphile-response.js";
import { pgBossResponse } from "../contenders/pg-boss-response.js";
import { rawResponse } from "../contenders/raw-response.js";
import type { Responder } from "../contenders/response.js";
import { stagelineResponse } from "../contenders/stageline-response.js";
import { type Result, shown } from "../report.js";
import { median, medianRatio, quantile } from "../spread.js";
import type { Measure, MeasureContext } from "./measure.js";

/** Milliseconds between two, so that the worker is idle again; spread, so that they fall in step with no timer. */
const LEAST_PAUSE_MS = 15;
const SPREAD_MS = 20;
/** Not counted: connections and plans are made. */
const WARM_UP = 5;

export const measureLatency: Measure = async (context) => {
  const { rounds } = context.options;
  const lines = [rawResponse, graphileResponse, pgBossResponse, stagelineResponse].map((responder) => ({
    responder,
    byRound: [] as number[][],
  }));
  for (let round = 1; round <= rounds; round++) {
    context.say(`enqueue to start, round ${round}`);
    for (const { responder, byRound } of lines) byRound.push(await latencies(responder, context));
  }
  const [raw] = lines;
  return [
    {
      title: "Enqueue to start",
      meaning:
        "Milliseconds from asking for work until its body starts, on an idle worker with PostgreSQL. The work is asked for\n" +
        "over other connections than the worker's, so it hears of it through the database.",
      head: ["", "n", "p50 ms", "p95", "p99", "max", "p50 × hand-written"],
      rows: lines.map(({ responder, byRound }) => {
        const all = byRound.flat();
        const ratio = medianRatio(byRound.map(median), raw?.byRound.map(median) ?? []);
        return [
          responder.name,
          String(all.length),
          ...[0.5, 0.95, 0.99, 1].map((share) => shown(quantile(all, share))),
          responder === raw?.responder ? "" : ratio.toFixed(2),
        ];
      }),
      figures: lines.flatMap(({ byRound }) => byRound.flat()),
    } satisfies Result,
  ];
};

async function latencies(responder: Responder, { server, options }: MeasureContext): Promise<number[]> {
  const database = await (responder.tables === "ours" ? server.migrated() : server.blank());
  const opened = await responder.open(database);
  const took: number[] = [];
  try {
    for (let number = 0; number < WARM_UP + options.enqueues; number++) {
      await pause(LEAST_PAUSE_MS + Math.random() * SPREAD_MS);
      const start = performance.now();
      await opened.ask(`ask-${number}`);
      if (number >= WARM_UP) took.push(performance.now() - start);
    }
  } finally {
    await opened.close();
    await database.drop();
  }
  return took;
}
