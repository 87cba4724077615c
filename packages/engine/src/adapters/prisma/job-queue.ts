/** The contract's queue over PostgreSQL or SQLite, with leases: every method is one function of `jobs/`. */

import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type Backoff, DEFAULT_BACKOFF } from "../../domain/backoff.js";
import type { HandOver, UnwantedWork, UnwantedWorkClaim } from "../../ports/handed-over-work.js";
import type { JobChange } from "../../ports/job-changes.js";
import type {
  ClaimOptions,
  EnqueueJobInput,
  HoldChange,
  JobEnding,
  JobFilter,
  Lease,
  LeasedJob,
  LeasedJobQueue,
  LeaseToken,
} from "../../ports/job-queue.js";
import type { Db } from "./db.js";
import { cancelByRun, fenceOff } from "./jobs/cancel.js";
import { changeJob } from "./jobs/change.js";
import { claimJobs } from "./jobs/claim.js";
import { claimSuspended } from "./jobs/claim-suspended.js";
import { enqueueJobs } from "./jobs/enqueue.js";
import { claimUnwanted, handOver, settleUnwanted } from "./jobs/handed-over-work.js";
import { changeHold, countHeld } from "./jobs/holds.js";
import { releaseJobs, renewLeases, stillHeld } from "./jobs/leases.js";
import { getJob, getSuspendedJobsReadyToPoll, listJobs } from "./jobs/list.js";
import { reapExpired, releaseStaleJobs } from "./jobs/reap.js";
import { completeJob, failJob, settleJobs, suspendJob } from "./jobs/settle.js";

export interface JobQueueOptions {
  /** Stored with the jobs that `dequeue` takes. Default: made of host, process and something random. */
  workerId?: string;
  /** Lease of `dequeue` (ms). Default 300,000. */
  leaseMs?: number;
  /** Between the deliveries of a job that failed. */
  backoff?: Backoff;
}

/** Takes a {@link Db}: an open database (`openDatabase(url)`), or the transaction its `transaction` hands out. */
export class PrismaJobQueue implements LeasedJobQueue {
  readonly workerId: string;
  private readonly leaseMs: number;
  private readonly backoff: Backoff;

  constructor(
    private readonly db: Db,
    options: JobQueueOptions = {},
  ) {
    this.workerId = options.workerId ?? `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
    this.leaseMs = options.leaseMs ?? 300_000;
    this.backoff = options.backoff ?? DEFAULT_BACKOFF;
  }

  async enqueue(options: EnqueueJobInput): Promise<string> {
    const [id] = await enqueueJobs(this.db, [options]);
    return id as string; // one input, one id
  }
  async enqueueParallel(jobs: EnqueueJobInput[]): Promise<string[]> {
    return enqueueJobs(this.db, jobs);
  }
  async dequeue(): Promise<LeasedJob | null> {
    const [job] = await this.claim({ workerId: this.workerId, limit: 1, leaseMs: this.leaseMs });
    return job ?? null;
  }
  async claim(options: ClaimOptions): Promise<LeasedJob[]> {
    return claimJobs(this.db, options);
  }
  async complete(jobId: string, leaseToken?: LeaseToken): Promise<void> {
    return completeJob(this.db, jobId, leaseToken);
  }
  async suspend(jobId: string, nextPollAt: Date, leaseToken?: LeaseToken): Promise<void> {
    return suspendJob(this.db, jobId, nextPollAt, leaseToken);
  }
  async fail(
    jobId: string,
    error: string,
    shouldRetry = false,
    leaseToken?: LeaseToken,
    retryInMs?: number,
  ): Promise<void> {
    return failJob(this.db, jobId, { error, shouldRetry, retryInMs, backoff: this.backoff }, leaseToken);
  }
  async settle(endings: readonly JobEnding[]): Promise<string[]> {
    return settleJobs(this.db, endings);
  }
  async claimSuspended(options: ClaimOptions): Promise<LeasedJob[]> {
    return claimSuspended(this.db, options);
  }
  async heartbeat(leases: readonly Lease[], leaseMs: number): Promise<string[]> {
    return renewLeases(this.db, leases, leaseMs);
  }
  async stillHeld(leases: readonly Lease[]): Promise<string[]> {
    return stillHeld(this.db, leases);
  }
  async release(leases: readonly Lease[]): Promise<number> {
    return releaseJobs(this.db, leases);
  }
  async reapExpired(limit?: number) {
    return reapExpired(this.db, limit);
  }
  async releaseStaleJobs(staleThresholdMs = 300_000): Promise<number> {
    return releaseStaleJobs(this.db, staleThresholdMs);
  }
  async cancelByRun(workflowRunId: string): Promise<number> {
    return cancelByRun(this.db, workflowRunId);
  }
  async fenceOff(
    workflowRunId: string,
    stageIds: readonly string[],
    beforeStageAttempt: number,
  ): Promise<number> {
    return fenceOff(this.db, workflowRunId, stageIds, beforeStageAttempt);
  }
  async handOver(job: Parameters<LeasedJobQueue["handOver"]>[0], note?: unknown): Promise<HandOver> {
    return handOver(this.db, job, note);
  }
  async claimUnwanted(claim: UnwantedWorkClaim): Promise<UnwantedWork[]> {
    return claimUnwanted(this.db, claim);
  }
  async settleUnwanted(jobId: string, againInMs?: number): Promise<void> {
    return settleUnwanted(this.db, jobId, againInMs);
  }
  async changeJob(jobId: string, change: JobChange) {
    return changeJob(this.db, jobId, change);
  }
  async countHeld() {
    return countHeld(this.db);
  }
  async changeHold(change: HoldChange, limit: number) {
    return changeHold(this.db, change, limit);
  }
  async getSuspendedJobsReadyToPoll() {
    return getSuspendedJobsReadyToPoll(this.db);
  }
  async getJob(jobId: string) {
    return getJob(this.db, jobId);
  }
  async listJobs(filter?: JobFilter) {
    return listJobs(this.db, filter);
  }
}
