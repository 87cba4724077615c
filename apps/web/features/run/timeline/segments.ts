/** How an attempt of a stage spent its time. */

import type { StageView } from "@stageline/engine/read";
import { isOver, type Status } from "@/components/status";

export type SegmentKind = "wait" | "run" | "suspended";

/** Times in ms since 1970. */
export interface Segment {
  readonly kind: SegmentKind;
  readonly from: number;
  readonly to: number;
  /** Still going on: `to` is the present. */
  readonly isOpen: boolean;
  /** How to draw it. */
  readonly status: Status;
}

const ms = (date: Date | null): number | null => date?.getTime() ?? null;

/**
 * Queue wait, running, suspended and resumed, in order and without holes.
 *
 * Only the last suspension is recorded; what was before it counts as running.
 */
export function segmentsOf(stage: StageView, now: number): readonly Segment[] {
  const queued = ms(stage.queuedAt) ?? stage.createdAt.getTime();
  const started = ms(stage.startedAt);
  const completed = ms(stage.completedAt);
  const isOpen = completed === null && !isOver(stage.status);
  const end = Math.max(
    completed ?? (isOpen ? now : (ms(stage.resumedAt) ?? started ?? queued)),
    started ?? queued,
  );

  if (started === null) return kept([segment("wait", queued, end, isOpen, "PENDING")]);
  if (stage.status === "PENDING" && queued > started) {
    return kept([
      segment("run", started, queued, false, "FAILED"),
      segment("wait", queued, end, isOpen, "PENDING"),
    ]);
  }
  const wait = segment("wait", Math.min(queued, started), started, false, "PENDING");
  const suspended = ms(stage.suspendedAt);
  if (suspended === null || suspended < started) {
    return kept([wait, segment("run", started, end, isOpen, stage.status)]);
  }
  const resumed = ms(stage.resumedAt);
  const before = segment("run", started, suspended, false, "RUNNING");
  if (resumed === null || resumed < suspended) {
    return kept([wait, before, segment("suspended", suspended, end, isOpen, "SUSPENDED")]);
  }
  return kept([
    wait,
    before,
    segment("suspended", suspended, resumed, false, "SUSPENDED"),
    segment("run", resumed, Math.max(end, resumed), isOpen, stage.status),
  ]);
}

const segment = (kind: SegmentKind, from: number, to: number, isOpen: boolean, status: Status): Segment => ({
  kind,
  from,
  to,
  isOpen,
  status,
});

/**
 * Drops what took no time, but never everything: an instant stage still has a place. What a suspension led to is kept:
 * it alone says how the stage ended.
 */
function kept(segments: readonly Segment[]): readonly Segment[] {
  const isEnd = (index: number) => index === segments.length - 1 && segments[index - 1]?.kind === "suspended";
  const lasting = segments.filter(({ from, to, isOpen }, index) => to > from || isOpen || isEnd(index));
  return lasting.some(({ kind }) => kind !== "wait") || segments.length === 1
    ? lasting.length > 0
      ? lasting
      : segments
    : [...lasting, ...segments.slice(-1)];
}

/** Milliseconds in each kind of segment. */
export function timeSpent(segments: readonly Segment[]): Readonly<Record<SegmentKind, number>> {
  const spent = { wait: 0, run: 0, suspended: 0 };
  for (const { kind, from, to } of segments) spent[kind] += to - from;
  return spent;
}
