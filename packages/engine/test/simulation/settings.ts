/** How many worlds are lived through, and how to live one again. */

/** Few enough for every test run. */
const USUAL_WORLDS = 600;

/** `STAGELINE_SIMULATION_SEED` names the only one; `…_SEEDS` says how many, from `…_FIRST_SEED` on. */
export function seeds(): { readonly first: number; readonly count: number } {
  const { STAGELINE_SIMULATION_SEED, STAGELINE_SIMULATION_SEEDS, STAGELINE_SIMULATION_FIRST_SEED } =
    process.env;
  if (STAGELINE_SIMULATION_SEED !== undefined) return { first: Number(STAGELINE_SIMULATION_SEED), count: 1 };
  return {
    first: Number(STAGELINE_SIMULATION_FIRST_SEED ?? 1),
    count: Number(STAGELINE_SIMULATION_SEEDS ?? USUAL_WORLDS),
  };
}

export const replayOf = (seed: number): string =>
  `STAGELINE_SIMULATION_SEED=${seed} pnpm --filter @stageline/engine simulate`;
