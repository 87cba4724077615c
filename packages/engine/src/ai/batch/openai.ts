/**
 * OpenAI's Batch API: https://platform.openai.com/docs/guides/batch
 *
 *   submit   a JSON lines file is uploaded (`POST /files`), then the batch is made of it (`POST /batches`)
 *   find     the key is in the batch's metadata, which the list shows
 *   results  a file of answers and a file of errors; both may be there, in any order
 * A crash between upload and batch leaves a file that nothing uses; OpenAI deletes it after 30 days.
 */

import { FormData } from "undici";
import { z } from "zod";
import { type BatchApi, BatchApiError, type BatchHandle, type BatchModel } from "./batch-api.js";
import { batchName } from "./batch-name.js";
import { cancelUnlessEnded } from "./cancel-unless-ended.js";
import { type HttpApi, httpApi, UPLOAD_TIMEOUT_MS } from "./http.js";
import { fileOf } from "./json-lines.js";
import {
  openaiAnswer,
  openaiBatch,
  openaiBatchPage,
  openaiFile,
  openaiResultLine,
  openaiState,
} from "./openai-wire.js";
import { recentBatches } from "./recent-batches.js";
import { onceEach, sizeChecked } from "./requests-and-answers.js";
import { NotForBatchesError, type SdkBatchModelOptions, sdkBatchModel } from "./sdk-batch-model.js";

export interface OpenaiBatchesOptions {
  readonly apiKey: string;
  /** As the AI SDK takes it. Default `https://api.openai.com/v1`. */
  readonly baseUrl?: string;
  readonly organization?: string;
  readonly project?: string;
}

const MAX_REQUESTS = 50_000;
const MAX_BYTES = 200_000_000;

/** Most that a page of the list has. */
const PAGE_SIZE = 100;

const KEY = "stageline_key";

const NAME = "OpenAI";

/** @throws {RangeError} if the key or the address cannot be one */
export function openaiBatches(options: OpenaiBatchesOptions): BatchApi {
  const { apiKey, baseUrl = "https://api.openai.com/v1", organization, project } = options;
  const http = httpApi({
    name: NAME,
    apiKey,
    baseUrl,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(organization === undefined ? {} : { "openai-organization": organization }),
      ...(project === undefined ? {} : { "openai-project": project }),
    },
  });
  const pathOf = ({ batchId }: BatchHandle) => `/batches/${encodeURIComponent(batchId)}`;
  const read = (handle: BatchHandle, signal: AbortSignal) =>
    http.json(pathOf(handle), openaiBatch, { signal });

  const api: BatchApi = {
    provider: "openai",
    maxRequests: MAX_REQUESTS,

    async submit({ key, requests }, signal) {
      sizeChecked(NAME, requests, MAX_REQUESTS);
      const endpoint = endpointOf(requests.map(({ body }) => body));
      const file = fileOf(
        requests,
        ({ id, body }) => `${JSON.stringify({ custom_id: id, method: "POST", url: endpoint, body })}\n`,
        { name: NAME, contentType: "application/jsonl", maxBytes: MAX_BYTES },
      );
      const { id } = await upload(http, file, signal);
      const made = await http.json("/batches", openaiBatch, {
        method: "POST",
        body: JSON.stringify({
          input_file_id: id,
          endpoint,
          completion_window: "24h",
          metadata: { [KEY]: batchName(key) },
        }),
        signal,
      });
      return handleOf(made, requests.length);
    },

    async find({ key, since, requests }, signal) {
      const name = batchName(key);
      const found: z.infer<typeof openaiBatch>[] = [];
      for await (const batch of listed(http, since, signal)) {
        if (batch.metadata?.[KEY] === name) found.push(batch);
      }
      // Should two have been made after all, every caller must find the same one.
      const first = found.sort((a, b) => a.created_at - b.created_at || (a.id < b.id ? -1 : 1))[0];
      return first && handleOf(first, requests.length);
    },

    check: async (handle, signal) => openaiState(await read(handle, signal)),

    async *results(handle, signal) {
      const { output_file_id, error_file_id } = await read(handle, signal);
      yield* onceEach(
        (async function* () {
          for (const file of [output_file_id, error_file_id]) {
            if (!file) continue;
            const path = `/files/${encodeURIComponent(file)}/content`;
            for await (const line of http.lines(path, openaiResultLine, { signal })) yield openaiAnswer(line);
          }
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

/** `model`: `(fetch) => createOpenAI({ apiKey, fetch })("gpt-5-mini")`, or its `.chat(…)`. */
export const openaiBatchModel = (options: SdkBatchModelOptions): BatchModel =>
  sdkBatchModel(options, ({ url, body }) => {
    if (/\/(responses|chat\/completions)$/.test(url.pathname)) return body;
    throw new NotForBatchesError(
      `OpenAI's batches serve /responses and /chat/completions, not ${url.pathname}`,
    );
  });

function upload(http: HttpApi, file: Blob, signal: AbortSignal) {
  const form = new FormData();
  form.append("purpose", "batch");
  form.append("file", file, "batch.jsonl");
  return http.json("/files", openaiFile, {
    method: "POST",
    body: form,
    timeoutMs: UPLOAD_TIMEOUT_MS,
    signal,
  });
}

const listed = (http: HttpApi, since: Date, signal: AbortSignal) =>
  recentBatches(
    {
      async page(after) {
        const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(after ? { after } : {}) });
        const { data, has_more } = await http.json(`/batches?${query}`, openaiBatchPage, { signal });
        return { items: data, next: has_more ? data.at(-1)?.id : undefined };
      },
      createdAt: ({ created_at }) => new Date(created_at * 1000),
    },
    since,
  );

const handleOf = ({ id, created_at }: z.infer<typeof openaiBatch>, size: number): BatchHandle => ({
  provider: "openai",
  batchId: id,
  submittedAt: new Date(created_at * 1000).toISOString(),
  size,
});

const chatBody = z.object({ messages: z.array(z.unknown()) });

/** A batch has one endpoint; a chat completion's body is known by its messages. */
function endpointOf(bodies: readonly unknown[]): "/v1/responses" | "/v1/chat/completions" {
  const isChat = bodies.map((body) => chatBody.safeParse(body).success);
  if (isChat.every((is) => is)) return "/v1/chat/completions";
  if (!isChat.includes(true)) return "/v1/responses";
  throw new BatchApiError(
    "An OpenAI batch cannot mix requests for /responses with some for /chat/completions",
    {
      isRetryable: false,
    },
  );
}
