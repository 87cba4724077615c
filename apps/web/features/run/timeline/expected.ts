/** Where what has not started, or not ended, is expected to be. */

import type { DrawnStage } from "./drawn-stage";
import type { Interval } from "./time-scale";

export interface Expected extends Interval {
  /** Half of the earlier executions took so long or less; false where none is known and a short bar stands for it. */
  readonly isEstimate: boolean;
}

export interface DrawnGroup {
  readonly number: number;
  readonly stages: readonly DrawnStage[];
}

/** A stage nobody knows anything about is drawn as this part of what has passed. */
const UNKNOWN_SHARE = 0.06;
const UNKNOWN_LEAST_MS = 1000;
/** The future takes no more room than the past, or than this. */
const LEAST_FUTURE_MS = 10_000;

/**
 * By stage id. Group after group: one begins when all of the one before are expected to have ended.
 *
 * @param start of what is drawn
 * @param passedMs what the axis has of the past
 * @param usualMs how long half of the earlier executions of a stage took
 */
export function expectedStages(
  groups: readonly DrawnGroup[],
  {
    start,
    now,
    passedMs,
    usualMs,
  }: { start: number; now: number; passedMs: number; usualMs: ReadonlyMap<string, number> },
): ReadonlyMap<string, Expected> {
  const unknownMs = Math.max(UNKNOWN_LEAST_MS, passedMs * UNKNOWN_SHARE);
  const horizon = now + Math.max(passedMs, LEAST_FUTURE_MS);
  const expected = new Map<string, Expected>();
  let ready = start;
  for (const { stages } of groups) {
    let end = ready;
    for (const stage of stages) {
      const usual = usualMs.get(stage.stageId);
      const segments = stage.bars.find(({ isOld }) => !isOld)?.segments ?? [];
      const last = segments.at(-1);
      if (last !== undefined && !last.isOpen) {
        end = Math.max(end, last.to);
        continue;
      }
      const began = segments.find(({ kind }) => kind !== "wait")?.from;
      const from = last === undefined ? Math.max(now, ready) : now;
      const to = (began ?? from) + (usual ?? (last === undefined ? unknownMs : 0));
      if (to > from && from < horizon) {
        expected.set(stage.stageId, { from, to: Math.min(to, horizon), isEstimate: usual !== undefined });
      }
      end = Math.max(end, to, now);
    }
    ready = end;
  }
  return expected;
}
