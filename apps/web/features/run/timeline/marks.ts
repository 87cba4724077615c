/** Instants on a stage's bar: what was stated, what went wrong, when it was asked whether it is done. */

import type { AnnotationView, LogView, StageView } from "@stageline/engine/read";
import type { TimeScale } from "./time-scale";

export type MarkKind = "annotation" | "error" | "poll";

export interface Mark {
  readonly kind: MarkKind;
  /** Ms since 1970. */
  readonly at: number;
  readonly text: string;
}

export type Marks = ReadonlyMap<string, readonly Mark[]>;

/** By row id of the stage. */
export function marksOf(annotations: readonly AnnotationView[], errors: readonly LogView[]): Marks {
  const marks = new Map<string, Mark[]>();
  const add = (stageRecordId: string | null, mark: Mark) => {
    if (stageRecordId === null) return;
    marks.set(stageRecordId, [...(marks.get(stageRecordId) ?? []), mark]);
  };
  for (const { stageRecordId, createdAt, key } of annotations)
    add(stageRecordId, { kind: "annotation", at: createdAt.getTime(), text: key });
  for (const { stageRecordId, createdAt, message } of errors)
    add(stageRecordId, { kind: "error", at: createdAt.getTime(), text: message.slice(0, 200) });
  return marks;
}

/** Of the polls only the next one and the one that ended the wait are recorded. */
export function pollMarks({ suspendedAt, resumedAt, nextPollAt, pollCount }: StageView): readonly Mark[] {
  const asked = pollCount === 1 ? "asked once" : `asked ${pollCount} times`;
  return [
    ...(suspendedAt && resumedAt && pollCount > 0
      ? [{ kind: "poll" as const, at: resumedAt.getTime(), text: `Last poll, ${asked}` }]
      : []),
    ...(nextPollAt && resumedAt === null
      ? [{ kind: "poll" as const, at: nextPollAt.getTime(), text: `Next poll, ${asked} so far` }]
      : []),
  ];
}

export interface PlacedMark {
  readonly kind: MarkKind;
  readonly px: number;
  readonly title: string;
}

/** Nearer than this, marks of a kind are one. */
const APART_PX: Readonly<Record<MarkKind, number>> = { annotation: 10, error: 8, poll: 4 };
const NAMED = 3;

/** The marks in view; those too near to each other drawn as one that tells of all. */
export function placedMarks(marks: readonly Mark[], scale: TimeScale): readonly PlacedMark[] {
  const placed: { kind: MarkKind; px: number; texts: string[] }[] = [];
  for (const { kind, at, text } of marks) {
    const px = scale.project(at);
    if (px < -APART_PX[kind] || px > scale.width + APART_PX[kind]) continue;
    const near = placed.find((other) => other.kind === kind && Math.abs(other.px - px) < APART_PX[kind]);
    if (near) near.texts.push(text);
    else placed.push({ kind, px, texts: [text] });
  }
  return placed.map(({ kind, px, texts }) => ({ kind, px, title: titleOf(texts) }));
}

function titleOf(texts: readonly string[]): string {
  const rest = texts.length - NAMED;
  return `${texts.slice(0, NAMED).join("\n")}${rest > 0 ? `\nand ${rest} more` : ""}`;
}
