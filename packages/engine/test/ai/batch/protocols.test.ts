/** What holds for every provider's batches, against servers that follow each one's documented wire format. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type BatchApi,
  BatchApiError,
  type BatchHandle,
  type NewBatch,
} from "../../../src/ai/batch/batch-api.js";
import { startAnthropic } from "./anthropic-server.js";
import { answersOf, type FakeProvider, type Outcome } from "./fake-provider.js";
import { startGoogle } from "./google-server.js";
import { startOpenai } from "./openai-server.js";

const PROVIDERS: readonly (readonly [string, () => Promise<FakeProvider>])[] = [
  ["OpenAI", startOpenai],
  ["Anthropic", startAnthropic],
  ["Google, inline", startGoogle],
  ["Google, by file", () => startGoogle({ inlineBytes: 10 })],
];

const KEY = "run_1:grade:0";

const signal = new AbortController().signal;

describe.each(PROVIDERS)("%s", (_, start) => {
  let fake: FakeProvider;
  let api: BatchApi;

  beforeEach(async () => {
    fake = await start();
    api = fake.api;
  });
  afterEach(() => fake.server.close());

  const batchOf = (texts: readonly string[]): NewBatch => ({
    key: KEY,
    modelId: "gemini-2.5-flash",
    requests: texts.map((text, index) => ({ id: `r-${index}`, body: fake.question(text) })),
  });
  const lost = (texts: readonly string[]) => ({ ...batchOf(texts), since: fake.server.now });
  const answered = (text: string): Outcome => ({ kind: "answered", body: fake.reply(text) });
  const read = (handle: BatchHandle) => answersOf(fake, handle);
  const refused = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.unreachable("it was not refused"),
      (error: unknown) => {
        expect(error).toBeInstanceOf(BatchApiError);
        return error as BatchApiError;
      },
    );

  test("hands a batch in as documented and gives its answers back under their ids", async () => {
    const texts = ["What is 2 + 2?", 'Ünïcödé 🦜 \u2028 \n"quoted"', "x".repeat(100_000)];

    const handle = await api.submit(batchOf(texts), signal);
    const batchId = handle.batchId;
    fake.end(batchId, { outcomes: texts.map(answered) });
    const answers = await read(handle);

    expect(handle).toEqual({
      provider: fake.name,
      batchId: fake.batchIds[0],
      submittedAt: fake.server.now.toISOString(),
      size: 3,
    });
    expect(fake.requestsOf(batchId).map(({ body }) => body)).toEqual(texts.map(fake.question));
    expect(answers).toEqual(texts.map((text, i) => ({ id: `r-${i}`, ok: true, body: fake.reply(text) })));
    expect(fake.server.violations).toEqual([]);
  });

  test("works through every state that is not an end", async () => {
    const handle = await api.submit(batchOf(["a", "b", "c"]), signal);

    for (const [index, station] of fake.stations.entries()) {
      fake.moveTo(handle.batchId, station, { done: index, failed: 1 });
      expect(await api.check(handle, signal)).toEqual({ status: "working", done: index, failed: 1 });
    }

    fake.end(handle.batchId, { outcomes: ["a", "b", "c"].map(answered) });
    expect(await api.check(handle, signal)).toEqual({ status: "ended", reason: "completed" });
  });

  test("takes a state it has never heard of for one that is not an end", async () => {
    const handle = await api.submit(batchOf(["a"]), signal);
    fake.moveTo(handle.batchId, "pondering", { done: 0, failed: 0 });

    expect(await api.check(handle, signal)).toMatchObject({ status: "working" });
  });

  test("gives results of any order, a second one never, and a missing one not at all", async () => {
    const texts = ["a", "b", "c", "d"];
    const handle = await api.submit(batchOf(texts), signal);
    const outcomes = [answered("a"), answered("b"), answered("c"), { kind: "forgotten" as const }];
    fake.end(handle.batchId, { outcomes, order: [2, 0, 3, 1, 2, 0] });

    const answers = await read(handle);

    expect(answers.map(({ id }) => id)).toEqual(["r-2", "r-0", "r-1"]);
  });

  test("says of each request that failed why", async () => {
    const handle = await api.submit(batchOf(["a", "b"]), signal);
    fake.end(handle.batchId, {
      outcomes: [{ kind: "failed", message: "prompt is too long" }, answered("b")],
    });

    const answers = await read(handle);

    const failed = answers.find(({ id }) => id === "r-0");
    expect(failed).toMatchObject({ ok: false, kind: "failed" });
    expect(failed?.ok === false && failed.message).toContain("prompt is too long");
    expect(answers.find(({ id }) => id === "r-1")).toMatchObject({ ok: true });
    expect(await api.check(handle, signal)).toEqual({ status: "ended", reason: "completed" });
  });

  test("is cancelled midway, keeps what was done, and may be cancelled again", async () => {
    const handle = await api.submit(batchOf(["a", "b"]), signal);

    await api.cancel(handle, signal);
    fake.end(handle.batchId, { reason: "cancelled", outcomes: [answered("a"), { kind: "cancelled" }] });
    await api.cancel(handle, signal);

    expect(fake.cancelled(handle.batchId)).toBe(true);
    expect(await api.check(handle, signal)).toEqual({ status: "ended", reason: "cancelled" });
    const answers = await read(handle);
    expect(answers).toContainEqual({ id: "r-0", ok: true, body: fake.reply("a") });
    expect(answers).toContainEqual(expect.objectContaining({ id: "r-1", ok: false, kind: "cancelled" }));
  });

  test("finds a batch whose answer was lost, with 250 others before and after it, and makes no second one", async () => {
    const since = fake.server.now;
    fake.addForeign(120);
    fake.server.inject({ on: fake.paths.create, breaks: "answer" });

    const error = await refused(api.submit(batchOf(["a", "b"]), signal));
    fake.server.now = new Date(since.getTime() + 131 * 60_000);
    fake.addForeign(130);
    const [batchId = ""] = fake.batchIds.slice(120);
    fake.end(batchId, { outcomes: [answered("a"), answered("b")] });
    const found = await api.find({ ...batchOf(["a", "b"]), since }, signal);

    expect(error).toMatchObject({ isRetryable: true, status: undefined });
    expect(found).toEqual({ provider: fake.name, batchId, submittedAt: since.toISOString(), size: 2 });
    expect(fake.batchIds).toHaveLength(251);
    expect(fake.server.violations).toEqual([]);
  });

  test("does not take another's batch for the lost one", async () => {
    fake.addForeign(3);

    expect(await api.find(lost(["a"]), signal)).toBeUndefined();
  });

  test("reads the list no further than to the moment it was not submitted before", async () => {
    fake.addForeign(250);

    await api.find({ ...lost(["a"]), since: fake.server.now }, signal);

    const pages = fake.server.exchanges.filter(({ url, method }) =>
      fake.paths.list.test(`${method} ${url.pathname}${url.search}`),
    );
    expect(pages.length).toBeLessThanOrEqual(2);
  });

  test.each([
    [429, true],
    [500, true],
    [503, true],
    [529, true],
    [408, true],
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [413, false],
  ])("HTTP %i: retryable is %s, with the provider's words", async (status, isRetryable) => {
    const handle = await api.submit(batchOf(["a"]), signal);
    fake.server.inject({ on: /^GET/, reply: fake.refusal(status, "Please mind the gap") });

    const error = await refused(api.check(handle, signal));

    expect(error).toMatchObject({ status, isRetryable, retryAfterMs: undefined });
    expect(error.message).toContain("Please mind the gap");
  });

  test("passes on when to ask again", async () => {
    const reply = { ...fake.refusal(429, "Slow down"), headers: { "retry-after": "17" } };
    fake.server.inject({ on: fake.paths.create, reply });

    const error = await refused(api.submit(batchOf(["a"]), signal));

    expect(error).toMatchObject({ status: 429, isRetryable: true, retryAfterMs: 17_000 });
  });

  test("a connection reset while the requests are sent leaves no batch, and can be tried again", async () => {
    const big = Array.from({ length: 40 }, () => "x".repeat(100_000));
    fake.server.inject({ on: /^POST/, breaks: "upload" });

    const error = await refused(api.submit(batchOf(big), signal));
    const handle = await api.submit(batchOf(big), signal);

    expect(error.isRetryable).toBe(true);
    expect(fake.batchIds).toEqual([handle.batchId]);
    expect(fake.requestsOf(handle.batchId)).toHaveLength(40);
  });

  test.each(["download", "truncated"] as const)(
    "results whose answer is a %s are not taken for all",
    async (breaks) => {
      const texts = Array.from({ length: 50 }, (_, i) => `${i} ${"x".repeat(5_000)}`);
      const handle = await api.submit(batchOf(texts), signal);
      fake.end(handle.batchId, { outcomes: texts.map(answered) });
      fake.server.inject({ on: fake.paths.results, breaks });

      const error = await refused(read(handle));
      const answers = await read(handle);

      expect(error.isRetryable).toBe(true);
      expect(answers).toHaveLength(50);
    },
  );

  test("an aborted signal ends the wait for an answer, with its reason", async () => {
    const handle = await api.submit(batchOf(["a"]), signal);
    const abort = new AbortController();
    fake.server.inject({ on: /^GET/, breaks: "silence" });
    const asked = fake.server.asked(/^GET/);

    const checked = api.check(handle, abort.signal);
    await asked;
    const reason = new Error("the worker stops");
    abort.abort(reason);

    await expect(checked).rejects.toBe(reason);
  });

  test("follows no redirect and keeps the key to itself", async () => {
    const handle = await api.submit(batchOf(["a"]), signal);
    const location = "https://elsewhere.example/x?secret=1";
    fake.server.inject({ on: /^GET/, reply: { status: 302, headers: { location } } });

    const error = await refused(api.check(handle, signal));

    expect(error).toMatchObject({ status: 302, isRetryable: false });
    expect(error.message).toContain("elsewhere.example");
    expect(error.message).not.toContain("secret");
  });

  test("no message holds the key, not even when the provider repeats it", async () => {
    const handle = await api.submit(batchOf(["a"]), signal);
    const reply = fake.refusal(401, `Incorrect API key provided: ${fake.apiKey}`);
    fake.server.inject({ on: /^GET/, reply });

    const error = await refused(api.check(handle, signal));

    expect(error.message).toContain("Incorrect API key provided: [key]");
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(fake.apiKey);
  });

  test.each(["<html>Sign in to the network</html>", '{"id":7}', "null"])(
    "an answer that cannot be used, %s, is asked for again",
    async (body) => {
      const handle = await api.submit(batchOf(["a"]), signal);
      fake.server.inject({ on: /^GET/, reply: { body } });

      expect(await refused(api.check(handle, signal))).toMatchObject({ isRetryable: true });
    },
  );

  test("refuses too many requests, none, and ids used twice before anything is sent", async () => {
    const tooMany = Array.from({ length: api.maxRequests + 1 }, (_, i) => ({ id: `r-${i}`, body: {} }));
    const twice = [1, 2].map(() => ({ id: "same", body: fake.question("a") }));

    for (const [requests, message] of [
      [tooMany, /split it/],
      [[], /at least one/],
      [twice, /same id/],
    ] as const) {
      const error = await refused(api.submit({ key: KEY, modelId: "m", requests }, signal));
      expect(error).toMatchObject({ isRetryable: false, message: expect.stringMatching(message) });
    }
    expect(fake.server.exchanges).toEqual([]);
  });
});
