/** Rows of queue_samples. */

import { newId } from "../../../domain/ids.js";
import {
  ALL_WORKFLOWS,
  emptySample,
  type QueueSample,
  type SampleSlot,
  sampleId,
  THINNED_MS,
  thinned,
} from "../../../domain/queue-sample.js";
import type { ExpiredLeases } from "../../../ports/queue-samples.js";
import { instant, type Row, text, whole, wholeOrNull } from "../columns.js";
import type { Db } from "../db.js";
import type { Sql } from "../sql.js";
import { sql } from "../sql.js";
import { measureQueue } from "./measure.js";

export const toSample = (row: Row): QueueSample => ({
  sampledAt: instant(row.sampled_at),
  spanSeconds: whole(row.span_seconds),
  workflowId: text(row.workflow_id),
  pending: whole(row.pending),
  running: whole(row.running),
  suspended: whole(row.suspended),
  held: whole(row.held),
  enqueued: whole(row.enqueued),
  started: whole(row.started),
  finished: whole(row.finished),
  failed: whole(row.failed),
  retried: whole(row.retried),
  leasesExpired: whole(row.leases_expired),
  oldestPendingMs: wholeOrNull(row.oldest_pending_ms),
  delayP50Ms: wholeOrNull(row.delay_p50_ms),
  delayP95Ms: wholeOrNull(row.delay_p95_ms),
  delayP99Ms: wholeOrNull(row.delay_p99_ms),
});

const COLUMNS = {
  id: "text",
  sampled_at: "time",
  span_seconds: "integer",
  workflow_id: "text",
  pending: "integer",
  running: "integer",
  suspended: "integer",
  held: "integer",
  enqueued: "integer",
  started: "integer",
  finished: "integer",
  failed: "integer",
  retried: "integer",
  leases_expired: "integer",
  oldest_pending_ms: "bigint",
  delay_p50_ms: "bigint",
  delay_p95_ms: "bigint",
  delay_p99_ms: "bigint",
} as const;

const toColumns = (sample: QueueSample, id = sampleId(sample)) => ({
  id,
  sampled_at: sample.sampledAt,
  span_seconds: sample.spanSeconds,
  workflow_id: sample.workflowId,
  pending: sample.pending,
  running: sample.running,
  suspended: sample.suspended,
  held: sample.held,
  enqueued: sample.enqueued,
  started: sample.started,
  finished: sample.finished,
  failed: sample.failed,
  retried: sample.retried,
  leases_expired: sample.leasesExpired,
  oldest_pending_ms: sample.oldestPendingMs,
  delay_p50_ms: sample.delayP50Ms,
  delay_p95_ms: sample.delayP95Ms,
  delay_p99_ms: sample.delayP99Ms,
});

/** Inserts those whose id is not there yet. */
const insert = (db: Db, rows: readonly ReturnType<typeof toColumns>[]): Sql => sql`
  insert into queue_samples (id, sampled_at, span_seconds, workflow_id, pending, running, suspended, held, enqueued,
    started, finished, failed, retried, leases_expired, oldest_pending_ms, delay_p50_ms, delay_p95_ms, delay_p99_ms)
  select t.id, t.sampled_at, t.span_seconds, t.workflow_id, t.pending, t.running, t.suspended, t.held, t.enqueued,
    t.started, t.finished, t.failed, t.retried, t.leases_expired, t.oldest_pending_ms, t.delay_p50_ms, t.delay_p95_ms,
    t.delay_p99_ms
  from ${db.dialect.rows("t", COLUMNS, rows)} where true on conflict (id) do nothing`;

/** The row of all workflows is inserted first, and its key decides who of several samplers writes the rest. */
export async function sampleQueue(db: Db, slot: SampleSlot): Promise<boolean> {
  const id = sampleId(emptySample(slot.to, spanOf(slot), ALL_WORKFLOWS));
  const [known] = await db.read(sql`select id from queue_samples where id = ${id}`);
  if (known !== undefined) return false;
  const [all, ...ofWorkflows] = await measureQueue(db, slot);
  return db.transaction(async (tx) => {
    const isFirst = (await tx.execute(insert(tx, [toColumns(all)]))) > 0;
    if (isFirst && ofWorkflows.length > 0)
      await tx.execute(
        insert(
          tx,
          ofWorkflows.map((sample) => toColumns(sample)),
        ),
      );
    return isFirst;
  });
}

export const spanOf = ({ from, to }: SampleSlot): number =>
  Math.round((to.getTime() - from.getTime()) / 1000);

export async function noteExpiredLeases(db: Db, expired: readonly ExpiredLeases[]): Promise<void> {
  if (expired.length === 0) return;
  const [row] = await db.read(sql`select ${db.dialect.now} as at`);
  const at = instant(row?.at);
  const all = { workflowId: ALL_WORKFLOWS, leases: expired.reduce((sum, { leases }) => sum + leases, 0) };
  const rows = [all, ...expired].map(({ workflowId, leases }) =>
    toColumns({ ...emptySample(at, 0, workflowId), leasesExpired: leases }, newId()),
  );
  await db.execute(insert(db, rows));
}

/** Walks queue_samples_sampled_idx over a day; the delete decides who of several writes what was merged. */
export function thinQueueSamples(db: Db, before: Date): Promise<number> {
  const { dialect } = db;
  const span = THINNED_MS / 1000;
  const [oldest, newest] = [dialect.time(new Date(before.getTime() - 86_400_000)), dialect.time(before)];
  return db.transaction(async (tx) => {
    const [first] = await tx.read(sql`
      select sampled_at from queue_samples
      where sampled_at > ${oldest} and sampled_at <= ${newest} and span_seconds < ${span}
      order by sampled_at limit 1`);
    if (first === undefined) return 0;
    const end = Math.ceil(instant(first.sampled_at).getTime() / THINNED_MS) * THINNED_MS;
    if (end > before.getTime()) return 0;
    const removed = await tx.write(sql`
      delete from queue_samples where span_seconds < ${span}
        and sampled_at > ${dialect.time(new Date(end - THINNED_MS))} and sampled_at <= ${dialect.time(new Date(end))}
      returning *`);
    if (removed.length === 0) return 0;
    const merged = thinned(removed.map(toSample)).map((sample) => toColumns(sample));
    await tx.execute(insert(tx, merged));
    return removed.length;
  });
}
