/** All that the timeline draws of a run, whatever part of it is in view. */

import type { RunView } from "@stageline/engine/read";
import { isOver } from "@/components/status";
import type { PlannedGroup } from "../plan";
import { drawnStage } from "./drawn-stage";
import { type DrawnGroup, type Expected, expectedStages } from "./expected";
import { type IdleGap, idleGaps } from "./idle-gaps";
import { type RunBar, runBars } from "./run-bars";
import type { Segment } from "./segments";
import { type Interval, unfoldedMs } from "./time-scale";

export interface Drawing {
  readonly groups: readonly DrawnGroup[];
  readonly runBars: readonly RunBar[];
  readonly whole: Interval;
  readonly gaps: readonly IdleGap[];
  readonly expected: ReadonlyMap<string, Expected>;
  /** Attempts of stages. */
  readonly bars: number;
}

const LEAST_ROOM_MS = 2000;
const ROOM_STEP = 1.06;

/**
 * A moving run has room for the next moments, in steps: so it is not drawn anew with each of them, and its bars do not
 * creep.
 *
 * @returns ms, more than has passed
 */
export function withRoom(passedMs: number): number {
  const steps = Math.max(0, Math.ceil(Math.log((passedMs + 1) / LEAST_ROOM_MS) / Math.log(ROOM_STEP)));
  return LEAST_ROOM_MS * ROOM_STEP ** (steps + 1);
}

/**
 * @param drawnAt the present, or an instant shortly before it; what is open is drawn up to there
 * @param attempt shown attempt, from 1; null for all
 */
export function drawingOf({
  run,
  groups,
  generations,
  attempt,
  drawnAt,
  usualMs,
}: {
  run: RunView;
  groups: readonly PlannedGroup[];
  generations: ReadonlyMap<string, number>;
  attempt: number | null;
  drawnAt: number;
  usualMs: ReadonlyMap<string, number>;
}): Drawing {
  const drawn = groups.map(({ number, stages }) => ({
    number,
    stages: stages.map((stage) => drawnStage(stage, attempt, drawnAt)),
  }));
  const segments = segmentsIn(drawn);
  const created = run.createdAt.getTime();
  const first = earliest(segments, attempt === null ? created : Number.POSITIVE_INFINITY);
  const start = Number.isFinite(first) ? first : created;
  const isMoving = !isOver(run.status);
  let end = Math.max(start + 1, isMoving ? drawnAt : 0);
  for (const { to } of segments) end = Math.max(end, to);
  const gaps = idleGaps({ from: start, to: end }, segments);
  // The future is measured by what the past takes on the axis, where gaps are folded.
  const folded = gaps.filter(({ isAutomatic }) => isAutomatic);
  const passedMs = unfoldedMs({ from: start, to: end }, folded);
  const expected = isMoving
    ? expectedStages(drawn, { start, now: drawnAt, passedMs, usualMs })
    : new Map<string, Expected>();
  for (const { to } of expected.values()) end = Math.max(end, to);
  if (isMoving) end = Math.max(end, drawnAt + withRoom(passedMs) - passedMs);
  return {
    groups: drawn,
    runBars: runBars(run, drawn, generations, attempt),
    whole: { from: start, to: end },
    gaps,
    expected,
    bars: drawn.reduce((sum, { stages }) => sum + stages.reduce((all, { bars }) => all + bars.length, 0), 0),
  };
}

const segmentsIn = (groups: readonly DrawnGroup[]): readonly Segment[] =>
  groups.flatMap(({ stages }) => stages.flatMap(({ bars }) => bars.flatMap((bar) => bar.segments)));

const earliest = (segments: readonly Segment[], other: number): number =>
  segments.reduce((first, { from }) => Math.min(first, from), other);
