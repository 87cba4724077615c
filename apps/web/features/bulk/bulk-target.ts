import type { FailureConditions, FrozenRunFilter } from "@stageline/engine/read";

/** What an action is to be done to: a filter without paging, its times as instants. */
export type BulkTarget =
  | { readonly ids: readonly string[] }
  | { readonly filter: FrozenRunFilter }
  | { readonly deadEvents: FailureConditions }
  /** The runs whose jobs they are. */
  | { readonly deadJobs: FailureConditions };
