/** The stages of two attempts of a run beside each other. */

import type { AnnotationView, StageView } from "@stageline/engine/read";
import { criticalPath } from "../critical-path";
import { attemptIn } from "../generations";
import type { PlannedGroup, PlannedStage } from "../plan";
import { segmentsOf } from "../timeline/segments";

export interface StagePair {
  readonly stageId: string;
  readonly name: string;
  readonly group: number;
  /** Null when the attempt did not get there. */
  readonly before: StageView | null;
  readonly after: StageView | null;
  /** One execution counts in both. */
  readonly isKept: boolean;
  /** Queue wait and suspension included. */
  readonly beforeMs: number | null;
  readonly afterMs: number | null;
}

/** What an attempt came to: the stages it kept and those it ran itself. */
export interface AttemptSum {
  readonly costUsd: number;
  /** Sum over groups of the slowest stage's time. */
  readonly ms: number;
}

/** From which group on each rerun began anew; the first is that of the run's second attempt. */
export function rerunGroups(
  reruns: readonly Pick<AnnotationView, "valuePreview">[],
  groups: readonly PlannedGroup[],
): readonly number[] {
  return reruns.map(({ valuePreview }) => {
    const group = groups.find(({ stages }) =>
      stages.some(({ stageId }) => JSON.stringify(stageId) === valuePreview),
    );
    return group?.number ?? 1;
  });
}

/**
 * The execution that counted in an attempt of the run; null when the attempt ended before it got there.
 *
 * @param generation the run's attempt, counted from 0
 */
export function reachedIn(
  generation: number,
  { attempts, group }: PlannedStage,
  generations: ReadonlyMap<string, number>,
  startedAt: readonly number[],
): StageView | null {
  const record = attemptIn(generation, attempts, generations);
  if (record === null) return null;
  const made = generations.get(record.id) ?? 0;
  const isReplaced = startedAt.slice(made, generation).some((first) => group >= first);
  return isReplaced ? null : record;
}

/** @param counted the two attempts, from 0 */
export function stagePairs(
  groups: readonly PlannedGroup[],
  generations: ReadonlyMap<string, number>,
  startedAt: readonly number[],
  counted: readonly [number, number],
  now: number,
): readonly StagePair[] {
  const msOf = (stage: StageView | null) =>
    stage === null ? null : segmentsOf(stage, now).reduce((sum, { from, to }) => sum + to - from, 0);
  return groups.flatMap(({ stages }) =>
    stages.map((stage) => {
      const [before, after] = counted.map((generation) =>
        reachedIn(generation, stage, generations, startedAt),
      ) as [StageView | null, StageView | null];
      return {
        stageId: stage.stageId,
        name: stage.name,
        group: stage.group,
        before,
        after,
        isKept: before !== null && before.id === after?.id,
        beforeMs: msOf(before),
        afterMs: msOf(after),
      };
    }),
  );
}

export function sumOf(pairs: readonly StagePair[], side: "before" | "after"): AttemptSum {
  const ran = pairs.flatMap((pair) => {
    const ms = side === "before" ? pair.beforeMs : pair.afterMs;
    const stage = pair[side];
    return stage === null || ms === null ? [] : [{ stage, ms }];
  });
  return {
    costUsd: ran.reduce((sum, { stage }) => sum + stage.cost, 0),
    ms: criticalPath(
      ran.map(({ stage, ms }) => ({ stageId: stage.stageId, group: stage.executionGroup, from: 0, to: ms })),
    ).ms,
  };
}
