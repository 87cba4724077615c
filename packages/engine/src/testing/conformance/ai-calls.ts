/** What models were asked and what it cost: never in the way of the work, never lost, exact to the last fraction. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { CreateAICallInput } from "../../ports/ai-call-logger.js";
import { aiCallFilter } from "../../read/filters.js";
import { aiCallInput, times } from "../factories.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

const NOTHING = { totalCalls: 0, totalInputTokens: 0, totalOutputTokens: 0, totalCost: 0, perModel: {} };

const callsUnder = async (store: Store, topic: string) => (await store.aiCalls.getStats(topic)).totalCalls;

const logAll = (store: Store, topics: readonly string[]) => {
  for (const topic of topics) store.aiCalls.logCall(aiCallInput({ topic }));
};

const recorded = async (store: Store) =>
  (await store.read.aiCalls.list(aiCallFilter.parse({ limit: 200 }))).rows;

export const aiCallSuite = suite("AI calls", {
  "without calls every number is zero": async (store) => {
    assert.deepEqual(await store.aiCalls.getStats(""), NOTHING);
    assert.deepEqual(await store.aiCalls.getStats("unknown"), NOTHING);
  },

  "logging returns at once, with nothing": async (store) => {
    assert.equal(store.aiCalls.logCall(aiCallInput()), undefined);
    await store.aiCalls.flush();
  },

  "sums calls, tokens and cost, in all and per model": async (store) => {
    store.aiCalls.logCall(aiCallInput({ modelKey: "a", inputTokens: 10, outputTokens: 1, cost: 0.25 }));
    store.aiCalls.logCall(aiCallInput({ modelKey: "a", inputTokens: 20, outputTokens: 2, cost: 0.5 }));
    store.aiCalls.logCall(aiCallInput({ modelKey: "b", inputTokens: 40, outputTokens: 4, cost: 1 }));

    assert.deepEqual(await store.aiCalls.getStats(""), {
      totalCalls: 3,
      totalInputTokens: 70,
      totalOutputTokens: 7,
      totalCost: 1.75,
      perModel: {
        a: { calls: 2, inputTokens: 30, outputTokens: 3, cost: 0.75 },
        b: { calls: 1, inputTokens: 40, outputTokens: 4, cost: 1 },
      },
    });
  },

  "models are kept apart to the letter, whatever they are called": async (store) => {
    const keys = ["m", "M", "m ", "%", "__proto__", "constructor", "", "модель"];
    for (const modelKey of keys) store.aiCalls.logCall(aiCallInput({ modelKey }));

    const { perModel } = await store.aiCalls.getStats("");

    assert.deepEqual(Object.keys(perModel).sort(), [...keys].sort());
    for (const key of keys) assert.equal(Object.getOwnPropertyDescriptor(perModel, key)?.value.calls, 1, key);
  },

  "a logger reads what was logged before through it": async (store) => {
    for (let n = 1; n <= 20; n += 1) {
      store.aiCalls.logCall(aiCallInput({ topic: "mine" }));
      assert.equal(await callsUnder(store, "mine"), n);
    }
  },

  "flush stores what was logged": async (store) => {
    logAll(
      store,
      times(30, () => "t"),
    );

    await store.aiCalls.flush();

    assert.equal((await recorded(store)).length, 30);
    assert.equal(store.aiCalls.droppedCalls, 0);
  },

  "flushing nothing, and flushing twice at once, is no error": async (store) => {
    await store.aiCalls.flush();
    logAll(store, ["a", "b"]);

    await Promise.all([store.aiCalls.flush(), store.aiCalls.flush(), store.aiCalls.getStats("")]);

    assert.equal(await callsUnder(store, ""), 2);
  },

  "calls are stored in the order they were logged": async (store) => {
    for (let n = 0; n < 100; n += 1) store.aiCalls.logCall(aiCallInput({ topic: `t${n}` }));
    await store.aiCalls.flush();

    assert.deepEqual(
      (await recorded(store)).map((call) => call.topic),
      times(100, (n) => `t${n}`),
    );
  },

  "a call reads as it was logged": async (store) => {
    const call = aiCallInput({
      workflowRunId: "r1",
      workflowId: "w",
      stageId: "s",
      attempt: 2,
      provider: "openai",
      status: "FAILED",
      error: "refused",
      finishReason: "stop",
      latencyMs: 1_234,
      timeToFirstTokenMs: 56,
      cachedInputTokens: 7,
      reasoningTokens: 8,
      priced: false,
      createdAt: new Date("2026-01-02T03:04:05.006Z"),
    });
    await store.aiCalls.write([call]);

    const [row] = await recorded(store);

    const { workflowId: _workflowId, prompt: _prompt, response: _response, ...shown } = call;
    shows(row, shown as Partial<NonNullable<typeof row>>);
  },

  "a call without a run, stage or status is a completed one of none": async (store) => {
    await store.aiCalls.write([aiCallInput()]);

    const [row] = await recorded(store);

    shows(row, {
      status: "COMPLETED",
      priced: true,
      workflowRunId: null,
      stageId: null,
      attempt: null,
      error: null,
    });
    shows(row, {
      latencyMs: null,
      cachedInputTokens: 0,
      reasoningTokens: 0,
      provider: null,
      finishReason: null,
    });
  },

  "a topic covers itself and what lies below it, not what merely begins alike": async (store) => {
    logAll(store, ["a", "a.b", "a.b", "a.b.c", "a.bc", "ab", "b.a", "x.a.b"]);

    assert.equal(await callsUnder(store, "a"), 5);
    assert.equal(await callsUnder(store, "a.b"), 3);
    assert.equal(await callsUnder(store, "a.b.c"), 1);
    assert.equal(await callsUnder(store, "a.bc"), 1);
    assert.equal(await callsUnder(store, "a.b.c.d"), 0);
    assert.equal(await callsUnder(store, "b"), 1);
  },

  "the empty topic covers everything, calls without a topic too": async (store) => {
    logAll(store, ["", "a", "a.b", ".", "%"]);

    assert.equal(await callsUnder(store, ""), 5);
  },

  "per cent, underscore, star and backslash are letters": async (store) => {
    logAll(store, ["a%b.c", "a_b.c", "a*b.c", "a\\b.c", "aXb.c", "a%", "a[b].c", "a'b.c", 'a"b.c']);

    for (const topic of ["a%b", "a_b", "a*b", "a\\b", "aXb", "a%", "a[b]", "a'b", 'a"b'])
      assert.equal(await callsUnder(store, topic), 1, topic);
    assert.equal(await callsUnder(store, "%"), 0);
    assert.equal(await callsUnder(store, "_"), 0);
    assert.equal(await callsUnder(store, "a"), 0);
  },

  "topics are told apart by case and by every code point": async (store) => {
    logAll(store, ["A.b", "a.b", "ä.b", "Ä.b", "a\u0308.b", "日本.語", "🏁.x", "🏁🏁"]);

    for (const topic of ["A", "a", "ä", "Ä", "a\u0308", "日本", "🏁", "🏁🏁"])
      assert.equal(await callsUnder(store, topic), 1, topic);
    assert.equal(await callsUnder(store, "日"), 0);
  },

  "dots at the edges and in a row are empty segments": async (store) => {
    logAll(store, ["a.", ".a", "a..b", "..", "a"]);

    assert.equal(await callsUnder(store, "a"), 3);
    assert.equal(await callsUnder(store, "a."), 2);
    assert.equal(await callsUnder(store, "a..b"), 1);
    assert.equal(await callsUnder(store, ".a"), 1);
    assert.equal(await callsUnder(store, "."), 1);
    assert.equal(await callsUnder(store, "a.b"), 0);
  },

  "a topic of many segments is covered by each of its beginnings": async (store) => {
    const segments = times(100, (n) => `s${n}`);
    logAll(store, [segments.join(".")]);

    for (const depth of [1, 2, 50, 99, 100])
      assert.equal(await callsUnder(store, segments.slice(0, depth).join(".")), 1);
  },

  "ten thousand costs of ten cents, logged at once, are a thousand dollars": async (store) => {
    for (let n = 0; n < 10_000; n += 1)
      store.aiCalls.logCall(aiCallInput({ topic: "t", modelKey: "m", cost: 0.1 }));

    const stats = await store.aiCalls.getStats("t");

    shows(stats, { totalCalls: 10_000, totalCost: 1_000, totalInputTokens: 100_000 });
    assert.equal(stats.perModel.m?.cost, 1_000);
    assert.equal(store.aiCalls.droppedCalls, 0);
  },

  "costs added over many writes do not drift": async (store) => {
    for (let n = 0; n < 60; n += 1) await store.aiCalls.write(times(7, () => aiCallInput({ cost: 0.1 })));
    await store.aiCalls.write([aiCallInput({ cost: 0.2 }), aiCallInput({ cost: 0.7 })]);

    assert.equal((await store.aiCalls.getStats("")).totalCost, 42.9);
    assert.equal((await store.read.aiCalls.totals(aiCallFilter.parse({}))).cost, 42.9);
  },

  "tiny costs are not lost beside large ones": async (store) => {
    await store.aiCalls.write([
      aiCallInput({ cost: 12_345 }),
      ...times(1_000, () => aiCallInput({ cost: 0.000_000_001 })),
    ]);

    assert.equal((await store.aiCalls.getStats("")).totalCost, 12_345.000_001);
  },

  "token counts beyond 2^31 are exact": async (store) => {
    const big = { inputTokens: 3_000_000_001, outputTokens: 5_000_000_003 };
    store.aiCalls.logCall(aiCallInput({ ...big, modelKey: "m" }));
    store.aiCalls.logCall(aiCallInput({ ...big, modelKey: "m" }));

    const stats = await store.aiCalls.getStats("");

    shows(stats, { totalInputTokens: 6_000_000_002, totalOutputTokens: 10_000_000_006 });
    shows(stats.perModel.m, { inputTokens: 6_000_000_002, outputTokens: 10_000_000_006 });
    shows((await recorded(store))[0], big);
  },

  "numbers that are none count as nothing, and never throw": async (store) => {
    for (const number of [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      -1,
      undefined,
      null,
    ]) {
      const odd = number as number;
      store.aiCalls.logCall(aiCallInput({ inputTokens: odd, outputTokens: odd, cost: odd, latencyMs: odd }));
    }
    store.aiCalls.logCall(aiCallInput({ inputTokens: 3, outputTokens: 4, cost: 0.5 }));

    const stats = await store.aiCalls.getStats("");

    shows(stats, { totalCalls: 7, totalInputTokens: 3, totalOutputTokens: 4, totalCost: 0.5 });
  },

  "a cost that is no amount is stored as zero and marked as not priced": async (store) => {
    for (const cost of [Number.NaN, Number.POSITIVE_INFINITY, -0.01])
      store.aiCalls.logCall(aiCallInput({ cost }));

    assert.equal((await store.aiCalls.getStats("")).totalCost, 0);
    assert.deepEqual(
      (await recorded(store)).map((call) => [call.cost, call.priced]),
      times(3, () => [0, false]),
    );
  },

  "tokens that are no count are stored as zero": async (store) => {
    for (const tokens of [Number.NaN, Number.POSITIVE_INFINITY, -5])
      store.aiCalls.logCall(aiCallInput({ inputTokens: tokens, outputTokens: tokens }));

    shows(await store.aiCalls.getStats(""), { totalCalls: 3, totalInputTokens: 0, totalOutputTokens: 0 });
  },

  "logging never throws, whatever it is given, and loses no other call": async (store) => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const throwing = Object.defineProperty(aiCallInput(), "prompt", {
      get: () => {
        throw new RangeError("no prompt");
      },
    });
    const odd = [
      null,
      undefined,
      7,
      {},
      throwing,
      aiCallInput({ metadata: { cycle, call: () => 1, big: 1n } }),
    ];
    store.aiCalls.logCall(aiCallInput({ topic: "good" }));

    for (const call of odd) store.aiCalls.logCall(call as CreateAICallInput);
    store.aiCalls.logCall(aiCallInput({ topic: "good" }));

    assert.equal(await callsUnder(store, "good"), 2);
  },

  "text with NUL, lone surrogates and megabytes is stored": async (store) => {
    const prompt = `a\0b \ud800 🏁 ${"x".repeat(2_000_000)}`;
    store.aiCalls.logCall(aiCallInput({ topic: "t", prompt, response: prompt, error: "\0" }));

    assert.equal(await callsUnder(store, "t"), 1);
    const [row] = await recorded(store);
    const payload = await store.read.payloads.get({ kind: "aiCallPrompt", id: row?.id ?? "", maxChars: 8 });
    assert.equal(payload?.text, "a\uFFFDb \uFFFD 🏁 ");
  },

  "names with NUL or of endless length are stored in some form": async (store) => {
    store.aiCalls.logCall(
      aiCallInput({ topic: `t.\0.${"x".repeat(10_000)}`, modelKey: "k".repeat(10_000), modelId: "\ud800" }),
    );

    shows(await store.aiCalls.getStats(""), { totalCalls: 1 });
    assert.equal(await callsUnder(store, "t"), 1);
  },

  "calls written in a transaction are stored when it commits": async (store) => {
    await store.transaction(async ({ aiCalls }) => {
      await aiCalls.write([aiCallInput({ topic: "t" }), aiCallInput({ topic: "t" })]);
      assert.equal((await aiCalls.getStats("t")).totalCalls, 2);
    });

    assert.equal(await callsUnder(store, "t"), 2);
  },

  "calls written or logged in a transaction that is rolled back leave no trace": async (store) => {
    const failing = store.transaction(async ({ aiCalls }) => {
      await aiCalls.write([aiCallInput()]);
      aiCalls.logCall(aiCallInput());
      await aiCalls.flush();
      throw new RangeError("changed my mind");
    });

    await assert.rejects(failing, RangeError);

    assert.deepEqual(await store.aiCalls.getStats(""), NOTHING);
    assert.deepEqual(await recorded(store), []);
  },

  "calls logged in a transaction are stored by it": async (store) => {
    await store.transaction(async ({ aiCalls }) => {
      aiCalls.logCall(aiCallInput({ topic: "t" }));
      assert.equal((await aiCalls.getStats("t")).totalCalls, 1);
      aiCalls.logCall(aiCallInput({ topic: "t" }));
    });

    assert.equal(await callsUnder(store, "t"), 2);
  },

  "writing no calls is nothing": async (store) => {
    await store.aiCalls.write([]);

    assert.deepEqual(await store.aiCalls.getStats(""), NOTHING);
  },

  "calls logged from many places at once are all counted": async (store) => {
    await Promise.all(
      times(50, async (n) => {
        store.aiCalls.logCall(aiCallInput({ topic: `a.${n}`, cost: 0.01 }));
        await store.aiCalls.write([aiCallInput({ topic: `a.${n}`, cost: 0.01 })]);
        store.aiCalls.logCall(aiCallInput({ topic: "a.all", cost: 0.01 }));
      }),
    );

    shows(await store.aiCalls.getStats("a"), { totalCalls: 150, totalCost: 1.5 });
    assert.equal(await callsUnder(store, "a.all"), 50);
  },

  "a batch that nobody recorded is not recorded": async (store) => {
    assert.equal(await store.aiCalls.isRecorded("b1"), false);
    assert.equal(await store.aiCalls.isRecorded(""), false);
  },

  "a batch is recorded with its calls": async (store) => {
    await store.aiCalls.logBatchResults(
      "b1",
      times(3, () => aiCallInput({ topic: "t", cost: 0.1 })),
    );

    assert.equal(await store.aiCalls.isRecorded("b1"), true);
    assert.equal(await store.aiCalls.isRecorded("b2"), false);
    assert.equal(await store.aiCalls.isRecorded("B1"), false);
    shows(await store.aiCalls.getStats("t"), { totalCalls: 3, totalCost: 0.3 });
  },

  "an empty batch is recorded": async (store) => {
    await store.aiCalls.logBatchResults("b1", []);

    assert.equal(await store.aiCalls.isRecorded("b1"), true);
    assert.deepEqual(await store.aiCalls.getStats(""), NOTHING);
  },

  "a batch is recorded once: what comes later is passed over": async (store) => {
    await store.aiCalls.logBatchResults("b1", [aiCallInput({ topic: "first" })]);

    await store.aiCalls.logBatchResults("b1", [aiCallInput({ topic: "second" })]);

    assert.deepEqual([await callsUnder(store, "first"), await callsUnder(store, "second")], [1, 0]);
  },

  "an empty batch recorded first stays empty": async (store) => {
    await store.aiCalls.logBatchResults("b1", []);
    await store.aiCalls.logBatchResults("b1", [aiCallInput()]);

    assert.equal(await callsUnder(store, ""), 0);
  },

  "of thirty callers racing to record a batch one does": async (store) => {
    await Promise.all(
      times(30, (n) =>
        store.aiCalls.logBatchResults(
          "b1",
          times(5, () => aiCallInput({ topic: `caller.${n}` })),
        ),
      ),
    );

    assert.equal(await callsUnder(store, "caller"), 5);
    assert.equal((await recorded(store)).length, 5);
  },

  "batches recorded at the same time do not disturb each other": async (store) => {
    await Promise.all(
      times(20, (n) => store.aiCalls.logBatchResults(`b${n}`, [aiCallInput({ topic: `t.${n}` })])),
    );

    assert.equal(await callsUnder(store, "t"), 20);
    for (let n = 0; n < 20; n += 1) assert.equal(await store.aiCalls.isRecorded(`b${n}`), true);
  },

  "a logger knows of a batch it was given before, written or not": async (store) => {
    const recording = store.aiCalls.logBatchResults("b1", [aiCallInput({ topic: "t" })]);

    const [isRecorded, calls] = await Promise.all([store.aiCalls.isRecorded("b1"), callsUnder(store, "t")]);

    await recording;
    assert.deepEqual([isRecorded, calls], [true, 1]);
  },

  "asked inside a transaction, the outer logger does not wait for that transaction": async (store) => {
    await store.transaction(async () => {
      store.aiCalls.logCall(aiCallInput({ topic: "t" }));
      await store.aiCalls.getStats("t");
      await store.aiCalls.isRecorded("b1");
      await store.aiCalls.flush();
    });

    assert.equal(await callsUnder(store, "t"), 1);
  },

  "a batch of two thousand is recorded whole": async (store) => {
    await store.aiCalls.logBatchResults(
      "b1",
      times(2_000, () => aiCallInput({ topic: "t", cost: 0.01 })),
    );

    shows(await store.aiCalls.getStats("t"), { totalCalls: 2_000, totalCost: 20 });
  },

  "a batch recorded in a transaction that is rolled back can be recorded again": async (store) => {
    const failing = store.transaction(async ({ aiCalls }) => {
      await aiCalls.logBatchResults("b1", [aiCallInput()]);
      assert.equal(await aiCalls.isRecorded("b1"), true);
      throw new RangeError("changed my mind");
    });
    await assert.rejects(failing, RangeError);
    assert.equal(await store.aiCalls.isRecorded("b1"), false);

    await store.aiCalls.logBatchResults("b1", [aiCallInput()]);

    assert.equal(await callsUnder(store, ""), 1);
  },

  "a batch id that cannot be stored is refused, and never recorded": async (store) => {
    await refuses("UNSTORABLE_VALUE", store.aiCalls.logBatchResults("a\0b", [aiCallInput()]));

    assert.equal(await store.aiCalls.isRecorded("a\0b"), false);
    assert.equal(await callsUnder(store, ""), 0);
  },

  "a topic that cannot be stored has no calls": async (store) => {
    logAll(store, ["t"]);

    assert.deepEqual(await store.aiCalls.getStats("t\0"), NOTHING);
    assert.deepEqual(await store.aiCalls.getStats("x".repeat(10_000)), NOTHING);
  },
});
