/**
 * Which of a run's attempts a stage's attempt belongs to.
 *
 * A run counts its reruns, a stage counts how often it was made again: a stage that a rerun kept stays at its number.
 * So "attempt 3" of a run may hold attempt 1 of an early stage. What ties them is when they were made.
 */

import type { StageView } from "@stageline/engine/read";

/** A rerun and the stages it begins are written together, but not in the same instant. */
const SAME_MOMENT_MS = 250;

/**
 * @param rerunsAt when each rerun happened, oldest first
 * @returns by stage record id, the run's attempt it was made in, 0 for the original
 */
export function generationsOf(
  stages: readonly StageView[],
  rerunsAt: readonly Date[],
): ReadonlyMap<string, number> {
  const generations = new Map<string, number>();
  const newestFirst = stages.toSorted((a, b) => b.attempt - a.attempt);
  const ceiling = new Map<string, number>();
  for (const stage of newestFirst) {
    const made = stage.createdAt.getTime() + SAME_MOMENT_MS;
    const byTime = rerunsAt.filter((at) => at.getTime() <= made).length;
    // Two attempts of one stage are never of the same attempt of the run.
    const generation = Math.max(0, Math.min(byTime, ceiling.get(stage.stageId) ?? Number.POSITIVE_INFINITY));
    generations.set(stage.id, generation);
    ceiling.set(stage.stageId, generation - 1);
  }
  return generations;
}

/**
 * The stage's attempt that counted in that attempt of the run: its own, or the one kept from before.
 *
 * @param generation the run's attempt, counted from 0
 */
export function attemptIn(
  generation: number,
  attempts: readonly StageView[],
  generations: ReadonlyMap<string, number>,
): StageView | null {
  return attempts.findLast(({ id }) => (generations.get(id) ?? 0) <= generation) ?? null;
}
