/** What people say of failures that are alike. */

import type { FailureGroupKey, FailureMark } from "../domain/failure-mark.js";

export interface FailureMarks {
  /** Replaces what was said before. The time is the database's. */
  markFailures(mark: Omit<FailureMark, "markedAt">): Promise<void>;
  /** Returns whether there was one. */
  unmarkFailures(key: FailureGroupKey): Promise<boolean>;
}
