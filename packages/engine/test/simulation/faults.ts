/** What goes wrong in one world, and how often. Worlds differ: some are calm but for one kind of trouble. */

import type { SeededRandom } from "../../src/testing/seeded-random.js";

export interface Faults {
  /** Of each call of a worker's store: it dies before, or after it. */
  readonly crash: number;
  /** Of each reply: the connection breaks. */
  readonly lostReply: number;
  /** Of each reply: it comes at some later turn. */
  readonly lateReply: number;
  /** Of each step: a process stands still for a while. */
  readonly freeze: number;
  /** Of each step: the clock goes on beyond every lease. */
  readonly longPause: number;
  /** Of each command: it is given twice at once. */
  readonly duplicate: number;
  /** Of each delivery: the body throws. */
  readonly failure: number;
  /** Whether every call inside a transaction waits for a turn of its own. */
  readonly isFineGrained: boolean;
}

export const NO_FAULTS: Faults = {
  crash: 0,
  lostReply: 0,
  lateReply: 0,
  freeze: 0,
  longPause: 0,
  duplicate: 0,
  failure: 0,
  isFineGrained: false,
};

export function drawFaults(random: SeededRandom): Faults {
  const draw = (...choices: readonly number[]) => random.pick(choices);
  return {
    crash: draw(0, 0.01, 0.03),
    lostReply: draw(0, 0.01, 0.03),
    lateReply: draw(0, 0.2),
    freeze: draw(0, 0.01, 0.04),
    longPause: draw(0, 0.01, 0.05),
    duplicate: draw(0, 0.3),
    failure: draw(0, 0.2, 0.5),
    isFineGrained: random.chance(0.2),
  };
}
