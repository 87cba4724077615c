import { expect, test } from "vitest";
import type { PlannedGroup } from "../plan";
import { planOf } from "../plan";
import { at, stageView } from "../stage-view.fixture";
import type { Overlay } from "./overlay-names";
import { shadesOf } from "./overlays";

const stage = (stageId: string, group: number, seconds: number, cost: number, attempt = 0) =>
  stageView({ stageId, executionGroup: group, completedAt: at(1 + seconds), cost, attempt });

const groups: readonly PlannedGroup[] = planOf(null, [
  stage("fetch", 1, 9, 0),
  stage("slow", 2, 59, 3),
  stageView({ stageId: "quick", executionGroup: 2, attempt: 0, isCurrent: false }),
  stage("quick", 2, 29, 1, 1),
]);

const texts = (overlay: Overlay) =>
  Object.fromEntries(
    [...shadesOf(overlay, groups, 0, ({ stageId }) => stageId === "quick")].map(([id, { text }]) => [
      id,
      text,
    ]),
  );

test("duration and cost say how much of the whole a stage took", () => {
  expect(texts("duration")).toEqual({
    fetch: "10 % of the time",
    slow: "60 % of the time",
    quick: "30 % of the time",
  });
  expect(texts("cost")).toEqual({
    fetch: "0 % of the cost",
    slow: "75 % of the cost",
    quick: "25 % of the cost",
  });
});

test("attempts are counted", () => {
  expect(texts("attempts")).toEqual({ fetch: "1 attempt", slow: "1 attempt", quick: "2 attempts" });
});

test("of a group only the slowest stage is on the critical path", () => {
  const shades = shadesOf("path", groups, 0, () => false);

  expect(shades.get("slow")).toMatchObject({ isFaint: false, text: "86 %" });
  expect(shades.get("quick")).toMatchObject({ isFaint: true });
});

test("what was kept steps back from what changed", () => {
  const shades = shadesOf("changed", groups, 0, ({ stageId }) => stageId === "quick");

  expect(shades.get("quick")).toMatchObject({ text: "changed", isFaint: false });
  expect(shades.get("fetch")).toMatchObject({ text: "the same", isFaint: true });
});

test("a run that cost nothing has no heat", () => {
  const free = planOf(null, [stageView()]);

  expect([...shadesOf("cost", free, 0, () => false).values()]).toEqual([
    { heat: 0, text: "", isFaint: false },
  ]);
});
