import type { BulkActionView, FrozenRunFilter } from "@stageline/engine/read";

/** An action whose filter can be told in words: its times are times. */
export interface ThawedAction extends Omit<BulkActionView, "filter"> {
  /** Null when runs were named one by one. */
  readonly filter: FrozenRunFilter | null;
}
