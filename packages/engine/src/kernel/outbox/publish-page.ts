/** Delivers a page of claimed runs side by side, and writes back what became of each as soon as that is known. */

import { backoffMs, DEFAULT_BACKOFF } from "../../domain/backoff.js";
import { errorFingerprint } from "../../domain/error-fingerprint.js";
import type { ClaimedEvents, SettledEvents } from "../../ports/outbox.js";
import { groupCommit } from "../group-commit.js";
import type { KernelContext } from "../kernel-context.js";
import type { Deadline } from "./deadline.js";
import { deliverRun, type FailedDelivery, type RunDelivery } from "./deliver-run.js";

/** Runs whose events are delivered at the same time. */
const RUNS_AT_ONCE = 16;

/** After so many runs of a page that found the sinks unavailable, and none that got through, the rest is left alone. */
const GIVE_UP_AFTER = RUNS_AT_ONCE;

export interface PageCounts {
  published: number;
  /** Events that failed and are tried again. */
  retrying: number;
  /** Events that went to the dead letters. */
  dead: number;
  /** Runs that somebody else took over meanwhile: their events may be delivered again. */
  lost: number;
}

interface Page {
  readonly claims: readonly ClaimedEvents[];
  readonly maxTries: number;
  readonly deadline: Deadline;
}

/** @throws what a run could not be written back for; the others are */
export async function publishPage(context: KernelContext, { claims, ...page }: Page): Promise<PageCounts> {
  const { store, timers, sinks, sinkHealth } = context;
  const counts: PageCounts = { published: 0, retrying: 0, dead: 0, lost: 0 };
  const writes = groupCommit<SettledEvents, boolean>({
    timers,
    // What was committed unseen has given the run back: a second try finds nothing to write.
    isRepeatable: true,
    async write(settled) {
      const lost = new Set(await store.persistence.settleEvents(settled));
      return settled.map(({ workflowRunId }) => !lost.has(workflowRunId));
    },
  });
  const settle = async (claim: ClaimedEvents, { delivered, failed }: RunDelivery, isCounted: boolean) => {
    const failure = failed === undefined ? undefined : afterFailure(failed, isCounted, page.maxTries);
    const isHeld = await writes.add({
      workflowRunId: claim.workflowRunId,
      leaseToken: claim.leaseToken,
      publishedIds: delivered.map(({ id }) => id),
      ...failure,
    });
    if (!isHeld) {
      counts.lost += 1;
      return;
    }
    counts.published += delivered.length;
    if (failure !== undefined) counts[failure.failed.isDead ? "dead" : "retrying"] += 1;
  };

  const unclear: [ClaimedEvents, RunDelivery][] = [];
  const publish = async (claim: ClaimedEvents) => {
    const isHopeless = unclear.length >= GIVE_UP_AFTER && !sinkHealth.works;
    const result = isHopeless ? { delivered: [] } : await deliverRun(sinks, claim, page.deadline);
    if (result.delivered.length > 0 || result.failed?.outcome === "refused") sinkHealth.answered();
    // Whose fault it is shows when the others have been tried.
    if (result.failed?.outcome === "unavailable") unclear.push([claim, result]);
    else await settle(claim, result, true);
  };
  const problems = await sideBySide(claims, RUNS_AT_ONCE, publish);
  const isSinksFault = unclear.length > 0 && !sinkHealth.works;
  if (isSinksFault) sinkHealth.failed();
  problems.push(
    ...(await sideBySide(unclear, unclear.length, ([claim, result]) => settle(claim, result, !isSinksFault))),
  );
  if (problems.length > 0) throw problems[0];
  return counts;
}

/** What is written of an event that failed. Behind one that is tried again the run's later events wait. */
function afterFailure({ event, error }: FailedDelivery, isCounted: boolean, maxTries: number) {
  const tries = event.retryCount + 1;
  const isDead = isCounted && tries >= maxTries;
  return {
    failed: { id: event.id, error, fingerprint: errorFingerprint(error), isCounted, isDead },
    waitMs: isCounted && !isDead ? backoffMs(tries, DEFAULT_BACKOFF) : 0,
  };
}

/** Does something with all items, a few at a time. Returns what was thrown. */
async function sideBySide<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<unknown[]> {
  const problems: unknown[] = [];
  const left = items.values();
  const lane = async () => {
    for (const item of left) await work(item).catch((error: unknown) => problems.push(error));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  return problems;
}
