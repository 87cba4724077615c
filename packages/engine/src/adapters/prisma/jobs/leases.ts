/**
 * Leases: renewed, given back, looked at.
 *
 * A lease holds a job that is RUNNING, or SUSPENDED while somebody asks whether what it waits for is done. A suspended
 * job that nobody holds has no token, so the token alone tells.
 */

import { canBeStoredId } from "../../../domain/storable.js";
import type { Lease } from "../../../ports/job-queue.js";
import { text } from "../columns.js";
import type { Db } from "../db.js";
import type { Dialect } from "../dialect/dialect.js";
import { raw, type Sql, sql } from "../sql.js";

/** What a job without a holder has in the columns of the lease. */
export const NO_LEASE = raw("worker_id = null, locked_at = null, lease_token = null, lease_until = null");

const LEASE = { id: "text", token: "text" } as const;

const storable = (leases: readonly Lease[]) =>
  leases
    .filter(({ jobId }) => canBeStoredId(jobId))
    .map(({ jobId, leaseToken }) => ({ id: jobId, token: leaseToken }));

/**
 * The ids of the jobs that one of these leases holds, locked in their order so that two callers cannot wait for each
 * other. By primary key: SQLite would walk all leases for every job of a join.
 */
const held = (dialect: Dialect, leases: readonly Lease[]): Sql => sql`
  select id from job_queue
  where (id, lease_token) in (select l.id, l.token from ${dialect.rows("l", LEASE, storable(leases))})
    and status in ('RUNNING', 'SUSPENDED')
  order by id ${dialect.forNoKeyUpdate}`;

/** Renews all leases of a process in one statement. Returns the ids of those that are lost. */
export async function renewLeases(db: Db, leases: readonly Lease[], leaseMs: number): Promise<string[]> {
  if (leases.length === 0) return [];
  const { dialect } = db;
  const renewed = await db.write(sql`
    update job_queue set lease_until = ${dialect.shift(dialect.now, leaseMs)}, locked_at = ${dialect.now},
      updated_at = ${dialect.now}
    where ${dialect.amongSelected(raw("id"), held(dialect, leases))}
    returning id`);
  const isHeld = new Set(renewed.map((row) => row.id));
  return leases.map(({ jobId }) => jobId).filter((id) => !isHeld.has(id));
}

/** In the order of their ids. */
export async function stillHeld(db: Db, leases: readonly Lease[]): Promise<string[]> {
  if (leases.length === 0) return [];
  return (await db.read(held(db.dialect, leases))).map((row) => text(row.id));
}

/** Gives jobs back as if they had not been delivered; a suspended one was not. */
export async function releaseJobs(db: Db, leases: readonly Lease[]): Promise<number> {
  if (leases.length === 0) return 0;
  const { dialect } = db;
  return db.execute(sql`
    update job_queue set updated_at = ${dialect.now}, ${NO_LEASE},
      status = case when status = 'RUNNING' then 'PENDING' else status end,
      attempt = case when status = 'RUNNING' then attempt - 1 else attempt end,
      started_at = case when status = 'RUNNING' then null else started_at end
    where ${dialect.amongSelected(raw("id"), held(dialect, leases))}`);
}
