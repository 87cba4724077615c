/**
 * Work that a stage hands to somebody outside, such as a batch at a model provider.
 *
 * Noted on the stage's job before it is handed over, so that a later delivery looks for it instead of handing it over a
 * second time, and so that whoever has it is told when the job ends FAILED or CANCELLED and nobody waits any more.
 */

import type { LeasedJob, LeaseToken } from "./job-queue.js";

export interface HandOver {
  /** When this attempt's work was first about to be handed over, by the database's clock. */
  readonly since: Date;
  /** Whether it is now. If not, the work may be out there already. */
  readonly isFirst: boolean;
}

/** Work that was, or was about to be, handed over by a job that ended without it. */
export interface UnwantedWork {
  readonly jobId: string;
  readonly workflowRunId: string;
  readonly workflowId: string;
  readonly stageId: string;
  readonly stageAttempt: number;
  /** Row of the stage's attempt; null if there is none here. */
  readonly stageRecordId: string | null;
  /** Suspended state of that row; null if it never came to have one. */
  readonly state: unknown;
  readonly handedOverAt: Date;
  /** As {@link HandedOverWork.handOver} was given it; null if it was not. */
  readonly note: unknown;
  /** When the job ended. */
  readonly endedAt: Date;
}

export interface UnwantedWorkClaim {
  /** At most this many. */
  readonly limit: number;
  /** Milliseconds until others may have it. */
  readonly leaseMs: number;
  readonly workflowIds: readonly string[];
}

export interface HandedOverWork {
  /**
   * Notes that the work of a job is about to be handed over. A suspended job counts as handed over without it.
   *
   * @param note what finds the work out there; the first one stays
   * @throws {LeaseLostError} unless that delivery, or poll, still holds the job: then hand nothing over
   */
  handOver(
    job: Pick<LeasedJob, "jobId" | "workflowRunId" | "stageId" | "stageAttempt"> & { leaseToken: LeaseToken },
    note?: unknown,
  ): Promise<HandOver>;
  /** Takes up to `limit` works that are due to be cancelled, longest due first. When `leaseMs` is over they are due again. */
  claimUnwanted(claim: UnwantedWorkClaim): Promise<UnwantedWork[]>;
  /** The work is cancelled or given up; with `againInMs`, it is due again after so many milliseconds. */
  settleUnwanted(jobId: string, againInMs?: number): Promise<void>;
}
