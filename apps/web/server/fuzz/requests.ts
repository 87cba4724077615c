/** Whole requests: batches of calls that are nearly right, and what no client sends. */

import fc, { type Arbitrary } from "fast-check";
import superjson from "superjson";
import { appRouter } from "@/server/router";
import { EXPORTED_LISTS } from "../export/lists";
import type { Caller } from "./callers";
import { inputsFor, type Nearness } from "./inputs";

export const ORIGIN = "http://127.0.0.1:3000";
/** Calls in a batch: as many as the server takes. */
const BATCH = 20;

export interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  /** Inputs in it. */
  readonly inputs: number;
}

interface Procedure {
  readonly _def: { readonly type: "query" | "mutation"; readonly inputs: readonly unknown[] };
}

export const toRequest = ({ method, path, body }: FuzzedRequest, caller: Caller): Request =>
  new Request(`${ORIGIN}${path}`, {
    method,
    headers: {
      host: "127.0.0.1:3000",
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body ?? "")),
      ...caller.headers,
    },
    ...(body === undefined ? {} : { body }),
  });

export function requests(ids: readonly string[]): Arbitrary<FuzzedRequest> {
  const near = callsOf({ ids, right: 20 });
  const wild = callsOf({ ids, right: 2 });
  const junk = callsOf({ ids, right: 0 });
  const broken = brokenBodies(Object.keys(appRouter._def.procedures));
  return fc.oneof(
    { weight: 2, arbitrary: batchOf(near.query, "GET") },
    { weight: 8, arbitrary: batchOf(wild.query, "GET") },
    { weight: 48, arbitrary: batchOf(junk.query, "GET") },
    { weight: 1, arbitrary: batchOf(near.mutation, "POST") },
    { weight: 3, arbitrary: batchOf(wild.mutation, "POST") },
    { weight: 32, arbitrary: batchOf(junk.mutation, "POST") },
    { weight: 1, arbitrary: broken },
    { weight: 1, arbitrary: addresses(ids) },
    { weight: 1, arbitrary: exports(fc.oneof(near.query, wild.query)) },
    { weight: 1, arbitrary: signIns },
  );
}

type Call = readonly [name: string, input: unknown];

function callsOf(nearness: Nearness): Record<"query" | "mutation", Arbitrary<Call>> {
  const of = (type: "query" | "mutation") =>
    fc.oneof(
      ...Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>)
        .filter(([, { _def }]) => _def.type === type)
        .map(([name, { _def }]) =>
          fc.tuple(fc.constant(name), inputsFor(_def.inputs[0], nearness).map(writable(name))),
        ),
    );
  return { query: of("query"), mutation: of("mutation") };
}

/** Once the dashboard is read-only, nothing else that changes something would be tried. */
const writable = (name: string) => (input: unknown) =>
  name === "settings.setPolicy" && typeof input === "object" ? { ...input, isReadOnly: false } : input;

const batchOf = (calls: Arbitrary<Call>, method: "GET" | "POST"): Arbitrary<FuzzedRequest> =>
  fc.array(calls, { minLength: BATCH, maxLength: BATCH }).map((batch) => {
    const names = batch.map(([name]) => name).join(",");
    const body = JSON.stringify(Object.fromEntries(batch.map(([, input], at) => [at, wire(input)])));
    const path = `/api/trpc/${names}?batch=1`;
    return method === "POST"
      ? { method, path, body, inputs: BATCH }
      : { method, path: `${path}&input=${encodeURIComponent(body.toWellFormed())}`, inputs: BATCH };
  });

/** As the client writes it; what it cannot write goes as it is. */
function wire(input: unknown): unknown {
  try {
    return superjson.serialize(input);
  } catch {
    return { json: typeof input };
  }
}

const anyJson = fc.oneof(
  fc.json({ maxDepth: 5 }),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    "null",
    "[]",
    "{",
    `${"[".repeat(50_000)}${"]".repeat(50_000)}`,
    '{"0":{"json":{},"meta":{"values":{"__proto__.x":["Date"]}}}}',
    '{"0":{"json":{"a":1},"meta":{"values":{"a":["map"],"a.b.c":["set"]}}}}',
    '{"0":{"json":{},"meta":{"referentialEqualities":{"constructor.prototype":["a"]}}}}',
    '{"0":{"json":{"a":"x"},"meta":{"values":{"a":[["custom","y"]]}}}}',
    '{"0":{"json":{"a":"/(/"},"meta":{"values":{"a":["regexp"]}}}}',
    '{"0":{"json":{"a":"x"},"meta":{"values":{"a":["bigint"]}}}}',
    '{"__proto__":{"json":{}}}',
    '{"99999999999999999999":{"json":{}}}',
  ),
);

const brokenBodies = (names: readonly string[]): Arbitrary<FuzzedRequest> =>
  fc
    .record({
      name: fc.oneof(
        fc.constantFrom(...names),
        fc.webPath(),
        fc.constantFrom("__proto__", "toString", ",,,"),
      ),
      query: fc.constantFrom("", "?batch=1", "?batch=0", "?batch=1&batch=2", "?input=%", "?input="),
      method: fc.constantFrom("GET", "POST", "PUT", "HEAD"),
      body: anyJson,
    })
    .map(({ name, query, method, body }) => ({
      method,
      path: `/api/trpc/${encodeURI(name)}${query}`,
      ...(method === "GET" || method === "HEAD" ? {} : { body }),
      inputs: 1,
    }));

const addresses = (ids: readonly string[]): Arbitrary<FuzzedRequest> => {
  const value = fc.oneof(
    fc.constantFrom(...ids, "RUN_INPUT", "STAGE_OUTPUT", "ndjson", "DEBUG"),
    fc.string({ unit: "binary", maxLength: 60 }),
  );
  const key = fc.constantFrom(
    "runId",
    "id",
    "kind",
    "as",
    "level",
    "attempt",
    "text",
    "from",
    "to",
    "name",
    "runs",
  );
  return fc
    .record({
      path: fc.constantFrom(
        ...["/api/payload", "/api/logs", "/api/audit", "/api/session", "/api/health", "/api/live"],
      ),
      query: fc.dictionary(key, value, { maxKeys: 5 }),
    })
    .map(({ path, query }) => {
      const text = new URLSearchParams(
        Object.entries(query).map(([name, text]) => [name, text.toWellFormed()]),
      ).toString();
      return { method: "GET", path: `${path}?${text}`, inputs: 1 };
    });
};

/** Lists as files, filtered by what some procedure takes. */
const exports = (calls: Arbitrary<Call>): Arbitrary<FuzzedRequest> =>
  fc
    .record({
      list: fc.oneof(
        fc.constantFrom(...Object.keys(EXPORTED_LISTS)),
        fc.webSegment(),
        fc.constant("__proto__"),
      ),
      as: fc.constantFrom("csv", "json", "ndjson", "xlsx", ""),
      filter: fc.oneof(
        calls.map(([, input]) => plainJson(input)),
        anyJson,
      ),
      zone: fc.constantFrom(undefined, "Europe/Berlin", "Mars/Olympus", "", "../../etc"),
    })
    .map(({ list, as, filter, zone }) => {
      const search = new URLSearchParams({ as, filter: filter.slice(0, 30_000).toWellFormed() });
      if (zone !== undefined) search.set("zone", zone);
      return { method: "GET", path: `/api/export/${list}?${search}`, inputs: 1 };
    });

function plainJson(input: unknown): string {
  try {
    return JSON.stringify(input) ?? "";
  } catch {
    return "{}";
  }
}

const signIns: Arbitrary<FuzzedRequest> = fc
  .record({
    method: fc.constantFrom("POST", "POST", "DELETE", "PUT"),
    body: fc.oneof(
      anyJson,
      fc
        .record({ token: fc.string({ unit: "binary", maxLength: 300 }), name: fc.string({ unit: "binary" }) })
        .map((asked) => JSON.stringify(asked)),
    ),
  })
  .map(({ method, body }) => ({ method, path: "/api/session", body: body.toWellFormed(), inputs: 1 }));
