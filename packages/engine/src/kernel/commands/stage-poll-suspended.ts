/**
 * Asks due suspended stages whether what they wait for is done.
 *
 *   claim   the longest overdue jobs, under a short lease, so that nobody else asks the same stages meanwhile
 *   ask     `checkCompletion` of all of them side by side, outside any transaction
 *   settle  done, asked again later, or failed: as the end of a stage's body, together with what else ends
 * A crash anywhere leaves suspended stages that are due again when the lease ends. The lease is not renewed: a
 * question may take four fifths of it.
 */

import { z } from "zod";
import { defineCommand } from "../command.js";
import { beginPolls } from "../stage-run/begin-polls.js";
import { type Polled, pollStage } from "../stage-run/poll-stage.js";

/** The part of the lease that a question may take; the rest is for the answer to be stored. */
const SHARE_OF_LEASE = 0.8;

/** How many stages were claimed, and what became of those that had something to ask. */
export type Polls = { readonly claimed: number } & Readonly<Record<Polled, number>>;

export const stagePollSuspended = defineCommand({
  type: "stage.pollSuspended",
  input: z.object({
    /** Stages asked at most, all at the same time. */
    limit: z.number().int().min(1).max(1_000).default(100),
    /** Milliseconds until others may ask the same stages. */
    leaseMs: z.number().int().min(1).default(60_000),
    /** Aborts when the process stops: what was not answered is asked again. */
    signal: z.instanceof(AbortSignal).optional(),
  }),
  /** @throws what one of the answers could not be stored for; the others are stored */
  async handle(kernel, { limit, leaseMs, signal = new AbortController().signal }): Promise<Polls> {
    const { workflows, workerId, store } = kernel;
    const counts = { completed: 0, failed: 0, retrying: 0, suspended: 0, held: 0, dropped: 0, abandoned: 0 };
    if (workflows.size === 0) return { claimed: 0, ...counts };
    const start = performance.now();
    const workflowIds = [...workflows.keys()];
    const jobs = await store.jobs.claimSuspended({ workerId, limit, leaseMs, workflowIds });
    if (jobs.length === 0) return { claimed: 0, ...counts };
    const polls = await beginPolls(kernel, jobs);
    const timeoutMs = Math.max(1, Math.floor(leaseMs * SHARE_OF_LEASE - (performance.now() - start)));
    const answers = await Promise.allSettled(
      polls.map((poll) => pollStage(kernel, poll, { signal, timeoutMs })),
    );
    for (const answer of answers) if (answer.status === "fulfilled") counts[answer.value]++;
    const unsettled = answers.find(({ status }) => status === "rejected");
    if (unsettled?.status === "rejected") throw unsettled.reason;
    return { claimed: jobs.length, ...counts };
  },
});
