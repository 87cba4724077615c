/** The user's own prices of models. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { ModelPriceInput } from "../../ports/model-prices.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

const from = (day: string) => new Date(`${day}T00:00:00.000Z`);
const price = (overrides: Partial<ModelPriceInput> = {}): ModelPriceInput => ({
  modelId: "house-model",
  effectiveFrom: from("2026-01-01"),
  prices: { input: 1.5, output: 6, batchDiscount: 0.25, batch: { output: 2 } },
  ...overrides,
});
const listed = async (store: Store) =>
  (await store.modelPrices.list()).map(({ modelId, provider, effectiveFrom, prices }) => [
    modelId,
    provider,
    effectiveFrom.toISOString().slice(0, 10),
    prices.input,
  ]);

export const modelPriceSuite = suite("model prices", {
  "a price comes back as it was set": async (store) => {
    await store.modelPrices.set(price({ provider: "house", actorId: "anna" }));

    const [stored] = await store.modelPrices.list();

    shows(stored, { ...price({ provider: "house", actorId: "anna" }) });
    assert.ok(stored?.createdAt instanceof Date);
  },

  "prices are listed by model, provider, then date": async (store) => {
    await store.modelPrices.set(price({ effectiveFrom: from("2026-02-01") }));
    await store.modelPrices.set(price({ modelId: "Z-model" }));
    await store.modelPrices.set(price({ provider: "house" }));
    await store.modelPrices.set(price());

    assert.deepEqual(await listed(store), [
      ["Z-model", null, "2026-01-01", 1.5],
      ["house-model", null, "2026-01-01", 1.5],
      ["house-model", null, "2026-02-01", 1.5],
      ["house-model", "house", "2026-01-01", 1.5],
    ]);
  },

  "a price of the same model, provider and date takes the other's place": async (store) => {
    await store.modelPrices.set(price());
    await store.modelPrices.set(price({ prices: { input: 9 } }));

    assert.deepEqual(await listed(store), [["house-model", null, "2026-01-01", 9]]);
  },

  "a price is removed once, and no other with it": async (store) => {
    await store.modelPrices.set(price());
    await store.modelPrices.set(price({ provider: "house" }));
    const key = { modelId: "house-model", effectiveFrom: from("2026-01-01") };

    assert.equal(await store.modelPrices.remove(key), true);
    assert.equal(await store.modelPrices.remove(key), false);
    assert.deepEqual(await listed(store), [["house-model", "house", "2026-01-01", 1.5]]);
  },

  "what is no price is refused": async (store) => {
    await refuses("INVALID_INPUT", store.modelPrices.set(price({ prices: { input: -1 } })));
    await refuses("INVALID_INPUT", store.modelPrices.set(price({ modelId: "" })));

    assert.deepEqual(await listed(store), []);
  },
});
