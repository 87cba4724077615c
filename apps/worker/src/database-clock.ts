/** The database's time without asking it each time: the process's clock, put right by how far it was off. */

import type { Clock } from "@stageline/engine";
import type { Store } from "@stageline/engine/store";

/** Measures once; over a process's life clocks drift by less than what is shown. */
export async function clockOf(store: Pick<Store, "now">): Promise<Clock> {
  const before = Date.now();
  const there = (await store.now()).getTime();
  const offsetMs = there - (before + Date.now()) / 2;
  // A clock of the same machine is not corrected by the noise of the measurement.
  const correctionMs = Math.abs(offsetMs) < 50 ? 0 : offsetMs;
  return { now: () => new Date(Math.round(Date.now() + correctionMs)) };
}
