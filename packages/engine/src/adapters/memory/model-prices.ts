/** The user's own prices of models. */

import { storableText } from "../../domain/storable.js";
import { byModel, type ModelPriceKey, type ModelPrices, parsedModelPrice } from "../../ports/model-prices.js";
import type { Session } from "./database.js";
import { keyOf } from "./tables.js";

export const memoryModelPrices = (session: Session): ModelPrices => ({
  list: () =>
    session.read(({ tables }) =>
      [...tables.modelPrices.all()]
        .map((row) => ({
          ...row,
          prices: structuredClone(row.prices),
          effectiveFrom: new Date(row.effectiveFrom),
          createdAt: new Date(row.createdAt),
        }))
        .sort(byModel),
    ),
  set: async (input) => {
    const { effectiveFrom, ...price } = parsedModelPrice(input);
    await session.write(({ tables, now }) => {
      tables.modelPrices.put({
        ...price,
        ...namesOf(price),
        effectiveFrom: effectiveFrom.getTime(),
        createdAt: now,
      });
    });
  },
  remove: (key) =>
    session.write(({ tables }) => {
      const { modelId, provider } = namesOf(key);
      const stored = keyOf(modelId, provider ?? "", key.effectiveFrom.getTime());
      if (tables.modelPrices.get(stored) === undefined) return false;
      tables.modelPrices.delete(stored);
      return true;
    }),
});

const namesOf = ({ modelId, provider }: Pick<ModelPriceKey, "modelId" | "provider">) => ({
  modelId: storableText(modelId),
  provider: provider == null ? null : storableText(provider),
});
