/** Where synthetic history is written to. */

import type { DailyCost } from "./daily-costs.js";
import type { Rows } from "./tables.js";

export interface SeedTarget {
  /** Transactions that may be under way at once. */
  readonly lanes: number;
  /** All or nothing. */
  write(rows: Rows, costs: readonly DailyCost[]): Promise<void>;
  /** Removes some of the synthetic runs with all that belongs to them, oldest first. @returns how many */
  removeSome(limit: number): Promise<number>;
  /** What is kept of synthetic workflows beside their runs. */
  removeRest(): Promise<void>;
  /** Lets the database look at what is there, so that it plans well. */
  analyze(): Promise<void>;
  close(): Promise<void>;
}

/** Tables with a run's rows, those first that point at others. */
export const OWNED_BY_RUN = [
  "workflow_logs",
  "workflow_annotations",
  "workflow_artifacts",
  "ai_calls",
  "outbox_events",
  "outbox_streams",
  "job_queue",
  "workflow_stages",
] as const;
