/** The user's own prices of models. */

import { storableText } from "../../domain/storable.js";
import { tokenPrices } from "../../domain/token-prices.js";
import {
  byModel,
  type ModelPrice,
  type ModelPriceInput,
  type ModelPriceKey,
  type ModelPrices,
  parsedModelPrice,
} from "../../ports/model-prices.js";
import { instant, type Row, text, textOrNull } from "./columns.js";
import type { Db } from "./db.js";
import { sql } from "./sql.js";

export const prismaModelPrices = (db: Db): ModelPrices => ({
  list: () => listModelPrices(db),
  set: (price) => setModelPrice(db, price),
  remove: (key) => removeModelPrice(db, key),
});

/** Reads the whole table, which a person has typed: by its primary key, sorted as memory sorts. */
async function listModelPrices(db: Db): Promise<ModelPrice[]> {
  const rows = await db.read(sql`
    select model_id, provider, effective_from, prices, actor_id, created_at from model_prices`);
  return rows.map(toModelPrice).sort(byModel);
}

async function setModelPrice(db: Db, input: ModelPriceInput): Promise<void> {
  const { modelId, provider, effectiveFrom, prices, actorId } = parsedModelPrice(input);
  const { dialect } = db;
  await db.execute(sql`
    insert into model_prices (model_id, provider, effective_from, prices, actor_id, created_at)
    values (${storableText(modelId)}, ${storableText(provider ?? "")}, ${dialect.time(effectiveFrom)},
      ${JSON.stringify(prices)}, ${actorId === null ? null : storableText(actorId)}, ${dialect.now})
    on conflict (model_id, provider, effective_from) do update set prices = excluded.prices,
      actor_id = excluded.actor_id, created_at = excluded.created_at`);
}

async function removeModelPrice(
  db: Db,
  { modelId, provider, effectiveFrom }: ModelPriceKey,
): Promise<boolean> {
  const removed = await db.execute(sql`
    delete from model_prices where model_id = ${storableText(modelId)}
      and provider = ${storableText(provider ?? "")} and effective_from = ${db.dialect.time(effectiveFrom)}`);
  return removed > 0;
}

const toModelPrice = (row: Row): ModelPrice => ({
  modelId: text(row.model_id),
  provider: text(row.provider) === "" ? null : text(row.provider),
  effectiveFrom: instant(row.effective_from),
  prices: tokenPrices.parse(JSON.parse(text(row.prices))),
  actorId: textOrNull(row.actor_id),
  createdAt: instant(row.created_at),
});
