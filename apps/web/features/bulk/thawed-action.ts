import type { BulkActionView, FailureConditions, FrozenRunFilter } from "@stageline/engine/read";

/** What was asked for: a filter of runs, or of what failed. */
export type Frozen =
  | { readonly of: "runs"; readonly filter: FrozenRunFilter }
  | { readonly of: "events" | "jobs"; readonly conditions: FailureConditions };

/** An action whose filter can be told in words: its times are times. */
export interface ThawedAction extends Omit<BulkActionView, "filter"> {
  /** Null when rows were named one by one. */
  readonly filter: Frozen | null;
}
