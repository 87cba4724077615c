/** Which run something belongs to, by nothing but its id. */

import type { Status } from "../domain/status.js";

/** What an id can be of, in the order of preference should several have the same. */
export const LOCATED_KINDS = ["run", "stage", "job", "aiCall", "annotation", "artifact", "event"] as const;
export type LocatedKind = (typeof LOCATED_KINDS)[number];

export interface LocatedId {
  readonly kind: LocatedKind;
  readonly runId: string;
  readonly workflowName: string;
  /** Of the run. */
  readonly status: Status;
  /** The stage it is, or belongs to. Null where the run as a whole is meant. */
  readonly stage: { readonly id: string; readonly name: string; readonly attempt: number } | null;
}
