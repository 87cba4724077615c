/** The critical path of the run as the timeline draws it. */

import { durationText } from "@/ui/format-number";
import { type CriticalPath, type CriticalStep, criticalPath, msIfFaster } from "../critical-path";
import type { DrawnStage } from "./drawn-stage";

/** What is not over yet counts up to the present. Stages that have not started are on no path. */
export function pathOf(groups: readonly { number: number; stages: readonly DrawnStage[] }[]): CriticalPath {
  return criticalPath(
    groups.flatMap(({ number, stages }) =>
      stages.flatMap(({ stageId, bars }) => {
        const segments = bars.find(({ isOld }) => !isOld)?.segments ?? [];
        const [first] = segments;
        const last = segments.at(-1);
        return first && last ? [{ stageId, group: number, from: first.from, to: last.to }] : [];
      }),
    ),
  );
}

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
