/**
 * Lets go of what is older than its days, one small batch of each kind.
 *
 * Any number of processes may do it at the same time, and a crash leaves what was not deleted for the next pass.
 * Nothing of a run that has not ended is touched. Where there are no sinks, events that nobody ever tried to publish are
 * not waited for.
 */

import { z } from "zod";
import { PRUNABLES, type Prunable } from "../../ports/retention.js";
import { defineCommand } from "../command.js";

const DAY_MS = 86_400_000;

/** Days that each kind is kept. 0 keeps it for ever. */
export const RETENTION_DAYS: Readonly<Record<Prunable, number>> = {
  runs: 365,
  logs: 30,
  events: 30,
  jobs: 30,
  aiCalls: 365,
  idempotencyKeys: 30,
  workers: 30,
  bulkActions: 365,
  queueSamples: 7,
};

const days = z.number().min(0).max(36_500);

export type Pruned = Readonly<Record<Prunable, number>> & {
  /** Whether a batch was full, so that there may be more. */
  readonly hasMore: boolean;
};

export const retentionPrune = defineCommand({
  type: "retention.prune",
  input: z.object({
    /** Rows per kind and pass at most. */
    limit: z.number().int().min(1).max(10_000).default(500),
    /** The instant that ages are counted from. Default: now. */
    now: z.date().optional(),
    /** Days to keep, by kind; what is left out has its default, see {@link RETENTION_DAYS}. */
    days: z.partialRecord(z.enum(PRUNABLES), days).default({}),
  }),
  async handle({ store, clock, sinks }, { limit, now = clock.now(), days }): Promise<Pruned> {
    const counts: Record<Prunable, number> = {
      runs: 0,
      logs: 0,
      events: 0,
      jobs: 0,
      aiCalls: 0,
      idempotencyKeys: 0,
      workers: 0,
      bulkActions: 0,
      queueSamples: 0,
    };
    for (const what of PRUNABLES) {
      const keep = days[what] ?? RETENTION_DAYS[what];
      if (keep === 0) continue;
      const before = new Date(now.getTime() - keep * DAY_MS);
      if (sinks.length === 0 && (what === "events" || what === "runs"))
        await store.persistence.waiveEvents(before, limit);
      counts[what] = await store.persistence.prune(what, before, limit);
    }
    return { ...counts, hasMore: Object.values(counts).includes(limit) };
  },
});
