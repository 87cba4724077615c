/** What failed for good: alike ones together, one by one, and how many there are. */

import { FAILURE_KINDS, type FailureKind } from "../../../domain/failure-mark.js";
import type { Status } from "../../../domain/status.js";
import {
  COUNTED_MS,
  type DeadEventView,
  type DeadJobView,
  FAILURE_ERROR_CHARS,
  FAILURE_GROUPS,
  FAILURE_ROWS,
  type FailureCounts,
  type FailureFilter,
  type FailureGroup,
  type FailureGroupFilter,
  type FailureGroups,
  type FailurePage,
  TREND_SLOTS,
  trendSlotMs,
} from "../../../read/failures.js";
import { instant, instantOrNull, type Row, text, textOrNull, whole } from "../columns.js";
import type { Db } from "../db.js";
import { toFailureMark } from "../failure-marks.js";
import { raw, sql } from "../sql.js";
import { failures } from "./failure-sources.js";

/** Those that are left when what people said of them is taken into account. */
const UNSETTLED = raw("(m.state is null or m.state = 'RESOLVED' and f.failed_at > m.marked_at)");

export async function countFailures(db: Db): Promise<FailureCounts> {
  const { dialect } = db;
  const since = dialect.shift(dialect.now, -COUNTED_MS);
  const counts = await Promise.all(
    FAILURE_KINDS.map(async (kind) => {
      const { newest, looked } = failures(db, kind, {});
      const [row] = await db.read(sql`
        select count(*) as failures from ${newest} left join failure_marks m
          on m.kind = ${kind} and m.subject = f.subject and m.fingerprint = f.fingerprint
        where f.failed_at >= ${since} and ${looked} and ${UNSETTLED}`);
      return [kind, whole(row?.failures ?? 0)] as const;
    }),
  );
  return Object.fromEntries(counts) as Record<FailureKind, number>;
}

/** Two statements over the same rows: the groups with the newest error of each, and how many there were by slot. */
export async function groupFailures(db: Db, filter: FailureGroupFilter): Promise<FailureGroups> {
  const { dialect } = db;
  const { kind, from } = filter;
  const [clock] = await db.read(sql`select ${dialect.now} as at`);
  const at = instant(clock?.at);
  const { newest, looked } = failures(db, kind, filter);
  const elapsed = dialect.millisBetween(dialect.time(from), raw("f.failed_at"));
  const slot = sql`cast(${elapsed} as bigint) / cast(${trendSlotMs(from, at)} as bigint)`;
  const [groups, slots, [seen]] = await Promise.all([
    db.read(sql`
      select g.subject, g.fingerprint, g.failures, g.runs, g.first_at, g.last_at, g.error, g.passed, m.state, m.reason, m.actor_id, m.marked_at from (
        select subject, fingerprint, count(*) as failures, count(distinct run_id) as runs, min(failed_at) as first_at,
          max(failed_at) as last_at, max(case when place = 1 then substr(error, 1, ${FAILURE_ERROR_CHARS}) end) as error,
          sum(count(*)) over () as passed
        from (
          select f.subject, f.fingerprint, f.run_id, f.failed_at, f.error,
            row_number() over (partition by f.subject, f.fingerprint order by f.failed_at desc, f.id desc) as place
          from ${newest} where ${looked}
        ) as placed group by subject, fingerprint
      ) as g left join failure_marks m
        on m.kind = ${kind} and m.subject = g.subject and m.fingerprint = g.fingerprint
      order by g.last_at desc, g.subject, g.fingerprint limit ${FAILURE_GROUPS + 1}`),
    db.read(sql`
      select f.subject, f.fingerprint, ${slot} as slot, count(*) as failures
      from ${newest} where ${looked} group by f.subject, f.fingerprint, slot`),
    db.read(sql`select count(*) as failures from ${newest}`),
  ]);
  const trends = new Map<string, number[]>();
  for (const row of slots) {
    const key = keyOf(row);
    const trend = trends.get(key) ?? Array.from({ length: TREND_SLOTS }, () => 0);
    const index = Math.min(TREND_SLOTS - 1, Math.max(0, whole(row.slot)));
    trend[index] = (trend[index] ?? 0) + whole(row.failures);
    trends.set(key, trend);
  }
  return {
    at,
    groups: groups.slice(0, FAILURE_GROUPS).map((row): FailureGroup => {
      const group = { kind, subject: text(row.subject), fingerprint: text(row.fingerprint) };
      return {
        ...group,
        error: text(row.error),
        count: whole(row.failures),
        runs: whole(row.runs),
        firstAt: instant(row.first_at),
        lastAt: instant(row.last_at),
        trend: trends.get(keyOf(row)) ?? Array.from({ length: TREND_SLOTS }, () => 0),
        mark: row.state == null ? null : toFailureMark({ ...row, kind }),
      };
    }),
    looked: whole(groups[0]?.passed ?? 0),
    isCapped: whole(seen?.failures ?? 0) >= FAILURE_ROWS || groups.length > FAILURE_GROUPS,
  };
}

const keyOf = (row: Row): string => JSON.stringify([row.subject, row.fingerprint]);

const FAILED = raw(`f.id, f.failed_at, f.fingerprint, f.run_id, f.subject,
  r.workflow_name, r.status as run_status`);

export const listDeadEventViews = (db: Db, filter: FailureFilter): Promise<FailurePage<DeadEventView>> =>
  listed(db, "event", filter, (row) => ({
    ...toFailed(row),
    eventType: text(row.subject),
    sequence: whole(row.sequence),
    occurredAt: instant(row.occurred_at),
    tries: whole(row.retry_count),
    lastTriedAt: instantOrNull(row.last_tried_at),
  }));

export const listDeadJobs = (db: Db, filter: FailureFilter): Promise<FailurePage<DeadJobView>> =>
  listed(db, "job", filter, (row) => ({
    ...toFailed(row),
    workflowId: text(row.workflow_id),
    stageId: text(row.subject),
    stageAttempt: whole(row.stage_attempt),
    deliveries: whole(row.attempt),
    maxAttempts: whole(row.max_attempts),
    workerId: textOrNull(row.worker_id),
  }));

const MORE = {
  event: raw("f.sequence, f.occurred_at, f.retry_count, f.last_tried_at"),
  job: raw("f.workflow_id, f.stage_attempt, f.attempt, f.max_attempts, f.worker_id"),
} as const;

async function listed<View extends { readonly id: string; readonly failedAt: Date }>(
  db: Db,
  kind: "event" | "job",
  filter: FailureFilter,
  toView: (row: Row) => View,
): Promise<FailurePage<View>> {
  const { limit } = filter;
  const { newest, looked } = failures(db, kind, filter);
  const found = await db.read(sql`
    select ${FAILED}, ${MORE[kind]}, substr(f.error, 1, ${FAILURE_ERROR_CHARS}) as error
    from ${newest} left join workflow_runs r on r.id = f.run_id
    where ${looked} order by f.failed_at desc, f.id desc limit ${limit + 1}`);
  const rows = found.slice(0, limit).map(toView);
  const last = rows.at(-1);
  return {
    rows,
    next: found.length > limit && last !== undefined ? { at: last.failedAt, id: last.id } : null,
  };
}

const toFailed = (row: Row) => ({
  id: text(row.id),
  failedAt: instant(row.failed_at),
  error: text(row.error),
  fingerprint: text(row.fingerprint),
  runId: text(row.run_id),
  workflowName: textOrNull(row.workflow_name),
  runStatus: textOrNull(row.run_status) as Status | null,
});
