/** Work waiting for a worker, and the leases under which workers hold it. */

import type { Hold } from "../domain/hold.js";
import type { JobRecord } from "../domain/records.js";
import type { JobStatus } from "../domain/status.js";
import type { HandedOverWork } from "./handed-over-work.js";
import type { JobChanges } from "./job-changes.js";

export interface EnqueueJobInput {
  workflowRunId: string;
  workflowId: string;
  stageId: string;
  priority?: number;
  payload?: Record<string, unknown>;
  scheduledFor?: Date;
  /** The stage's rerun generation. At most one live job per (run, stage, generation). Default 0. */
  stageAttempt?: number;
  /** Deliveries before a retry is refused. Default 3. */
  maxAttempts?: number;
  /** The job starts SUSPENDED and is polled at this instant. Default: it starts PENDING. */
  suspendedUntil?: Date;
}

/** What proves that a worker still holds a job. Changes with every delivery. */
export type LeaseToken = string;

export interface DequeueResult {
  jobId: string;
  workflowRunId: string;
  workflowId: string;
  stageId: string;
  priority: number;
  attempt: number;
  maxAttempts: number;
  payload: Record<string, unknown>;
}

export interface JobQueue {
  /** Add a new job to the queue */
  enqueue(options: EnqueueJobInput): Promise<string>;
  /** Enqueue multiple stages in parallel (same execution group) */
  enqueueParallel(jobs: EnqueueJobInput[]): Promise<string[]>;
  /** Atomically dequeue the next available job */
  dequeue(): Promise<DequeueResult | null>;
  /** Mark job as completed */
  complete(jobId: string): Promise<void>;
  /** Mark job as suspended (for async-batch) */
  suspend(jobId: string, nextPollAt: Date): Promise<void>;
  /** Mark job as failed */
  fail(jobId: string, error: string, shouldRetry?: boolean): Promise<void>;
  /** Get suspended jobs that are ready to be checked */
  getSuspendedJobsReadyToPoll(): Promise<Array<{ jobId: string; stageId: string; workflowRunId: string }>>;
  /** Release stale locks (for crashed workers) */
  releaseStaleJobs(staleThresholdMs?: number): Promise<number>;
  /** Cancel all pending/suspended jobs for a workflow run.
   * Returns count of cancelled jobs. */
  cancelByRun(workflowRunId: string): Promise<number>;
}

/** A job in the hands of one worker until its lease ends. */
export interface LeasedJob extends DequeueResult {
  leaseToken: LeaseToken;
  stageAttempt: number;
  leaseUntil: Date;
  /** When it was due: what a claim took longer is waiting. */
  runAt: Date;
}

export interface Lease {
  jobId: string;
  leaseToken: LeaseToken;
}

export interface ClaimOptions {
  workerId: string;
  /** At most this many. */
  limit: number;
  /** Milliseconds until the lease ends unless renewed. */
  leaseMs: number;
  /** Only jobs of these workflows. Default: all. */
  workflowIds?: readonly string[];
}

/** A job with the columns the contract's record does not have. */
export interface QueuedJob extends JobRecord {
  /** The stage's rerun generation this job belongs to. */
  stageAttempt: number;
  /** Not claimable before this instant. */
  runAt: Date;
  /** When the holder loses the job unless it renews; null when nobody holds it. */
  leaseUntil: Date | null;
  /** Since when it is kept back, by whom and why. Only of a PENDING job; it is not claimed meanwhile. */
  heldAt: Date | null;
  heldBy: string | null;
  holdReason: string | null;
}

export interface JobFilter {
  workflowRunId?: string;
  status?: readonly JobStatus[];
  /** Newest first when true. Default: oldest first. */
  newestFirst?: boolean;
  /** Default: no limit. */
  limit?: number;
  /**
   * Nobody claims those of the named run that wait, until the surrounding transaction has ended: one that is PENDING
   * stays so meanwhile. Default false.
   */
  holdsWaiting?: boolean;
}

/** How one delivery ends, or one poll of a suspended job. */
export type JobEnding = Lease &
  (
    | { status: "COMPLETED" }
    | { status: "FAILED"; error: string }
    /** Waits again: due after `retryInMs`. The delivery counts. */
    | { status: "PENDING"; error: string; retryInMs: number }
    | { status: "SUSPENDED"; nextPollAt: Date }
    /** PENDING and kept back, as if it had not been delivered. A poll cannot end so. */
    | { status: "HELD"; hold: Hold }
  );

/** PENDING jobs of one workflow that are held by the same. */
export interface HeldJobs {
  readonly workflowId: string;
  readonly heldBy: string;
  readonly jobs: number;
}

/** Jobs that are to be held, held by others, or let go. */
export interface HoldChange {
  readonly workflowId: string;
  /** Which of its PENDING jobs: those held by these; null for those that nobody holds. */
  readonly from: string | null;
  /** Null lets them go. */
  readonly to: Hold | null;
}

/** How a lease ended early, by lease token. */
export interface ReapedJob {
  jobId: string;
  workflowRunId: string;
  workflowId: string;
  stageId: string;
  stageAttempt: number;
  /** FAILED when the lost lease was the last allowed delivery, else PENDING. */
  status: "PENDING" | "FAILED";
  error: string;
}

/**
 * The queue as the engine uses it: leases with tokens, batches, and looking at jobs.
 *
 * `complete`, `suspend` and `fail` with a token throw `LeaseLostError` unless that delivery still holds the job,
 * checked in the statement that writes. Without a token they act on a RUNNING job and leave any other as it is.
 */
export interface LeasedJobQueue extends JobQueue, HandedOverWork, JobChanges {
  dequeue(): Promise<LeasedJob | null>;
  /** Takes up to `limit` due jobs: priority descending, oldest first, then id. */
  claim(options: ClaimOptions): Promise<LeasedJob[]>;
  complete(jobId: string, leaseToken?: LeaseToken): Promise<void>;
  suspend(jobId: string, nextPollAt: Date, leaseToken?: LeaseToken): Promise<void>;
  fail(
    jobId: string,
    error: string,
    shouldRetry?: boolean,
    leaseToken?: LeaseToken,
    retryInMs?: number,
  ): Promise<void>;
  /**
   * Ends several deliveries at once, each only if its lease still holds the job (RUNNING, or SUSPENDED and held by
   * {@link claimSuspended}). Returns the ids of the jobs it wrote; the others are somebody else's by now.
   */
  settle(endings: readonly JobEnding[]): Promise<string[]>;
  /**
   * Takes up to `limit` SUSPENDED jobs whose poll is due and that nobody holds, soonest first, then id. They stay
   * SUSPENDED under a lease: no delivery is counted, and when the lease ends they are simply due again.
   */
  claimSuspended(options: ClaimOptions): Promise<LeasedJob[]>;
  /** Renews leases in one statement, also those of {@link claimSuspended}. Returns the ids of jobs that are no longer held. */
  heartbeat(leases: readonly Lease[], leaseMs: number): Promise<string[]>;
  /**
   * Which of these leases still hold their jobs, by job id. Inside a transaction they go on holding them until it
   * ends: nobody takes the jobs away meanwhile.
   */
  stillHeld(leases: readonly Lease[]): Promise<string[]>;
  /** Gives jobs back untouched (graceful stop): PENDING at once, the delivery not counted. Returns how many. */
  release(leases: readonly Lease[]): Promise<number>;
  /** Takes jobs whose lease has ended from their holders: PENDING again, or FAILED on the last allowed delivery. */
  reapExpired(limit?: number): Promise<ReapedJob[]>;
  /** PENDING, SUSPENDED and RUNNING jobs of a run whose stage attempt is below `beforeStageAttempt`: CANCELLED. */
  fenceOff(workflowRunId: string, stageIds: readonly string[], beforeStageAttempt: number): Promise<number>;
  /** How many jobs are held, by workflow and holders, in that order. */
  countHeld(): Promise<HeldJobs[]>;
  /**
   * Holds or lets go up to `limit` PENDING jobs, passing over those that others are taking; some of them if it is fewer
   * than match. Returns how many it changed.
   */
  changeHold(change: HoldChange, limit: number): Promise<number>;
  getJob(jobId: string): Promise<QueuedJob | null>;
  listJobs(filter?: JobFilter): Promise<QueuedJob[]>;
}
