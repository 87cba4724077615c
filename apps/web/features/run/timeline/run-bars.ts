/** The run's own bars: one per attempt, from its first stage to its last. */

import type { RunView } from "@stageline/engine/read";
import type { Status } from "@/components/status";
import type { DrawnStage } from "./drawn-stage";

export interface RunBar {
  readonly generation: number;
  readonly from: number;
  readonly to: number;
  readonly status: Status;
  readonly isOld: boolean;
  readonly isOpen: boolean;
}

/**
 * @param generations of each stage record, the run's attempt it was made in
 * @param attempt the attempt to draw, from 1; null for all
 */
export function runBars(
  run: RunView,
  groups: readonly { readonly stages: readonly DrawnStage[] }[],
  generations: ReadonlyMap<string, number>,
  attempt: number | null,
): readonly RunBar[] {
  const shown = attempt === null ? run.attempt : attempt - 1;
  const bars = new Map<number, RunBar>();
  for (const { attempt: stage, segments } of groups.flatMap(({ stages }) => stages.flatMap((s) => s.bars))) {
    const generation = generations.get(stage.id) ?? 0;
    let bar = bars.get(generation) ?? {
      generation,
      from: Number.POSITIVE_INFINITY,
      to: Number.NEGATIVE_INFINITY,
      status: generation === run.attempt ? run.status : "COMPLETED",
      isOld: generation !== shown,
      isOpen: false,
    };
    for (const { from, to, isOpen } of segments) {
      bar = {
        ...bar,
        from: Math.min(bar.from, from),
        to: Math.max(bar.to, to),
        isOpen: bar.isOpen || isOpen,
      };
    }
    const failed = stage.status === "FAILED" || stage.status === "CANCELLED";
    const isFirstFailure = failed && generation !== run.attempt && bar.status === "COMPLETED";
    bars.set(generation, isFirstFailure ? { ...bar, status: stage.status } : bar);
  }
  return [...bars.values()];
}
