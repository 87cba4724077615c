/** What Anthropic answers about message batches, as far as it matters here: https://platform.claude.com/docs/en/api/messages/batches */

import { z } from "zod";
import type { BatchAnswer, BatchState } from "./batch-api.js";

const count = z.number().int().nonnegative();

export const anthropicBatch = z.object({
  id: z.string().min(1),
  processing_status: z.string(),
  /** Its sum is the number of the batch's requests, at any time. */
  request_counts: z.object({
    processing: count,
    succeeded: count,
    errored: count,
    canceled: count,
    expired: count,
  }),
  created_at: z.iso.datetime({ offset: true }),
  archived_at: z.string().nullish(),
  results_url: z.string().nullish(),
});
export type AnthropicBatch = z.infer<typeof anthropicBatch>;

export const anthropicBatchPage = z.object({
  data: z.array(anthropicBatch),
  has_more: z.boolean(),
  last_id: z.string().nullish(),
});

const failure = z.object({ type: z.string(), message: z.string() });

export const anthropicResultLine = z.object({
  custom_id: z.string(),
  result: z.discriminatedUnion("type", [
    z.object({ type: z.literal("succeeded"), message: z.unknown() }),
    z.object({ type: z.literal("errored"), error: z.object({ error: failure }) }),
    z.object({ type: z.literal("canceled") }),
    z.object({ type: z.literal("expired") }),
  ]),
});

export const sizeOf = ({ request_counts: counts }: AnthropicBatch): number =>
  counts.processing + counts.succeeded + counts.errored + counts.canceled + counts.expired;

export function anthropicState(batch: AnthropicBatch): BatchState {
  const counts = batch.request_counts;
  if (batch.processing_status !== "ended") {
    const failed = counts.errored + counts.canceled + counts.expired;
    return { status: "working", done: counts.succeeded, failed };
  }
  if (batch.archived_at != null)
    return { status: "failed", message: `Anthropic deleted the batch's results on ${batch.archived_at}` };
  if (counts.canceled > 0) return { status: "ended", reason: "cancelled" };
  return { status: "ended", reason: counts.expired > 0 ? "expired" : "completed" };
}

/** @param id the request's, without what was put before it */
export function anthropicAnswer(id: string, { result }: z.infer<typeof anthropicResultLine>): BatchAnswer {
  switch (result.type) {
    case "succeeded":
      return { id, ok: true, body: result.message };
    case "errored": {
      const { type, message } = result.error.error;
      return { id, ok: false, kind: "failed", message: `${type}: ${message}` };
    }
    case "canceled":
      return { id, ok: false, kind: "cancelled", message: "Cancelled before Anthropic came to it" };
    case "expired":
      return { id, ok: false, kind: "expired", message: "The batch expired before Anthropic came to it" };
  }
}
