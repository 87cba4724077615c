import type { RunView } from "@stageline/engine/read";
import { useMemo, useState } from "react";
import { isOver } from "@/components/status";
import type { PlannedGroup } from "../plan";
import { type Drawing, drawingOf } from "./drawing";
import { useUsualDurations } from "./use-usual-durations";

/**
 * What is drawn of the run.
 *
 * A moving run is drawn with room for what comes next and drawn anew when that is used up, or when it is told something
 * new: in between only what is open grows.
 */
export function useDrawing({
  run,
  groups,
  generations,
  attempt,
  now,
}: {
  run: RunView;
  groups: readonly PlannedGroup[];
  generations: ReadonlyMap<string, number>;
  attempt: number | null;
  now: number;
}): Drawing {
  const usualMs = useUsualDurations(run, groups);
  const [drawn, setDrawn] = useState({ at: now, groups });
  const drawnAt = drawn.groups === groups ? drawn.at : now;
  const drawing = useMemo(
    () => drawingOf({ run, groups, generations, attempt, drawnAt, usualMs }),
    [run, groups, generations, attempt, drawnAt, usualMs],
  );
  const hasRoom = isOver(run.status) || (now >= drawnAt && now < drawing.whole.to);
  // Said while drawing: nothing is shown that is no longer so.
  if (drawn.groups !== groups || !hasRoom) setDrawn({ at: now, groups });
  return drawing;
}
