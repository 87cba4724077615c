/** The critical path of the run as the timeline draws it. */

import { durationText } from "@/ui/format-number";
import {
  type CriticalPath,
  type CriticalStep,
  criticalPath,
  msIfFaster,
  type PathStage,
} from "../critical-path";
import type { DrawnGroup } from "./expected";
import type { Interval } from "./time-scale";

/** What is not over yet counts up to the present. Stages that have not started are on no path. */
export const pathOf = (groups: readonly DrawnGroup[]): CriticalPath => criticalPath(executions(groups));

/** By stage id, from when to when its execution that counts took. */
export const intervalsOf = (groups: readonly DrawnGroup[]): ReadonlyMap<string, Interval> =>
  new Map(executions(groups).map((stage) => [stage.stageId, stage]));

const executions = (groups: readonly DrawnGroup[]): readonly PathStage[] =>
  groups.flatMap(({ number, stages }) =>
    stages.flatMap(({ stageId, bars }) => {
      const segments = bars.find(({ isOld }) => !isOld)?.segments ?? [];
      const [first] = segments;
      const last = segments.at(-1);
      return first && last ? [{ stageId, group: number, from: first.from, to: last.to }] : [];
    }),
  );

const TIMES = 2;

/** "The path takes 8.5 s. Were Classify licences 2× faster, it would take 6.3 s (−26 %)." */
export function pathSentence(path: CriticalPath, nameOf: (stageId: string) => string): string {
  const best = bestToMakeFaster(path);
  const whole = `The critical path takes ${durationText(path.ms)}`;
  if (best === null || path.ms === 0) return `${whole}.`;
  const ms = msIfFaster(path, best, TIMES);
  const less = Math.round((1 - ms / path.ms) * 100);
  const limit = best.nextMs > best.ms / TIMES ? "; then another stage of its group is the slowest" : "";
  return `${whole}. Were ${nameOf(best.stageId)} ${TIMES}× faster, it would take ${durationText(ms)} (−${less} %)${limit}.`;
}

/** The step whose being faster helps most. */
const bestToMakeFaster = (path: CriticalPath): CriticalStep | null =>
  path.steps.toSorted((a, b) => msIfFaster(path, a, TIMES) - msIfFaster(path, b, TIMES))[0] ?? null;
