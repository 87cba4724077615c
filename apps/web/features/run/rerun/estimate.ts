/** What running stages again will probably cost and take, from what they did before. */

import type { StageHistory } from "@stageline/engine/read";

type Spread = StageHistory["costUsd"];

export interface Estimate {
  /** Null when no stage has a history. */
  readonly costUsd: Spread | null;
  readonly durationMs: Spread | null;
  /** The fewest executions any of the known stages has: how much the estimate can be trusted. */
  readonly executions: number;
  /** Stages that never completed before; they are not in the sums. */
  readonly unknown: readonly string[];
}

/**
 * Costs add up over all stages. Times add up over groups, and of a group the slowest stage counts.
 *
 * @param groups stages that run again, by execution group
 * @param histories of a stage several, one per set of models; the first is the one used most
 */
export function estimateOf(
  groups: readonly (readonly string[])[],
  histories: readonly StageHistory[],
): Estimate {
  const known = new Map<string, StageHistory>();
  for (const history of histories) {
    if (!known.has(history.stageId)) known.set(history.stageId, history);
  }
  const stages = groups.flat();
  const used = stages.flatMap((stageId) => known.get(stageId) ?? []);
  const unknown = stages.filter((stageId) => !known.has(stageId));
  if (used.length === 0) return { costUsd: null, durationMs: null, executions: 0, unknown };
  const slowest = groups.map((group) =>
    fold(
      group.flatMap((stageId) => known.get(stageId)?.durationMs ?? []),
      Math.max,
    ),
  );
  return {
    costUsd: fold(
      used.map(({ costUsd }) => costUsd),
      plus,
    ),
    durationMs: fold(slowest, plus),
    executions: Math.min(...used.map(({ executions }) => executions)),
    unknown,
  };
}

const plus = (a: number, b: number): number => a + b;

const fold = (spreads: readonly Spread[], join: (a: number, b: number) => number): Spread =>
  spreads.reduce(
    (sum, spread) => ({
      p10: join(sum.p10, spread.p10),
      p50: join(sum.p50, spread.p50),
      p90: join(sum.p90, spread.p90),
    }),
    { p10: 0, p50: 0, p90: 0 },
  );
