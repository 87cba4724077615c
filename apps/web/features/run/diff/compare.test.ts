import type { AiCallView, AnnotationView } from "@stageline/engine/read";
import { expect, test } from "vitest";
import { planOf } from "../plan";
import { at, stageView } from "../stage-view.fixture";
import { callChanges, factChanges } from "./compare-facts";
import { stagePairs, sumOf } from "./compare-stages";
import { valueChanges } from "./compare-values";
import { firstDifference, verdict } from "./verdict";

const fetched = stageView({ stageId: "fetch" });
const rejected = stageView({
  stageId: "assess",
  executionGroup: 2,
  stageNumber: 2,
  cost: 1,
  isCurrent: false,
});
const reported = stageView({ stageId: "report", executionGroup: 3, stageNumber: 3, isCurrent: false });
const failed = stageView({
  stageId: "assess",
  executionGroup: 2,
  stageNumber: 2,
  attempt: 1,
  status: "FAILED",
  cost: 3,
  completedAt: at(31),
});
const groups = planOf(null, [fetched, rejected, reported, failed]);
const generations = new Map([[failed.id, 1]]);
/** The second attempt began with group 2. */
const pairs = stagePairs(groups, generations, [2], [0, 1], 0);

const fact = (key: string, value: unknown, stage: { id: string; stageId: string } | null, attempt = 0) =>
  ({
    id: `${key}${attempt}`,
    key,
    valuePreview: JSON.stringify(value),
    stageRecordId: stage?.id ?? null,
    stageId: stage?.stageId ?? null,
    scope: "stage",
    scopeId: null,
    attempt,
  }) as AnnotationView;

const facts = factChanges(
  [
    fact("Source", "git", fetched),
    fact("Decision.outcome", "rejected", rejected),
    fact("Quality.cut", true, rejected),
    fact("Decision.outcome", "approved", failed, 1),
    fact("Rerun.from", "assess", null, 1),
  ],
  pairs,
  [0, 1],
);

test("a kept stage is the same execution in both, and one behind a failure was not reached", () => {
  expect(pairs.map(({ stageId, isKept, after }) => [stageId, isKept, after?.status ?? null])).toEqual([
    ["fetch", true, "COMPLETED"],
    ["assess", false, "FAILED"],
    ["report", false, null],
  ]);
});

test("an attempt sums up what it kept and what it ran", () => {
  expect(sumOf(pairs, "before")).toEqual({ costUsd: 1, ms: 33_000 });
  expect(sumOf(pairs, "after")).toEqual({ costUsd: 3, ms: 42_000 });
});

test("facts are changed, added or gone; those of kept stages are neither", () => {
  expect(facts.pairs.map(({ key, change }) => [key, change])).toEqual([
    ["Decision.outcome", "changed"],
    ["Rerun.from", "added"],
    ["Quality.cut", "gone"],
  ]);
  expect(facts).toMatchObject({ before: 3, after: 3 });
});

test("calls are matched by what they are about, the largest change first", () => {
  const call = (id: string, topic: string, attempt: number, cost: number) =>
    ({
      id,
      topic: `workflow.w.run.r.stage.assess.${topic}`,
      stageId: "assess",
      attempt,
      cost,
      inputTokens: 10,
      outputTokens: 0,
      modelKey: "m",
    }) as AiCallView;

  const changes = callChanges(
    [call("a", "judge", 0, 1), call("b", "judge", 1, 5), call("c", "judge", 1, 1), call("d", "name", 0, 1)],
    pairs,
  );

  expect(changes.pairs.map(({ topic, costDelta, tokenDelta }) => [topic, costDelta, tokenDelta])).toEqual([
    ["assess.judge", 5, 10],
    ["assess.name", -1, -10],
  ]);
  expect(changes.pairs[0]?.after).toMatchObject({ calls: 2, firstId: "b" });
});

test("the verdict names the outcome, cost, time and where it went another way", () => {
  const text = verdict({
    attempt: 2,
    sums: [sumOf(pairs, "before"), sumOf(pairs, "after")],
    facts: facts.pairs,
    first: firstDifference(pairs, () => null),
  })
    .map((phrase) => phrase.text)
    .join("");

  expect(text).toBe(
    "Attempt 2: outcome rejected → approved, +$2.00, +9.0 s. First difference in assess: completed → failed.",
  );
});

test("an output that differs is a difference, too", () => {
  const same = stagePairs(groups, new Map([[failed.id, 0]]), [], [0, 0], 0);

  expect(firstDifference(same, () => "another output")).toBeNull();
  const repeated = pairs.slice(1, 2).map((pair) => ({ ...pair, after: rejected }));
  expect(firstDifference(repeated, () => "another output")?.what).toBe("another output");
  expect(firstDifference(repeated, () => null)).toBeNull();
});

test("values differ by path; what differs in every execution is noise and comes last", () => {
  const before = { requestId: "req_1", score: 0.4, tags: ["a"], madeAt: "2026-01-01T00:00:00Z", old: 1 };
  const after = { requestId: "req_2", score: 0.8, tags: ["a", "b"], madeAt: "2026-01-02T00:00:00Z" };

  expect(
    valueChanges(before, after).map(
      ({ path, change, isNoise }) => `${change} ${path}${isNoise ? " noise" : ""}`,
    ),
  ).toEqual([
    "changed score",
    "added tags[1]",
    "gone old",
    "changed requestId noise",
    "changed madeAt noise",
  ]);
});

test("values that are no objects are compared whole", () => {
  expect(valueChanges("yes", "no")).toEqual([
    { path: "", change: "changed", before: '"yes"', after: '"no"', isNoise: false },
  ]);
  expect(valueChanges(null, null)).toEqual([]);
  expect(valueChanges([1], { a: 1 })).not.toEqual([]);
});
