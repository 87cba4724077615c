/** Jobs and the leases under which they are held, as the model keeps them. */

import type { Status } from "../../../src/domain/status.js";
import { found, type Job, Refused, type State, sorted } from "./state.js";

export const isLive = ({ status }: { readonly status: Status }): boolean =>
  status === "PENDING" || status === "RUNNING" || status === "SUSPENDED";

export type NewJob = Pick<
  Job,
  | "id"
  | "runId"
  | "workflowId"
  | "stageId"
  | "stageAttempt"
  | "priority"
  | "maxAttempts"
  | "payload"
  | "isDue"
>;

/** All or none: one live job for each attempt of a stage. */
export function enqueue(state: State, jobs: readonly NewJob[]): void {
  const keys = [...state.jobs.filter(isLive), ...jobs].map(({ runId, stageId, stageAttempt }) =>
    JSON.stringify([runId, stageId, stageAttempt]),
  );
  if (jobs.length > 0 && new Set(keys).size < keys.length) throw new Refused("DUPLICATE_JOB");
  for (const job of jobs)
    state.jobs.push({ ...job, ...NOBODY, status: "PENDING", attempt: 0, nextPollAt: null, lastError: null });
}

const NOBODY = { isLeaseOver: false, token: null, workerId: null };

/** Which ones a claim takes, in their order. */
export const claimable = (state: State, limit: number, workflowIds?: readonly string[]): Job[] =>
  sorted(
    state.jobs.filter(
      (job) => job.status === "PENDING" && job.isDue && (workflowIds?.includes(job.workflowId) ?? true),
    ),
    (job) => -job.priority,
  ).slice(0, limit);

export function deliver(
  job: Job,
  to: { readonly token: string; readonly workerId: string; readonly leaseMs: number },
): void {
  Object.assign(job, {
    status: "RUNNING",
    attempt: job.attempt + 1,
    token: to.token,
    workerId: to.workerId,
    isLeaseOver: to.leaseMs === 0,
  });
}

export const isHeld = (job: Job | undefined, token: string): job is Job =>
  job?.status === "RUNNING" && job.token === token;

/** The job whose delivery a call ends; undefined when the call has no token and finds it not running. */
export function ending(state: State, id: string, token: string | undefined): Job | undefined {
  const job = found(state.jobs.find((row) => row.id === id));
  if (token !== undefined && !isHeld(job, token)) throw new Refused("LEASE_LOST");
  return job.status === "RUNNING" ? job : undefined;
}

/** Who finished a job stays known, who gave it back does not. */
export function complete(job: Job): void {
  Object.assign(job, { ...NOBODY, workerId: job.workerId, status: "COMPLETED", lastError: null });
  job.nextPollAt = null;
}

export function suspend(job: Job, nextPollAt: Date): void {
  Object.assign(job, { ...NOBODY, status: "SUSPENDED", nextPollAt });
}

export interface Failure {
  readonly error: string;
  readonly shouldRetry: boolean;
  readonly retryInMs: number;
}

export function fail(job: Job, { error, shouldRetry, retryInMs }: Failure): void {
  job.lastError = error;
  if (!shouldRetry || job.attempt >= job.maxAttempts) {
    Object.assign(job, { ...NOBODY, workerId: job.workerId, status: "FAILED" });
    return;
  }
  Object.assign(job, { ...NOBODY, status: "PENDING", isDue: retryInMs === 0 });
}

/** As if it had not been delivered. */
export function release(job: Job): void {
  Object.assign(job, { ...NOBODY, status: "PENDING", attempt: job.attempt - 1 });
}

export const LOST_LEASE = "the lease was lost";

/** A lost lease counts as a delivery. Returns the ids. */
export function reap(jobs: readonly Job[]): string[] {
  for (const job of jobs) {
    const status = job.attempt < job.maxAttempts ? "PENDING" : "FAILED";
    Object.assign(job, { ...NOBODY, status, lastError: LOST_LEASE });
  }
  return jobs.map((job) => job.id);
}

/** Returns how many. */
export function cancel(jobs: readonly Job[]): number {
  for (const job of jobs) Object.assign(job, { ...NOBODY, status: "CANCELLED", nextPollAt: null });
  return jobs.length;
}

/** Soonest first. */
export const dueToPoll = (state: State, now: Date): Job[] =>
  sorted(
    state.jobs.filter(
      (job) => job.status === "SUSPENDED" && job.nextPollAt !== null && job.nextPollAt <= now,
    ),
    (job) => job.nextPollAt?.getTime() ?? 0,
  );
