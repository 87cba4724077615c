/**
 * How a delivery ends, or a poll.
 *
 * The one statement checks in its `where` that the job is held by the given lease or, given none, that it is RUNNING: a
 * worker whose lease was lost changes nothing, and a finished job never comes back to life.
 */

import type { Backoff } from "../../../domain/backoff.js";
import { errorFingerprint } from "../../../domain/error-fingerprint.js";
import { LeaseLostError, NotFoundError } from "../../../domain/errors.js";
import { canBeStoredId, storableDate, storableText } from "../../../domain/storable.js";
import type { JobEnding, LeaseToken } from "../../../ports/job-queue.js";
import { text } from "../columns.js";
import type { Db } from "../db.js";
import { raw, type Sql, sql } from "../sql.js";

const COLUMNS = {
  job_id: "text",
  token: "text",
  status: "text",
  error: "text",
  fingerprint: "text",
  retry_ms: "real",
  base_ms: "real",
  cap_ms: "real",
  poll_at: "time",
  held_by: "text",
  reason: "text",
} as const;

interface Ending {
  readonly job_id: string;
  /** Null: whoever holds it. */
  readonly token: LeaseToken | null;
  readonly status: JobEnding["status"];
  readonly error?: string;
  readonly fingerprint?: string;
  /** Wait before a retry (ms); else doubling with every delivery from `base_ms`, up to `cap_ms`. */
  readonly retry_ms?: number;
  readonly base_ms?: number;
  readonly cap_ms?: number;
  readonly poll_at?: Date;
  readonly held_by?: string;
  readonly reason?: string;
}

const EMPTY = {
  error: null,
  fingerprint: null,
  retry_ms: null,
  base_ms: null,
  cap_ms: null,
  poll_at: null,
  held_by: null,
  reason: null,
};

/** Ends those that their leases still hold. Returns their ids, in input order. */
export async function settleJobs(db: Db, endings: readonly JobEnding[]): Promise<string[]> {
  const rows = endings.map(toColumns).filter(({ job_id }) => canBeStoredId(job_id));
  if (rows.length === 0) return [];
  return settle(db, onePerLease(rows));
}

/** @throws {UnstorableValueError} */
function toColumns(ending: JobEnding): Ending {
  const { jobId: job_id, leaseToken: token, status } = ending;
  switch (ending.status) {
    case "COMPLETED":
      return { job_id, token, status };
    case "FAILED":
      return { job_id, token, status, ...errorCells(ending.error) };
    case "PENDING":
      return { job_id, token, status, ...errorCells(ending.error), retry_ms: waitMs(ending.retryInMs) };
    case "SUSPENDED":
      return { job_id, token, status, poll_at: storableDate("nextPollAt", ending.nextPollAt) };
    case "HELD": {
      const { heldBy, reason } = ending.hold;
      return { job_id, token, status, held_by: storableText(heldBy), reason: storableText(reason) };
    }
  }
}

function errorCells(text: string): { readonly error: string; readonly fingerprint: string } {
  const error = storableText(text);
  return { error, fingerprint: errorFingerprint(error) };
}

/** Where the wait ends must be an instant that can be stored. Which one is up to the database's clock. */
function waitMs(ms: number): number {
  storableDate("retryInMs", new Date(Date.now() + ms));
  return ms;
}

/** The first ending of a lease counts. */
function onePerLease(rows: readonly Ending[]): Ending[] {
  const byLease = new Map<string, Ending>();
  for (const row of rows) {
    const lease = JSON.stringify([row.job_id, row.token]);
    if (!byLease.has(lease)) byLease.set(lease, row);
  }
  return [...byLease.values()];
}

async function settle(db: Db, rows: readonly Ending[]): Promise<string[]> {
  const { dialect } = db;
  const { now } = dialect;
  // Without a delivery left there is nothing to wait for.
  const ends = sql`(e.status in ('COMPLETED', 'FAILED') or e.status = 'PENDING' and attempt >= max_attempts)`;
  const retries = sql`(e.status = 'PENDING' and attempt < max_attempts)`;
  // As if it had not been delivered.
  const keptBack = sql`(e.status = 'HELD' and job_queue.status = 'RUNNING')`;
  const doubled = dialect.least(sql`e.cap_ms`, sql`e.base_ms * ${dialect.powerOfTwo(raw("attempt - 1"))}`);
  const settled = await db.write(sql`
    update job_queue set
      status = case when e.status = 'PENDING' and attempt >= max_attempts then 'FAILED'
        when ${keptBack} then 'PENDING' when e.status = 'HELD' then job_queue.status else e.status end,
      attempt = case when ${keptBack} then attempt - 1 else attempt end,
      started_at = case when ${keptBack} then null else started_at end,
      held_at = case when ${keptBack} then ${now} end, held_by = case when ${keptBack} then e.held_by end,
      hold_reason = case when ${keptBack} then e.reason end,
      completed_at = case when ${ends} then ${now} end,
      last_error = case e.status when 'COMPLETED' then null when 'SUSPENDED' then last_error when 'HELD' then last_error else e.error end,
      fingerprint = case e.status when 'COMPLETED' then null when 'SUSPENDED' then job_queue.fingerprint when 'HELD' then job_queue.fingerprint else e.fingerprint end,
      run_at = case when ${retries} then ${dialect.shift(now, sql`coalesce(e.retry_ms, ${doubled})`)} else run_at end,
      next_poll_at = case when e.status = 'HELD' then next_poll_at else e.poll_at end,
      handed_over_at = case when e.status = 'SUSPENDED' then coalesce(handed_over_at, ${now}) else handed_over_at end,
      cancel_work_at = case when e.status = 'SUSPENDED' then coalesce(cancel_work_at, ${now}) else cancel_work_at end,
      worker_id = case when ${ends} then worker_id end,
      locked_at = case when ${ends} then locked_at end,
      lease_token = null, lease_until = null, updated_at = ${now}
    from ${dialect.rows(
      "e",
      COLUMNS,
      rows.map((row) => ({ ...EMPTY, ...row })),
    )}
    where job_queue.id = e.job_id and ${isHeld}
      and ${dialect.lockedInOrder(
        "job_queue",
        rows.map(({ job_id }) => job_id),
      )}
    returning id`);
  const isSettled = new Set(settled.map((row) => text(row.id)));
  return [...new Set(rows.map(({ job_id }) => job_id))].filter((id) => isSettled.has(id));
}

/**
 * A suspended job that nobody holds has no token. A `case`, as neither database looks for an index inside: by the
 * primary key is the way, not over all that are RUNNING.
 */
const isHeld: Sql = raw(`case when e.token is null then job_queue.status = 'RUNNING'
  else job_queue.lease_token = e.token and job_queue.status in ('RUNNING', 'SUSPENDED') end`);

export async function completeJob(db: Db, jobId: string, token?: LeaseToken): Promise<void> {
  await settleOne(db, { job_id: jobId, token: token ?? null, status: "COMPLETED" });
}

export async function suspendJob(db: Db, jobId: string, nextPollAt: Date, token?: LeaseToken): Promise<void> {
  const poll_at = storableDate("nextPollAt", nextPollAt);
  await settleOne(db, { job_id: jobId, token: token ?? null, status: "SUSPENDED", poll_at });
}

export interface Failure {
  readonly error: string;
  readonly shouldRetry: boolean;
  /** Overrides the back-off (ms). */
  readonly retryInMs: number | undefined;
  readonly backoff: Backoff;
}

/** Back to PENDING while deliveries are left and a retry is wanted, else FAILED. */
export async function failJob(
  db: Db,
  jobId: string,
  { error, shouldRetry, retryInMs, backoff }: Failure,
  token?: LeaseToken,
): Promise<void> {
  const failed = { job_id: jobId, token: token ?? null, ...errorCells(error) };
  if (!shouldRetry) return settleOne(db, { ...failed, status: "FAILED" });
  // The domain's back-off for the row's own attempt, which only the statement that writes knows for sure.
  const base_ms = backoff.baseMs * (0.5 + Math.random());
  const retry_ms = retryInMs === undefined ? undefined : waitMs(retryInMs);
  return settleOne(db, { ...failed, status: "PENDING", retry_ms, base_ms, cap_ms: backoff.capMs });
}

async function settleOne(db: Db, ending: Ending): Promise<void> {
  const { job_id, token } = ending;
  if (!canBeStoredId(job_id)) throw new NotFoundError("job", job_id);
  const written = await settle(db, [ending]);
  if (written.length > 0) return;
  const [found] = await db.read(sql`select 1 as found from job_queue where id = ${job_id}`);
  if (!found) throw new NotFoundError("job", job_id);
  if (token !== null) throw new LeaseLostError(job_id);
}
