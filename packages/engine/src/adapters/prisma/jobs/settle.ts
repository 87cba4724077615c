/**
 * How a delivery ends.
 *
 * Every statement checks in its `where` that the job is RUNNING and, given a token, that this delivery holds it: a
 * worker whose lease was lost changes nothing, and a finished job never comes back to life.
 */

import type { Backoff } from "../../../domain/backoff.js";
import { LeaseLostError, NotFoundError } from "../../../domain/errors.js";
import { canBeStoredId, storableDate, storableText } from "../../../domain/storable.js";
import type { Lease, LeaseToken } from "../../../ports/job-queue.js";
import type { Db } from "../db.js";
import type { Dialect } from "../dialect/dialect.js";
import { empty, list, raw, type Sql, sql } from "../sql.js";

/** What a job without a holder has in the columns of the lease. */
export const NO_LEASE = raw("worker_id = null, locked_at = null, lease_token = null, lease_until = null");

export async function completeJob(db: Db, jobId: string, token?: LeaseToken): Promise<void> {
  const { now } = db.dialect;
  await settle(
    db,
    jobId,
    token,
    sql`status = 'COMPLETED', completed_at = ${now}, last_error = null, next_poll_at = null, lease_token = null,
      lease_until = null`,
  );
}

export async function suspendJob(db: Db, jobId: string, nextPollAt: Date, token?: LeaseToken): Promise<void> {
  const due = db.dialect.time(storableDate("nextPollAt", nextPollAt));
  await settle(db, jobId, token, sql`status = 'SUSPENDED', next_poll_at = ${due}, ${NO_LEASE}`);
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
  const { dialect } = db;
  const message = sql`last_error = ${storableText(error)}`;
  const failed = list([
    sql`status = 'FAILED', completed_at = ${dialect.now}, lease_token = null, lease_until = null`,
    message,
  ]);
  if (!shouldRetry) {
    await settle(db, jobId, token, failed);
    return;
  }
  const waitMs =
    retryInMs === undefined ? backoffInSql(db, backoff) : sql`cast(${retryInMs} as double precision)`;
  const retry = raw("attempt < max_attempts");
  const whenRetried = (then: Sql, otherwise: Sql) =>
    sql`case when ${retry} then ${then} else ${otherwise} end`;
  await settle(
    db,
    jobId,
    token,
    list([
      sql`status = ${whenRetried(raw("'PENDING'"), raw("'FAILED'"))}`,
      sql`run_at = ${whenRetried(dialect.shift(dialect.now, waitMs), raw("run_at"))}`,
      sql`completed_at = ${whenRetried(raw("null"), dialect.now)}`,
      sql`worker_id = ${whenRetried(raw("null"), raw("worker_id"))}`,
      sql`locked_at = ${whenRetried(raw("null"), raw("locked_at"))}`,
      raw("lease_token = null, lease_until = null"),
      message,
    ]),
  );
}

/** The domain's back-off for the row's own attempt, which only the statement that writes knows for sure. */
function backoffInSql({ dialect }: Db, { baseMs, capMs }: Backoff): Sql {
  const spread = 0.5 + Math.random();
  return dialect.least(
    sql`cast(${capMs} as double precision)`,
    sql`cast(${baseMs * spread} as double precision) * ${dialect.powerOfTwo(raw("attempt - 1"))}`,
  );
}

/** One row by its primary key. */
async function settle(db: Db, jobId: string, token: LeaseToken | undefined, change: Sql): Promise<void> {
  if (!canBeStoredId(jobId)) throw new NotFoundError("job", jobId);
  const held = token === undefined ? empty : sql`and lease_token = ${token}`;
  const written = await db.execute(sql`
    update job_queue set ${change}, updated_at = ${db.dialect.now} where id = ${jobId} and status = 'RUNNING' ${held}`);
  if (written > 0) return;
  const [found] = await db.read(sql`select 1 as found from job_queue where id = ${jobId}`);
  if (!found) throw new NotFoundError("job", jobId);
  if (token !== undefined) throw new LeaseLostError(jobId);
}

const LEASE = { id: "text", token: "text" } as const;

const toRow = ({ jobId, leaseToken }: Lease) => ({ id: jobId, token: leaseToken });

const storable = (leases: readonly Lease[]) => leases.filter(({ jobId }) => canBeStoredId(jobId)).map(toRow);

/** One of these deliveries holds the job. By primary key: SQLite would walk all leases for every job of a join. */
const isHeld = (dialect: Dialect, leases: readonly Lease[]): Sql =>
  sql`(id, lease_token) in (select l.id, l.token from ${dialect.rows("l", LEASE, storable(leases))}) and status = 'RUNNING'`;

/** Renews all leases of a process in one statement. Returns the ids of those that are lost. */
export async function renewLeases(db: Db, leases: readonly Lease[], leaseMs: number): Promise<string[]> {
  if (leases.length === 0) return [];
  const { dialect } = db;
  const renewed = await db.write(sql`
    update job_queue set lease_until = ${dialect.shift(dialect.now, leaseMs)}, locked_at = ${dialect.now},
      updated_at = ${dialect.now}
    where ${isHeld(dialect, leases)}
    returning id`);
  const held = new Set(renewed.map((row) => row.id));
  return leases.map(({ jobId }) => jobId).filter((id) => !held.has(id));
}

/** Gives jobs back as if they had not been delivered. */
export async function releaseJobs(db: Db, leases: readonly Lease[]): Promise<number> {
  if (leases.length === 0) return 0;
  const { dialect } = db;
  return db.execute(sql`
    update job_queue set status = 'PENDING', attempt = attempt - 1, started_at = null, updated_at = ${dialect.now},
      ${NO_LEASE}
    where ${isHeld(dialect, leases)}`);
}
