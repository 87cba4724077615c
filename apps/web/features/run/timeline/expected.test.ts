import { expect, test } from "vitest";
import type { PlannedStage } from "../plan";
import { at, stageView } from "../stage-view.fixture";
import { drawnStage } from "./drawn-stage";
import { expectedStages } from "./expected";

const now = at(60).getTime();
const start = at(0).getTime();
const planned = (stageId: string, shown: PlannedStage["shown"]): PlannedStage => ({
  stageId,
  name: stageId,
  group: 1,
  number: 1,
  attempts: shown ? [shown] : [],
  shown,
});
const group = (number: number, ...stages: PlannedStage[]) => ({
  number,
  stages: stages.map((stage) => drawnStage(stage, null, now)),
});
const ended = (id: string) => planned(id, stageView({ stageId: id }));
const running = (id: string) => planned(id, stageView({ stageId: id, status: "RUNNING", completedAt: null }));
const ahead = (id: string) => planned(id, null);

const outline = (groups: ReturnType<typeof group>[], usual: Record<string, number>) =>
  [
    ...expectedStages(groups, {
      start,
      now,
      passedMs: now - start,
      usualMs: new Map(Object.entries(usual).map(([id, seconds]) => [id, seconds * 1000])),
    }),
  ].map(
    ([id, { from, to, isEstimate }]) =>
      `${id} ${(from - start) / 1000}-${(to - start) / 1000}${isEstimate ? " est." : ""}`,
  );

test("one group after the other, each when the slowest of the one before is expected to end", () => {
  const groups = [group(1, ended("a"), running("b")), group(2, ahead("c"), ahead("d")), group(3, ahead("e"))];

  // b began at 1 s.
  expect(outline(groups, { b: 69, c: 10, d: 20, e: 5 })).toEqual([
    "b 60-70 est.",
    "c 70-80 est.",
    "d 70-90 est.",
    "e 90-95 est.",
  ]);
});

test("what takes longer than usual is expected to end now", () => {
  expect(outline([group(1, running("a")), group(2, ahead("b"))], { a: 10, b: 10 })).toEqual(["b 60-70 est."]);
});

test("a stage without history is a short bar and no estimate", () => {
  expect(outline([group(1, ended("a")), group(2, ahead("b"))], {})).toEqual(["b 60-63.6"]);
});

test("the future takes no more room than the past", () => {
  const groups = [group(1, ended("a")), group(2, ahead("b")), group(3, ahead("c"))];

  expect(outline(groups, { b: 7200, c: 10 })).toEqual(["b 60-120 est."]);
});
