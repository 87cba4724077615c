/** Lets go of what is old, as the databases do. */

import type { Prunable } from "../../ports/retention.js";
import { toTime } from "./columns.js";
import type { Moment } from "./database.js";
import type { RunRow } from "./rows.js";
import { isLive, keyOf, type Tables } from "./tables.js";

export function prune({ tables }: Moment, what: Prunable, before: Date, limit: number): number {
  const at = toTime("before", before);
  const old = OLD[what](tables, at)
    .sort((a, b) => a.at - b.at)
    .slice(0, Math.max(0, limit));
  for (const { remove } of old) remove();
  return old.length;
}

interface OldRow {
  /** What it is ordered by. */
  readonly at: number;
  remove(): void;
}

const OLD: Record<Prunable, (tables: Tables, at: number) => OldRow[]> = {
  runs: (tables, at) =>
    [...tables.runs.all()]
      .filter(
        (run) =>
          !isLive(run) &&
          (run.completedAt ?? run.updatedAt) < at &&
          tables.events.in("run", run.id).every((event) => (event.publishedAt ?? event.discardedAt) !== null),
      )
      .map((run) => ({ at: run.createdAt, remove: () => removeRun(tables, run) })),
  logs: (tables, at) =>
    [...tables.logs.all()]
      .filter((log) => log.createdAt < at && hasEnded(tables, log.workflowRunId))
      .map((log) => ({ at: log.createdAt, remove: () => tables.logs.delete(log.id) })),
  events: (tables, at) =>
    [...tables.events.all()]
      .filter(
        ({ occurredAt, publishedAt, discardedAt, workflowRunId }) =>
          occurredAt < at &&
          (isBefore(publishedAt, at) || isBefore(discardedAt, at)) &&
          hasEnded(tables, workflowRunId),
      )
      .map((event) => ({ at: event.occurredAt, remove: () => tables.events.delete(event.id) })),
  jobs: (tables, at) =>
    [...tables.jobs.all()]
      .filter((job) => !isLive(job) && isBefore(job.completedAt, at) && hasEnded(tables, job.workflowRunId))
      .map((job) => ({ at: job.completedAt ?? 0, remove: () => tables.jobs.delete(job.id) })),
  aiCalls: (tables, at) =>
    [...tables.aiCalls.all()]
      .filter((call) => call.createdAt < at && hasEnded(tables, call.workflowRunId))
      .map((call) => ({ at: call.createdAt, remove: () => tables.aiCalls.delete(call.id) })),
  idempotencyKeys: (tables, at) =>
    [...tables.idempotency.all()]
      .filter((key) => key.createdAt < at && key.acquiredAt < at)
      .map((key) => ({
        at: key.createdAt,
        remove: () => tables.idempotency.delete(keyOf(key.commandType, key.key)),
      })),
  queueSamples: (tables, at) =>
    [...tables.queueSamples.all()]
      .filter(({ sampledAt }) => sampledAt < at)
      .map(({ id, sampledAt }) => ({ at: sampledAt, remove: () => tables.queueSamples.delete(id) })),
  workers: (tables, at) =>
    [...tables.workers.all()]
      .filter(({ heartbeatAt, stoppedAt }) => heartbeatAt < at && (stoppedAt === null || stoppedAt < at))
      .map((worker) => ({ at: worker.heartbeatAt, remove: () => tables.workers.delete(worker.id) })),
  bulkActions,
};

/** An action's items before itself. */
function bulkActions(tables: Tables, at: number): OldRow[] {
  return [...tables.bulkActions.all()]
    .filter(({ status, finishedAt }) => status !== "RUNNING" && isBefore(finishedAt, at))
    .sort((a, b) => a.createdAt - b.createdAt)
    .flatMap(({ id }) => [
      ...tables.bulkItems.in("action", id).map(({ actionId, position }) => ({
        at: 0,
        remove: () => tables.bulkItems.delete(keyOf(actionId, position)),
      })),
      { at: 0, remove: () => tables.bulkActions.delete(id) },
    ]);
}

const isBefore = (time: number | null, at: number): boolean => time !== null && time < at;

/** The row's run has ended, or there is none. */
function hasEnded(tables: Tables, runId: string | null): boolean {
  const run = runId === null ? undefined : tables.runs.get(runId);
  return run === undefined || !isLive(run);
}

function removeRun(tables: Tables, { id }: RunRow): void {
  for (const { id: row } of [...tables.jobs.in("run", id)]) tables.jobs.delete(row);
  for (const { id: row } of [...tables.logs.in("run", id)]) tables.logs.delete(row);
  for (const { id: row } of [...tables.artifacts.in("run", id)]) tables.artifacts.delete(row);
  for (const { id: row } of [...tables.annotations.in("run", id)]) tables.annotations.delete(row);
  for (const { id: row } of [...tables.stages.in("run", id)]) tables.stages.delete(row);
  for (const { id: row } of [...tables.events.in("run", id)]) tables.events.delete(row);
  for (const { id: row } of [...tables.aiCalls.in("run", id)]) tables.aiCalls.delete(row);
  tables.streams.delete(id);
  tables.runs.delete(id);
}
