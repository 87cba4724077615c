/**
 * The one fetcher of a process: begins stages as slots are free, starts runs when slots are left.
 *
 * It asks for what it has reason to expect: after a hint, after a page that was full, and now and then for hints that
 * got lost. Stages of running runs go before new runs, so that what was begun is finished.
 */

import type { BegunStage, Kernel, WorkKind } from "@stageline/engine";
import { type Loop, startLoop } from "./loop.js";

/** Stages begun in one go: some work while the next are fetched. */
const MOST_AT_ONCE = 100;

export interface FetchOptions {
  kernel: Kernel;
  leaseMs: number;
  freeSlots(): number;
  /** Takes a begun stage; called synchronously for each. */
  run(stage: BegunStage): void;
  /** Milliseconds between two looks without a hint. */
  pollMs(): number;
  onError(error: unknown): void;
  /** Told after every turn that reached the database. */
  onTurn?(): void;
}

export interface Fetcher extends Loop {
  /** There may be work of this kind. */
  expect(kind: WorkKind): void;
}

export function startFetcher(options: FetchOptions): Fetcher {
  const { kernel, leaseMs, freeSlots, run, pollMs, onTurn } = options;
  let jobsExpected = true;
  let runsExpected = true;
  let lastLook = 0;

  const turn = async (): Promise<number> => {
    const interval = pollMs();
    if (performance.now() - lastLook >= interval * 0.7) jobsExpected = runsExpected = true;
    const free = freeSlots();
    if (free <= 0 || !(jobsExpected || runsExpected)) return interval;
    if (jobsExpected && runsExpected) lastLook = performance.now();

    const begun = jobsExpected ? await begin(Math.min(free, MOST_AT_ONCE)) : 0;
    if (runsExpected && begun < free) await start(free - begun);
    onTurn?.();
    return (jobsExpected || runsExpected) && freeSlots() > 0 ? 0 : interval;
  };
  const begin = async (limit: number): Promise<number> => {
    jobsExpected = false;
    const stages = await kernel.dispatch("job.begin", { limit, leaseMs }).catch((error: unknown) => {
      jobsExpected = true;
      throw error;
    });
    for (const stage of stages) run(stage);
    if (stages.length === limit) jobsExpected = true;
    return stages.length;
  };
  const start = async (limit: number): Promise<void> => {
    runsExpected = false;
    const stages = Math.min(limit, MOST_AT_ONCE);
    const { started, failed, jobs, begun } = await kernel
      .dispatch("run.claimPending", { limit: Math.min(limit, 1_000), begin: { stages, leaseMs } })
      .catch((error: unknown) => {
        runsExpected = true;
        throw error;
      });
    for (const stage of begun) run(stage);
    if (jobs > 0) jobsExpected = true;
    if (started.length + failed.length >= limit) runsExpected = true;
  };
  const loop = startLoop({ turn, onError: options.onError });
  return {
    ...loop,
    expect(kind) {
      if (kind === "jobs") jobsExpected = true;
      else if (kind === "runs") runsExpected = true;
      else return;
      loop.wake();
    },
  };
}
