/** Invariant 9: what stages and runs cost is what their AI calls cost. */

import type { RunFacts, Violation } from "./facts.js";

/** Sums of binary fractions differ by dust; a lost call differs by more. */
const DUST_USD = 1e-9;

export function costsAddUp({ run, stages, spent }: RunFacts): Violation[] {
  const broken = (what: string, has: number, calls: number, unit: string) => ({
    invariant: 9,
    says: `${what} says ${has} ${unit}, its AI calls ${calls}`,
  });
  const compare = (
    what: string,
    has: { readonly costUsd: number; readonly tokens: number },
    calls: { readonly costUsd: number; readonly tokens: number },
  ): Violation[] => [
    ...(Math.abs(has.costUsd - calls.costUsd) > DUST_USD
      ? [broken(what, has.costUsd, calls.costUsd, "US dollars")]
      : []),
    ...(has.tokens === calls.tokens ? [] : [broken(what, has.tokens, calls.tokens, "tokens")]),
  ];
  const byStage = new Map(spent.map((sum) => [sum.stageRecordId, sum]));
  const inStages = spent.filter(({ stageRecordId }) => stageRecordId !== null);
  const total = {
    costUsd: inStages.reduce((sum, { costUsd }) => sum + costUsd, 0),
    tokens: inStages.reduce((sum, { tokens }) => sum + tokens, 0),
  };
  return [
    ...compare(`Run ${run.id}`, run, total),
    ...stages.flatMap((stage) =>
      compare(
        `Stage ${stage.stageId} attempt ${stage.attempt} of run ${run.id}`,
        stage,
        byStage.get(stage.id) ?? { costUsd: 0, tokens: 0 },
      ),
    ),
  ];
}
