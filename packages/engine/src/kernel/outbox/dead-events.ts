/** Which dead events a command is about, and what it says of each. */

import { z } from "zod";
import type { DeadEventFilter } from "../../ports/engine-persistence.js";

/** Events one command changes at most. */
const MAX_EVENTS = 1_000;

const limit = z.number().int().min(1).max(MAX_EVENTS).default(100);

/** By id, by what they have in common, or all there are; the oldest first. */
export const deadEventSelection = z.union([
  z.strictObject({ ids: z.array(z.string()).min(1).max(MAX_EVENTS) }),
  z.strictObject({
    filter: z
      .strictObject({
        runId: z.string().optional(),
        type: z.string().optional(),
        /** Of the last error: errors of one kind share it. */
        fingerprint: z.string().optional(),
      })
      .refine((filter) => Object.values(filter).some((value) => value !== undefined), {
        error: "name at least one of runId, type and fingerprint, or choose all",
      }),
    limit,
  }),
  z.strictObject({ all: z.literal(true), limit }),
]);
export type DeadEventSelection = z.output<typeof deadEventSelection>;

export function toFilter(selection: DeadEventSelection): DeadEventFilter {
  if ("ids" in selection) return { ids: selection.ids };
  if ("all" in selection) return { limit: selection.limit };
  const { runId, type, fingerprint } = selection.filter;
  return {
    limit: selection.limit,
    ...(runId === undefined ? {} : { workflowRunId: runId }),
    ...(type === undefined ? {} : { eventType: type }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
}

/** What became of each event; those asked for by id that were changed by nobody or by somebody else are `not dead`. */
export interface DeadEventReport<Outcome extends string> {
  readonly events: readonly { readonly id: string; readonly outcome: Outcome | "not dead" }[];
  /** Whether the limit was reached, so that there may be more. */
  readonly hasMore: boolean;
}

export function reportOn<Outcome extends string>(
  selection: DeadEventSelection,
  changed: readonly string[],
  outcome: Outcome,
): DeadEventReport<Outcome> {
  const isChanged = new Set(changed);
  const notDead = "ids" in selection ? selection.ids.filter((id) => !isChanged.has(id)) : [];
  return {
    events: [
      ...changed.map((id) => ({ id, outcome })),
      ...[...new Set(notDead)].map((id) => ({ id, outcome: "not dead" as const })),
    ],
    hasMore: "limit" in selection && changed.length === selection.limit,
  };
}
