/** What surprises is thrown: each error has a `code` to branch on, its facts as fields, and a sentence that helps. */

import type { Status } from "./status.js";

export abstract class EngineError extends Error {
  abstract readonly code: string;
}

/** Someone else wrote the row since it was read. Read again and decide again; never retry blindly. */
export class StaleVersionError extends Error {
  override readonly name = "StaleVersionError";
  readonly code = "STALE_VERSION";
  readonly entity: string;
  readonly id: string;
  readonly expected: number;
  readonly actual: number;

  constructor(entity: string, id: string, expected: number, actual: number) {
    super(
      `${entity} ${id} is at version ${actual}, not at version ${expected}: read it again before writing`,
    );
    this.entity = entity;
    this.id = id;
    this.expected = expected;
    this.actual = actual;
  }
}

/** The named row does not exist. */
export class NotFoundError extends EngineError {
  override readonly name = "NotFoundError";
  readonly code = "NOT_FOUND";
  readonly entity: string;
  readonly id: string;

  constructor(entity: string, id: string, options?: ErrorOptions) {
    super(`${entity} ${JSON.stringify(id)} does not exist`, options);
    this.entity = entity;
    this.id = id;
  }
}

/** A row with this identity exists already. */
export class AlreadyExistsError extends EngineError {
  override readonly name = "AlreadyExistsError";
  readonly code = "ALREADY_EXISTS";
  readonly entity: string;
  readonly id: string;

  constructor(entity: string, id: string, options?: ErrorOptions) {
    super(`${entity} ${JSON.stringify(id)} exists already`, options);
    this.entity = entity;
    this.id = id;
  }
}

/** The stage has a live job already: one job per (run, stage, attempt) may wait, run or be suspended. */
export class DuplicateJobError extends EngineError {
  override readonly name = "DuplicateJobError";
  readonly code = "DUPLICATE_JOB";
  readonly workflowRunId: string;
  readonly stageId: string;

  constructor(workflowRunId: string, stageId: string, options?: ErrorOptions) {
    super(`Stage ${stageId} of run ${workflowRunId} has a live job already`, options);
    this.workflowRunId = workflowRunId;
    this.stageId = stageId;
  }
}

/** The lease was given to somebody else, or the job ended meanwhile: whatever was computed must not be written. */
export class LeaseLostError extends EngineError {
  override readonly name = "LeaseLostError";
  readonly code = "LEASE_LOST";
  readonly jobId: string;

  constructor(jobId: string, options?: ErrorOptions) {
    super(`The lease on job ${jobId} is lost: its outcome is not recorded`, options);
    this.jobId = jobId;
  }
}

/** A value that cannot be stored as it is, such as an id with a NUL character or a date outside the years 1 to 9999. */
export class UnstorableValueError extends EngineError {
  override readonly name = "UnstorableValueError";
  readonly code = "UNSTORABLE_VALUE";
  readonly field: string;

  constructor(field: string, why: string, options?: ErrorOptions) {
    super(`${field} cannot be stored: ${why}`, options);
    this.field = field;
  }
}

export interface InputIssue {
  /** Where, as keys and indexes from the top; empty for the value itself. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What the caller gave does not fit the schema. Deterministic: the same value fails again. */
export class InvalidInputError extends EngineError {
  override readonly name = "InvalidInputError";
  readonly code = "INVALID_INPUT";
  readonly what: string;
  readonly issues: readonly InputIssue[];

  constructor(what: string, issues: readonly InputIssue[], options?: ErrorOptions) {
    const lines = issues
      .slice(0, 10)
      .map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`));
    super(`${what} does not fit its schema: ${lines.join("; ")}`, options);
    this.what = what;
    this.issues = issues;
  }
}

/** The workflow is defined wrongly; the message says which rule is broken. */
export class DefinitionError extends EngineError {
  override readonly name = "DefinitionError";
  readonly code = "INVALID_DEFINITION";
}

/** No worker has ever announced this workflow, and it is not defined here. */
export class UnknownWorkflowError extends EngineError {
  override readonly name = "UnknownWorkflowError";
  readonly code = "UNKNOWN_WORKFLOW";
  readonly workflowId: string;

  constructor(workflowId: string) {
    super(`Workflow ${JSON.stringify(workflowId)} is not known: start a worker that defines it`);
    this.workflowId = workflowId;
  }
}

/** The run is not in a status in which the command makes sense. */
export class RunStatusError extends EngineError {
  override readonly name = "RunStatusError";
  readonly code = "RUN_STATUS";
  readonly runId: string;
  readonly status: Status;

  constructor(runId: string, status: Status, what: string) {
    super(`Run ${runId} is ${status}: ${what}`);
    this.runId = runId;
    this.status = status;
  }
}

/** The same idempotency key was used with another input. */
export class IdempotencyConflictError extends EngineError {
  override readonly name = "IdempotencyConflictError";
  readonly code = "IDEMPOTENCY_CONFLICT";
  readonly key: string;

  constructor(key: string, commandType: string) {
    super(`Idempotency key ${JSON.stringify(key)} was used for ${commandType} with another input`);
    this.key = key;
  }
}

/** The same idempotency key is in use by a caller that has not finished. */
export class IdempotencyInProgressError extends EngineError {
  override readonly name = "IdempotencyInProgressError";
  readonly code = "IDEMPOTENCY_IN_PROGRESS";
  readonly key: string;

  constructor(key: string, commandType: string) {
    super(
      `Another ${commandType} with idempotency key ${JSON.stringify(key)} is in progress: try again shortly`,
    );
    this.key = key;
  }
}

/** Thrown in a stage body that asks for the output of a stage that has none. */
export class MissingOutputError extends EngineError {
  override readonly name = "MissingOutputError";
  readonly code = "MISSING_OUTPUT";
  readonly stageId: string;

  constructor(stageId: string) {
    super(
      `Stage ${JSON.stringify(stageId)} has no output: it is not an earlier stage of this run, or it was skipped`,
    );
    this.stageId = stageId;
  }
}

/**
 * A call of a model was not made, because a budget it counts against is used up. The stage is held, not failed: it is
 * delivered again when there is room, whether or not this error is caught.
 */
export class BudgetHeldError extends EngineError {
  override readonly name = "BudgetHeldError";
  readonly code = "BUDGET_HELD";
  /** For the AI SDK: asking again at once is of no use. */
  readonly isRetryable = false;
}

/** A bulk action that is not started; the message says what to ask for instead. */
export class BulkRefusedError extends EngineError {
  override readonly name = "BulkRefusedError";
  readonly code = "BULK_REFUSED";
}
