/** What OpenAI answers about files and batches, as far as it matters here: https://platform.openai.com/docs/api-reference/batch */

import { z } from "zod";
import type { BatchAnswer, BatchState } from "./batch-api.js";

export const openaiFile = z.object({ id: z.string().min(1) });

export const openaiBatch = z.object({
  id: z.string().min(1),
  status: z.string(),
  /** Seconds. */
  created_at: z.number(),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
  request_counts: z.object({ completed: z.number(), failed: z.number() }).nullish(),
  metadata: z.record(z.string(), z.string()).nullish().catch(undefined),
  errors: z
    .object({
      data: z.array(z.object({ message: z.string().nullish(), line: z.number().nullish() })).nullish(),
    })
    .nullish(),
});

export const openaiBatchPage = z.object({ data: z.array(openaiBatch), has_more: z.boolean() });

export const openaiResultLine = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.number(), body: z.unknown().optional() }).nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
});

/** `/v1/chat/completions` and `/v1/responses` put errors in the same place; the latter also into answers of HTTP 200. */
const failedBody = z.object({ error: z.object({ message: z.string() }) });

const ENDED = { completed: "completed", expired: "expired", cancelled: "cancelled" } as const;

/** Problems of a refused file that are worth reading; they are often the same in every line. */
const ERRORS_SHOWN = 3;

export function openaiState(batch: z.infer<typeof openaiBatch>): BatchState {
  const { status } = batch;
  if (status === "completed" || status === "expired" || status === "cancelled")
    return { status: "ended", reason: ENDED[status] };
  if (status === "failed") return { status: "failed", message: reasonOf(batch) };
  // Validating, in_progress, finalizing, cancelling, and states yet to be invented: not the end.
  const { completed = 0, failed = 0 } = batch.request_counts ?? {};
  return { status: "working", done: completed, failed };
}

function reasonOf({ errors }: z.infer<typeof openaiBatch>): string {
  const found = errors?.data ?? [];
  const shown = found
    .slice(0, ERRORS_SHOWN)
    .map(({ message, line }) => `${message ?? "no reason given"}${line == null ? "" : ` (request ${line})`}`);
  const more = found.length > ERRORS_SHOWN ? ` and ${found.length - ERRORS_SHOWN} more` : "";
  return `OpenAI refused the batch: ${shown.join("; ") || "no reason given"}${more}`;
}

const KINDS: Readonly<Record<string, "expired" | "cancelled">> = {
  batch_expired: "expired",
  batch_cancelled: "cancelled",
};

export function openaiAnswer(line: z.infer<typeof openaiResultLine>): BatchAnswer {
  const id = line.custom_id;
  if (line.error) {
    const { code, message } = line.error;
    const kind = KINDS[code ?? ""] ?? "failed";
    return { id, ok: false, kind, message: message ?? code ?? "OpenAI gave no reason" };
  }
  if (!line.response) {
    return { id, ok: false, kind: "failed", message: "OpenAI gave neither a response nor an error" };
  }
  const { status_code: status, body } = line.response;
  const failure = failedBody.safeParse(body).data?.error.message;
  if (status >= 200 && status < 300 && failure === undefined) return { id, ok: true, body };
  const message = failure ?? `OpenAI answered this request with HTTP ${status}`;
  return { id, ok: false, kind: "failed", message };
}
