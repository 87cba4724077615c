/** Where the records of model calls go. */

import type { AICallLogger, CreateAICallInput } from "../ports/ai-call-logger.js";
import { type PriceBook, priceBook } from "./price-book.js";

/** Where a call belongs; the model adds the rest of the record. */
export type CallOrigin = Pick<
  CreateAICallInput,
  "topic" | "workflowRunId" | "workflowId" | "stageId" | "workflowStageId" | "attempt" | "metadata"
>;

export interface Recording {
  readonly origin: CallOrigin;
  /** What calls are priced by, asked when a call begins. Must not throw. Default: the kept list alone. */
  prices?(): PriceBook | Promise<PriceBook>;
  /** Takes the finished record. What it returns is waited for before the answer is handed on. Must not throw. */
  record(call: CreateAICallInput): void | Promise<void>;
  /** Told of each call that begins; the way to end those whose answer nobody waits for any more. */
  began?(call: BegunCall): void;
}

export interface BegunCall {
  /** Records the call as aborted, with what had arrived, unless it is recorded already. */
  abandon(why: string): Promise<void>;
  /** Resolves when the call is recorded. */
  readonly recorded: Promise<void>;
}

export interface LoggedTo {
  /** Dotted path that the call's cost is added up under. */
  topic: string;
  metadata?: unknown;
  /** Default: the kept list alone. */
  prices?: PriceBook;
}

const LISTED = priceBook();
export const listedPrices = (): PriceBook => LISTED;

/**
 * For calls outside of stages: `recorded(model, loggedTo(store.aiCalls, { topic: "nightly.summary" }))`.
 *
 * The logger writes a moment later; `flush` it before the process ends.
 */
export const loggedTo = (
  logger: Pick<AICallLogger, "logCall">,
  { prices = LISTED, ...origin }: LoggedTo,
): Recording => ({
  origin,
  prices: () => prices,
  record: (call) => logger.logCall(call),
});
