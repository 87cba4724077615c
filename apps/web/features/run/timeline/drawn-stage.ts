/** A stage with the bars the timeline draws for it. */

import type { StageView } from "@stageline/engine/read";
import type { PlannedStage } from "../plan";
import { type Segment, segmentsOf } from "./segments";

export interface DrawnStage extends PlannedStage {
  readonly bars: readonly {
    readonly attempt: StageView;
    readonly segments: readonly Segment[];
    readonly isOld: boolean;
  }[];
}

/** @param attempt the run's attempt to draw, from 1; null for all */
export function drawnStage(stage: PlannedStage, attempt: number | null, now: number): DrawnStage {
  const attempts = attempt === null ? stage.attempts : stage.shown === null ? [] : [stage.shown];
  return {
    ...stage,
    bars: attempts.map((each) => ({
      attempt: each,
      segments: segmentsOf(each, now),
      isOld: each.id !== stage.shown?.id,
    })),
  };
}
