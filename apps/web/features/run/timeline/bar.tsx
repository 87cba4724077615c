import type { StageView } from "@stageline/engine/read";
import clsx from "clsx";
import { memo, useMemo } from "react";
import { attemptNumber } from "@/components/attempt";
import { STATUS_APPEARANCE } from "@/components/status";
import { durationText } from "@/ui/format-number";
import { formatClock, type TimeStyle } from "@/ui/format-time";
import { extentOf } from "./extent";
import type { Segment } from "./segments";
import type { TimeScale } from "./time-scale";

/** On a narrower bar its number would be all there is. */
const BADGE_PX = 22;

/** One attempt of a stage: its queue wait and what came after; each part says everything about itself. */
export const Bar = memo(function Bar({
  attempt,
  segments,
  isOld,
  isWaitShown,
  scale,
  now,
  style,
  onSelect,
}: {
  attempt: StageView;
  segments: readonly Segment[];
  isOld: boolean;
  isWaitShown: boolean;
  scale: TimeScale;
  /** Where what is open ends; null when nothing of it is. */
  now: number | null;
  style: TimeStyle;
  onSelect: (stageRecordId: string) => void;
}) {
  const first = segments.find(({ kind }) => kind !== "wait");
  const badge = isOld && first ? extentOf(scale, first) : null;
  return (
    <>
      {segments.map((segment, index) => {
        const to = segment.isOpen && now !== null ? now : segment.to;
        const extent = extentOf(scale, { from: segment.from, to });
        if (extent === null) return null;
        const key = `${segment.kind}${index}`;
        if (segment.kind !== "wait") {
          return (
            <Part
              key={key}
              attempt={attempt}
              segments={segments}
              segment={segment}
              isOld={isOld}
              left={extent.left}
              width={extent.width}
              style={style}
              onSelect={onSelect}
            />
          );
        }
        return isWaitShown ? (
          <i
            key={key}
            className={clsx("bar wait", isOld && "old")}
            style={extent}
            title={`Queue wait ${durationText(to - segment.from)}`}
          />
        ) : null;
      })}
      {badge && badge.width >= BADGE_PX && (
        <span className="attb" style={{ left: Math.max(badge.left, 0) }} aria-hidden="true">
          {attemptNumber(attempt.attempt)}
        </span>
      )}
    </>
  );
});

function Part({
  attempt,
  segments,
  segment,
  isOld,
  left,
  width,
  style,
  onSelect,
}: {
  attempt: StageView;
  segments: readonly Segment[];
  segment: Segment;
  isOld: boolean;
  left: number;
  width: number;
  style: TimeStyle;
  onSelect: (stageRecordId: string) => void;
}) {
  const name = useMemo(() => barName(attempt, segments, segment, style), [attempt, segments, segment, style]);
  return (
    <button
      type="button"
      className={clsx("bar", isOld && "old", segment.status === "RUNNING" && !segment.isOpen && "closed")}
      data-s={segment.status}
      style={{ left, width }}
      aria-label={name}
      title={name}
      onClick={() => onSelect(attempt.id)}
    />
  );
}

/** "extract, attempt 2, failed, started 14:02:11, 12.4 s, queue wait 3.0 s". */
function barName(
  attempt: StageView,
  segments: readonly Segment[],
  segment: Segment,
  style: TimeStyle,
): string {
  const wait = segments.find(({ kind }) => kind === "wait");
  const isFirst = segment === segments.find(({ kind }) => kind !== "wait");
  return [
    attempt.stageName,
    `attempt ${attemptNumber(attempt.attempt)}`,
    segment.kind === "suspended" ? "suspended" : workWord(segment),
    `started ${formatClock(new Date(segment.from), style)}`,
    durationText(segment.to - segment.from),
    ...(isFirst && wait ? [`queue wait ${durationText(wait.to - wait.from)}`] : []),
  ].join(", ");
}

/** Work before a suspension has no outcome yet. */
const workWord = ({ status, isOpen }: Segment): string =>
  status === "RUNNING" && !isOpen ? "worked" : STATUS_APPEARANCE[status].word.toLowerCase();
