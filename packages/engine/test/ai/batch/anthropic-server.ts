/** Anthropic's message batches as https://platform.claude.com/docs/en/api/messages/batches describes them. */

import { z } from "zod";
import { anthropicBatches } from "../../../src/ai/batch/anthropic.js";
import type { Ending, FakeProvider, StoredRequest } from "./fake-provider.js";
import {
  type Exchange,
  jsonOf,
  jsonReply,
  linesReply,
  type Reply,
  startServer,
  Violation,
} from "./provider-server.js";

const API_KEY = "sk-ant-api03-test-0123456789";

const DAY_MS = 86_400_000;

interface Counts {
  processing: number;
  succeeded: number;
  errored: number;
  canceled: number;
  expired: number;
}

interface Batch {
  readonly id: string;
  readonly createdAt: Date;
  readonly requests: readonly StoredRequest[];
  status: "in_progress" | "canceling" | "ended";
  counts: Counts;
  results: readonly unknown[];
  archivedAt: string | null;
  cancelAt: string | null;
}

const creation = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        custom_id: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
        params: z.looseObject({
          model: z.string(),
          max_tokens: z.number().int().min(1),
          messages: z.array(z.unknown()).min(1),
          stream: z.undefined().optional(),
          betas: z.undefined().optional(),
        }),
      }),
    )
    .min(1)
    .max(100_000),
});

export interface FakeAnthropic extends FakeProvider {
  /** A batch of somebody else with as many requests, in progress. */
  addLookalike(size: number): string;
  archive(batchId: string): void;
  /** The address that batches name for their results, instead of the server's own. */
  resultsOrigin: string;
}

export async function startAnthropic(
  options: { whenUnsure?: "wait" | "submit" } = {},
): Promise<FakeAnthropic> {
  const batches = new Map<string, Batch>();
  const refusal = (status: number, message: string): Reply => ({
    status,
    body: JSON.stringify({
      type: "error",
      error: { type: "invalid_request_error", message },
      request_id: "req_1",
    }),
  });
  const violated = (message: string, status = 400) => new Violation(message, refusal(status, message));
  const named = (id: string | undefined) => {
    const batch = batches.get(id ?? "");
    if (!batch) throw violated(`no batch ${id}`, 404);
    return batch;
  };
  const shown = (batch: Batch) => ({
    id: batch.id,
    type: "message_batch",
    processing_status: batch.status,
    request_counts: { ...batch.counts, a_count_of_tomorrow: 0 },
    created_at: batch.createdAt.toISOString().replace("Z", "000+00:00"),
    expires_at: new Date(batch.createdAt.getTime() + DAY_MS).toISOString(),
    ended_at: null,
    archived_at: batch.archivedAt,
    cancel_initiated_at: batch.cancelAt,
    results_url:
      batch.status === "ended" && !batch.archivedAt
        ? `${fake.resultsOrigin}/v1/messages/batches/${batch.id}/results`
        : null,
  });
  const add = (requests: readonly StoredRequest[]) => {
    const batch: Batch = {
      id: `msgbatch_${batches.size + 1}`,
      createdAt: server.now,
      requests,
      status: "in_progress",
      counts: { processing: requests.length, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
      results: [],
      archivedAt: null,
      cancelAt: null,
    };
    batches.set(batch.id, batch);
    return batch;
  };

  const create = (exchange: Exchange) => {
    if (exchange.headers["content-type"] !== "application/json")
      throw violated(`a body of ${exchange.headers["content-type"]}`, 415);
    if (exchange.body.length > 256_000_000) throw violated("a body of more than 256 MB", 413);
    const parsed = creation.safeParse(jsonOf(exchange));
    if (!parsed.success) throw violated(z.prettifyError(parsed.error));
    const requests = parsed.data.requests.map(({ custom_id: id, params }) => ({ id, body: params }));
    if (new Set(requests.map(({ id }) => id)).size < requests.length) throw violated("an id used twice");
    return jsonReply(shown(add(requests)));
  };

  const list = ({ searchParams }: URL) => {
    const limit = Number(searchParams.get("limit") ?? 20);
    if (!(limit >= 1 && limit <= 1000)) throw violated("limit out of range");
    const newestFirst = [...batches.values()].reverse();
    const after = searchParams.get("after_id");
    const start = after === null ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
    const page = newestFirst.slice(start, start + limit);
    return jsonReply({
      data: page.map(shown),
      has_more: start + limit < newestFirst.length,
      first_id: page[0]?.id ?? null,
      last_id: page.at(-1)?.id ?? null,
    });
  };

  const cancel = (batch: Batch, { body: sent }: Exchange) => {
    if (sent.length > 0) throw violated("a body where none belongs");
    if (batch.status === "ended") return refusal(400, `Batch ${batch.id} cannot be canceled: it has ended`);
    batch.status = "canceling";
    batch.cancelAt = server.now.toISOString();
    return jsonReply(shown(batch));
  };

  const server = await startServer((exchange) => {
    const { method, url, headers } = exchange;
    if (headers["x-api-key"] !== API_KEY) throw violated(`invalid x-api-key ${headers["x-api-key"]}`, 401);
    if (headers["anthropic-version"] !== "2023-06-01") throw violated("anthropic-version is required");
    const [, id, verb] = /^\/v1\/messages\/batches(?:\/(\w+))?(?:\/(\w+))?$/.exec(url.pathname) ?? [];
    switch (`${method} batches${id ? "/id" : ""}${verb ? `/${verb}` : ""}`) {
      case "POST batches":
        return create(exchange);
      case "GET batches":
        return list(url);
      case "GET batches/id":
        return jsonReply(shown(named(id)));
      case "GET batches/id/results": {
        const batch = named(id);
        if (batch.status !== "ended" || batch.archivedAt) throw violated("results are not there", 404);
        return { ...linesReply(batch.results), headers: { "content-type": "application/binary" } };
      }
      case "POST batches/id/cancel":
        return cancel(named(id), exchange);
      default:
        throw violated("no such address", 404);
    }
  });
  const baseUrl = `${server.origin}/v1`;

  const fake: FakeAnthropic = {
    name: "anthropic",
    server,
    api: anthropicBatches({ apiKey: API_KEY, baseUrl, ...options }),
    baseUrl,
    apiKey: API_KEY,
    resultsOrigin: server.origin,
    question: (content) => ({
      model: "claude-haiku-4-5",
      max_tokens: 100,
      messages: [{ role: "user", content }],
    }),
    reply: (text) => ({ id: "msg_1", type: "message", content: [{ type: "text", text }] }),
    paths: {
      create: /^POST \/v1\/messages\/batches$/,
      results: /^GET \/v1\/messages\/batches\/\w+\/results$/,
      list: /^GET \/v1\/messages\/batches\?/,
    },
    refusal,
    requestsOf: (id) => named(id).requests,
    get batchIds() {
      return [...batches.keys()];
    },
    stations: ["in_progress", "canceling"],
    moveTo(id, station, { done, failed }) {
      const batch = named(id);
      batch.status = station === "canceling" ? "canceling" : "in_progress";
      batch.counts = {
        processing: batch.requests.length - done - failed,
        succeeded: done,
        errored: failed,
        canceled: 0,
        expired: 0,
      };
    },
    end: (id, ending) => end(named(id), ending),
    addForeign(count) {
      const at = server.now;
      for (let left = count; left > 0; left -= 1) {
        server.now = new Date(at.getTime() - left * 60_000);
        const batch = add([{ id: `theirs-${left}`, body: {} }]);
        end(batch, { outcomes: [{ kind: "answered", body: {} }] });
      }
      server.now = at;
    },
    cancelled: (id) => named(id).cancelAt !== null,
    addLookalike: (size) => add(Array.from({ length: size }, (_, i) => ({ id: `theirs-${i}`, body: {} }))).id,
    archive(id) {
      named(id).archivedAt = server.now.toISOString();
    },
  };
  return fake;
}

const RESULTS = { failed: "errored", expired: "expired", cancelled: "canceled" } as const;

/** Every request of an ended batch has a result here, and the batch's own state does not say why it ended. */
function end(batch: Batch, { outcomes, order }: Ending) {
  const counts = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
  for (const outcome of outcomes) {
    if (outcome.kind === "forgotten") counts.errored += 1;
    else counts[outcome.kind === "answered" ? "succeeded" : RESULTS[outcome.kind]] += 1;
  }
  batch.status = "ended";
  batch.counts = counts;
  batch.results = [...(order ?? batch.requests.keys())].flatMap((index): unknown[] => {
    const outcome = outcomes[index];
    const custom_id = batch.requests[index]?.id;
    if (!outcome || outcome.kind === "forgotten") return [];
    if (outcome.kind === "answered")
      return [{ custom_id, result: { type: "succeeded", message: outcome.body } }];
    if (outcome.kind !== "failed") return [{ custom_id, result: { type: RESULTS[outcome.kind] } }];
    const error = { type: "invalid_request_error", message: outcome.message };
    return [{ custom_id, result: { type: "errored", error: { type: "error", error, request_id: null } } }];
  });
}
