/** The queue as it is asked for and shown: what waits, works and is waited for, and how it was measured. */

import { z } from "zod";
import { ALL_WORKFLOWS, type QueueSample, SAMPLE_MS } from "../domain/queue-sample.js";
import type { JobStatus } from "../domain/status.js";
import { DEFAULT_PAGE_SIZE, instant, MAX_PAGE_SIZE, shownId } from "./filters.js";

const id = z.string().min(1).max(500);
const DAYS_8_MS = 8 * 86_400_000;

/**
 * Where a live job is, which decides the order of its list: `pending` as they are claimed, `running` the lease that ends
 * first, `suspended` the poll that is due first, `held` those that are held longest.
 */
export const JOB_STATES = ["pending", "running", "held", "suspended"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** A place in the list of a state: behind the job it is made of. */
export const jobPlace = z.object({ priority: z.int32(), at: instant, id: shownId });
export type JobPlace = z.infer<typeof jobPlace>;

export const jobListFilter = z.object({
  state: z.enum(JOB_STATES),
  workflowId: id.optional(),
  workerId: id.optional(),
  after: jobPlace.optional(),
  limit: z.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
});
export type JobListFilter = z.infer<typeof jobListFilter>;

export interface JobView {
  readonly id: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly stageId: string;
  /** Null when there is no row of the stage. */
  readonly stageName: string | null;
  /** The stage's rerun generation; the first is 0. */
  readonly stageAttempt: number;
  readonly status: JobStatus;
  readonly priority: number;
  /** Deliveries so far. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly createdAt: Date;
  /** Not claimable before. */
  readonly runAt: Date;
  readonly startedAt: Date | null;
  readonly workerId: string | null;
  /** Last renewed. */
  readonly lockedAt: Date | null;
  readonly leaseUntil: Date | null;
  readonly heldAt: Date | null;
  readonly holdReason: string | null;
  /** Its first characters. */
  readonly lastError: string | null;
  readonly nextPollAt: Date | null;
  /** Polls so far. */
  readonly polls: number;
  readonly suspendedAt: Date | null;
  readonly maxWaitUntil: Date | null;
}

/** Characters of an error that lists show. */
export const JOB_ERROR_CHARS = 300;

export interface JobPage {
  readonly rows: readonly JobView[];
  /** What to ask for as `after`; null when this was the last page. */
  readonly next: JobPlace | null;
}

/** Live jobs that are alike. */
export interface JobGroup {
  readonly workflowId: string;
  readonly priority: number;
  /** Waiting and due. */
  readonly due: number;
  /** Waiting, and due later. */
  readonly later: number;
  readonly running: number;
  readonly suspended: number;
  readonly held: number;
  /** Since when the first of them is due. */
  readonly oldestDueAt: Date | null;
}

/** What a worker has in hand. */
export interface WorkInHand {
  readonly workerId: string;
  readonly stageId: string;
  readonly jobs: number;
}

/** Live jobs of all groups. */
export type JobTotals = Omit<JobGroup, "workflowId" | "priority">;

/** Jobs of a state that are told apart by workflow and priority: those that are claimed first, or whose time is next. */
export const GROUPED_ROWS = 10_000;

export interface QueueNow {
  /** By the database's clock. */
  readonly at: Date;
  /** Of each state at most SAMPLE_ROWS jobs are counted. */
  readonly totals: JobTotals;
  /** Whether there are so many jobs of a state that not all were counted. */
  readonly isCapped: boolean;
  /** By workflow, then priority downward; of at most {@link GROUPED_ROWS} jobs of each state. */
  readonly groups: readonly JobGroup[];
  /** By worker, then stage. */
  readonly inHand: readonly WorkInHand[];
}

/** Samples of all workflows together, or of one, by time. */
export const sampleFilter = z
  .object({
    workflowId: z.string().max(500).default(ALL_WORKFLOWS),
    /** Slots that end after. */
    from: instant,
    /** Slots that end at or before. */
    to: instant,
    /** Those of each so many milliseconds from `from` on are merged into one, as when samples are thinned. Default: none are. */
    bucketMs: z.number().int().min(SAMPLE_MS).max(DAYS_8_MS).optional(),
  })
  .refine(({ from, to }) => to.getTime() - from.getTime() <= DAYS_8_MS, "At most eight days");
export type SampleFilter = z.infer<typeof sampleFilter>;
export type SampleView = QueueSample;

export const pastWaitFilter = z.object({
  stages: z.array(z.object({ workflowId: id, stageId: id })).max(50),
});
export type PastWaitFilter = z.infer<typeof pastWaitFilter>;

/** How long the newest executions of a stage were suspended. */
export interface PastWaits {
  readonly workflowId: string;
  readonly stageId: string;
  /** Milliseconds, ascending. */
  readonly waitsMs: readonly number[];
}

/** Executions that are looked at. */
export const PAST_WAITS = 200;
