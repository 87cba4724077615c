/** What AI calls have cost, counted again from the calls themselves: whatever is filtered, all sums agree. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { CreateAICallInput } from "../../ports/ai-call-logger.js";
import {
  type CostFilter,
  costCallFilter,
  costFilter,
  costRunFilter,
  type DayCost,
  dearCallFilter,
} from "../../read/costs.js";
import { aiCallFilter, runFilter } from "../../read/filters.js";
import { aiCallInput, createRun, createStage, times } from "../factories.js";
import { type SeededRandom, seededRandom } from "../seeded-random.js";
import { suite } from "./suite.js";

const DAY_MS = 86_400_000;
const DAYS = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"] as const;
const ALL = { from: DAYS[0], to: DAYS[3] };
const utcDay = (at: Date) => at.toISOString().slice(0, 10);

/** What is added to a stage's topic, and what of it costs are kept by. */
const BELOW = [
  ["", ""],
  [".extract", "extract"],
  [".extract.page.17", "extract.page"],
  [".extract.0192f3a1c0de", "extract"],
  [".extracted", "extracted"],
] as const;

interface Known extends CreateAICallInput {
  readonly createdAt: Date;
  readonly workflowId: string;
  readonly stageId: string;
  /** What costs are kept by. */
  readonly about: string;
  readonly saved: { readonly cacheUsd: number; readonly batchUsd: number };
}

function someCall(random: SeededRandom, at: Date): Known {
  const workflowId = random.pick(["invoices", "letters"]);
  const stageId = random.pick(["read", "decide"]);
  const workflowRunId = `r${random.below(5)}`;
  const [added, about] = random.pick(BELOW);
  const isPriced = random.chance(0.9);
  const saved = { cacheUsd: random.below(100) / 1e4, batchUsd: random.chance(0.3) ? 0.002 : 0 };
  return {
    ...aiCallInput({
      topic: `workflow.${workflowId}.run.${workflowRunId}.stage.${stageId}${added}`,
      workflowRunId,
      attempt: random.chance(0.3) ? 1 : 0,
      modelId: random.pick(["small", "large"]),
      modelKey: random.pick(["a:m", "b:m"]),
      status: random.pick(["COMPLETED", "COMPLETED", "FAILED", "ABORTED"]),
      inputTokens: random.below(5_000),
      cachedInputTokens: random.below(900),
      outputTokens: random.below(700),
      cost: isPriced ? random.below(1_000) / 1e4 : 0,
      priced: isPriced,
      batchId: saved.batchUsd > 0 ? "batch" : null,
      pricing: { source: "price-list", saved, lines: [] },
    }),
    createdAt: at,
    workflowId,
    stageId,
    about,
    saved,
  };
}

async function storedCalls(store: Store, seed: number): Promise<Known[]> {
  const random = seededRandom(seed);
  const first = Date.parse(DAYS[0]);
  // The last millisecond of a day belongs to it, the first of the next does not.
  const edges = [DAY_MS - 1, DAY_MS, 2 * DAY_MS - 1].map((ms) => someCall(random, new Date(first + ms)));
  const calls = times(150, () => someCall(random, new Date(first + random.below(DAYS.length * DAY_MS))));
  const all = [...edges, ...calls];
  await store.aiCalls.write(all.map(({ about: _about, saved: _saved, ...call }) => call));
  return all;
}

const FILTERS: readonly Omit<CostFilter, "from" | "to">[] = [
  {},
  { workflowId: "invoices" },
  { workflowId: "letters", stageId: "read" },
  { topic: "extract" },
  { topic: "extract.page" },
  { workflowId: "invoices", stageId: "decide", topic: "extract" },
  { modelId: "large" },
  { generation: "first" },
  { generation: "rerun", modelId: "small" },
  { status: ["FAILED", "ABORTED"] },
  { workflowId: "nothing" },
];

function matches(call: Known, filter: CostFilter): boolean {
  const day = utcDay(call.createdAt);
  const { workflowId, stageId, topic, modelId, generation, status } = filter;
  return (
    filter.from <= day &&
    day <= filter.to &&
    (workflowId === undefined || call.workflowId === workflowId) &&
    (stageId === undefined || call.stageId === stageId) &&
    (topic === undefined || call.about === topic || call.about.startsWith(`${topic}.`)) &&
    (modelId === undefined || call.modelId === modelId) &&
    (generation === undefined || (generation === "rerun") === Number(call.attempt) > 0) &&
    (status === undefined || status.includes(call.status ?? "COMPLETED"))
  );
}

const usd = (amount: number) => Number(amount.toFixed(9));
const total = <Row>(rows: readonly Row[], of: (row: Row) => number) =>
  rows.reduce((sum, row) => sum + of(row), 0);

/** The sums of a question, and the same counted from the calls that were made. */
const counted = (calls: readonly Known[]) => ({
  calls: calls.length,
  unpricedCalls: calls.filter(({ priced }) => !priced).length,
  inputTokens: total(calls, ({ inputTokens }) => inputTokens),
  cachedInputTokens: total(calls, ({ cachedInputTokens }) => cachedInputTokens ?? 0),
  outputTokens: total(calls, ({ outputTokens }) => outputTokens),
  costUsd: usd(total(calls, ({ cost }) => cost)),
  rerunUsd: usd(total(calls, ({ cost, attempt }) => (Number(attempt) > 0 ? cost : 0))),
  cacheSavedUsd: usd(total(calls, ({ saved }) => saved.cacheUsd)),
  batchSavedUsd: usd(total(calls, ({ saved }) => saved.batchUsd)),
  batchCalls: calls.filter(({ batchId }) => batchId).length,
});

const summed = ({ day: _day, modelId: _modelId, ...sums }: DayCost) => ({
  ...sums,
  costUsd: usd(sums.costUsd),
  rerunUsd: usd(sums.rerunUsd),
  cacheSavedUsd: usd(sums.cacheSavedUsd),
  batchSavedUsd: usd(sums.batchSavedUsd),
});

export const readCostSuite = suite("read side: costs", {
  "without calls nothing has cost anything": async (store) => {
    const filter = costFilter.parse(ALL);

    assert.deepEqual(await store.read.costs.days(filter), []);
    assert.deepEqual(await store.read.costs.topics(filter), {
      topics: [],
      total: 0,
      rest: { calls: 0, tokens: 0, costUsd: 0 },
    });
    assert.deepEqual(await store.read.costs.names(filter), { models: [], workflows: [] });
    assert.deepEqual(await store.read.costs.dearCalls(dearCallFilter.parse(ALL)), {
      calls: [],
      readFrom: null,
    });
    assert.deepEqual(await store.read.costs.calls(costCallFilter.parse(ALL)), {
      rows: [],
      next: null,
      readTo: null,
    });
  },

  "each model's day is the sum of its calls, whatever is filtered": async (store) => {
    const known = await storedCalls(store, 1);

    for (const narrowing of FILTERS) {
      const filter = costFilter.parse({ ...ALL, ...narrowing });
      const mine = known.filter((call) => matches(call, filter));
      const days = await store.read.costs.days(filter);

      const cells = new Set(mine.map(({ createdAt, modelId }) => `${utcDay(createdAt)} ${modelId}`));
      assert.deepEqual(
        days.map(({ day, modelId }) => `${day} ${modelId}`),
        [...cells].sort(),
      );
      for (const cell of days) {
        const its = mine.filter(
          ({ createdAt, modelId }) => utcDay(createdAt) === cell.day && modelId === cell.modelId,
        );
        assert.deepEqual(summed(cell), counted(its), JSON.stringify({ narrowing, cell }));
      }
    }
  },

  "some days are those days": async (store) => {
    const known = await storedCalls(store, 2);
    const filter = costFilter.parse({ from: DAYS[1], to: DAYS[2] });

    const days = await store.read.costs.days(filter);

    assert.deepEqual(new Set(days.map(({ day }) => day)), new Set([DAYS[1], DAYS[2]]));
    const mine = known.filter((call) => matches(call, filter));
    assert.equal(usd(total(days, ({ costUsd }) => costUsd)), counted(mine).costUsd);
  },

  "topics add up to the days, and are those without ids": async (store) => {
    const known = await storedCalls(store, 3);

    for (const narrowing of FILTERS) {
      const filter = costFilter.parse({ ...ALL, ...narrowing });
      const mine = known.filter((call) => matches(call, filter));
      const { topics, total: count, rest } = await store.read.costs.topics(filter);

      assert.equal(count, topics.length);
      assert.deepEqual(rest, { calls: 0, tokens: 0, costUsd: 0 });
      assert.equal(usd(total(topics, ({ costUsd }) => costUsd)), counted(mine).costUsd);
      for (const one of topics) {
        const its = mine.filter(
          (call) =>
            call.workflowId === one.workflowId &&
            call.stageId === one.stageId &&
            call.about === one.topic &&
            call.modelId === one.modelId,
        );
        assert.deepEqual(
          [one.calls, one.tokens, usd(one.costUsd)],
          [
            its.length,
            total(its, ({ inputTokens, outputTokens }) => inputTokens + outputTokens),
            counted(its).costUsd,
          ],
        );
      }
    }
  },

  "single calls are those that the sums were made of, newest first, a page at a time": async (store) => {
    const known = await storedCalls(store, 4);

    for (const narrowing of FILTERS) {
      const filter = costFilter.parse({ ...ALL, ...narrowing });
      const mine = known.filter((call) => matches(call, filter));
      const found = [];
      let cursor: { createdAt: Date; id: string } | undefined;
      do {
        const page = await store.read.costs.calls(costCallFilter.parse({ ...filter, cursor, limit: 40 }));
        found.push(...page.rows);
        assert.equal(page.readTo, null);
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);

      assert.equal(found.length, mine.length, JSON.stringify(narrowing));
      assert.equal(new Set(found.map(({ id }) => id)).size, mine.length);
      assert.equal(usd(total(found, ({ cost }) => cost)), counted(mine).costUsd);
      const times = found.map(({ createdAt }) => createdAt.getTime());
      assert.deepEqual(
        times,
        times.toSorted((a, b) => b - a),
      );
    }
  },

  "calls without a known price can be looked at alone": async (store) => {
    const known = await storedCalls(store, 5);

    const { rows } = await store.read.costs.calls(
      costCallFilter.parse({ ...ALL, isPriced: false, limit: 200 }),
    );

    assert.equal(rows.length, counted(known).unpricedCalls);
    assert.ok(rows.every(({ priced }) => !priced));
  },

  "the most expensive calls come first, and no free ones": async (store) => {
    const known = await storedCalls(store, 6);

    const { calls, readFrom } = await store.read.costs.dearCalls(
      dearCallFilter.parse({ ...ALL, workflowId: "letters", limit: 12 }),
    );

    const costs = known.filter(({ workflowId }) => workflowId === "letters").map(({ cost }) => cost);
    assert.deepEqual(
      calls.map(({ cost }) => cost),
      costs.toSorted((a, b) => b - a).slice(0, 12),
    );
    assert.ok(calls.every(({ cost, workflowId }) => cost > 0 && workflowId === "letters"));
    assert.equal(readFrom, null);
  },

  "what was called is named once": async (store) => {
    await storedCalls(store, 7);
    await store.aiCalls.write([aiCallInput({ modelId: "alone", createdAt: new Date(DAYS[0]) })]);

    assert.deepEqual(await store.read.costs.names(costFilter.parse(ALL)), {
      models: ["alone", "large", "small"],
      workflows: ["", "invoices", "letters"],
    });
  },

  "a day's costs, the runs' AI calls and the list of runs agree": async (store) => {
    const random = seededRandom(8);
    const now = await store.now();
    for (const run of times(6, (n) => n)) {
      const { id, workflowId } = await createRun(store, { workflowId: run % 2 === 0 ? "even" : "odd" });
      const stage = await createStage(store, id);
      const calls = times(1 + random.below(9), () =>
        aiCallInput({
          topic: `workflow.${workflowId}.run.${id}.stage.${stage.stageId}`,
          workflowRunId: id,
          workflowId,
          stageId: stage.stageId,
          cost: random.below(1_000_000) / 1e7,
          createdAt: now,
        }),
      );
      await store.aiCalls.write(calls);
      await store.persistence.addUsage([
        { workflowRunId: id, stageRecordId: stage.id, costUsd: total(calls, ({ cost }) => cost), tokens: 0 },
      ]);
    }
    const from = utcDay(now);
    const to = utcDay(await store.now());

    for (const workflowId of ["even", "odd"]) {
      const days = await store.read.costs.days(costFilter.parse({ from, to, workflowId }));
      const { rows } = await store.read.runs.list(runFilter.parse({ workflowId: [workflowId] }));
      const ofRuns = await Promise.all(
        rows.map(({ id }) => store.read.aiCalls.totals(aiCallFilter.parse({ runId: id }))),
      );
      const { costUsd, runs } = await store.read.costs.runs(costRunFilter.parse({ from, to, workflowId }));

      const page = usd(total(days, ({ costUsd }) => costUsd));
      assert.ok(page > 0);
      assert.equal(page, usd(total(ofRuns, ({ cost }) => cost)));
      assert.equal(page, usd(total(rows, ({ totalCost }) => totalCost)));
      assert.deepEqual([usd(costUsd), runs], [page, rows.length]);
    }
  },
});
