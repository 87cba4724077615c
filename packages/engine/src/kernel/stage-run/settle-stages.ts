/**
 * Second of the two short writes around a stage body, for a batch of stages: outcomes, annotations, events and AI
 * calls, the jobs, and what follows in the runs, all or nothing, each fenced by its lease token.
 *
 * Plain successes go out in one statement where the store has one; the rest in one transaction. A crash before the
 * commit leaves RUNNING stages under leases; `lease.reapStale` hands the jobs out again.
 */

import type { RunState } from "../../ports/engine-persistence.js";
import type { StoreScope } from "../../ports/kernel-store.js";
import type { CreateOutboxEventInput } from "../../ports/workflow-persistence.js";
import { type AdvancingRun, advanceRuns } from "../advance.js";
import type { KernelContext } from "../kernel-context.js";
import { type Announced, announce, nothingNew } from "./announce.js";
import { writeLast } from "./live-report.js";
import { stageOutcome } from "./outcome-writes.js";
import { begunNext, plainSuccess } from "./plain-success.js";
import { type Settled, type Settlement, settledAs } from "./settlement.js";

/** @returns how each was settled, in their order */
export async function settleStages(
  kernel: KernelContext,
  settlements: readonly Settlement[],
): Promise<Settled[]> {
  const latest = latestDeliveries(settlements);
  const settled = new Map(latest.map((one) => [one, "dropped" as Settled]));
  (await settleEach(kernel, latest)).forEach((how, index) => {
    const one = latest[index];
    if (one !== undefined) settled.set(one, how);
  });
  return settlements.map((one) => settled.get(one) ?? "dropped");
}

/**
 * Of several deliveries of one job the last: a process that lost a lease without noticing can get the job again, and
 * what holds a job is looked up by its id.
 */
function latestDeliveries(settlements: readonly Settlement[]): Settlement[] {
  const byJob = new Map<string, Settlement>();
  for (const one of settlements) {
    const { jobId, attempt } = one.begun.job;
    const known = byJob.get(jobId);
    if (known === undefined || known.begun.job.attempt < attempt) byJob.set(jobId, one);
  }
  return [...byJob.values()];
}

async function settleEach(kernel: KernelContext, settlements: readonly Settlement[]): Promise<Settled[]> {
  const { hotPath } = kernel.store;
  const news = nothingNew();
  const plain = hotPath === undefined ? [] : settlements.flatMap((one) => plainSuccess(one) ?? []);
  const byJob = new Map(settlements.map((one) => [one.begun.job.jobId, one]));
  const taker = {
    workerId: kernel.workerId,
    leaseMs: leaseOfNext(settlements),
    workflowIds: [...kernel.workflows.keys()],
  };
  const written = plain.length === 0 ? [] : ((await hotPath?.completeStages(plain, taker)) ?? []);
  const done = new Set(written.map(({ jobId }) => jobId));
  for (const { jobId, advanced, jobs } of written) {
    const run = byJob.get(jobId)?.begun.run;
    news.jobs += jobs;
    if (run !== undefined && advanced === "completed") news.ended.set(run.id, "COMPLETED");
  }

  const rest = settlements.filter(({ begun }) => !done.has(begun.job.jobId));
  const settled =
    rest.length === 0 ? [] : await kernel.store.transaction((scope) => settleAll(kernel, scope, rest, news));
  announce(kernel, news, settlements);
  for (const { jobId, taken } of written) {
    const one = byJob.get(jobId);
    const next = one === undefined || taken === undefined ? undefined : begunNext(one, taken);
    if (next !== undefined) one?.next?.take(next);
  }
  const restIn = settled.values();
  return settlements.map(({ begun }) =>
    done.has(begun.job.jobId) ? "completed" : (restIn.next().value ?? "dropped"),
  );
}

const leaseOfNext = (settlements: readonly Settlement[]): number =>
  settlements.find(({ next }) => next !== undefined)?.next?.leaseMs ?? 0;

/** The caller's transaction holds nothing yet: rows are taken in the one order runs, jobs, stages, outbox. */
async function settleAll(
  kernel: KernelContext,
  scope: StoreScope,
  settlements: readonly Settlement[],
  news: Announced,
): Promise<Settled[]> {
  const { persistence, jobs } = scope;
  const runIds = [...new Set(settlements.map(({ begun }) => begun.run.id))];
  const runs = new Map((await persistence.lockRuns(runIds)).map((run) => [run.id, run]));
  const isLive = ({ begun }: Settlement) => runs.get(begun.run.id)?.status === "RUNNING";

  const live = settlements.filter(isLive);
  const outcomes = new Map(live.map((one) => [one, stageOutcome(one)]));
  const held = new Set(await jobs.settle([...outcomes.values()].map(({ ending }) => ending)));
  const moved = new Set(
    await persistence.moveStages(
      live.filter(({ begun }) => held.has(begun.job.jobId)).flatMap((one) => outcomes.get(one)?.move ?? []),
    ),
  );
  const kept = live.filter(({ begun }) => held.has(begun.job.jobId) && moved.has(begun.stage.id));

  const over = settlements.filter((one) => !isLive(one));
  for (const { begun } of over)
    await jobs.fenceOff(begun.run.id, [begun.stage.stageId], begun.stage.attempt + 1);
  // Of a run that was cancelled while the body worked, what it cost is kept; what it says is not.
  const cancelled = over.filter(({ begun }) => runs.get(begun.run.id)?.status === "CANCELLED");
  await writeLast(
    scope,
    [...kept, ...cancelled].map(({ report }) => report),
  );
  await persistence.appendAnnotations(kept.flatMap(({ annotations }) => [...annotations]));

  const events: CreateOutboxEventInput[] = kept.flatMap((one) => outcomes.get(one)?.events ?? []);
  const advanced = await advanceRuns(scope, advancing(kept, runs), kernel.clock.now());
  await persistence.appendOutboxEvents([...events, ...advanced.events]);
  news.jobs += advanced.jobs;
  for (const one of kept) {
    const ending = outcomes.get(one)?.ending;
    if (ending?.status === "PENDING") news.retriesInMs.push(ending.retryInMs);
  }
  for (const [runId, { kind }] of advanced.steps) {
    if (kind === "completed") news.ended.set(runId, "COMPLETED");
    if (kind === "failed") news.ended.set(runId, "FAILED");
  }
  const isKept = new Set(kept);
  return settlements.map((one) => (isKept.has(one) ? settledAs(one) : "dropped"));
}

/** One entry per run that may have to move on, with the outputs that are known without asking. */
function advancing(kept: readonly Settlement[], runs: ReadonlyMap<string, RunState>): AdvancingRun[] {
  const byRun = new Map<string, AdvancingRun & { outputs: Map<string, unknown> }>();
  for (const one of kept) {
    const { begun, shape, outcome } = one;
    const run = runs.get(begun.run.id);
    // A retry, another poll and a hold leave the group as it was.
    const isPolledAgain = one.heldAs === "SUSPENDED" && outcome.kind === "suspended";
    const isAsBefore = isPolledAgain || settledAs(one) === "retrying" || outcome.kind === "held";
    if (run === undefined || isAsBefore) continue;
    const known = byRun.get(run.id);
    const outputs = known?.outputs ?? new Map<string, unknown>();
    if (outcome.kind === "completed") outputs.set(begun.stage.id, outcome.output);
    byRun.set(run.id, {
      run,
      shape,
      causationId: begun.job.jobId,
      outputs,
      // What a poll ends was waited for already.
      mayBeSuspended: one.heldAs === "RUNNING" || (known?.mayBeSuspended ?? false),
    });
  }
  return [...byRun.values()];
}
