/** The queue as it is, job by job and in numbers. */

import { emptySample, mergeSamples } from "../../../domain/queue-sample.js";
import {
  JOB_ERROR_CHARS,
  type JobGroup,
  type JobListFilter,
  type JobPage,
  type JobPlace,
  type JobState,
  type JobView,
  PAST_WAITS,
  type PastWaitFilter,
  type PastWaits,
  type QueueNow,
  type SampleFilter,
  type SampleView,
} from "../../../read/queue.js";
import { dateOf, dateOrNull } from "../columns.js";
import type { Moment } from "../database.js";
import { ascending, by, byText, type Compare, claimOrder, descending, oldestFirst } from "../order.js";
import { toSample } from "../queue/samples.js";
import type { JobRow } from "../rows.js";
import type { Tables } from "../tables.js";
import { grouped } from "./grouped.js";
import { cut } from "./page.js";

const stateOf = ({ status, heldAt }: JobRow): JobState | null => {
  if (heldAt !== null) return "held";
  if (status === "PENDING") return "pending";
  if (status === "RUNNING") return "running";
  return status === "SUSPENDED" ? "suspended" : null;
};

const timeOf: Readonly<Record<JobState, (row: JobRow) => number>> = {
  pending: (row) => row.createdAt,
  running: (row) => row.leaseUntil ?? 0,
  suspended: (row) => row.nextPollAt ?? 0,
  held: (row) => row.heldAt ?? 0,
};

const orderOf = (state: JobState): Compare<JobRow> =>
  state === "pending"
    ? claimOrder
    : by(
        ascending(timeOf[state]),
        byText((row) => row.id),
      );

export function listLiveJobs({ tables }: Moment, filter: JobListFilter): JobPage {
  const { state, workflowId, workerId, after, limit } = filter;
  const order = orderOf(state);
  const found = [...tables.jobs.all()]
    .filter(
      (row) =>
        stateOf(row) === state &&
        (workflowId === undefined || row.workflowId === workflowId) &&
        (workerId === undefined || row.workerId === workerId) &&
        (after === undefined || isBehind(state, row, after)),
    )
    .sort(order);
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const next =
    found.length > limit && last
      ? { priority: last.priority, at: dateOf(timeOf[state](last)), id: last.id }
      : null;
  return { rows: shown.map((row) => toJobView(tables, row)), next };
}

function isBehind(state: JobState, row: JobRow, { priority, at, id }: JobPlace): boolean {
  if (state === "pending" && row.priority !== priority) return row.priority < priority;
  const later = timeOf[state](row) - at.getTime();
  return later > 0 || (later === 0 && byText<{ id: string }>((one) => one.id)(row, { id }) > 0);
}

function toJobView(tables: Tables, row: JobRow): JobView {
  const stage = tables.stages
    .in("run", row.workflowRunId)
    .find(({ stageId, attempt }) => stageId === row.stageId && attempt === row.stageAttempt);
  return {
    id: row.id,
    runId: row.workflowRunId,
    workflowId: row.workflowId,
    stageId: row.stageId,
    stageName: stage?.stageName ?? null,
    stageAttempt: row.stageAttempt,
    status: row.status as JobView["status"],
    priority: row.priority,
    attempt: row.attempt,
    maxAttempts: row.maxAttempts,
    createdAt: dateOf(row.createdAt),
    runAt: dateOf(row.runAt),
    startedAt: dateOrNull(row.startedAt),
    workerId: row.workerId,
    lockedAt: dateOrNull(row.lockedAt),
    leaseUntil: dateOrNull(row.leaseUntil),
    heldAt: dateOrNull(row.heldAt),
    holdReason: row.holdReason,
    lastError: row.lastError === null ? null : cut(row.lastError, JOB_ERROR_CHARS),
    nextPollAt: dateOrNull(row.nextPollAt),
    polls: stage?.pollCount ?? 0,
    suspendedAt: dateOrNull(stage?.suspendedAt ?? null),
    maxWaitUntil: dateOrNull(stage?.maxWaitUntil ?? null),
  };
}

export function readQueueNow({ tables, now }: Moment): QueueNow {
  const live = [...tables.jobs.all()].filter((row) => stateOf(row) !== null);
  const groups = grouped(live, ({ workflowId, priority }) => JSON.stringify([workflowId, priority]))
    .map((rows) => groupOf(rows, now))
    .sort(
      by(
        byText((group: JobGroup) => group.workflowId),
        descending((group) => group.priority),
      ),
    );
  const working = live.filter(({ status, workerId }) => status === "RUNNING" && workerId !== null);
  const inHand = grouped(working, ({ workerId, stageId }) => JSON.stringify([workerId, stageId]))
    .map((rows) => ({
      workerId: rows[0]?.workerId ?? "",
      stageId: rows[0]?.stageId ?? "",
      jobs: rows.length,
    }))
    .sort(
      by(
        byText((one: { workerId: string; stageId: string }) => one.workerId),
        byText((one) => one.stageId),
      ),
    );
  const { workflowId: _, priority: __, ...totals } = groupOf(live, now);
  return { at: dateOf(now), totals, isCapped: false, groups, inHand };
}

function groupOf(rows: readonly JobRow[], now: number): JobGroup {
  const count = (is: (row: JobRow) => boolean) => rows.filter(is).length;
  const isDue = (row: JobRow) => stateOf(row) === "pending" && row.runAt <= now;
  const due = rows.filter(isDue).map(({ runAt }) => runAt);
  return {
    workflowId: rows[0]?.workflowId ?? "",
    priority: rows[0]?.priority ?? 0,
    due: due.length,
    later: count((row) => stateOf(row) === "pending" && !isDue(row)),
    running: count((row) => stateOf(row) === "running"),
    suspended: count((row) => stateOf(row) === "suspended"),
    held: count((row) => stateOf(row) === "held"),
    oldestDueAt: due.length === 0 ? null : dateOf(Math.min(...due)),
  };
}

export function listQueueSamples({ tables }: Moment, filter: SampleFilter): SampleView[] {
  const { workflowId, from, to, bucketMs } = filter;
  const samples = [...tables.queueSamples.all()]
    .filter(
      (row) =>
        row.workflowId === workflowId && row.sampledAt > from.getTime() && row.sampledAt <= to.getTime(),
    )
    .sort(
      by(
        ascending((row) => row.sampledAt),
        byText((row) => row.id),
      ),
    )
    .map(toSample);
  if (bucketMs === undefined) return samples;
  const bucketOf = ({ sampledAt }: SampleView) =>
    String(Math.ceil((sampledAt.getTime() - from.getTime()) / bucketMs));
  return grouped(samples, bucketOf).map(merged);
}

function merged(samples: readonly SampleView[]): SampleView {
  const last = samples.findLast(({ spanSeconds }) => spanSeconds > 0) ?? samples.at(-1);
  const spanSeconds = samples.reduce((sum, sample) => sum + sample.spanSeconds, 0);
  return mergeSamples(
    samples,
    emptySample(last?.sampledAt ?? new Date(0), spanSeconds, last?.workflowId ?? ""),
  );
}

export function listPastWaits({ tables }: Moment, { stages }: PastWaitFilter): PastWaits[] {
  const newestFirst = [...tables.stages.all()].sort((a, b) => oldestFirst(b, a));
  return stages.map(({ workflowId, stageId }) => ({
    workflowId,
    stageId,
    waitsMs: newestFirst
      .filter(
        (row) => row.stageId === stageId && tables.runs.get(row.workflowRunId)?.workflowId === workflowId,
      )
      .flatMap(({ suspendedAt, resumedAt }) =>
        suspendedAt !== null && resumedAt !== null && resumedAt >= suspendedAt
          ? [resumedAt - suspendedAt]
          : [],
      )
      .slice(0, PAST_WAITS)
      .sort((a, b) => a - b),
  }));
}
