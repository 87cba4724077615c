/** OpenAI's files and batches as https://platform.openai.com/docs/api-reference/batch describes them. */

import { z } from "zod";
import { openaiBatches } from "../../../src/ai/batch/openai.js";
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

const API_KEY = "sk-proj-test-0123456789";

interface Batch {
  readonly id: string;
  readonly endpoint: string;
  readonly createdAt: number;
  readonly metadata: Record<string, string>;
  readonly requests: readonly StoredRequest[];
  status: string;
  counts: { total: number; completed: number; failed: number };
  files: { output?: string; error?: string };
  errors: { message: string; line: number | null }[];
  cancelAsked: boolean;
}

const line = z.strictObject({
  custom_id: z.string().min(1),
  method: z.literal("POST"),
  url: z.enum(["/v1/responses", "/v1/chat/completions"]),
  body: z.looseObject({ model: z.string(), stream: z.undefined().optional() }),
});

const creation = z.strictObject({
  input_file_id: z.string(),
  endpoint: z.enum(["/v1/responses", "/v1/chat/completions"]),
  completion_window: z.literal("24h"),
  metadata: z.record(z.string().max(64), z.string().max(512)),
});

export interface FakeOpenai extends FakeProvider {
  /** The batch's file is found wanting. */
  refuseFile(batchId: string, errors: { message: string; line: number | null }[]): void;
  endpointOf(batchId: string): string | undefined;
}

export async function startOpenai(): Promise<FakeOpenai> {
  const files = new Map<string, string>();
  const batches = new Map<string, Batch>();
  let made = 0;
  const refusal = (status: number, message: string): Reply => ({
    status,
    body: JSON.stringify({ error: { message, type: "invalid_request_error", param: null, code: null } }),
  });
  const violated = (message: string, status = 400) => new Violation(message, refusal(status, message));
  const checked = <T>(schema: z.ZodType<T>, value: unknown): T => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw violated(z.prettifyError(parsed.error));
  };
  const named = (id: string | undefined) => {
    const batch = batches.get(id ?? "");
    if (!batch) throw new Violation(`No batch found with id '${id}'`, refusal(404, "No batch found"));
    return batch;
  };
  const keep = (text: string) => {
    made += 1;
    files.set(`file-${made}`, text);
    return `file-${made}`;
  };
  const seconds = () => Math.floor(server.now.getTime() / 1000);
  const shown = (batch: Batch) => ({
    id: batch.id,
    object: "batch",
    endpoint: batch.endpoint,
    errors: batch.errors.length === 0 ? null : { object: "list", data: batch.errors },
    completion_window: "24h",
    status: batch.status,
    output_file_id: batch.files.output ?? null,
    error_file_id: batch.files.error ?? null,
    created_at: batch.createdAt,
    expires_at: batch.createdAt + 86_400,
    request_counts: batch.counts,
    metadata: batch.metadata,
    a_field_of_tomorrow: { nested: true },
  });
  const add = (requests: readonly StoredRequest[], endpoint: string, metadata: Record<string, string>) => {
    made += 1;
    const batch: Batch = {
      id: `batch_${made}`,
      endpoint,
      createdAt: seconds(),
      metadata,
      requests,
      status: "validating",
      counts: { total: 0, completed: 0, failed: 0 },
      files: {},
      errors: [],
      cancelAsked: false,
    };
    batches.set(batch.id, batch);
    return batch;
  };

  const upload = async ({ headers, body }: Exchange) => {
    const type = headers["content-type"] ?? "";
    if (!/^multipart\/form-data; boundary=/.test(type)) throw violated(`an upload of ${type}`);
    if (headers["content-length"] === undefined) throw violated("an upload without a length", 411);
    const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
    const file = form.get("file");
    if (form.get("purpose") !== "batch" || !(file instanceof File)) throw violated("no file for a batch");
    if (!file.name.endsWith(".jsonl")) throw violated(`a file named ${file.name}`);
    if (file.size > 200_000_000) throw violated("a file of more than 200 MB", 413);
    return jsonReply({ id: keep(await file.text()), object: "file", bytes: file.size, purpose: "batch" });
  };

  const create = (exchange: Exchange) => {
    const { input_file_id, endpoint, metadata } = checked(creation, jsonOf(exchange));
    const file = files.get(input_file_id);
    if (file === undefined) throw violated(`no file ${input_file_id}`, 404);
    const lines = jsonLinesOf(file).map((one) => checked(line, one));
    if (lines.length > 50_000) throw violated("more than 50,000 requests");
    if (new Set(lines.map(({ custom_id }) => custom_id)).size < lines.length)
      throw violated("an id used twice");
    if (lines.some(({ url }) => url !== endpoint)) throw violated("a request for another endpoint");
    return jsonReply(
      shown(
        add(
          lines.map(({ custom_id: id, body }) => ({ id, body })),
          endpoint,
          metadata,
        ),
      ),
    );
  };

  const list = (url: URL) => {
    const limit = checked(z.coerce.number().int().min(1).max(100), url.searchParams.get("limit") ?? 20);
    const newestFirst = [...batches.values()].reverse();
    const after = url.searchParams.get("after");
    const start = after === null ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
    const page = newestFirst.slice(start, start + limit);
    const has_more = start + limit < newestFirst.length;
    return jsonReply({ object: "list", data: page.map(shown), first_id: page[0]?.id, has_more });
  };

  const cancel = (batch: Batch, { body: sent }: Exchange) => {
    if (sent.length > 0) throw violated("a body where none belongs");
    if (!["validating", "in_progress", "finalizing"].includes(batch.status))
      return refusal(409, `Cannot cancel a batch with status '${batch.status}'.`);
    batch.cancelAsked = true;
    batch.status = "cancelling";
    return jsonReply(shown(batch));
  };

  const server = await startServer((exchange) => {
    const { method, url, headers } = exchange;
    if (headers.authorization !== `Bearer ${API_KEY}`)
      throw violated(`Incorrect API key provided: ${headers.authorization}`, 401);
    const [, kind, id, verb] = /^\/v1\/(\w+)(?:\/([\w-]+))?(?:\/(\w+))?$/.exec(url.pathname) ?? [];
    switch (`${method} ${kind}${id ? "/id" : ""}${verb ? `/${verb}` : ""}`) {
      case "POST files":
        return upload(exchange);
      case "GET files/id/content": {
        const text = files.get(id ?? "");
        if (text === undefined) throw violated(`no file ${id}`, 404);
        return { body: text, headers: { "content-type": "application/octet-stream" } };
      }
      case "POST batches":
        return create(exchange);
      case "GET batches":
        return list(url);
      case "GET batches/id":
        return jsonReply(shown(named(id)));
      case "POST batches/id/cancel":
        return cancel(named(id), exchange);
      default:
        throw violated("no such address", 404);
    }
  });
  const baseUrl = `${server.origin}/v1`;

  return {
    name: "openai",
    server,
    api: openaiBatches({ apiKey: API_KEY, baseUrl }),
    baseUrl,
    apiKey: API_KEY,
    question: (text) => ({ model: "gpt-5-mini", input: [{ role: "user", content: text }] }),
    reply: (text) => ({ id: "resp_1", object: "response", output_text: text }),
    paths: {
      create: /^POST \/v1\/batches$/,
      results: /^GET \/v1\/files\/[\w-]+\/content$/,
      list: /^GET \/v1\/batches\?/,
    },
    refusal,
    requestsOf: (id) => named(id).requests,
    get batchIds() {
      return [...batches.keys()];
    },
    stations: ["validating", "in_progress", "finalizing", "cancelling"],
    moveTo(id, station, { done, failed }) {
      const batch = named(id);
      batch.status = station;
      batch.counts = { total: batch.requests.length, completed: done, failed };
    },
    end: (id, ending) => end(named(id), ending, keep),
    addForeign(count) {
      const at = server.now;
      for (let left = count; left > 0; left -= 1) {
        server.now = new Date(at.getTime() - left * 60_000);
        add([{ id: "0", body: {} }], "/v1/responses", {
          [left % 2 ? "project" : "stageline_key"]: `other ${left}`,
        });
      }
      server.now = at;
    },
    cancelled: (id) => named(id).cancelAsked,
    refuseFile(id, errors) {
      const batch = named(id);
      batch.status = "failed";
      batch.errors = errors;
    },
    endpointOf: (id) => named(id).endpoint,
  };
}

function end(
  batch: Batch,
  { reason = "completed", outcomes, order }: Ending,
  keep: (text: string) => string,
) {
  const lines = { output: [] as unknown[], error: [] as unknown[] };
  for (const index of order ?? batch.requests.keys()) {
    const outcome = outcomes[index];
    const custom_id = batch.requests[index]?.id;
    const base = { id: `batch_req_${index}`, custom_id };
    if (outcome?.kind === "answered") {
      const response = { status_code: 200, request_id: `req_${index}`, body: outcome.body };
      lines.output.push({ ...base, response, error: null, a_field_of_tomorrow: 1 });
    } else if (outcome?.kind === "failed") {
      const body = { error: { message: outcome.message, type: "invalid_request_error", code: null } };
      const response = { status_code: 400, request_id: `req_${index}`, body };
      lines.error.push({ ...base, response, error: null });
    } else if (outcome && outcome.kind !== "forgotten") {
      const error = { code: `batch_${outcome.kind}`, message: `This request was ${outcome.kind}.` };
      lines.error.push({ ...base, response: null, error });
    }
  }
  batch.status = reason;
  batch.counts = { total: batch.requests.length, completed: lines.output.length, failed: lines.error.length };
  const textOf = (of: unknown[]) => linesReply(of).body ?? "";
  if (lines.output.length > 0) batch.files.output = keep(textOf(lines.output));
  if (lines.error.length > 0) batch.files.error = keep(textOf(lines.error));
}
