/** Random sequences of calls, compared with the reference model call by call and in the end as a whole. */

import { afterAll, beforeAll, describe, test } from "vitest";
import { STORE_KINDS } from "../stores.js";
import { compareAll } from "./compare-all.js";
import { type EmptyStores, emptyStores } from "./empty-stores.js";
import { emptyState } from "./reference/state.js";
import { check, NO_TIMEOUT, runsOn } from "./settings.js";
import { sequence } from "./steps/index.js";

const SIZES = { memory: 2000, sqlite: 100, postgresql: 60 };

describe.each(STORE_KINDS)("%s", (kind) => {
  let stores: EmptyStores;
  beforeAll(async () => {
    stores = await emptyStores(kind);
  });
  afterAll(() => stores?.discard());

  const numRuns = runsOn(kind, { sizes: SIZES });
  test(
    `${numRuns} sequences of calls agree with the reference model`,
    () =>
      check({ kind, test: "sequences", values: sequence, numRuns }, async (steps) => {
        const store = await stores.next();
        const state = emptyState();
        for (const step of steps) await step.take({ store, scope: store, state });
        await compareAll(store, state);
      }),
    NO_TIMEOUT,
  );
});
