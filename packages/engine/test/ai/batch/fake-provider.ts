/** What the tests can ask of each provider's stand-in. */

import type { BatchAnswer, BatchApi, BatchHandle } from "../../../src/ai/batch/batch-api.js";
import type { Fault, ProviderServer } from "./provider-server.js";

/** What became of one request. */
export type Outcome =
  | { readonly kind: "answered"; readonly body: unknown }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "expired" | "cancelled" }
  /** The provider never says anything of it. */
  | { readonly kind: "forgotten" };

export interface StoredRequest {
  readonly id: string;
  readonly body: unknown;
}

export interface Ending {
  readonly reason?: "completed" | "expired" | "cancelled";
  readonly outcomes: readonly Outcome[];
  /** The order in which results are given, as positions; one that is named twice is given twice. Default: as handed in. */
  readonly order?: readonly number[];
}

export interface FakeProvider {
  readonly name: string;
  readonly server: ProviderServer;
  readonly api: BatchApi;
  /** The base URL and key that it accepts. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** A single call's request body, and a response's. */
  question(text: string): unknown;
  reply(text: string): unknown;
  /** Path of the call that makes a batch, of the one that reads its results, and of the list. */
  readonly paths: { readonly create: RegExp; readonly results: RegExp; readonly list: RegExp };
  /** An error body as the provider words it. */
  refusal(status: number, message: string): NonNullable<Fault["reply"]>;
  /** Requests of a batch as they arrived. */
  requestsOf(batchId: string): readonly StoredRequest[];
  readonly batchIds: readonly string[];
  /** Every state that is not an end, in its order. */
  readonly stations: readonly string[];
  moveTo(batchId: string, station: string, counts: { done: number; failed: number }): void;
  end(batchId: string, ending: Ending): void;
  /** Batches of somebody else, one a minute until `server.now`, of one request each. */
  addForeign(count: number): void;
  cancelled(batchId: string): boolean;
}

/** All answers of an ended batch, in the order they come. */
export async function answersOf({ api }: FakeProvider, handle: BatchHandle): Promise<BatchAnswer[]> {
  const answers: BatchAnswer[] = [];
  for await (const answer of api.results(handle, new AbortController().signal)) answers.push(answer);
  return answers;
}
