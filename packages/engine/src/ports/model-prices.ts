/** The user's own prices of models. From its date on such a price wins over the price list's. */

import { z } from "zod";
import { InvalidInputError } from "../domain/errors.js";
import { tokenPrices } from "../domain/token-prices.js";

const name = z.string().trim().min(1).max(200);

export const modelPriceInput = z.object({
  /** As calls record it, exactly. */
  modelId: name,
  /** Start of the name that calls record: `openai` covers `openai.chat`. Default: any provider. */
  provider: name.nullable().default(null),
  effectiveFrom: z.date(),
  prices: tokenPrices,
  /** Who says so. */
  actorId: z.string().max(200).nullable().default(null),
});
export type ModelPriceInput = z.input<typeof modelPriceInput>;

export interface ModelPrice extends z.output<typeof modelPriceInput> {
  readonly createdAt: Date;
}

/** @throws {InvalidInputError} if it is no price */
export function parsedModelPrice(price: ModelPriceInput): z.output<typeof modelPriceInput> {
  const result = modelPriceInput.safeParse(price);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => ({
    path: path.map((key) => (typeof key === "number" ? key : String(key))),
    message,
  }));
  throw new InvalidInputError("price", issues, { cause: result.error });
}

export type ModelPriceKey = Pick<ModelPriceInput, "modelId" | "provider" | "effectiveFrom">;

export interface ModelPrices {
  /** All of them, by model, provider (any first), then date. */
  list(): Promise<ModelPrice[]>;
  /**
   * Keeps the price, in the place of one of the same model, provider and date.
   *
   * @throws {InvalidInputError} if it is no price
   */
  set(price: ModelPriceInput): Promise<void>;
  /** Returns whether there was such a price. */
  remove(key: ModelPriceKey): Promise<boolean>;
}

/** The order of {@link ModelPrices.list}: that of code units, whatever the database's collation. */
export function byModel(a: ModelPrice, b: ModelPrice): number {
  const byText = (left: string, right: string) => (left < right ? -1 : Number(left > right));
  return (
    byText(a.modelId, b.modelId) ||
    byText(a.provider ?? "", b.provider ?? "") ||
    a.effectiveFrom.getTime() - b.effectiveFrom.getTime()
  );
}
