"use client";

import type { AnnotationView } from "@stageline/engine/read";
import { formatDay, type TimeStyle } from "@/ui/format-time";
import { Day, useTimeStyle } from "@/ui/time";
import { type StreamItem, streamOf } from "./decisions";
import { AnnotationItem } from "./item";

/** Annotations in the order in which they were stated, day by day. */
export function Stream({
  rows,
  replaced,
  onTime,
}: {
  rows: readonly AnnotationView[];
  /** Row ids of stages that a rerun replaced. */
  replaced: ReadonlySet<string>;
  /** A time was chosen: what came from there on, or what came before. */
  onTime: (range: { since: Date } | { until: Date }) => void;
}) {
  const style = useTimeStyle();
  return streamOf(rows).map((item, index, items) => (
    <div key={item.id}>
      {dayOf(item, style) !== dayOf(items[index - 1], style) && (
        <h2 className="day">
          <Day at={headOf(item).createdAt} />
        </h2>
      )}
      <AnnotationItem
        item={item}
        isReplaced={replaced.has(headOf(item).stageRecordId ?? "")}
        onTime={onTime}
      />
    </div>
  ));
}

const headOf = (item: StreamItem) => (item.kind === "decision" ? item.head : item.fact);
const dayOf = (item: StreamItem | undefined, style: TimeStyle): string | null =>
  item === undefined ? null : formatDay(headOf(item).createdAt, style);
