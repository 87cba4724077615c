/** What the clients of one store saw happen, to be held against what is stored in the end. */

import assert from "node:assert/strict";
import type { Lease, LeasedJob } from "../../../src/ports/job-queue.js";

export class History {
  private readonly counts = new Map<string, number>();
  private readonly firsts = new Set<string>();
  /** By job: the lease under which a client believes to hold it. */
  private readonly holders = new Map<string, string>();
  /** By job: how it ended, for the client that ended it. */
  readonly ended = new Map<string, "COMPLETED" | "FAILED">();
  readonly deliveries: LeasedJob[] = [];

  /** One more of what `of` counts. */
  count(what: string, of: string, by = 1): void {
    this.counts.set(`${what} ${of}`, this.counted(what, of) + by);
  }

  counted(what: string, of: string): number {
    return this.counts.get(`${what} ${of}`) ?? 0;
  }

  /** @throws {assert.AssertionError} when this has happened before */
  once(what: string): void {
    assert.ok(!this.firsts.has(what), `${what}, twice`);
    this.firsts.add(what);
  }

  has(what: string): boolean {
    return this.firsts.has(what);
  }

  /** Nobody else may hold the job, nor have ended it: only its holder can take this lease away. */
  delivered(job: LeasedJob): void {
    assert.ok(!this.ended.has(job.jobId), `job ${job.jobId} was delivered after its end`);
    assert.ok(!this.holders.has(job.jobId), `job ${job.jobId} has two holders`);
    this.holders.set(job.jobId, job.leaseToken);
    this.deliveredBriefly(job);
  }

  /** The lease may have been taken away, and the job have ended, before this client heard that it had it. */
  deliveredBriefly(job: LeasedJob): void {
    this.once(`lease ${job.leaseToken} was given out`);
    this.deliveries.push(job);
  }

  /** From here on, before the store answers, somebody else may get it. */
  givingBack({ jobId }: Lease): void {
    this.holders.delete(jobId);
  }

  endedAs(jobId: string, status: "COMPLETED" | "FAILED"): void {
    this.once(`job ${jobId} ended`);
    this.ended.set(jobId, status);
  }
}
