/** Waits for a fact that another process or the database's clock brings about. */

import { setTimeout as wait } from "node:timers/promises";

/**
 * Asks again and again until `ask` gives something other than undefined.
 *
 * @param deadlineMs milliseconds before giving up. Default 10 s
 * @throws {Error} after the deadline
 */
export async function eventually<Value>(
  what: string,
  ask: () => Promise<Value | undefined>,
  deadlineMs = 10_000,
): Promise<Value> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (performance.now() > deadline) throw new Error(`Not within ${deadlineMs} ms: ${what}`);
    await wait(2);
  }
}
