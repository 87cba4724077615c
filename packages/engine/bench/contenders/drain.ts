/** A queue that is filled first and then emptied by one process while the clock runs. */

import type { BenchDatabase } from "../server.js";

export interface Drain {
  readonly name: string;
  readonly tables: "ours" | "its own";
  /** Fills the queue, empties it, checks that every job was done once. Returns the milliseconds of the emptying. */
  run(database: BenchDatabase, jobs: number): Promise<number>;
}

/** Jobs that are stored together while a queue is filled, or taken together while it is emptied. */
export const BATCH = 500;

/** Parts of at most {@link BATCH}. */
export function inBatches<Item>(items: readonly Item[]): Item[][] {
  const batches: Item[][] = [];
  for (let at = 0; at < items.length; at += BATCH) batches.push(items.slice(at, at + BATCH));
  return batches;
}

export const jobNames = (jobs: number): string[] =>
  Array.from({ length: jobs }, (_, index) => `job-${index}`);

/** @throws when the statement does not count `expected` */
export async function expectCount(database: BenchDatabase, sql: string, expected: number): Promise<void> {
  const [row] = await database.query(sql);
  const [count] = Object.values(row ?? {});
  if (Number(count) !== expected) throw new Error(`${sql} gives ${String(count)} instead of ${expected}`);
}

/**
 * Takes batch after batch until none comes, each settled while the next one is taken.
 *
 * @param claim up to {@link BATCH} jobs; none when the queue is empty
 */
export async function emptied<Job>(
  claim: () => Promise<Job[]>,
  settle: (jobs: Job[]) => Promise<void>,
): Promise<void> {
  let settling: Promise<void> = Promise.resolve();
  for (let jobs = await claim(); jobs.length > 0; jobs = await claim()) {
    await settling;
    settling = settle(jobs);
    // Looked at by the next turn; without this, one that fails meanwhile would end the process.
    settling.catch(() => undefined);
  }
  await settling;
}
