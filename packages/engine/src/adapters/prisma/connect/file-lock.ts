/**
 * One writer at a time per SQLite file in this process.
 *
 * The driver is synchronous: a second writer that waited inside SQLite would stop the event loop, and with it the
 * first writer it waits for. So writers of a process queue here, and only processes meet at SQLite's own lock.
 */

import { setImmediate as nextTurn } from "node:timers/promises";

const queues = new Map<string, Promise<void>>();
let lastTurn = performance.now();

/** Writers run back to back without giving timers and sockets a turn for this long at most (ms). */
const LONGEST_TURN_MS = 10;

/** Runs `fn` when every earlier caller for this path is done. */
export async function withFileLock<T>(path: string, fn: () => Promise<T>): Promise<T> {
  const before = queues.get(path);
  let release = () => {};
  const mine = new Promise<void>((resolve) => {
    release = resolve;
  });
  queues.set(path, mine);
  try {
    await before;
    await giveOthersATurn();
    return await fn();
  } finally {
    if (queues.get(path) === mine) queues.delete(path);
    release();
  }
}

/** A synchronous driver's promises resolve in microtasks, which never let a timer run. */
export async function giveOthersATurn(): Promise<void> {
  if (performance.now() - lastTurn < LONGEST_TURN_MS) return;
  await nextTurn();
  lastTurn = performance.now();
}
