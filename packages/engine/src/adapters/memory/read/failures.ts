/** What failed for good: alike ones together, one by one, and how many there are. */

import { FAILURE_KINDS, type FailureKind } from "../../../domain/failure-mark.js";
import {
  COUNTED_MS,
  type DeadEventView,
  type DeadJobView,
  FAILURE_ERROR_CHARS,
  FAILURE_GROUPS,
  FAILURE_ROWS,
  type FailureConditions,
  type FailureCounts,
  type FailureFilter,
  type FailureGroup,
  type FailureGroupFilter,
  type FailureGroups,
  type FailurePage,
  type FailurePlace,
  isSettled,
  NO_FINGERPRINT,
  TREND_SLOTS,
  trendSlotMs,
} from "../../../read/failures.js";
import { dateOf, dateOrNull } from "../columns.js";
import type { Moment } from "../database.js";
import { markKey, toFailureMark } from "../failure-marks.js";
import { by, byText, descending } from "../order.js";
import type { EventRow, JobRow } from "../rows.js";
import { ALL, keyOf, type Tables } from "../tables.js";
import { grouped } from "./grouped.js";
import { contains, cut } from "./page.js";

interface Failure<Row> {
  readonly id: string;
  readonly failedAt: number;
  readonly subject: string;
  readonly fingerprint: string;
  readonly runId: string;
  readonly error: string;
  readonly row: Row;
}

const newestFirst = by<Failure<unknown>>(
  descending(({ failedAt }) => failedAt),
  (a, b) => byText<Failure<unknown>>(({ id }) => id)(b, a),
);

const deadEvents = (tables: Tables): Failure<EventRow>[] =>
  tables.events.in("dead", ALL).map((row) => ({
    id: row.id,
    failedAt: row.dlqAt ?? 0,
    subject: row.eventType,
    fingerprint: row.fingerprint ?? NO_FINGERPRINT,
    runId: row.workflowRunId,
    error: row.lastError ?? "",
    row,
  }));

/** Not those of an attempt that a rerun has replaced. */
const deadJobs = (tables: Tables): Failure<JobRow>[] =>
  [...tables.jobs.all()]
    .filter(({ status }) => status === "FAILED")
    .filter(({ workflowRunId, stageId, stageAttempt }) =>
      tables.stages
        .in("attempt", keyOf(workflowRunId, stageId, stageAttempt))
        .every(({ supersededAt }) => supersededAt === null),
    )
    .map((row) => ({
      id: row.id,
      failedAt: row.completedAt ?? 0,
      subject: row.stageId,
      fingerprint: row.fingerprint ?? NO_FINGERPRINT,
      runId: row.workflowRunId,
      error: row.lastError ?? "",
      row,
    }));

const failedRuns = (tables: Tables): Failure<unknown>[] =>
  tables.runs.in("status", "FAILED").map((row) => ({
    id: row.id,
    failedAt: row.completedAt ?? 0,
    subject: row.workflowId,
    fingerprint: row.fingerprint ?? NO_FINGERPRINT,
    runId: row.id,
    error: row.errorMessage ?? "",
    row,
  }));

const FAILURES = { event: deadEvents, job: deadJobs, run: failedRuns } as const satisfies Record<
  FailureKind,
  (tables: Tables) => Failure<unknown>[]
>;

interface Window extends FailureConditions {
  readonly after?: FailurePlace | undefined;
}

/** Newest first. */
const matching = <Row>(failures: readonly Failure<Row>[], window: Window): Failure<Row>[] => {
  const { subject, fingerprint, runId, text = "", from, after } = window;
  return failures
    .filter(
      (failure) =>
        (from === undefined || failure.failedAt >= from.getTime()) &&
        (after === undefined || isBehind(failure, after)) &&
        (subject === undefined || failure.subject === subject) &&
        (fingerprint === undefined || failure.fingerprint === fingerprint) &&
        (runId === undefined || failure.runId === runId) &&
        (text === "" || contains(failure.error, text)),
    )
    .sort(newestFirst);
};

const isBehind = ({ failedAt, id }: Failure<unknown>, { at, id: placeId }: FailurePlace): boolean =>
  failedAt < at.getTime() || (failedAt === at.getTime() && id < placeId);

export const matchingEvents = ({ tables }: Moment, window: Window): EventRow[] =>
  matching(deadEvents(tables), window).map(({ row }) => row);

export const matchingJobs = ({ tables }: Moment, window: Window): JobRow[] =>
  matching(deadJobs(tables), window).map(({ row }) => row);

export function countFailures({ tables, now }: Moment): FailureCounts {
  const counts = FAILURE_KINDS.map((kind) => {
    const open = FAILURES[kind](tables).filter((failure) => {
      const row = tables.failureMarks.get(markKey({ ...failure, kind }));
      const group = { mark: row ? toFailureMark(row) : null, lastAt: dateOf(failure.failedAt) };
      return failure.failedAt >= now - COUNTED_MS && !isSettled(group);
    });
    return [kind, Math.min(open.length, FAILURE_ROWS)] as const;
  });
  return Object.fromEntries(counts) as Record<FailureKind, number>;
}

export function groupFailures({ tables, now }: Moment, filter: FailureGroupFilter): FailureGroups {
  const { kind, from } = filter;
  const all = matching<unknown>(FAILURES[kind](tables), { from });
  const found = matching<unknown>(FAILURES[kind](tables), filter).slice(0, FAILURE_ROWS);
  const slotMs = trendSlotMs(from, dateOf(now));
  const groups = grouped(found, ({ subject, fingerprint }) => keyOf(subject, fingerprint)).flatMap(
    (failures): FailureGroup[] => {
      const [newest, oldest] = [failures[0], failures.at(-1)];
      if (newest === undefined || oldest === undefined) return [];
      const key = { kind, subject: newest.subject, fingerprint: newest.fingerprint };
      const trend = Array.from({ length: TREND_SLOTS }, () => 0);
      for (const { failedAt } of failures) {
        const slot = Math.min(TREND_SLOTS - 1, Math.max(0, Math.floor((failedAt - from.getTime()) / slotMs)));
        trend[slot] = (trend[slot] ?? 0) + 1;
      }
      const mark = tables.failureMarks.get(markKey(key));
      return [
        {
          ...key,
          error: cut(newest.error, FAILURE_ERROR_CHARS),
          count: failures.length,
          runs: new Set(failures.map(({ runId }) => runId)).size,
          firstAt: dateOf(oldest.failedAt),
          lastAt: dateOf(newest.failedAt),
          trend,
          mark: mark ? toFailureMark(mark) : null,
        },
      ];
    },
  );
  groups.sort(
    by(
      descending(({ lastAt }) => lastAt.getTime()),
      byText(({ subject }) => subject),
      byText(({ fingerprint }) => fingerprint),
    ),
  );
  return {
    at: dateOf(now),
    groups: groups.slice(0, FAILURE_GROUPS),
    looked: found.length,
    isCapped: all.length >= FAILURE_ROWS || groups.length > FAILURE_GROUPS,
  };
}

export const listDeadEventViews = ({ tables }: Moment, filter: FailureFilter): FailurePage<DeadEventView> =>
  paged(tables, matching(deadEvents(tables), filter), filter, ({ row }) => ({
    eventType: row.eventType,
    sequence: row.sequence,
    occurredAt: dateOf(row.occurredAt),
    tries: row.retryCount,
    lastTriedAt: dateOrNull(row.lastTriedAt),
  }));

export const listDeadJobs = ({ tables }: Moment, filter: FailureFilter): FailurePage<DeadJobView> =>
  paged(tables, matching(deadJobs(tables), filter), filter, ({ row }) => ({
    workflowId: row.workflowId,
    stageId: row.stageId,
    stageAttempt: row.stageAttempt,
    deliveries: row.attempt,
    maxAttempts: row.maxAttempts,
    workerId: row.workerId,
  }));

const failedOf = (tables: Tables, { id, failedAt, error, fingerprint, runId }: Failure<unknown>) => {
  const run = tables.runs.get(runId);
  return {
    id,
    failedAt: dateOf(failedAt),
    error: cut(error, FAILURE_ERROR_CHARS),
    fingerprint,
    runId,
    workflowName: run?.workflowName ?? null,
    runStatus: run?.status ?? null,
  };
};

function paged<Row, More>(
  tables: Tables,
  found: readonly Failure<Row>[],
  { limit }: FailureFilter,
  moreOf: (failure: Failure<Row>) => More,
): FailurePage<ReturnType<typeof failedOf> & More> {
  const rows = found.slice(0, limit).map((failure) => ({ ...failedOf(tables, failure), ...moreOf(failure) }));
  const last = rows.at(-1);
  return {
    rows,
    next: found.length > limit && last !== undefined ? { at: last.failedAt, id: last.id } : null,
  };
}
