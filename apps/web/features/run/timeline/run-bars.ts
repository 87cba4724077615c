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
  const bars = groups.flatMap(({ stages }) => stages.flatMap((stage) => stage.bars));
  const shown = attempt === null ? run.attempt : attempt - 1;
  return [...new Set(bars.map((bar) => generations.get(bar.attempt.id) ?? 0))].map((generation) => {
    const own = bars.filter((bar) => (generations.get(bar.attempt.id) ?? 0) === generation);
    const segments = own.flatMap((bar) => bar.segments);
    const isOpen = segments.some((segment) => segment.isOpen);
    const worst = own.find((bar) => bar.attempt.status === "FAILED" || bar.attempt.status === "CANCELLED");
    return {
      generation,
      from: Math.min(...segments.map(({ from }) => from)),
      to: Math.max(...segments.map(({ to }) => to)),
      status: generation === run.attempt ? run.status : (worst?.attempt.status ?? "COMPLETED"),
      isOld: generation !== shown,
      isOpen,
    };
  });
}
