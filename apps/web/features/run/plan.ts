/** What a run consists of: the stages it has and those its workflow says are still to come. */

import type { RunView, StageView } from "@stageline/engine/read";

export interface PlannedStage {
  readonly stageId: string;
  readonly name: string;
  readonly group: number;
  readonly number: number;
  /** Every attempt, oldest first; empty when it has not started. */
  readonly attempts: readonly StageView[];
  /** The attempt to show; null when it has not started, or not again. */
  readonly shown: StageView | null;
}

export interface PlannedGroup {
  readonly number: number;
  readonly stages: readonly PlannedStage[];
}

type Definition = NonNullable<RunView["definition"]>;

/**
 * Groups and their stages in order: those of the definition, and those only the run has.
 *
 * @param definition null if no worker ever announced the workflow
 * @param shownOf which attempt of a stage to show; default: the one that counts
 */
export function planOf(
  definition: Definition | null,
  stages: readonly StageView[],
  shownOf: (attempts: readonly StageView[]) => StageView | null = currentOf,
): readonly PlannedGroup[] {
  const attemptsOf = new Map<string, StageView[]>();
  for (const stage of stages) {
    const attempts = attemptsOf.get(stage.stageId) ?? [];
    attempts.push(stage);
    attemptsOf.set(stage.stageId, attempts);
  }
  const planned = new Map<string, PlannedStage>();
  for (const [stageId, unsorted] of attemptsOf) {
    const attempts = unsorted.toSorted((a, b) => a.attempt - b.attempt);
    const last = attempts.at(-1);
    if (last === undefined) continue;
    planned.set(stageId, {
      stageId,
      name: last.stageName,
      group: last.executionGroup,
      number: last.stageNumber,
      attempts,
      shown: shownOf(attempts),
    });
  }
  for (const group of definition?.groups ?? []) {
    for (const { id, name, number } of group.stages) {
      if (planned.has(id)) continue;
      planned.set(id, { stageId: id, name, group: group.number, number, attempts: [], shown: null });
    }
  }
  const members = [...planned.values()].sort((a, b) => a.number - b.number);
  return [...new Set(members.map(({ group }) => group))]
    .sort((a, b) => a - b)
    .map((number) => ({ number, stages: members.filter(({ group }) => group === number) }));
}

/** The attempt that counts; null when a rerun replaced the last one and has not come here yet. */
export const currentOf = (attempts: readonly StageView[]): StageView | null =>
  attempts.find(({ isCurrent }) => isCurrent) ?? null;
