/** Lives through the world of one seed. */

import { verdictOn } from "./verdict.js";
import { World } from "./world.js";

export interface Simulated {
  readonly seed: number;
  /** What is wrong in the end; empty when all is well. */
  readonly wrong: readonly string[];
  /** The same for the same history. */
  readonly hash: number;
  /** Turns that were given. */
  readonly steps: number;
}

/** @param onTurn told of every turn: the history, line by line */
export async function simulate(seed: number, onTurn?: (line: string) => void): Promise<Simulated> {
  const world: World = new World(
    seed,
    onTurn && (({ actor, what }) => onTurn(`${world.scheduler.steps} ${actor.name}: ${what}`)),
  );
  await world.live();
  const wrong = await verdictOn(world);
  const { scheduler, store } = world;
  for (const acknowledgement of world.client.acknowledged)
    scheduler.note((await store.persistence.getRunStatus(acknowledgement.runId)) ?? "none");
  return { seed, wrong, hash: scheduler.hash, steps: scheduler.steps };
}
