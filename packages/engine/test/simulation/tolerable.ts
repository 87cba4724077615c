/** Errors that a command may answer with in a world of faults. Any other is a bug. */

import { AlreadyExistsError, IdempotencyInProgressError, RunStatusError } from "../../src/domain/errors.js";
import { ProcessDiedError, ReplyLostError } from "../../src/testing/crash-points.js";

const TOLERABLE = [
  ProcessDiedError,
  ReplyLostError,
  // The run was stored though the answer was lost, and is asked for once more.
  AlreadyExistsError,
  IdempotencyInProgressError,
  // A rerun of a run that somebody else runs again already, or that never came to the stage.
  RunStatusError,
];

export const isTolerable = (error: unknown): boolean => TOLERABLE.some((kind) => error instanceof kind);
