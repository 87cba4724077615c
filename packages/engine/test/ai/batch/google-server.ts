/** Batches and files of the Gemini API as https://ai.google.dev/api/batch-api and …/gemini-api/docs/files describe them. */

import { z } from "zod";
import { googleBatches } from "../../../src/ai/batch/google.js";
import type { Ending, FakeProvider, StoredRequest } from "./fake-provider.js";
import {
  type Exchange,
  jsonLinesOf,
  jsonOf,
  jsonReply,
  linesReply,
  type Reply,
  startServer,
  Violation,
} from "./provider-server.js";

const API_KEY = "AIzaSy-test-0123456789";

interface Batch {
  readonly name: string;
  readonly model: string;
  readonly displayName: string;
  readonly createTime: string;
  readonly requests: readonly StoredRequest[];
  readonly isFile: boolean;
  state: string;
  counts: { done: number; failed: number };
  output: Record<string, unknown> | undefined;
  error: { code: number; message: string } | undefined;
  cancelAsked: boolean;
}

const body = z.looseObject({ contents: z.array(z.unknown()).min(1), stream: z.undefined().optional() });

const creation = z.strictObject({
  batch: z.strictObject({
    display_name: z.string().min(1),
    input_config: z.union([
      z.strictObject({ file_name: z.string() }),
      z.strictObject({
        requests: z.strictObject({
          requests: z
            .array(z.strictObject({ request: body, metadata: z.strictObject({ key: z.string() }) }))
            .min(1),
        }),
      }),
    ]),
  }),
});

const fileLine = z.strictObject({ key: z.string(), request: body });

export interface FakeGoogle extends FakeProvider {
  fail(batchId: string, message: string): void;
  modelOf(batchId: string): string;
  isFile(batchId: string): boolean;
  /** Names of states begin with it. */
  statePrefix: "BATCH_STATE_" | "JOB_STATE_";
}

export async function startGoogle(options: { inlineBytes?: number } = {}): Promise<FakeGoogle> {
  const files = new Map<string, string>();
  const uploads = new Map<string, number>();
  const batches = new Map<string, Batch>();
  const refusal = (status: number, message: string): Reply => ({
    status,
    body: JSON.stringify({ error: { code: status, message, status: "INVALID_ARGUMENT" } }),
  });
  const violated = (message: string, status = 400) => new Violation(message, refusal(status, message));
  const named = (name: string) => {
    const batch = batches.get(name);
    if (!batch) throw violated(`no batch ${name}`, 404);
    return batch;
  };
  const isWorking = ({ state }: Batch) => !["SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"].includes(state);
  const shown = (batch: Batch) => ({
    name: batch.name,
    metadata: {
      "@type": "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch",
      model: `models/${batch.model}`,
      displayName: batch.displayName,
      createTime: batch.createTime,
      updateTime: server.now.toISOString(),
      batchStats: {
        requestCount: String(batch.requests.length),
        successfulRequestCount: String(batch.counts.done),
        failedRequestCount: String(batch.counts.failed),
      },
      state: `${fake.statePrefix}${batch.state}`,
      name: batch.name,
      aFieldOfTomorrow: [],
    },
    ...(isWorking(batch) ? {} : { done: true }),
    ...(batch.error ? { error: batch.error } : {}),
    ...(batch.output ? { response: batch.output } : {}),
  });
  const add = (batch: Pick<Batch, "model" | "displayName" | "requests" | "isFile">) => {
    const added: Batch = {
      ...batch,
      name: `batches/b${batches.size + 1}`,
      createTime: server.now.toISOString(),
      state: "PENDING",
      counts: { done: 0, failed: 0 },
      output: undefined,
      error: undefined,
      cancelAsked: false,
    };
    batches.set(added.name, added);
    return added;
  };

  const create = (exchange: Exchange, model: string) => {
    if (exchange.body.length > 20_000_000) throw violated("a call of more than 20 MB", 413);
    const parsed = creation.safeParse(jsonOf(exchange));
    if (!parsed.success) throw violated(z.prettifyError(parsed.error));
    const { display_name: displayName, input_config: input } = parsed.data.batch;
    if ("requests" in input) {
      const requests = input.requests.requests.map((one) => ({ id: one.metadata.key, body: one.request }));
      return jsonReply(shown(add({ model, displayName, requests, isFile: false })));
    }
    const text = files.get(input.file_name);
    if (text === undefined) throw violated(`no file ${input.file_name}`, 404);
    const requests = jsonLinesOf(text).map((one) => fileLine.parse(one));
    const stored = requests.map(({ key, request }) => ({ id: key, body: request }));
    return jsonReply(shown(add({ model, displayName, requests: stored, isFile: true })));
  };

  const beginUpload = ({ headers }: Exchange) => {
    const isStart =
      headers["x-goog-upload-protocol"] === "resumable" && headers["x-goog-upload-command"] === "start";
    if (!isStart) throw violated("not the start of a resumable upload");
    const length = Number(headers["x-goog-upload-header-content-length"]);
    if (!(length > 0) || !headers["x-goog-upload-header-content-type"])
      throw violated("an upload of unknown size");
    const id = `u${uploads.size + 1}`;
    uploads.set(id, length);
    return { headers: { "x-goog-upload-url": `${server.origin}/upload/v1beta/files?upload_id=${id}` } };
  };

  const endUpload = ({ url, headers, body: content }: Exchange) => {
    const length = uploads.get(url.searchParams.get("upload_id") ?? "");
    const isWhole =
      headers["x-goog-upload-command"] === "upload, finalize" && headers["x-goog-upload-offset"] === "0";
    if (!isWhole) throw violated("not the whole upload");
    if (content.length !== length) throw violated(`${content.length} bytes of ${length}`);
    const name = `files/f${files.size + 1}`;
    files.set(name, content.toString("utf8"));
    return jsonReply({ file: { name, uri: `${server.origin}/v1beta/${name}`, state: "ACTIVE" } });
  };

  const list = ({ searchParams }: URL) => {
    const size = Number(searchParams.get("pageSize") ?? 20);
    const newestFirst = [...batches.values()].reverse();
    const start = Number(searchParams.get("pageToken") ?? 0);
    const page = newestFirst.slice(start, start + size);
    const isMore = start + size < newestFirst.length;
    return jsonReply({
      ...(page.length > 0 ? { operations: page.map(shown) } : {}),
      ...(isMore ? { nextPageToken: String(start + size) } : {}),
    });
  };

  const cancel = (batch: Batch, { body: sent }: Exchange) => {
    if (sent.length > 0) throw violated("a body where none belongs");
    if (!isWorking(batch)) return refusal(400, `Batch ${batch.name} is in a terminal state`);
    batch.cancelAsked = true;
    return jsonReply({});
  };

  const server = await startServer((exchange) => {
    const { method, headers } = exchange;
    const path = decodeURIComponent(exchange.url.pathname);
    if (headers["x-goog-api-key"] !== API_KEY) throw violated("API key not valid.", 400);
    if (method === "POST" && path === "/upload/v1beta/files")
      return exchange.url.searchParams.has("upload_id") ? endUpload(exchange) : beginUpload(exchange);
    const model = /^\/v1beta\/models\/([\w.-]+):batchGenerateContent$/.exec(path)?.[1];
    if (method === "POST" && model) return create(exchange, model);
    const file = /^\/download\/v1beta\/(files\/\w+):download$/.exec(path)?.[1];
    if (method === "GET" && file) {
      if (exchange.url.searchParams.get("alt") !== "media") throw violated("alt=media is missing");
      const text = files.get(file);
      if (text === undefined) throw violated(`no file ${file}`, 404);
      return { body: text };
    }
    if (method === "GET" && path === "/v1beta/batches") return list(exchange.url);
    const [, name = "", verb] = /^\/v1beta\/(batches\/\w+)(?::(\w+))?$/.exec(path) ?? [];
    if (method === "GET" && name && !verb) return jsonReply(shown(named(name)));
    if (method === "POST" && verb === "cancel") return cancel(named(name), exchange);
    throw violated("no such address", 404);
  });
  const baseUrl = `${server.origin}/v1beta`;

  const fake: FakeGoogle = {
    name: "google",
    server,
    api: googleBatches({ apiKey: API_KEY, baseUrl, ...options }),
    baseUrl,
    apiKey: API_KEY,
    statePrefix: "BATCH_STATE_",
    question: (text) => ({ contents: [{ role: "user", parts: [{ text }] }] }),
    reply: (text) => ({
      candidates: [{ content: { role: "model", parts: [{ text }] }, finishReason: "STOP" }],
    }),
    paths: {
      create: /^POST \/v1beta\/models\/[^/]+batchGenerateContent$/,
      results: options.inlineBytes === undefined ? /^GET \/v1beta\/batches\/\w+$/ : /^GET \/download\//,
      list: /^GET \/v1beta\/batches\?/,
    },
    refusal,
    requestsOf: (name) => named(name).requests,
    get batchIds() {
      return [...batches.keys()];
    },
    stations: ["PENDING", "RUNNING"],
    moveTo(name, station, counts) {
      const batch = named(name);
      batch.state = station;
      batch.counts = counts;
    },
    end: (name, ending) => end(named(name), ending, files),
    addForeign(count) {
      const at = server.now;
      for (let left = count; left > 0; left -= 1) {
        server.now = new Date(at.getTime() - left * 60_000);
        const requests = [{ id: "0", body: {} }];
        add({ model: "gemini-2.5-flash", displayName: `other ${left}`, requests, isFile: false });
      }
      server.now = at;
    },
    cancelled: (name) => named(name).cancelAsked,
    fail(name, message) {
      const batch = named(name);
      batch.state = "FAILED";
      batch.error = { code: 3, message };
    },
    modelOf: (name) => named(name).model,
    isFile: (name) => named(name).isFile,
  };
  return fake;
}

interface Result {
  readonly key: string | undefined;
  readonly response?: unknown;
  readonly error?: { code: number; message: string };
}

const ENDS = { completed: "SUCCEEDED", expired: "EXPIRED", cancelled: "CANCELLED" } as const;

/** What was not done has no answer: an expired batch has no results at all. */
function end(batch: Batch, { reason = "completed", outcomes, order }: Ending, files: Map<string, string>) {
  const lines = [...(order ?? batch.requests.keys())].flatMap((index): Result[] => {
    const outcome = outcomes[index];
    const key = batch.requests[index]?.id;
    if (outcome?.kind === "answered") return [{ key, response: outcome.body }];
    if (outcome?.kind === "failed") return [{ key, error: { code: 3, message: outcome.message } }];
    if (outcome?.kind === "cancelled") return [{ key, error: { code: 1, message: "cancelled" } }];
    return [];
  });
  batch.state = ENDS[reason];
  if (reason === "cancelled") batch.error = { code: 1, message: "The operation was cancelled." };
  if (reason === "expired") return;
  if (batch.isFile) {
    const name = `files/r${files.size + 1}`;
    files.set(name, linesReply(lines).body ?? "");
    batch.output = { responsesFile: name };
    return;
  }
  const inlinedResponses = lines.map(({ key, ...rest }) => ({ metadata: { key }, ...rest }));
  batch.output = { inlinedResponses: { inlinedResponses } };
}
