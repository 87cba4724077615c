import { expect, test } from "vitest";
import { planOf } from "./plan";
import { stageView } from "./stage-view.fixture";

const shape = (id: string, number: number) => ({
  id,
  name: id,
  number,
  maxAttempts: 3,
  timeoutMs: null,
  suspends: false,
  inputSchema: null,
  outputSchema: null,
  configSchema: null,
});
const definition = {
  workflowId: "w",
  contentHash: "h",
  name: "w",
  description: null,
  inputSchema: null,
  configSchema: null,
  groups: [
    { number: 1, stages: [shape("fetch", 1)] },
    { number: 2, stages: [shape("left", 2), shape("right", 3)] },
  ],
};
const outline = (groups: ReturnType<typeof planOf>) =>
  groups.map(({ stages }) => stages.map(({ stageId, shown }) => `${stageId}:${shown?.attempt ?? "-"}`));

test("stages that have not started come from the definition", () => {
  expect(outline(planOf(definition, [stageView({ stageId: "fetch" })]))).toEqual([
    ["fetch:0"],
    ["left:-", "right:-"],
  ]);
});

test("without a definition the run's own stages are all there is", () => {
  const stages = [
    stageView({ stageId: "b", executionGroup: 2, stageNumber: 3 }),
    stageView({ stageId: "a", executionGroup: 2, stageNumber: 2 }),
  ];

  expect(outline(planOf(null, stages))).toEqual([["a:0", "b:0"]]);
});

test("of several attempts the one that counts is shown", () => {
  const stages = [
    stageView({ stageId: "fetch", attempt: 1, isCurrent: true }),
    stageView({ stageId: "fetch", attempt: 0, isCurrent: false }),
  ];

  const [group] = planOf(definition, stages);

  expect(group?.stages[0]?.shown?.attempt).toBe(1);
  expect(group?.stages[0]?.attempts.map(({ attempt }) => attempt)).toEqual([0, 1]);
});

test("a stage that a rerun has not reached yet shows none of its attempts", () => {
  const [group] = planOf(definition, [stageView({ stageId: "fetch", isCurrent: false })]);

  expect(group?.stages[0]?.shown).toBeNull();
  expect(group?.stages[0]?.attempts).toHaveLength(1);
});
