/**
 * Anthropic's Message Batches: https://platform.claude.com/docs/en/build-with-claude/batch-processing
 *
 * A batch is made by one call and carries nothing of ours but the ids of its requests, which are given back with the
 * results only. So `custom_id` begins with a hash of the key, and `find` goes by it:
 *   ended         a batch of the right size since then is read to its first result, whose id decides
 *   in progress   a batch of the right size since then may be ours and may be another's; nothing tells until it ends
 * While there is one of the latter, `find` throws a retryable error, and the batch must not be submitted anew: if it is
 * ours, nothing is lost by waiting, for it has to end before its results can be read; if it is another's, the stage waits
 * longer than it must. `whenUnsure: "submit"` turns that around: nothing waits, and a batch may be paid twice. A batch is
 * never taken for ours without its ids. What cannot be seen: a batch whose results were deleted (29 days), or that was
 * deleted by hand, is not found and will be submitted anew.
 */

import { z } from "zod";
import {
  type AnthropicBatch,
  anthropicAnswer,
  anthropicBatch,
  anthropicBatchPage,
  anthropicResultLine,
  anthropicState,
  sizeOf,
} from "./anthropic-wire.js";
import {
  type BatchApi,
  BatchApiError,
  type BatchHandle,
  type BatchModel,
  type BatchRequest,
} from "./batch-api.js";
import { keyTag } from "./batch-name.js";
import { cancelUnlessEnded } from "./cancel-unless-ended.js";
import { type HttpApi, httpApi, UPLOAD_TIMEOUT_MS } from "./http.js";
import { fileOf } from "./json-lines.js";
import { recentBatches } from "./recent-batches.js";
import { onceEach, sizeChecked } from "./requests-and-answers.js";
import { NotForBatchesError, type SdkBatchModelOptions, sdkBatchModel } from "./sdk-batch-model.js";

export interface AnthropicBatchesOptions {
  readonly apiKey: string;
  /** As the AI SDK takes it. Default `https://api.anthropic.com/v1`. */
  readonly baseUrl?: string;
  /** What `find` does about batches that may be the one it looks for. Default "wait". */
  readonly whenUnsure?: "wait" | "submit";
}

const MAX_REQUESTS = 100_000;
const MAX_BYTES = 256_000_000;

/** Most that a page of the list may have is 1,000. */
const PAGE_SIZE = 100;

/** Batches take minutes to hours. */
const ASK_AGAIN_MS = 5 * 60_000;

const NAME = "Anthropic";

/** @throws {RangeError} if the key or the address cannot be one */
export function anthropicBatches(options: AnthropicBatchesOptions): BatchApi {
  const { apiKey, baseUrl = "https://api.anthropic.com/v1", whenUnsure = "wait" } = options;
  const http = httpApi({
    name: NAME,
    apiKey,
    baseUrl,
    headers: { "x-api-key": apiKey, "anthropic-version": "2023-06-01" },
  });
  const pathOf = ({ batchId }: Pick<BatchHandle, "batchId">) =>
    `/messages/batches/${encodeURIComponent(batchId)}`;
  const read = (handle: BatchHandle, signal: AbortSignal) =>
    http.json(pathOf(handle), anthropicBatch, { signal });
  const lines = (batch: AnthropicBatch, signal: AbortSignal) =>
    http.lines(resultsOf(http, batch, pathOf({ batchId: batch.id })), anthropicResultLine, { signal });

  const api: BatchApi = {
    provider: "anthropic",
    maxRequests: MAX_REQUESTS,

    async submit({ key, requests }, signal) {
      sizeChecked(NAME, requests, MAX_REQUESTS);
      const tag = keyTag(key);
      const betas = new Set<string>();
      const textOf = ({ id, body }: BatchRequest, index: number) => {
        const { betas: needed, params } = split(body);
        for (const beta of needed) betas.add(beta);
        const text = JSON.stringify({ custom_id: `${tag}-${id}`, params });
        const isLast = index === requests.length - 1;
        return `${index === 0 ? '{"requests":[' : ""}${text}${isLast ? "]}" : ","}`;
      };
      const file = fileOf(requests, textOf, {
        name: NAME,
        contentType: "application/json",
        maxBytes: MAX_BYTES,
      });
      const made = await http.json("/messages/batches", anthropicBatch, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(betas.size === 0 ? {} : { "anthropic-beta": [...betas].sort().join(",") }),
        },
        body: file,
        timeoutMs: UPLOAD_TIMEOUT_MS,
        signal,
      });
      return handleOf(made, requests.length);
    },

    async find({ key, since, requests }, signal) {
      const ours = new Set(requests.map(({ id }) => `${keyTag(key)}-${id}`));
      const found: AnthropicBatch[] = [];
      let unsure = 0;
      for await (const batch of listed(http, since, signal)) {
        if (sizeOf(batch) !== requests.length || batch.archived_at != null) continue;
        if (batch.processing_status !== "ended") unsure += 1;
        else if (ours.has((await firstId(lines(batch, signal))) ?? "")) found.push(batch);
      }
      const first = found.sort((a, b) => (a.created_at < b.created_at ? -1 : 1))[0];
      if (first) return handleOf(first, requests.length);
      if (unsure === 0 || whenUnsure === "submit") return undefined;
      throw new BatchApiError(
        `${unsure} batches in progress at Anthropic may be the one with this key; that shows when they have ended`,
        { isRetryable: true, retryAfterMs: ASK_AGAIN_MS },
      );
    },

    check: async (handle, signal) => anthropicState(await read(handle, signal)),

    async *results(handle, signal) {
      const batch = await read(handle, signal);
      yield* onceEach(
        (async function* () {
          for await (const line of lines(batch, signal))
            yield anthropicAnswer(withoutTag(line.custom_id), line);
        })(),
      );
    },

    cancel: (handle, signal) =>
      cancelUnlessEnded(
        () => http.json(`${pathOf(handle)}/cancel`, z.unknown(), { method: "POST", signal }),
        () => api.check(handle, signal),
      ),
  };
  return api;
}

/**
 * `model`: `(fetch) => createAnthropic({ apiKey, fetch })("claude-haiku-4-5")`. Betas that a request needs are in its
 * body as `betas`, where Anthropic's own client has them; they are sent as the batch's header.
 */
export const anthropicBatchModel = (options: SdkBatchModelOptions): BatchModel =>
  sdkBatchModel(options, ({ url, headers, body }) => {
    if (!url.pathname.endsWith("/messages"))
      throw new NotForBatchesError(`Anthropic's batches serve /messages, not ${url.pathname}`);
    const betas = (headers.get("anthropic-beta") ?? "").split(",").map((beta) => beta.trim());
    const named = betas.filter((beta) => beta !== "");
    return named.length === 0 ? body : { ...body, betas: named };
  });

const withBetas = z.looseObject({ betas: z.array(z.string()).default([]) });

function split(body: unknown) {
  const parsed = withBetas.safeParse(body);
  if (!parsed.success) {
    const message = `The body of a request to Anthropic is unusable: ${z.prettifyError(parsed.error)}`;
    throw new BatchApiError(message, { isRetryable: false });
  }
  const { betas, ...params } = parsed.data;
  return { betas, params };
}

/** The key's hash ends at the first dash. */
const withoutTag = (customId: string) => customId.slice(customId.indexOf("-") + 1);

/** Where the batch says its results are, but never with the key at another host: then where they are documented to be. */
function resultsOf(http: HttpApi, { results_url }: AnthropicBatch, path: string): string | URL {
  const said = results_url != null && URL.canParse(results_url) ? new URL(results_url) : undefined;
  return said?.origin === http.baseUrl.origin ? said : `${path}/results`;
}

async function firstId(lines: AsyncIterable<{ custom_id: string }>): Promise<string | undefined> {
  for await (const { custom_id } of lines) return custom_id;
  return undefined;
}

const listed = (http: HttpApi, since: Date, signal: AbortSignal) =>
  recentBatches(
    {
      async page(after) {
        const query = new URLSearchParams({
          limit: String(PAGE_SIZE),
          ...(after ? { after_id: after } : {}),
        });
        const page = await http.json(`/messages/batches?${query}`, anthropicBatchPage, { signal });
        return { items: page.data, next: page.has_more ? (page.last_id ?? page.data.at(-1)?.id) : undefined };
      },
      createdAt: ({ created_at }) => new Date(created_at),
    },
    since,
  );

const handleOf = ({ id, created_at }: AnthropicBatch, size: number): BatchHandle => ({
  provider: "anthropic",
  batchId: id,
  submittedAt: new Date(created_at).toISOString(),
  size,
});
