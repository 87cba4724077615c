/** The contract's queue in memory, with leases: every method is one function of `jobs/`. */

import { type Backoff, DEFAULT_BACKOFF } from "../../domain/backoff.js";
import { newId } from "../../domain/ids.js";
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
import { MemoryDatabase, type Session } from "./database.js";
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

export interface InMemoryJobQueueOptions {
  /** Stored with the jobs that `dequeue` takes. Default: something new. */
  workerId?: string;
  /** Lease of `dequeue` (ms). Default 300,000. */
  leaseMs?: number;
  /** Between the deliveries of a job that failed. */
  backoff?: Backoff;
}

export class InMemoryJobQueue implements LeasedJobQueue {
  readonly workerId: string;
  private readonly leaseMs: number;
  private readonly backoff: Backoff;

  /** @param session default: a database of its own */
  constructor(
    private readonly session: Session = new MemoryDatabase(),
    options: InMemoryJobQueueOptions = {},
  ) {
    this.workerId = options.workerId ?? `memory-${newId()}`;
    this.leaseMs = options.leaseMs ?? 300_000;
    this.backoff = options.backoff ?? DEFAULT_BACKOFF;
  }

  async enqueue(options: EnqueueJobInput): Promise<string> {
    const [id] = await this.enqueueParallel([options]);
    return id as string; // one input, one id
  }
  async enqueueParallel(inputs: EnqueueJobInput[]): Promise<string[]> {
    return this.session.write((moment) => enqueueJobs(moment, inputs));
  }
  async dequeue(): Promise<LeasedJob | null> {
    const [job] = await this.claim({ workerId: this.workerId, limit: 1, leaseMs: this.leaseMs });
    return job ?? null;
  }
  async claim(options: ClaimOptions): Promise<LeasedJob[]> {
    return this.session.write((moment) => claimJobs(moment, options));
  }
  async complete(jobId: string, leaseToken?: LeaseToken): Promise<void> {
    return this.session.write((moment) => completeJob(moment, jobId, leaseToken));
  }
  async suspend(jobId: string, nextPollAt: Date, leaseToken?: LeaseToken): Promise<void> {
    return this.session.write((moment) => suspendJob(moment, jobId, nextPollAt, leaseToken));
  }
  async fail(
    jobId: string,
    error: string,
    shouldRetry = false,
    leaseToken?: LeaseToken,
    retryInMs?: number,
  ): Promise<void> {
    const failure = { error, shouldRetry, retryInMs, backoff: this.backoff };
    return this.session.write((moment) => failJob(moment, jobId, failure, leaseToken));
  }
  async settle(endings: readonly JobEnding[]): Promise<string[]> {
    return this.session.write((moment) => settleJobs(moment, endings));
  }
  async claimSuspended(options: ClaimOptions): Promise<LeasedJob[]> {
    return this.session.write((moment) => claimSuspended(moment, options));
  }
  async heartbeat(leases: readonly Lease[], leaseMs: number): Promise<string[]> {
    return this.session.write((moment) => renewLeases(moment, leases, leaseMs));
  }
  async stillHeld(leases: readonly Lease[]): Promise<string[]> {
    return this.session.read((moment) => stillHeld(moment, leases));
  }
  async release(leases: readonly Lease[]): Promise<number> {
    return this.session.write((moment) => releaseJobs(moment, leases));
  }
  async reapExpired(limit?: number) {
    return this.session.write((moment) => reapExpired(moment, limit));
  }
  async releaseStaleJobs(staleThresholdMs = 300_000): Promise<number> {
    return this.session.write((moment) => releaseStaleJobs(moment, staleThresholdMs));
  }
  async cancelByRun(workflowRunId: string): Promise<number> {
    return this.session.write((moment) => cancelByRun(moment, workflowRunId));
  }
  async fenceOff(
    workflowRunId: string,
    stageIds: readonly string[],
    beforeStageAttempt: number,
  ): Promise<number> {
    return this.session.write((moment) => fenceOff(moment, workflowRunId, stageIds, beforeStageAttempt));
  }
  async handOver(job: Parameters<LeasedJobQueue["handOver"]>[0], note?: unknown): Promise<HandOver> {
    return this.session.write((moment) => handOver(moment, job, note));
  }
  async claimUnwanted(claim: UnwantedWorkClaim): Promise<UnwantedWork[]> {
    return this.session.write((moment) => claimUnwanted(moment, claim));
  }
  async settleUnwanted(jobId: string, againInMs?: number): Promise<void> {
    return this.session.write((moment) => settleUnwanted(moment, jobId, againInMs));
  }
  async changeJob(jobId: string, change: JobChange) {
    return this.session.write((moment) => changeJob(moment, jobId, change));
  }
  async countHeld() {
    return this.session.read(countHeld);
  }
  async changeHold(change: HoldChange, limit: number) {
    return this.session.write((moment) => changeHold(moment, change, limit));
  }
  async getSuspendedJobsReadyToPoll() {
    return this.session.read(getSuspendedJobsReadyToPoll);
  }
  async getJob(jobId: string) {
    return this.session.read((moment) => getJob(moment, jobId));
  }
  async listJobs(filter?: JobFilter) {
    return this.session.read((moment) => listJobs(moment, filter));
  }
}
