/**
 * Publishes what waits in the outbox: one page, in order per run, to every sink.
 *
 *   claim    runs that are due, under a lease, so that nobody else publishes the same ones
 *   deliver  to the sinks, outside any transaction, several runs side by side
 *   settle   published, to be tried again, or dead; the run is given back
 * A crash between the last two delivers the run's page again, with the same ids, when the lease ends.
 *
 * An event that fails is tried again with growing pauses, and its run's later events wait for it; after `maxTries` it
 * goes to the dead letters and the run goes on. That takes more than 13 minutes. While no event at all gets through,
 * the failure is the sinks': it counts against no event, and publishing pauses for up to 30 s at a time.
 *
 * Without sinks nothing is published and nothing is written: events wait, are shown, and go with `retention.prune`.
 */

import { z } from "zod";
import { defineCommand } from "../command.js";
import { startDeadline } from "../outbox/deadline.js";
import { type PageCounts, publishPage } from "../outbox/publish-page.js";

/**
 * Tries an event has: the pauses between them, of {@link DEFAULT_BACKOFF}, add up to 13 minutes at least and 22 at
 * most, so that an outage of ten minutes sends nothing to the dead letters.
 */
const MAX_TRIES = 12;

/** The part of the lease that deliveries may take; the rest is for their results to be stored. */
const SHARE_OF_LEASE = 0.8;

/** Events that are enough to find out whether sinks that were down are back. */
const PROBE = 8;

export interface Flushed extends PageCounts {
  /** Runs that were taken. */
  runs: number;
  /** Whether more is likely to be due at once. */
  hasMore: boolean;
  /** Milliseconds for which this process publishes nothing because no event gets through; 0 when it does. */
  pausedMs: number;
}

export const outboxFlush = defineCommand({
  type: "outbox.flush",
  input: z.object({
    /** Events at most. */
    limit: z.number().int().min(1).max(10_000).default(100),
    /** Milliseconds until others may publish the same runs; four fifths of it are for the sinks. */
    leaseMs: z.number().int().min(10).max(3_600_000).default(60_000),
    /** Tries of an event before it goes to the dead letters. */
    maxTries: z.number().int().min(1).max(1_000).default(MAX_TRIES),
    /** Aborts when the process stops: what was not delivered is left as it was. */
    signal: z.instanceof(AbortSignal).optional(),
  }),
  /** @throws what one of the runs could not be written back for; the others are */
  async handle(context, { limit, leaseMs, maxTries, signal }): Promise<Flushed> {
    const { store, sinks, sinkHealth, timers } = context;
    const nothing = { runs: 0, published: 0, retrying: 0, dead: 0, lost: 0, hasMore: false };
    if (sinks.length === 0 || sinkHealth.pausedMs > 0 || signal?.aborted === true)
      return { ...nothing, pausedMs: sinkHealth.pausedMs };
    const deadline = startDeadline(timers, Math.floor(leaseMs * SHARE_OF_LEASE), signal);
    try {
      const size = sinkHealth.isInDoubt ? Math.min(limit, PROBE) : limit;
      const claims = await store.persistence.claimEvents({ limit: size, leaseMs });
      if (claims.length === 0) return { ...nothing, pausedMs: 0 };
      const perRun = Math.floor(size / claims.length);
      const counts = await publishPage(context, { claims, maxTries, deadline });
      const isFull = claims.length === size || claims.some(({ events }) => events.length === perRun);
      return {
        ...counts,
        runs: claims.length,
        hasMore: isFull && counts.published + counts.dead > 0,
        pausedMs: sinkHealth.pausedMs,
      };
    } finally {
      deadline.end();
    }
  },
});
