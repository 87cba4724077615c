/**
 * A closed loop: always the same number of unfinished runs, a new one for each that ends.
 *
 * Batches make runs end in bursts. So the time that counts begins right after a burst and ends right after one: cut
 * anywhere else, a short measurement would be a whole burst off.
 */

import { setImmediate as burstOver, setTimeout as pause } from "node:timers/promises";

/** Something that carries out runs. */
export interface RunSystem {
  /** Resolves when the run is stored. */
  create(): Promise<void>;
  stop(): Promise<void>;
}

/** Opens a system; `onEnd` is called for every run whose end is committed, `onError` when it cannot go on. */
export type OpenRunSystem = (callbacks: {
  onEnd(): void;
  onError(error: unknown): void;
}) => Promise<RunSystem>;

export interface LoopOptions {
  readonly inFlight: number;
  /** The time that counts at least. */
  readonly seconds: number;
  /** Called when the time that counts begins and ends. */
  onWindow?(isOpen: boolean): void;
}

export interface LoopResult {
  readonly perSecond: number;
  /** Runs that ended in the time that counts. */
  readonly counted: number;
  /** All, with those before and after it. */
  readonly ended: number;
}

/** Share of the measured time that goes before it, for caches and plans. */
const WARM_UP = 0.25;
/** Milliseconds after which a run that has not ended is lost. */
const MOST_MS = 60_000;

/** @throws when a run cannot be stored, or does not end within a minute */
export async function closedLoop(
  open: OpenRunSystem,
  { inFlight, seconds, onWindow }: LoopOptions,
): Promise<LoopResult> {
  let isFeeding = true;
  let created = 0;
  let ended = 0;
  let fail: (error: unknown) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failure.catch(() => undefined);
  let allEnded: () => void = () => undefined;
  let oneEnded: () => void = () => undefined;
  const create = (): void => {
    created += 1;
    system.create().catch(fail);
  };
  const system = await open({
    onError: (error) => fail(error),
    onEnd() {
      ended += 1;
      oneEnded();
      if (isFeeding) create();
      else if (ended === created) allEnded();
    },
  });
  const wait = (ms: number): Promise<unknown> => Promise.race([pause(ms), failure]);
  const nextBurst = async (): Promise<void> => {
    const first = new Promise<void>((resolve) => {
      oneEnded = resolve;
    });
    await within(MOST_MS, Promise.race([first, failure]));
    await burstOver();
  };
  try {
    for (let run = 0; run < inFlight; run++) create();
    await wait(seconds * WARM_UP * 1_000);
    await nextBurst();
    onWindow?.(true);
    const [endedBefore, start] = [ended, performance.now()];
    await wait(seconds * 1_000);
    await nextBurst();
    onWindow?.(false);
    const counted = ended - endedBefore;
    const perSecond = (counted / (performance.now() - start)) * 1_000;

    const drained = new Promise<void>((resolve) => {
      allEnded = resolve;
    });
    isFeeding = false;
    if (ended < created) await within(MOST_MS, Promise.race([drained, failure]));
    return { perSecond, counted, ended };
  } finally {
    await system.stop();
  }
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  const over = new AbortController();
  const timeout = pause(ms, undefined, { signal: over.signal }).then(() => {
    throw new Error(`Runs did not end within ${ms} ms`);
  });
  timeout.catch(() => undefined);
  try {
    await Promise.race([work, timeout]);
  } finally {
    over.abort();
  }
}
