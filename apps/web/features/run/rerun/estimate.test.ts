import type { StageHistory } from "@stageline/engine/read";
import { expect, test } from "vitest";
import { estimateOf } from "./estimate";

const spread = (p50: number) => ({ p10: p50 / 2, p50, p90: p50 * 2 });

const history = (stageId: string, costUsd: number, durationMs: number, executions = 10): StageHistory => ({
  stageId,
  modelKeys: [],
  executions,
  costUsd: spread(costUsd),
  durationMs: spread(durationMs),
});

test("costs add up, and of stages that run at the same time the slowest counts", () => {
  const estimate = estimateOf(
    [["a", "b"], ["c"]],
    [history("a", 1, 100), history("b", 2, 300, 4), history("c", 4, 50)],
  );

  expect(estimate.costUsd).toEqual(spread(7));
  expect(estimate.durationMs).toEqual(spread(350));
  expect(estimate.executions).toBe(4);
  expect(estimate.unknown).toEqual([]);
});

test("of several sets of models the one used most counts", () => {
  const estimate = estimateOf([["a"]], [history("a", 1, 100), history("a", 9, 900)]);

  expect(estimate.costUsd).toEqual(spread(1));
});

test("a stage that never completed is named, not guessed", () => {
  expect(estimateOf([["a"], ["new"]], [history("a", 1, 100)])).toMatchObject({
    costUsd: spread(1),
    unknown: ["new"],
  });
  expect(estimateOf([["new"]], [])).toEqual({
    costUsd: null,
    durationMs: null,
    executions: 0,
    unknown: ["new"],
  });
});
