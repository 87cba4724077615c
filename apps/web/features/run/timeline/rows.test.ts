import type { AiCallView } from "@stageline/engine/read";
import { expect, test } from "vitest";
import type { PlannedStage } from "../plan";
import { at, stageView } from "../stage-view.fixture";
import { drawnStage } from "./drawn-stage";
import {
  callsKey,
  hasErrors,
  isNamed,
  type StageCalls,
  timelineRows,
  toggledFold,
  type Unfolded,
  withMoreCalls,
} from "./rows";

const planned = (stageId: string, ...attempts: Parameters<typeof stageView>[0][]): PlannedStage => {
  const views = attempts.map((given, attempt) => stageView({ stageId, attempt, ...given }));
  return { stageId, name: stageId, group: 1, number: 1, attempts: views, shown: views.at(-1) ?? null };
};
const drawn = (...stages: PlannedStage[]) => [
  { number: 1, stages: stages.map((stage) => drawnStage(stage, null, at(60).getTime())) },
];
const call = (index: number): AiCallView => ({
  id: `call ${index}`,
  createdAt: at(index),
  workflowRunId: "run",
  stageId: "s",
  attempt: 0,
  topic: "s",
  callType: "text",
  provider: null,
  modelKey: "m",
  modelId: "m",
  inputTokens: 1,
  cachedInputTokens: 0,
  outputTokens: 1,
  reasoningTokens: 0,
  cost: 0,
  priced: true,
  latencyMs: 10,
  timeToFirstTokenMs: null,
  status: "COMPLETED",
  finishReason: null,
  error: null,
});
const calls = (total: number): StageCalls => ({
  total,
  calls: Array.from({ length: Math.min(total, 200) }, (_, index) => call(index)),
  failed: 0,
  hasFailed: false,
});
const kinds = (stages: PlannedStage[], total: number, unfolded: Unfolded) => {
  const rows = timelineRows(drawn(...stages), {
    isShown: () => true,
    unfolded,
    callsOf: () => calls(total),
  }).map(({ kind }) => kind);
  return [...new Set(rows)].map((kind) => `${rows.filter((row) => row === kind).length} ${kind}`).join(", ");
};
const used = { tokens: 5 };
const open = toggledFold(new Map(), "s");

test("the run, its groups and their stages; nothing beneath until a stage is unfolded", () => {
  expect(kinds([planned("s", used), planned("t", {})], 3, new Map())).toBe("1 run, 1 group, 2 stage");
});

test("an unfolded stage shows its attempts and few calls one by one", () => {
  expect(kinds([planned("s", {}, used)], 3, open)).toBe("1 run, 1 group, 1 stage, 2 attempt, 3 call");
});

test("many calls are one line, then twenty, then fifty more", () => {
  const all = toggledFold(open, callsKey("s"));

  expect(kinds([planned("s", used)], 100, open)).toBe("1 run, 1 group, 1 stage, 1 calls");
  expect(kinds([planned("s", used)], 100, all)).toBe("1 run, 1 group, 1 stage, 1 calls, 20 call, 1 more");
  expect(kinds([planned("s", used)], 100, withMoreCalls(all, callsKey("s")))).toBe(
    "1 run, 1 group, 1 stage, 1 calls, 70 call, 1 more",
  );
});

test("that calls were not made, or are still being read, is said", () => {
  expect(kinds([planned("s", used)], 0, open)).toBe("1 run, 1 group, 1 stage, 1 note");
});

test("groups without a stage to show are left out", () => {
  const rows = timelineRows(drawn(planned("s", {})), {
    isShown: () => false,
    unfolded: new Map(),
    callsOf: () => calls(0),
  });

  expect(rows.map(({ kind }) => kind)).toEqual(["run"]);
});

test("errors of an earlier attempt are errors; names are found by any part of them", () => {
  const [group] = drawn(planned("fetch-pages", { status: "FAILED" }, {}), planned("parse", {}));
  const [failed, fine] = group?.stages ?? [];
  if (!failed || !fine) throw new Error("two stages are drawn");

  expect([failed, fine].map(hasErrors)).toEqual([true, false]);
  expect([failed, fine].map((stage) => isNamed(stage, " PAGE"))).toEqual([true, false]);
});
