/** Lets every command die at every call it makes, and has another process repair what is left. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isTerminal } from "../../src/domain/status.js";
import { CRASH_MOMENTS, type CrashPoint } from "../../src/testing/crash-points.js";
import type { StoreKind } from "../stores.js";
import type { Bench } from "./bench.js";
import { type Benches, openBenches } from "./benches.js";
import { SCENARIOS, type Scenario } from "./scenarios.js";

/**
 * @param everyNth a plain test run takes every nth point only, starting elsewhere in each scenario;
 * `STAGELINE_CRASH_POINTS=all` takes all
 */
export function checkCrashPoints(kind: StoreKind, { everyNth }: { everyNth: number }): void {
  const step = process.env.STAGELINE_CRASH_POINTS === "all" ? 1 : everyNth;

  describe(`a process that dies at a call on ${kind}`, () => {
    let benches: Benches;
    beforeAll(async () => {
      benches = await openBenches(kind);
    });
    afterAll(() => benches.discard());

    test.each(SCENARIOS.map((scenario, index) => ({ ...scenario, index })))(
      "$name is repaired by one sweep wherever it dies",
      async ({ index, ...scenario }) => {
        const bench = benches.next();
        const calls = await callsOf(bench, scenario);
        const all = pointsOf(calls.length);
        const every = Math.min(step, all.length);
        const points = all.filter((_, position) => (position + index) % every === 0);

        const unrepaired = [];
        for (const point of points) {
          const wrong = await dieSurelyAt(bench, scenario, point);
          if (wrong !== undefined)
            unrepaired.push(`${point.moment} call ${point.call} (${calls[point.call - 1]}): ${wrong}`);
        }

        expect(unrepaired).toEqual([]);
        expect(points.length).toBeGreaterThan(0);
      },
      600_000,
    );

    test("nothing of it broke an invariant", async () => {
      expect(await benches.violations()).toEqual([]);
    });
  });
}

const pointsOf = (calls: number): CrashPoint[] =>
  Array.from({ length: calls }, (_, index) =>
    CRASH_MOMENTS.map((moment) => ({ call: index + 1, moment })),
  ).flat();

/** Names of the calls a command makes when nothing happens to it. */
async function callsOf(bench: Bench, scenario: Scenario): Promise<readonly string[]> {
  const { prepare, ends = "COMPLETED" } = scenario;
  const runId = `${scenario.name} / undisturbed`;
  const command = await prepare(bench, runId);
  const { kernel, calls } = bench.doomed();
  await command.give(kernel);
  const made = [...calls];
  await bench.repair();
  expect(await bench.store.persistence.getRunStatus(runId)).toBe(ends);
  return made;
}

/** What is logged in the background is written in one call or in several, as the time it takes will have it. */
const MOST_TRIES = 20;
const NOT_REACHED = "the call was never made";

async function dieSurelyAt(bench: Bench, scenario: Scenario, point: CrashPoint): Promise<string | undefined> {
  for (let tries = 1; tries < MOST_TRIES; tries++) {
    const wrong = await dieAt(bench, scenario, point, tries);
    if (wrong !== NOT_REACHED) return wrong;
    await bench.repair();
  }
  return dieAt(bench, scenario, point, MOST_TRIES);
}

/** Returns what is wrong with how the run ended; undefined when all is well. */
async function dieAt(
  bench: Bench,
  scenario: Scenario,
  point: CrashPoint,
  tries: number,
): Promise<string | undefined> {
  const { prepare, ends = "COMPLETED", endsUnheard } = scenario;
  const runId = `${scenario.name} / ${point.moment} ${point.call} / ${tries}`;
  const command = await prepare(bench, runId);
  const doomed = bench.doomed(point);

  const isHeard = await command.give(doomed.kernel).then(
    () => true,
    () => false,
  );
  if (!doomed.hasStruck) return NOT_REACHED;
  if (!isHeard) await command.again?.(bench);
  await bench.repair();

  const invented = await bench.inventedCalls(runId);
  if (invented > 0) return `${invented} AI calls are recorded once more than they were made`;
  const status = await bench.store.persistence.getRunStatus(runId);
  if (status === ends || (!isHeard && status === endsUnheard)) return undefined;
  return status !== null && isTerminal(status) ? `the run ended as ${status}` : `the run is ${status}`;
}
