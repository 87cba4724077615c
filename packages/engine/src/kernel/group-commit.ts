/**
 * Group commit: work of one kind that arrives while a write is under way goes out together in the next write.
 *
 * An item that arrives alone is written at once; under load the batches grow by themselves. When a batch fails, a
 * trouble of the database is waited for, and anything else is found by writing the items one by one, so that a bad
 * one fails alone.
 */

import { isPassing } from "./passing-trouble.js";
import { systemTimers, type Timers } from "./timers.js";

export interface GroupCommit<Item, Result> {
  /** Resolves when the item is committed. Rejects with what was wrong with it, or with the database. */
  add(item: Item): Promise<Result>;
}

export interface GroupCommitOptions<Item, Result> {
  /** Writes all or none; results in the order of the items. */
  write(items: readonly Item[]): Promise<readonly Result[]>;
  /** Items in a write at most. Default 100. */
  maxSize?: number;
  /** Writes under way at once. Default 2: the database works on one while the other is put together. */
  lanes?: number;
  /** Whether a write may be tried again though it is unknown if it was committed. Default false. */
  isRepeatable?: boolean;
  timers?: Timers;
  /** Told of every write that was committed. */
  onWritten?(size: number, tookMs: number): void;
}

/** Tries of one write while the database has a trouble that passes. */
const TRIES = 5;
/** Milliseconds before the second try; doubles. */
const FIRST_PAUSE_MS = 20;

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

export function groupCommit<Item, Result>({
  write,
  maxSize = 100,
  lanes = 2,
  isRepeatable = false,
  timers = systemTimers,
  onWritten,
}: GroupCommitOptions<Item, Result>): GroupCommit<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let busyLanes = 0;
  let isDue = false;

  const committed = async (items: readonly Item[]): Promise<readonly Result[]> => {
    const start = performance.now();
    const results = await (isRepeatable ? withTries(timers, () => write(items)) : write(items));
    onWritten?.(items.length, performance.now() - start);
    return results;
  };
  const settle = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await committed(batch.map(({ item }) => item));
      batch.forEach((one, index) => {
        one.resolve(results[index] as Result);
      });
    } catch (error) {
      if (batch.length === 1 || isPassing(error)) {
        for (const one of batch) one.reject(error);
        return;
      }
      for (const one of batch) await settle([one]);
    }
  };
  const lane = async () => {
    busyLanes += 1;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxSize);
      waiting = waiting.slice(maxSize);
      await settle(batch);
    }
    busyLanes -= 1;
  };
  const start = () => {
    isDue = false;
    // A second lane is for what one write cannot take.
    while (busyLanes < lanes && waiting.length > (busyLanes === 0 ? 0 : maxSize / 2)) void lane();
  };
  return {
    add: (item) =>
      new Promise<Result>((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (isDue || busyLanes >= lanes) return;
        isDue = true;
        timers.soon(start);
      }),
  };
}

async function withTries<Result>(timers: Timers, attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error) || tries === TRIES) throw error;
      const pauseMs = FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + Math.random());
      await new Promise<void>((resolve) => timers.after(pauseMs, resolve));
    }
  }
}
