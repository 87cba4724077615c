/**
 * The prices that calls are recorded with: the user's own, read from the store, over the kept list.
 *
 * They are read again when they are older than a minute and a call begins; that call is still priced by those known.
 * Only the first call of a process waits for them, no longer than a second. A database that does not answer leaves the
 * prices as they were.
 */

import { type PriceBook, priceBook } from "../ai/price-book.js";
import type { Clock } from "../ports/clock.js";
import type { ModelPrices } from "../ports/model-prices.js";
import type { Timers } from "./timers.js";

const READ_AGAIN_MS = 60_000;
const LONGEST_WAIT_MS = 1_000;

export interface CurrentPrices {
  book(): PriceBook | Promise<PriceBook>;
}

interface Parts {
  readonly modelPrices: Pick<ModelPrices, "list">;
  readonly clock: Clock;
  readonly timers: Timers;
}

export function currentPrices({ modelPrices, clock, timers }: Parts): CurrentPrices {
  let known = priceBook();
  let wasRead = false;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  const read = async () => {
    try {
      known = priceBook(await modelPrices.list());
      wasRead = true;
    } catch {
      // Asked again in a minute.
    } finally {
      reading = undefined;
    }
  };
  return {
    book() {
      const now = clock.now().getTime();
      if (reading === undefined && Math.abs(now - readAt) >= READ_AGAIN_MS) {
        readAt = now;
        reading = read();
      }
      if (wasRead || reading === undefined) return known;
      return soonOr(reading, timers).then(() => known);
    },
  };
}

/** Waits for the work, but not for ever. */
function soonOr(work: Promise<void>, timers: Timers): Promise<void> {
  return new Promise((resolve) => {
    const limit = timers.after(LONGEST_WAIT_MS, resolve);
    void work.finally(() => {
      limit.cancel();
      resolve();
    });
  });
}
