/** What the oracle looks at: the rows of a store without their documents, and what the outside world knows of them. */

import type { Status } from "../../domain/status.js";

export interface RunFact {
  readonly id: string;
  readonly version: number;
  readonly status: Status;
  /** Rerun generation. */
  readonly attempt: number;
  readonly hasEnded: boolean;
  readonly errorMessage: string | null;
  readonly costUsd: number;
  readonly tokens: number;
}

/** One row of a stage, replaced attempts included. */
export interface StageFact {
  readonly id: string;
  readonly stageId: string;
  readonly group: number;
  readonly attempt: number;
  readonly version: number;
  readonly status: Status;
  readonly isCurrent: boolean;
  readonly hasEnded: boolean;
  readonly hasNextPoll: boolean;
  readonly errorMessage: string | null;
  readonly deliveries: number;
  readonly costUsd: number;
  readonly tokens: number;
}

export interface JobFact {
  readonly id: string;
  readonly stageId: string;
  readonly stageAttempt: number;
  readonly status: Status;
  readonly deliveries: number;
  readonly maxAttempts: number;
  /** Kept back by a budget or a pause. */
  readonly isHeld: boolean;
}

export interface EventFact {
  readonly sequence: number;
  readonly type: string;
  readonly causationId: string;
  /** What the payload says, where it says it. */
  readonly attempt: number | null;
  readonly stageId: string | null;
  readonly delivery: number | null;
  readonly isPublished: boolean;
  /** In the DLQ, or discarded from it. */
  readonly isDead: boolean;
}

/** What the calls of one stage row cost together; `stageRecordId` is null for calls outside stages. */
export interface SpentFact {
  readonly stageRecordId: string | null;
  readonly costUsd: number;
  readonly tokens: number;
}

/** A run with all that belongs to it. */
export interface RunFacts {
  readonly run: RunFact;
  readonly stages: readonly StageFact[];
  readonly jobs: readonly JobFact[];
  /** By sequence. */
  readonly events: readonly EventFact[];
  /** The last sequence that the run's stream gave out; null without a stream. */
  readonly lastSequence: number | null;
  readonly spent: readonly SpentFact[];
}

export interface KeyFact {
  readonly commandType: string;
  readonly key: string;
  readonly isCompleted: boolean;
  /** Of the result, where the command's result names a run. */
  readonly runId: string | null;
}

/** A row that names a run which is not there. */
export interface Orphan {
  readonly table: string;
  readonly runId: string;
}

/** Where a run or a stage row stood when somebody looked. */
export interface Standing {
  readonly id: string;
  readonly version: number;
  readonly status: Status;
  readonly attempt: number;
}

/** A store as the oracle reads it. Each look is consistent only while nobody writes. */
export interface FactSource {
  /** All runs, a page at a time. */
  runs(): AsyncIterable<readonly RunFacts[]>;
  keys(): Promise<readonly KeyFact[]>;
  orphans(): Promise<readonly Orphan[]>;
  /** Every run and every stage row. */
  standings(): Promise<{ readonly runs: readonly Standing[]; readonly stages: readonly Standing[] }>;
}

/** A run that somebody was told exists. */
export interface Acknowledgement {
  readonly runId: string;
  readonly idempotencyKey?: string;
}

/** A stage body that was entered, as the body itself noted it. */
export interface Execution {
  readonly runId: string;
  readonly stageId: string;
  readonly attempt: number;
  readonly delivery: number;
}

/** An event as a sink received it. */
export interface DeliveredEvent {
  readonly runId: string;
  readonly sequence: number;
}

/** What is known from outside the store. */
export interface Expectations {
  readonly acknowledged?: readonly Acknowledgement[];
  /**
   * Every body entered. Of workers that died, not of ones that were told to stop, nor of stages that a budget held: those
   * give a delivery back.
   */
  readonly executions?: readonly Execution[];
  /** All that a sink received, in its order; every event must be among them. */
  readonly delivered?: readonly DeliveredEvent[];
  /** Faults have stopped and all had its time: every run has ended, or is held. Default true. */
  readonly isAtRest?: boolean;
}

export interface Violation {
  /** 1 to 13, see `INVARIANTS`. */
  readonly invariant: number;
  /** A sentence with the ids. */
  readonly says: string;
}
