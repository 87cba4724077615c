/** The database's time without asking it each time: the process's clock, put right by how far it was off. */

import type { Clock } from "@stageline/engine";
import type { Store } from "@stageline/engine/store";

export interface DatabaseClock extends Clock {
  /** Measures again: clocks drift, and somebody may set this one. */
  measure(): Promise<void>;
}

/** A clock of the same machine is not corrected by the noise of the measurement (ms). */
const NOISE_MS = 50;

export async function clockOf(store: Pick<Store, "now">): Promise<DatabaseClock> {
  let correctionMs = 0;
  const measure = async () => {
    const before = Date.now();
    const there = (await store.now()).getTime();
    const offsetMs = there - (before + Date.now()) / 2;
    correctionMs = Math.abs(offsetMs) < NOISE_MS ? 0 : offsetMs;
  };
  await measure();
  return { now: () => new Date(Math.round(Date.now() + correctionMs)), measure };
}
