/**
 * Batches of the Gemini API: https://ai.google.dev/gemini-api/docs/batch-api
 *
 *   submit   requests go inside the call while it stays below 20 MB, and by an uploaded file of JSON lines above
 *   find     the key is the batch's display name, which the list shows
 *   results  inside the batch or in a file, as the requests were handed in
 * A crash between upload and batch leaves a file that nothing uses; Google deletes it after 48 hours. A batch that expires
 * (48 hours) has no results.
 */

import { z } from "zod";
import type { BatchApi, BatchHandle, BatchModel } from "./batch-api.js";
import { batchName } from "./batch-name.js";
import { cancelUnlessEnded } from "./cancel-unless-ended.js";
import { besideVersion, uploadLines } from "./google-upload.js";
import {
  type GoogleBatch,
  googleAnswer,
  googleBatch,
  googleBatchPage,
  googleOutput,
  googleResultLine,
  googleState,
} from "./google-wire.js";
import { type HttpApi, httpApi, UPLOAD_TIMEOUT_MS } from "./http.js";
import { recentBatches } from "./recent-batches.js";
import { onceEach, sizeChecked } from "./requests-and-answers.js";
import { NotForBatchesError, type SdkBatchModelOptions, sdkBatchModel } from "./sdk-batch-model.js";

export interface GoogleBatchesOptions {
  readonly apiKey: string;
  /** As the AI SDK takes it. Default `https://generativelanguage.googleapis.com/v1beta`. */
  readonly baseUrl?: string;
  /** Bytes from which the requests go by a file. Default and most: 20 MB. */
  readonly inlineBytes?: number;
}

/** Google documents bytes only; this keeps a batch in memory. */
const MAX_REQUESTS = 100_000;

const INLINE_BYTES = 20_000_000;

/** Batches with their answers inside are in the list as a whole. */
const PAGE_SIZE = 50;

const NAME = "Google";

/** @throws {RangeError} if the key or the address cannot be one */
export function googleBatches(options: GoogleBatchesOptions): BatchApi {
  const { apiKey, baseUrl = "https://generativelanguage.googleapis.com/v1beta", inlineBytes } = options;
  const limit = Math.min(inlineBytes ?? INLINE_BYTES, INLINE_BYTES);
  const http = httpApi({ name: NAME, apiKey, baseUrl, headers: { "x-goog-api-key": apiKey } });
  const read = ({ batchId }: BatchHandle, signal: AbortSignal) =>
    http.json(`/${batchId}`, googleBatch, { signal });

  const api: BatchApi = {
    provider: "google",
    maxRequests: MAX_REQUESTS,

    async submit({ key, modelId, requests }, signal) {
      sizeChecked(NAME, requests, MAX_REQUESTS);
      const name = batchName(key);
      const inline = inlineBody(name, requests, limit);
      const body =
        inline ??
        JSON.stringify({
          batch: {
            display_name: name,
            input_config: { file_name: await uploadLines(http, name, requests, signal) },
          },
        });
      const made = await http.json(`/${modelPath(modelId)}:batchGenerateContent`, googleBatch, {
        method: "POST",
        body,
        timeoutMs: UPLOAD_TIMEOUT_MS,
        signal,
      });
      return handleOf(made, requests.length);
    },

    async find({ key, since, requests }, signal) {
      const name = batchName(key);
      const found: GoogleBatch[] = [];
      for await (const batch of listed(http, since, signal)) {
        if (batch.metadata?.displayName === name) found.push(batch);
      }
      // Should two have been made after all, every caller must find the same one.
      const first = found.sort(
        (a, b) => createdAt(a).getTime() - createdAt(b).getTime() || (a.name < b.name ? -1 : 1),
      )[0];
      return first && handleOf(first, requests.length);
    },

    check: async (handle, signal) => googleState(await read(handle, signal)),

    async *results(handle, signal) {
      const { inlined, responsesFile } = googleOutput(await read(handle, signal));
      const lines =
        inlined ??
        (responsesFile ? http.lines(downloadOf(http, responsesFile), googleResultLine, { signal }) : []);
      yield* onceEach(
        (async function* () {
          for await (const line of lines) yield googleAnswer(line);
        })(),
      );
    },

    cancel: (handle, signal) =>
      cancelUnlessEnded(
        () => http.json(`/${handle.batchId}:cancel`, z.unknown(), { method: "POST", signal }),
        () => api.check(handle, signal),
      ),
  };
  return api;
}

/** `model`: `(fetch) => createGoogleGenerativeAI({ apiKey, fetch })("gemini-2.5-flash")`. */
export const googleBatchModel = (options: SdkBatchModelOptions): BatchModel =>
  sdkBatchModel(options, ({ url, body }) => {
    if (url.pathname.endsWith(":generateContent")) return body;
    throw new NotForBatchesError(`Google's batches serve generateContent, not ${url.pathname}`);
  });

/** The call's body, unless it has `limit` bytes or more. */
function inlineBody(
  name: string,
  requests: readonly { id: string; body: unknown }[],
  limit: number,
): string | undefined {
  const parts: string[] = [];
  let bytes = 0;
  for (const { id, body } of requests) {
    const part = JSON.stringify({ request: body, metadata: { key: id } });
    bytes += Buffer.byteLength(part) + 1;
    if (bytes >= limit) return undefined;
    parts.push(part);
  }
  const start = `{"batch":${JSON.stringify({ display_name: name }).slice(0, -1)},"input_config":{"requests":{"requests":[`;
  const whole = `${start}${parts.join(",")}]}}}}`;
  return Buffer.byteLength(whole) < limit ? whole : undefined;
}

/** Tuned models have a folder of their own. */
const modelPath = (modelId: string) =>
  (modelId.includes("/") ? modelId : `models/${modelId}`).split("/").map(encodeURIComponent).join("/");

/** `https://host/download/v1beta/files/…:download?alt=media` */
function downloadOf(http: HttpApi, file: string): URL {
  const path = file.split("/").map(encodeURIComponent).join("/");
  return new URL(`${besideVersion(http, "download")}/${path}:download?alt=media`, http.baseUrl);
}

const createdAt = ({ metadata }: GoogleBatch) => new Date(metadata?.createTime ?? Date.now());

const listed = (http: HttpApi, since: Date, signal: AbortSignal) =>
  recentBatches(
    {
      async page(pageToken) {
        const query = new URLSearchParams({
          pageSize: String(PAGE_SIZE),
          ...(pageToken ? { pageToken } : {}),
        });
        const page = await http.json(`/batches?${query}`, googleBatchPage, { signal });
        return { items: page.operations ?? [], next: page.nextPageToken || undefined };
      },
      createdAt,
    },
    since,
  );

const handleOf = (batch: GoogleBatch, size: number): BatchHandle => ({
  provider: "google",
  batchId: batch.name,
  submittedAt: createdAt(batch).toISOString(),
  size,
});
