/** The statuses of runs, stages and jobs, and which may follow which. */

/** Unified status type for workflows, stages, and jobs.
 *
 * - PENDING: Not started yet
 * - RUNNING: Currently executing
 * - SUSPENDED: Paused, waiting for external event (e.g., batch job completion)
 * - COMPLETED: Finished successfully
 * - FAILED: Finished with error
 * - CANCELLED: Manually stopped by user
 * - SKIPPED: Stage-specific - bypassed due to condition */
export type Status = "PENDING" | "RUNNING" | "SUSPENDED" | "COMPLETED" | "FAILED" | "CANCELLED" | "SKIPPED";
/** @deprecated Use Status instead */
export type WorkflowStatus = Status;
/** @deprecated Use Status instead */
export type WorkflowStageStatus = Status;
/** @deprecated Use Status instead. Note: PROCESSING is now RUNNING. */
export type JobStatus = Status;
export type LogLevel = "DEBUG" | "INFO" | "WARN" | "ERROR";
export type ArtifactType = "STAGE_OUTPUT" | "ARTIFACT" | "METADATA";

export const STATUSES = [
  "PENDING",
  "RUNNING",
  "SUSPENDED",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "SKIPPED",
] as const satisfies readonly Status[];

export const LOG_LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"] as const satisfies readonly LogLevel[];

/**
 * Legal moves within one attempt. A rerun is not a move: it makes a new attempt, and its run goes from a terminal
 * status back to RUNNING.
 */
export const LEGAL_MOVES: Readonly<Record<Status, readonly Status[]>> = {
  PENDING: ["RUNNING", "CANCELLED", "FAILED", "SKIPPED"],
  RUNNING: ["PENDING", "SUSPENDED", "COMPLETED", "FAILED", "CANCELLED", "SKIPPED"],
  SUSPENDED: ["RUNNING", "COMPLETED", "FAILED", "CANCELLED"],
  COMPLETED: [],
  FAILED: [],
  CANCELLED: [],
  SKIPPED: [],
};

export const TERMINAL_STATUSES = STATUSES.filter((status) => LEGAL_MOVES[status].length === 0);

/** Whether nothing follows this status within the attempt. */
export const isTerminal = (status: Status): boolean => LEGAL_MOVES[status].length === 0;

/** Whether a stage with this status lets the next group start. */
export const isDone = (status: Status): boolean => status === "COMPLETED" || status === "SKIPPED";

export const canMove = (from: Status, to: Status): boolean => LEGAL_MOVES[from].includes(to);
