/** The oracle's view of the store in memory. */

import type { MemoryDatabase } from "../../adapters/memory/database.js";
import type { AiCallRow, RunRow } from "../../adapters/memory/rows.js";
import type { Tables } from "../../adapters/memory/tables.js";
import { runIdIn, toldBy } from "./event-payload.js";
import type { FactSource, Orphan, RunFact, RunFacts, SpentFact, Standing } from "./facts.js";
import { grouped } from "./grouped.js";

export function memoryFacts(database: Pick<MemoryDatabase, "read">): FactSource {
  return {
    async *runs() {
      yield await database.read(({ tables }) =>
        [...tables.runs.all()].map((run) => withBelongings(tables, run)),
      );
    },
    keys: () =>
      database.read(({ tables }) =>
        [...tables.idempotency.all()].map(({ commandType, key, isCompleted, result }) => ({
          commandType,
          key,
          isCompleted,
          runId: runIdIn(result),
        })),
      ),
    orphans: () => database.read(({ tables }) => orphansIn(tables)),
    standings: () =>
      database.read(({ tables }) => ({
        runs: [...tables.runs.all()].map(toStanding),
        stages: [...tables.stages.all()].map(toStanding),
      })),
  };
}

function withBelongings(tables: Tables, run: RunRow): RunFacts {
  return {
    run: toRun(run),
    stages: tables.stages.in("run", run.id).map((row) => ({
      ...row,
      group: row.executionGroup,
      isCurrent: row.supersededAt === null,
      hasEnded: row.completedAt !== null,
      hasNextPoll: row.nextPollAt !== null,
      costUsd: row.cost,
    })),
    jobs: tables.jobs
      .in("run", run.id)
      .map((row) => ({ ...row, deliveries: row.attempt, isHeld: row.heldAt !== null })),
    events: tables.events.in("run", run.id).map((row) => ({
      sequence: row.sequence,
      type: row.eventType,
      causationId: row.causationId,
      ...toldBy(row.payload),
      isPublished: row.publishedAt !== null,
      isDead: row.dlqAt !== null || row.discardedAt !== null,
    })),
    lastSequence: tables.streams.get(run.id)?.lastSequence ?? null,
    spent: [...grouped(tables.aiCalls.in("run", run.id), ({ workflowStageId }) => workflowStageId)].map(
      toSpent,
    ),
  };
}

const toSpent = ([stageRecordId, calls]: [string | null, readonly AiCallRow[]]): SpentFact => ({
  stageRecordId,
  costUsd: calls.reduce((sum, { cost }) => sum + cost, 0),
  tokens: calls.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0),
});

function orphansIn(tables: Tables): Orphan[] {
  const named = {
    stages: tables.stages.all(),
    logs: tables.logs.all(),
    artifacts: tables.artifacts.all(),
    annotations: tables.annotations.all(),
    jobs: tables.jobs.all(),
    events: tables.events.all(),
    streams: tables.streams.all(),
    aiCalls: tables.aiCalls.all(),
  };
  return Object.entries(named).flatMap(([table, rows]) =>
    [
      ...new Set(
        Array.from<{ readonly workflowRunId: string | null }, string | null>(
          rows,
          (row) => row.workflowRunId,
        ),
      ),
    ]
      .filter((runId) => runId !== null && tables.runs.get(runId) === undefined)
      .map((runId) => ({ table, runId: runId ?? "" })),
  );
}

const toStanding = ({ id, version, status, attempt }: Standing): Standing => ({
  id,
  version,
  status,
  attempt,
});

const toRun = (row: RunRow): RunFact => ({
  ...toStanding(row),
  hasEnded: row.completedAt !== null,
  errorMessage: row.errorMessage,
  costUsd: row.totalCost,
  tokens: row.totalTokens,
});
