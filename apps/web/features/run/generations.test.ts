import { expect, test } from "vitest";
import { attemptIn, generationsOf } from "./generations";
import { at, stageView } from "./stage-view.fixture";

const early = stageView({ stageId: "early", createdAt: at(0) });
const late = [
  stageView({ stageId: "late", attempt: 0, createdAt: at(20), isCurrent: false }),
  stageView({ stageId: "late", attempt: 1, createdAt: at(100) }),
];

test("a stage made again belongs to the rerun, a kept one to the original", () => {
  const generations = generationsOf([early, ...late], [at(100.1)]);

  expect([early, ...late].map(({ id }) => generations.get(id))).toEqual([0, 0, 1]);
});

test("attempts of one stage belong to different attempts of the run, however close", () => {
  const close = [
    stageView({ stageId: "s", attempt: 0, createdAt: at(99.95) }),
    stageView({ stageId: "s", attempt: 1, createdAt: at(100) }),
  ];

  const generations = generationsOf(close, [at(100)]);

  expect(close.map(({ id }) => generations.get(id))).toEqual([0, 1]);
});

test("a stage the first rerun did not reach keeps its first attempt until the second", () => {
  const generations = generationsOf(late, [at(60), at(100)]);

  expect(attemptIn(0, late, generations)?.attempt).toBe(0);
  expect(attemptIn(1, late, generations)?.attempt).toBe(0);
  expect(attemptIn(2, late, generations)?.attempt).toBe(1);
});

test("a stage that did not exist yet is not in the original", () => {
  expect(attemptIn(0, late.slice(1), generationsOf(late.slice(1), [at(60)]))).toBeNull();
});
