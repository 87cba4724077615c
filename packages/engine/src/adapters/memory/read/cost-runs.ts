/** Runs of some days by what they cost. */

import {
  type CostRunFilter,
  type DearRun,
  endInstant,
  firstInstant,
  placeOf,
  type RunCosts,
  type VersionCost,
} from "../../../read/costs.js";
import { dateOf, dollars, sumOfDollars } from "../columns.js";
import type { Moment } from "../database.js";
import { by, compareText, descending, oldestFirst } from "../order.js";
import type { RunRow, StageRow } from "../rows.js";
import { grouped } from "./grouped.js";

export function runCosts(moment: Moment, filter: CostRunFilter): RunCosts {
  const [from, end] = [firstInstant(filter).getTime(), endInstant(filter).getTime()];
  const runs = [...moment.tables.runs.all()]
    .filter(
      ({ createdAt, workflowId }) =>
        createdAt >= from &&
        createdAt < end &&
        (filter.workflowId === undefined || workflowId === filter.workflowId),
    )
    .sort((a, b) => oldestFirst(b, a));
  const failed = runs.filter(({ status }) => status === "FAILED");
  return {
    versions: versions(runs.filter(({ status }) => status === "COMPLETED")),
    dearest: runs
      .filter(({ totalCost }) => totalCost > 0)
      .sort(descending(({ totalCost }) => totalCost))
      .slice(0, filter.limit)
      .map((run) => dearRun(moment, run)),
    runs: runs.length,
    costUsd: sumOfDollars(runs.map(({ totalCost }) => totalCost)),
    failedRuns: failed.length,
    failedUsd: sumOfDollars(failed.flatMap((run) => firstCosts(moment, run))),
    readFrom: null,
  };
}

const stagesOf = ({ tables }: Moment, { id }: RunRow): readonly StageRow[] => tables.stages.in("run", id);

const firstCosts = (moment: Moment, run: RunRow): number[] =>
  run.attempt === 0
    ? [run.totalCost]
    : stagesOf(moment, run).flatMap(({ attempt, cost }) => (attempt === 0 ? [cost] : []));

const versions = (newestFirst: readonly RunRow[]): VersionCost[] =>
  // Groups come by their newest run.
  grouped(newestFirst, ({ workflowId, definitionHash }) => JSON.stringify([workflowId, definitionHash]))
    .map((runs): VersionCost => {
      const [first] = runs as [RunRow];
      const costs = runs.map(({ totalCost }) => totalCost).sort((a, b) => a - b);
      const percentile = (percent: number) => dollars(costs[placeOf(percent, costs.length) - 1] ?? 0);
      return {
        workflowId: first.workflowId,
        definitionHash: first.definitionHash,
        runs: runs.length,
        p5Usd: percentile(5),
        p50Usd: percentile(50),
        p95Usd: percentile(95),
        costUsd: sumOfDollars(costs),
      };
    })
    .sort((a, b) => compareText(a.workflowId, b.workflowId));

function dearRun(moment: Moment, run: RunRow): DearRun {
  const [dearest] = grouped(stagesOf(moment, run), ({ stageId }) => stageId)
    .map((stages) => ({
      stageId: stages[0]?.stageId ?? "",
      costUsd: sumOfDollars(stages.map(({ cost }) => cost)),
    }))
    .filter(({ costUsd }) => costUsd > 0)
    .sort(
      by(
        descending(({ costUsd }) => costUsd),
        (a, b) => compareText(a.stageId, b.stageId),
      ),
    );
  return {
    id: run.id,
    createdAt: dateOf(run.createdAt),
    workflowId: run.workflowId,
    status: run.status,
    attempt: run.attempt,
    durationMs: run.duration,
    tokens: run.totalTokens,
    costUsd: dollars(run.totalCost),
    dearest: dearest ?? null,
  };
}
