/** What Google answers about batches, as far as it matters here: https://ai.google.dev/api/batch-api */

import { z } from "zod";
import type { BatchAnswer, BatchState } from "./batch-api.js";

/** Google writes 64-bit numbers as strings. */
const count = z.union([z.string().regex(/^\d+$/).transform(Number), z.number()]);

const status = z.object({
  code: z.union([z.number(), z.string()]).nullish(),
  message: z.string().nullish(),
});

const outcome = { response: z.unknown().optional(), error: status.nullish() };

const output = z.object({
  responsesFile: z.string().nullish(),
  inlinedResponses: z
    .object({
      inlinedResponses: z.array(z.object({ metadata: z.object({ key: z.string() }), ...outcome })).nullish(),
    })
    .nullish(),
});

export const googleBatch = z.object({
  name: z.string().regex(/^batches\/[\w-]+$/),
  done: z.boolean().nullish(),
  error: status.nullish(),
  response: output.nullish(),
  metadata: z
    .object({
      displayName: z.string().nullish(),
      /** `BATCH_STATE_…` or `JOB_STATE_…`. */
      state: z.string().nullish(),
      createTime: z.iso.datetime({ offset: true }).nullish(),
      batchStats: z
        .object({ successfulRequestCount: count.nullish(), failedRequestCount: count.nullish() })
        .nullish(),
      output: output.nullish(),
    })
    .nullish(),
});
export type GoogleBatch = z.infer<typeof googleBatch>;

export const googleBatchPage = z.object({
  operations: z.array(googleBatch).nullish(),
  nextPageToken: z.string().nullish(),
});

export const googleFile = z.object({ file: z.object({ name: z.string().regex(/^files\/[\w-]+$/) }) });

export const googleResultLine = z.object({ key: z.string(), ...outcome });

/** `google.rpc.Code.CANCELLED`. */
const CANCELLED = "1";

const isCancelled = (error: z.infer<typeof status> | null | undefined) => String(error?.code) === CANCELLED;

export function googleState({ done, error, metadata }: GoogleBatch): BatchState {
  const state = metadata?.state?.replace(/^(BATCH|JOB)_STATE_/, "");
  if (state === "CANCELLED" || isCancelled(error)) return { status: "ended", reason: "cancelled" };
  if (state === "EXPIRED") return { status: "ended", reason: "expired" };
  if (state === "FAILED" || error)
    return { status: "failed", message: `Google refused the batch: ${error?.message ?? "no reason given"}` };
  if (state === "SUCCEEDED" || done) return { status: "ended", reason: "completed" };
  const { successfulRequestCount, failedRequestCount } = metadata?.batchStats ?? {};
  return { status: "working", done: successfulRequestCount ?? 0, failed: failedRequestCount ?? 0 };
}

/** What the ended batch left: answers in itself, or the name of a file of them. */
export function googleOutput({ metadata, response }: GoogleBatch) {
  const { inlinedResponses, responsesFile } = response ?? metadata?.output ?? {};
  const inlined = inlinedResponses?.inlinedResponses?.map(({ metadata: { key }, ...rest }) => ({
    key,
    ...rest,
  }));
  return { inlined, responsesFile };
}

/** A prompt that Google blocks is answered without candidates. */
const blockedBody = z.object({
  candidates: z.array(z.unknown()).max(0).nullish(),
  promptFeedback: z.object({ blockReason: z.string().nullish() }).nullish(),
});

export function googleAnswer({ key: id, response, error }: z.infer<typeof googleResultLine>): BatchAnswer {
  if (error) {
    const kind = isCancelled(error) ? "cancelled" : "failed";
    return { id, ok: false, kind, message: error.message ?? `Google gave only the code ${error.code}` };
  }
  if (response == null)
    return { id, ok: false, kind: "failed", message: "Google gave neither a response nor an error" };
  const blocked = blockedBody.safeParse(response).data;
  if (!blocked) return { id, ok: true, body: response };
  const reason = blocked.promptFeedback?.blockReason;
  const message = reason ? `Google blocked the prompt: ${reason}` : "Google gave no candidates";
  return { id, ok: false, kind: "failed", message };
}
