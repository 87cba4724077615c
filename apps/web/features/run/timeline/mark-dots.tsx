import { type Mark, type MarkKind, placedMarks } from "./marks";
import type { TimeScale } from "./time-scale";

const CLASSES: Readonly<Record<MarkKind, string>> = { annotation: "dia", error: "caret-err", poll: "poll" };

/** Instants on a bar. The tabs of annotations and logs tell them in words. */
export const MarkDots = ({ marks, scale }: { marks: readonly Mark[]; scale: TimeScale }) =>
  placedMarks(marks, scale).map(({ kind, px, title }) => (
    <i key={`${kind}${px}`} className={CLASSES[kind]} style={{ left: px }} title={title} aria-hidden="true" />
  ));
