/** How long the random tests go on, and how to repeat one that failed. */

import type { Parameters } from "fast-check";
import type { StoreKind } from "../stores.js";

const RUNS = process.env.STAGELINE_MODEL_RUNS;

/** Few enough for every test run; a tenth of what is asked for where a statement is a round trip. */
const BY_DEFAULT: Readonly<Record<StoreKind, number>> = { memory: 400, sqlite: 60, postgresql: 30 };

export function sequencesOn(kind: StoreKind): number {
  if (RUNS === undefined) return BY_DEFAULT[kind];
  return Math.ceil(Number(RUNS) / (kind === "postgresql" ? 10 : 1));
}

export function replayOptions<Values>(numRuns: number): Parameters<Values> {
  const { STAGELINE_MODEL_SEED: seed, STAGELINE_MODEL_PATH: path } = process.env;
  return {
    numRuns,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path }),
  };
}
