/** The queue measured, as the databases do it. */

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
import type { Moment } from "../database.js";
import type { JobRow, SampleRow } from "../rows.js";
import type { Tables } from "../tables.js";

export const toSample = ({ id: _id, sampledAt, ...sample }: SampleRow): QueueSample => ({
  ...sample,
  sampledAt: new Date(sampledAt),
});

const put = (tables: Tables, sample: QueueSample, id = sampleId(sample)) =>
  tables.queueSamples.put({ ...sample, id, sampledAt: sample.sampledAt.getTime() });

export function sampleQueue({ tables, now }: Moment, { from, to }: SampleSlot): boolean {
  const span = Math.round((to.getTime() - from.getTime()) / 1000);
  const all = emptySample(to, span, ALL_WORKFLOWS);
  if (tables.queueSamples.get(sampleId(all)) !== undefined) return false;
  const isIn = (at: number | null): boolean => at !== null && at >= from.getTime() && at < to.getTime();
  const jobs = [...tables.jobs.all()];
  put(tables, measure(all, jobs, now, isIn));
  for (const workflowId of new Set(jobs.map((job) => job.workflowId))) {
    const own = jobs.filter((job) => job.workflowId === workflowId);
    const sample = measure(emptySample(to, span, workflowId), own, now, isIn);
    if (hasSomething(sample)) put(tables, sample);
  }
  return true;
}

const hasSomething = (sample: QueueSample): boolean =>
  sample.pending + sample.running + sample.suspended + sample.held > 0 ||
  sample.enqueued + sample.started + sample.finished > 0;

function measure(
  sample: QueueSample,
  jobs: readonly JobRow[],
  now: number,
  isIn: (at: number | null) => boolean,
): QueueSample {
  const count = (is: (job: JobRow) => boolean) => jobs.filter(is).length;
  const waits = jobs.filter((job) => job.status === "PENDING" && job.heldAt === null);
  const due = waits.filter((job) => job.runAt <= now).map((job) => now - job.runAt);
  const begun = jobs.filter((job) => isIn(job.startedAt));
  const delays = begun.map((job) => Math.max(0, (job.startedAt ?? 0) - job.runAt)).sort((a, b) => a - b);
  const rank = (share: number) => delays[Math.ceil((delays.length * share) / 100) - 1] ?? null;
  return {
    ...sample,
    pending: waits.length,
    running: count(({ status }) => status === "RUNNING"),
    suspended: count(({ status }) => status === "SUSPENDED"),
    held: count(({ heldAt }) => heldAt !== null),
    enqueued: count(({ createdAt }) => isIn(createdAt)),
    started: begun.length,
    retried: begun.filter(({ attempt }) => attempt > 1).length,
    finished: count(({ completedAt }) => isIn(completedAt)),
    failed: count(({ completedAt, status }) => status === "FAILED" && isIn(completedAt)),
    oldestPendingMs: due.length === 0 ? null : Math.max(...due),
    delayP50Ms: rank(50),
    delayP95Ms: rank(95),
    delayP99Ms: rank(99),
  };
}

export function noteExpiredLeases({ tables, now }: Moment, expired: readonly ExpiredLeases[]): void {
  if (expired.length === 0) return;
  const all = { workflowId: ALL_WORKFLOWS, leases: expired.reduce((sum, { leases }) => sum + leases, 0) };
  for (const { workflowId, leases } of [all, ...expired])
    put(tables, { ...emptySample(new Date(now), 0, workflowId), leasesExpired: leases }, newId());
}

export function thinQueueSamples({ tables }: Moment, before: Date): number {
  const oldest = before.getTime() - 86_400_000;
  const due = [...tables.queueSamples.all()]
    .filter(({ sampledAt, spanSeconds }) => sampledAt > oldest && spanSeconds < THINNED_MS / 1000)
    .sort((a, b) => a.sampledAt - b.sampledAt);
  const end = Math.ceil((due[0]?.sampledAt ?? Number.POSITIVE_INFINITY) / THINNED_MS) * THINNED_MS;
  if (end > before.getTime()) return 0;
  const merged = due.filter(({ sampledAt }) => sampledAt > end - THINNED_MS && sampledAt <= end);
  for (const { id } of merged) tables.queueSamples.delete(id);
  for (const sample of thinned(merged.map(toSample))) put(tables, sample);
  return merged.length;
}
