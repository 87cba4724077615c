import fc from "fast-check";
import { expect, test } from "vitest";
import { criticalPath, msIfFaster, type PathStage } from "./critical-path";

const stage = (stageId: string, group: number, from: number, to: number): PathStage => ({
  stageId,
  group,
  from,
  to,
});

test("of each group the slowest stage is on the path, with its share of the time", () => {
  const path = criticalPath([
    stage("report", 3, 700, 1000),
    stage("read", 1, 0, 100),
    stage("classify", 2, 100, 700),
    stage("measure", 2, 100, 300),
  ]);

  expect(path.ms).toBe(1000);
  expect(path.steps).toEqual([
    { stageId: "read", group: 1, ms: 100, share: 0.1, nextMs: 0 },
    { stageId: "classify", group: 2, ms: 600, share: 0.6, nextMs: 200 },
    { stageId: "report", group: 3, ms: 300, share: 0.3, nextMs: 0 },
  ]);
});

test("a stage that is made faster gives way to the next slowest of its group", () => {
  const path = criticalPath([
    stage("slow", 1, 0, 600),
    stage("less-slow", 1, 0, 500),
    stage("end", 2, 600, 700),
  ]);
  const [slow] = path.steps;
  if (slow === undefined) throw new Error("the path is empty");

  expect(msIfFaster(path, slow, 1)).toBe(700);
  expect(msIfFaster(path, slow, 1.1)).toBeCloseTo(600 / 1.1 + 100, 9);
  expect(msIfFaster(path, slow, 10)).toBe(600);
});

test("without stages there is no path, and stages of no time have no share", () => {
  expect(criticalPath([])).toEqual({ steps: [], ms: 0 });
  expect(criticalPath([stage("instant", 1, 5, 5), stage("clock-set-back", 2, 9, 4)])).toEqual({
    steps: [
      { stageId: "instant", group: 1, ms: 0, share: 0, nextMs: 0 },
      { stageId: "clock-set-back", group: 2, ms: 0, share: 0, nextMs: 0 },
    ],
    ms: 0,
  });
});

const anyStages = fc
  .array(fc.record({ group: fc.integer({ min: 1, max: 4 }), ms: fc.integer({ min: 0, max: 50 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((all) => all.map(({ group, ms }, index) => stage(`s${index}`, group, 1000, 1000 + ms)));

/** Group by group, the longest of its durations. */
const msOf = (stages: readonly PathStage[]): number =>
  [1, 2, 3, 4].reduce(
    (sum, group) => sum + Math.max(0, ...stages.filter((s) => s.group === group).map((s) => s.to - s.from)),
    0,
  );

test("any run takes what its groups take, and a stage made faster changes it as far as computed anew", () => {
  fc.assert(
    fc.property(anyStages, fc.integer({ min: 1, max: 8 }), (stages, times) => {
      const path = criticalPath(stages);
      expect(path.ms).toBe(msOf(stages));
      for (const step of path.steps) {
        const faster = stages.map((each) =>
          each.stageId === step.stageId ? { ...each, to: each.from + (each.to - each.from) / times } : each,
        );
        expect(msIfFaster(path, step, times)).toBeCloseTo(msOf(faster), 9);
      }
    }),
  );
});

test("a stage that is not on the path changes nothing by being faster", () => {
  fc.assert(
    fc.property(anyStages, (stages) => {
      const path = criticalPath(stages);
      const onPath = new Set(path.steps.map(({ stageId }) => stageId));
      for (const other of stages.filter(({ stageId }) => !onPath.has(stageId))) {
        expect(msOf(stages.map((each) => (each === other ? { ...each, to: each.from } : each)))).toBe(
          path.ms,
        );
      }
    }),
  );
});
