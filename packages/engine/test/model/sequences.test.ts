/**
 * Random sequences of calls, compared with the reference model call by call and in the end as a whole.
 *
 * `STAGELINE_MODEL_RUNS=100000 npx vitest run --project engine packages/engine/test/model` is the long form: that many
 * sequences in memory and on SQLite, a tenth of them on PostgreSQL. A failure prints its seed and path;
 * `STAGELINE_MODEL_SEED` and `STAGELINE_MODEL_PATH` run it again.
 */

import fc from "fast-check";
import { afterAll, beforeAll, describe, test } from "vitest";
import type { Store } from "../../src/adapters/store.js";
import { STORE_KINDS } from "../stores.js";
import { commands } from "./commands.js";
import { compareAll } from "./compare.js";
import { type EmptyStores, emptyStores } from "./empty-stores.js";
import { perform } from "./perform.js";
import { emptyState } from "./reference-model.js";
import { replayOptions, sequencesOn } from "./settings.js";

describe.each(STORE_KINDS)("%s", (kind) => {
  let stores: EmptyStores;
  beforeAll(async () => {
    stores = await emptyStores(kind);
  });
  afterAll(() => stores?.discard());

  test(
    `${sequencesOn(kind)} sequences of calls agree with the reference model`,
    async () => {
      const property = fc.asyncProperty(commands, async (sequence) => {
        const store: Store = await stores.next();
        const state = emptyState();
        for (const command of sequence) await perform({ store, scope: store, state }, command);
        await compareAll(store, state);
      });
      await fc.assert(property, replayOptions(sequencesOn(kind)));
    },
    24 * 3_600_000,
  );
});
