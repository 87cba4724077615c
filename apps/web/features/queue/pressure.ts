/** Whether the queue keeps up: arithmetic from its last samples, said in a sentence and marked as an estimate. */

import { durationText, formatCount } from "@/ui/format-number";
import { fact, type Phrase, plain } from "./phrase";
import type { SeriesBucket } from "./series";

/** Minutes that are looked at. */
export const PRESSURE_MINUTES = 15;
/** With fewer, a trend is chance. */
const MIN_MEASURED = 4;
/** Minutes without a start, while jobs are due, that are worth a word. */
const STALLED_MINUTES = 3;
/** Share of the slots in use from which more of them would help. */
const NEARLY_FULL = 0.9;

export interface QueueLoad {
  /** Waiting and due. */
  readonly due: number;
  readonly running: number;
  /** Slots of the workers that are alive; null when it is of no one kind of job. */
  readonly slots: number | null;
  /** The last minutes, oldest first; null: not measured. */
  readonly minutes: readonly (SeriesBucket | null)[];
}

export type Pressure =
  | { readonly kind: "unknown" }
  | { readonly kind: "idle" }
  /** Jobs are due, and none was started for so many minutes. */
  | { readonly kind: "stalled"; readonly minutes: number }
  | {
      readonly kind: "growing";
      readonly perMinute: number;
      readonly enqueued: number;
      readonly started: number;
      /** With so many more slots it would stand; null when slots are not what it lacks. */
      readonly moreSlots: number | null;
    }
  | { readonly kind: "shrinking"; readonly perMinute: number; readonly emptyInMs: number }
  | { readonly kind: "steady"; readonly enqueued: number; readonly started: number };

export function pressureOf({ due, running, slots, minutes }: QueueLoad): Pressure {
  if (due === 0) return { kind: "idle" };
  const measured = minutes
    .slice(-PRESSURE_MINUTES)
    .flatMap((bucket, minute) => (bucket ? [{ minute, bucket }] : []));
  if (isStale(minutes) || measured.length < MIN_MEASURED) return { kind: "unknown" };
  const stalled = measured.length - 1 - measured.findLastIndex(({ bucket }) => bucket.started > 0);
  if (stalled >= STALLED_MINUTES) return { kind: "stalled", minutes: stalled };
  const enqueued = mean(measured.map(({ bucket }) => bucket.enqueued));
  const started = mean(measured.map(({ bucket }) => bucket.started));
  const trend = slope(measured.map(({ minute, bucket }) => [minute, bucket.pending] as const));
  // Below one job a minute, or a fiftieth of what waits, it is noise.
  const noise = Math.max(1, mean(measured.map(({ bucket }) => bucket.pending)) / 50);
  if (trend >= noise) {
    const finished = mean(measured.map(({ bucket }) => bucket.finished));
    const isFull = slots !== null && slots > 0 && running >= slots * NEARLY_FULL;
    const perSlot = running === 0 ? 0 : finished / running;
    const moreSlots = isFull && perSlot > 0 ? Math.ceil(trend / perSlot) : null;
    return { kind: "growing", perMinute: trend, enqueued, started, moreSlots };
  }
  if (trend <= -noise) return { kind: "shrinking", perMinute: -trend, emptyInMs: (due / -trend) * 60_000 };
  return { kind: "steady", enqueued, started };
}

/** What was measured long ago says nothing of the present. */
const isStale = (minutes: QueueLoad["minutes"]): boolean =>
  minutes.slice(-STALLED_MINUTES).every((bucket) => bucket === null);

/** @returns the sentence without its mark "estimate" */
export function pressureSentence(pressure: Pressure, { due, running }: QueueLoad): readonly Phrase[] {
  const jobs = (count: number) => `${formatCount(count)} ${count === 1 ? "job" : "jobs"}`;
  switch (pressure.kind) {
    case "idle":
      return running === 0
        ? [plain("Nothing waits and nothing runs.")]
        : [
            plain("Nothing waits. "),
            fact(jobs(running)),
            plain(running === 1 ? " is" : " are"),
            plain(" being worked on."),
          ];
    case "unknown":
      return [
        fact(jobs(due)),
        plain(due === 1 ? " is" : " are"),
        plain(" due. Too little was measured in the last minutes to say whether they become more."),
      ];
    case "stalled":
      return [
        plain("Nothing was started for "),
        fact(`${pressure.minutes} minutes`),
        plain(", while "),
        fact(jobs(due)),
        plain(due === 1 ? " is due." : " are due."),
      ];
    case "growing":
      return [
        plain("The backlog grows by "),
        fact(`${rate(pressure.perMinute)} a minute`),
        plain(`: ${rate(pressure.enqueued)} come, ${rate(pressure.started)} are started.`),
        ...(pressure.moreSlots === null
          ? []
          : [
              plain(" About "),
              fact(`${formatCount(pressure.moreSlots)} more ${pressure.moreSlots === 1 ? "slot" : "slots"}`),
              plain(" would hold it."),
            ]),
      ];
    case "shrinking":
      return [
        plain("The backlog shrinks by "),
        fact(`${rate(pressure.perMinute)} a minute`),
        plain("; at this rate it is empty in about "),
        fact(durationText(Math.max(60_000, Math.round(pressure.emptyInMs / 60_000) * 60_000))),
        plain("."),
      ];
    case "steady":
      return [
        plain("The queue keeps up: "),
        fact(`${rate(pressure.started)} a minute`),
        plain(` are started, ${rate(pressure.enqueued)} come.`),
      ];
  }
}

/** The same in few words, for a row. */
export function pressureWords(pressure: Pressure): string | null {
  switch (pressure.kind) {
    case "idle":
    case "unknown":
      return null;
    case "stalled":
      return `nothing started for ${pressure.minutes} m`;
    case "growing":
      return `grows by ${rate(pressure.perMinute)} a minute`;
    case "shrinking":
      return `shrinks by ${rate(pressure.perMinute)} a minute`;
    case "steady":
      return "keeps up";
  }
}

/**
 * Milliseconds until all that is due by now at a priority or above has been started, at the pace of the last minutes.
 *
 * @returns null when nothing was started, or nothing was measured
 */
export function startedInMs(dueAtOrAbove: number, minutes: QueueLoad["minutes"]): number | null {
  const measured = minutes.slice(-PRESSURE_MINUTES).filter((bucket) => bucket !== null);
  const started = mean(measured.map((bucket) => bucket.started));
  return started === 0 || isStale(minutes) ? null : (dueAtOrAbove / started) * 60_000;
}

/** Few are told to the tenth. */
export const rate = (perMinute: number): string =>
  perMinute < 10 ? String(Math.round(perMinute * 10) / 10) : formatCount(Math.round(perMinute));

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Of the line that fits the points best (least squares). */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const [x0, y0] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const spread = points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0) / spread;
}
