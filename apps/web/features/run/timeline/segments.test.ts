import { expect, test } from "vitest";
import { at, stageView } from "../stage-view.fixture";
import { segmentsOf, timeSpent } from "./segments";

const now = at(60).getTime();
const outline = (stage: Parameters<typeof segmentsOf>[0]) =>
  segmentsOf(stage, now).map(
    ({ kind, from, to, isOpen }) =>
      `${kind} ${(from - at(0).getTime()) / 1000}-${isOpen ? "" : (to - at(0).getTime()) / 1000}`,
  );

test("a finished stage waited, then ran", () => {
  expect(outline(stageView())).toEqual(["wait 0-1", "run 1-11"]);
});

test("a running stage ends now", () => {
  expect(outline(stageView({ status: "RUNNING", completedAt: null }))).toEqual(["wait 0-1", "run 1-"]);
});

test("a queued stage only waits", () => {
  expect(outline(stageView({ status: "PENDING", startedAt: null, completedAt: null }))).toEqual(["wait 0-"]);
});

test("a suspended stage waits outside until it is resumed", () => {
  const suspended = stageView({ status: "SUSPENDED", suspendedAt: at(5), completedAt: null });

  expect(outline(suspended)).toEqual(["wait 0-1", "run 1-5", "suspended 5-"]);
  expect(outline(stageView({ suspendedAt: at(5), resumedAt: at(9) }))).toEqual([
    "wait 0-1",
    "run 1-5",
    "suspended 5-9",
    "run 9-11",
  ]);
});

test("a suspension that led to the end at once still shows how the stage ended", () => {
  const failed = stageView({ status: "FAILED", suspendedAt: at(5), resumedAt: at(11) });

  expect(segmentsOf(failed, now).map(({ kind, status }) => `${kind} ${status}`)).toEqual([
    "wait PENDING",
    "run RUNNING",
    "suspended SUSPENDED",
    "run FAILED",
  ]);
});

test("a stage waiting for its next delivery ran and failed before", () => {
  const retrying = stageView({ status: "PENDING", queuedAt: at(20), startedAt: at(1), completedAt: null });

  expect(outline(retrying)).toEqual(["run 1-20", "wait 20-"]);
});

test("an instant stage still has a place", () => {
  expect(outline(stageView({ queuedAt: at(1), startedAt: at(1), completedAt: at(1) }))).toEqual(["run 1-1"]);
});

test("clocks that disagree make no negative time", () => {
  const skewed = stageView({ queuedAt: at(3), startedAt: at(1), completedAt: at(2) });

  expect(timeSpent(segmentsOf(skewed, now))).toEqual({ wait: 0, run: 1000, suspended: 0 });
});
