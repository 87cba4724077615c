/** How long the random tests go on, and how to repeat one that failed. */

import fc from "fast-check";
import type { StoreKind } from "../stores.js";

/** What one test runs on each store: few enough for every test run, in proportion to what one costs there. */
export interface Sizes extends Readonly<Record<StoreKind, number>> {}

/**
 * `STAGELINE_MODEL_RUNS` asks for that many in memory, a fifth of them on SQLite and a tenth on PostgreSQL, of the
 * sequences; `share` of them of another test.
 */
export function runsOn(kind: StoreKind, { sizes, share = 1 }: { sizes: Sizes; share?: number }): number {
  const asked = process.env.STAGELINE_MODEL_RUNS;
  if (asked === undefined) return sizes[kind];
  return Math.ceil((Number(asked) * share) / { memory: 1, sqlite: 5, postgresql: 10 }[kind]);
}

/** A plain test run asks the same every time, so that it says something about the change; long runs ask anew. */
const USUAL_SEED = 20_261_122;

/** Making a counterexample smaller ends after this long (ms); by then it is small enough to read. */
const SHRINKING_MS = 60_000;

/**
 * Checks that `holds` for random values, or again for those that `STAGELINE_MODEL_SEED` and `STAGELINE_MODEL_PATH`
 * name. `test` is a word of the test's name.
 *
 * @throws {Error} with the shrunk counterexample and how to repeat it
 */
export async function check<Value>(
  {
    kind,
    test,
    values,
    numRuns,
  }: { kind: StoreKind; test: string; values: fc.Arbitrary<Value>; numRuns: number },
  holds: (value: Value) => Promise<void>,
): Promise<void> {
  const { STAGELINE_MODEL_SEED, STAGELINE_MODEL_PATH: path, STAGELINE_MODEL_RUNS } = process.env;
  const seed = STAGELINE_MODEL_SEED ?? (STAGELINE_MODEL_RUNS === undefined ? USUAL_SEED : undefined);
  let deadline = Number.POSITIVE_INFINITY;
  const property = fc.asyncProperty(values, async (value) => {
    fc.pre(performance.now() < deadline);
    try {
      await holds(value);
    } catch (error) {
      deadline = Math.min(deadline, performance.now() + SHRINKING_MS);
      throw error;
    }
  });
  const details = await fc.check(property, {
    numRuns,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path }),
  });
  if (!details.failed) return;
  const again = `STAGELINE_MODEL_SEED=${details.seed} STAGELINE_MODEL_PATH=${details.counterexamplePath}`;
  throw new Error(
    `${fc.defaultReportMessage(details)}\n\nRepeat it: ${again} pnpm --filter @stageline/engine model -t '${kind}.*${test}'`,
    { cause: details.errorInstance },
  );
}

/** For tests that last as long as they are asked to (ms). */
export const NO_TIMEOUT = 24 * 3_600_000;
