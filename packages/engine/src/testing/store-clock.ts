/** The store's own clock, which decides about leases and due times; the process's may be hours off. */

import type { Store } from "../adapters/store.js";
import { eventually } from "./eventually.js";

const HOUR_MS = 3_600_000;

/** An instant so many hours from the store's present; negative ones are past. */
export const hoursFromNow = async (store: Store, hours: number): Promise<Date> =>
  new Date((await store.now()).getTime() + hours * HOUR_MS);

/** Waits until the store's clock shows another millisecond, so that what follows is later than what was. */
export async function nextInstant(store: Store): Promise<Date> {
  const before = await store.now();
  return eventually("the store's clock moves on", async () => {
    const now = await store.now();
    return now > before ? now : undefined;
  });
}
