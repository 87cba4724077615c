/**
 * The stages a run's duration hangs on.
 *
 * A group begins when the one before it has ended, so of each group only the stage that took longest counts: making any
 * other faster changes nothing.
 */

/** A stage as it was, or is being, executed: queue wait and suspension included. Times in ms since 1970. */
export interface PathStage {
  readonly stageId: string;
  readonly group: number;
  readonly from: number;
  readonly to: number;
}

export interface CriticalStep {
  readonly stageId: string;
  readonly group: number;
  readonly ms: number;
  /** Part of the path's time, 0 to 1. */
  readonly share: number;
  /** What the group's next slowest stage took; 0 when there is no other. Faster than that helps nobody. */
  readonly nextMs: number;
}

export interface CriticalPath {
  /** One per group, in order. */
  readonly steps: readonly CriticalStep[];
  /** Sum of the steps. What passes between groups is not in it. */
  readonly ms: number;
}

/** @param stages one execution of each; of several equally slow ones the first is on the path */
export function criticalPath(stages: readonly PathStage[]): CriticalPath {
  const slowestFirst = stages.toSorted((a, b) => duration(b) - duration(a));
  const slowest = [...new Set(stages.map(({ group }) => group))]
    .sort((a, b) => a - b)
    .flatMap((group) => {
      const [first, second] = slowestFirst.filter((stage) => stage.group === group);
      if (first === undefined) return [];
      const nextMs = second === undefined ? 0 : duration(second);
      return [{ stageId: first.stageId, group, ms: duration(first), nextMs }];
    });
  const ms = slowest.reduce((sum, step) => sum + step.ms, 0);
  return { steps: slowest.map((step) => ({ ...step, share: ms === 0 ? 0 : step.ms / ms })), ms };
}

/**
 * How long the path would take if one of its steps were faster, the others as they were.
 *
 * @param times faster, 1 or more; the group's next slowest stage then takes the step's place where it is slower
 * @returns ms
 */
export const msIfFaster = (path: CriticalPath, step: CriticalStep, times: number): number =>
  path.ms - step.ms + Math.max(step.ms / times, step.nextMs);

const duration = ({ from, to }: PathStage): number => Math.max(0, to - from);
