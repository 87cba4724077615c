import type { StageView } from "@stageline/engine/read";
import clsx from "clsx";
import { attemptNumber } from "@/components/attempt";
import { STATUS_APPEARANCE } from "@/components/status";
import { durationText } from "@/ui/format-number";
import type { Segment } from "./segments";
import { css, cssBetween, type TimeScale } from "./time-scale";

/** One attempt of a stage: its queue wait and what came after; each part says everything about itself. */
export function Bar({
  attempt,
  segments,
  isOld,
  scale,
  onSelect,
}: {
  attempt: StageView;
  segments: readonly Segment[];
  isOld: boolean;
  scale: TimeScale;
  onSelect: (stageRecordId: string) => void;
}) {
  const first = segments.find(({ kind }) => kind !== "wait");
  return (
    <>
      {segments.map((segment, index) => {
        const style = {
          left: css(scale, scale.place(segment.from)),
          width: cssBetween(scale, segment.from, segment.to),
        };
        const key = `${segment.kind}${index}`;
        return segment.kind === "wait" ? (
          <i
            key={key}
            className={clsx("bar wait", isOld && "old")}
            style={style}
            title={`Queue wait ${durationText(segment.to - segment.from)}`}
          />
        ) : (
          <button
            key={key}
            type="button"
            className={clsx(
              "bar",
              isOld && "old",
              segment.status === "RUNNING" && !segment.isOpen && "closed",
            )}
            data-s={segment.status}
            style={style}
            aria-label={barName(attempt, segment)}
            title={barName(attempt, segment)}
            onClick={() => onSelect(attempt.id)}
          />
        );
      })}
      {isOld && first && (
        <span className="attb" style={{ left: css(scale, scale.place(first.from)) }} aria-hidden="true">
          {attemptNumber(attempt.attempt)}
        </span>
      )}
    </>
  );
}

const barName = (attempt: StageView, segment: Segment): string =>
  [
    attempt.stageName,
    `attempt ${attemptNumber(attempt.attempt)}`,
    segment.kind === "suspended" ? "suspended" : workWord(segment),
    durationText(segment.to - segment.from),
  ].join(", ");

/** Work before a suspension has no outcome yet. */
const workWord = ({ status, isOpen }: Segment): string =>
  status === "RUNNING" && !isOpen ? "worked" : STATUS_APPEARANCE[status].word.toLowerCase();
