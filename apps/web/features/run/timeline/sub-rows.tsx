/** What is beneath a stage: its attempts one by one, and its AI calls. */

import type { AiCallView, StageView } from "@stageline/engine/read";
import { memo } from "react";
import { AttemptBadge } from "@/components/attempt";
import { StatusIcon } from "@/components/status";
import { durationText, formatCount } from "@/ui/format-number";
import type { TimeStyle } from "@/ui/format-time";
import { shortTopic } from "../short-topic";
import { Bar } from "./bar";
import { BarLabel } from "./bar-label";
import type { DrawnStage } from "./drawn-stage";
import { extentOf } from "./extent";
import { FoldButton } from "./fold-button";
import { RowFrame, RowName } from "./row";
import { MORE_CALLS, type StageCalls, type TimelineRow } from "./rows";
import type { TimeScale } from "./time-scale";

type RowOf<Kind extends TimelineRow["kind"]> = Extract<TimelineRow, { kind: Kind }>;

export const AttemptRow = memo(function AttemptRow({
  row: { bar },
  scale,
  now,
  isWaitShown,
  isSelected,
  style,
  onSelect,
}: {
  row: RowOf<"attempt">;
  scale: TimeScale | null;
  now: number | null;
  isWaitShown: boolean;
  isSelected: boolean;
  style: TimeStyle;
  onSelect: (stageRecordId: string) => void;
}) {
  const { attempt, segments, isOld } = bar;
  const endOf = ({ to, isOpen }: (typeof segments)[number]) => (isOpen && now !== null ? now : to);
  const last = segments.at(-1);
  const end = last ? endOf(last) : 0;
  const ms = segments.reduce((sum, segment) => sum + endOf(segment) - segment.from, 0);
  return (
    <RowFrame
      kind="sub"
      isSelected={isSelected}
      name={
        <RowName
          icon={<StatusIcon status={attempt.status} />}
          name={
            <button
              type="button"
              className="nm-b"
              title={attemptText(attempt, isOld)}
              onClick={() => onSelect(attempt.id)}
            >
              <AttemptBadge attempt={attempt.attempt} isOld={isOld} />
              <span className="pl-2">{attemptText(attempt, isOld)}</span>
            </button>
          }
          ms={ms}
          cost={attempt.cost}
        />
      }
    >
      {scale && (
        <>
          <Bar
            attempt={attempt}
            segments={segments}
            isOld={false}
            isWaitShown={isWaitShown}
            scale={scale}
            now={now}
            style={style}
            onSelect={onSelect}
          />
          <BarLabel scale={scale} segments={segments} ms={ms} end={end} isThin />
        </>
      )}
    </RowFrame>
  );
});

const attemptText = ({ errorMessage }: StageView, isOld: boolean): string =>
  errorMessage ?? (isOld ? "replaced by a rerun" : "the one that counts");

/** Many calls in one line: how many there were at a time. */
export const CallsRow = memo(function CallsRow({
  row: { stage, calls, isOpen, key },
  scale,
  onToggle,
}: {
  row: RowOf<"calls">;
  scale: TimeScale | null;
  onToggle: (key: string) => void;
}) {
  const total = calls.total ?? 0;
  return (
    <RowFrame
      kind="sub"
      name={
        <RowName
          icon={
            <FoldButton isOpen={isOpen} of={`the AI calls of ${stage.name}`} onToggle={() => onToggle(key)} />
          }
          name={
            <>
              {formatCount(total)} AI calls
              {calls.failed > 0 && <span className="text-critical"> · {calls.failed} failed</span>}
            </>
          }
          cost={callCost(stage, calls)}
        />
      }
    >
      {scale && <CallsShape calls={calls} scale={scale} />}
    </RowFrame>
  );
});

/** Of all of them only the stage knows. */
const callCost = ({ shown }: DrawnStage, { calls, total }: StageCalls): number =>
  calls.length === total ? calls.reduce((sum, { cost }) => sum + cost, 0) : (shown?.cost ?? 0);

const SHAPE_PX = 16;
const BUCKET_PX = 4;

function CallsShape({ calls: { calls, total }, scale }: { calls: StageCalls; scale: TimeScale }) {
  const spans = calls.map(spanOf);
  const from = Math.min(...spans.map((span) => span.from));
  const to = Math.max(...spans.map((span) => span.to));
  const extent = extentOf(scale, { from, to });
  if (extent === null) return null;
  const counts = new Array<number>(Math.max(1, Math.ceil(extent.width / BUCKET_PX))).fill(0);
  for (const span of spans) {
    const bucket = (instant: number) => Math.floor((scale.project(instant) - extent.left) / BUCKET_PX);
    const last = Math.min(bucket(span.to), counts.length - 1);
    for (let index = Math.max(0, bucket(span.from)); index <= last; index++) {
      counts[index] = (counts[index] ?? 0) + 1;
    }
  }
  const most = Math.max(1, ...counts);
  const path = counts
    .map((count, index) => {
      const height = (SHAPE_PX * count) / most;
      return count === 0
        ? ""
        : `M${index * BUCKET_PX} ${SHAPE_PX - height}h${BUCKET_PX - 1}v${height}h${1 - BUCKET_PX}z`;
    })
    .join("");
  return (
    <svg
      className="calls"
      style={extent}
      role="img"
      height={SHAPE_PX}
      aria-label="How many AI calls at a time"
    >
      <title>{`At most ${most} at a time${calls.length < (total ?? 0) ? `, of the first ${calls.length}` : ""}`}</title>
      <path d={path} />
    </svg>
  );
}

const spanOf = ({ createdAt, latencyMs }: AiCallView) => ({
  from: createdAt.getTime(),
  to: createdAt.getTime() + (latencyMs ?? 0),
});

const CALL_STATUS = { COMPLETED: "COMPLETED", FAILED: "FAILED", ABORTED: "CANCELLED" } as const;

export const CallRow = memo(function CallRow({
  row: { call },
  scale,
}: {
  row: RowOf<"call">;
  scale: TimeScale | null;
}) {
  const extent = scale && extentOf(scale, spanOf(call));
  const name = [
    shortTopic(call.topic),
    call.modelId,
    ...(call.latencyMs === null ? [] : [durationText(call.latencyMs)]),
    ...(call.error === null ? [] : [call.error.slice(0, 200)]),
  ].join(", ");
  return (
    <RowFrame
      kind="sub"
      name={
        <RowName
          icon={<StatusIcon status={CALL_STATUS[call.status]} />}
          name={<span title={name}>{call.error ?? shortTopic(call.topic)}</span>}
          ms={call.latencyMs}
          cost={call.cost}
        />
      }
    >
      {extent && <i className="bar call" data-s={CALL_STATUS[call.status]} style={extent} title={name} />}
    </RowFrame>
  );
});

/** Shows more calls as far as they were read, and says how many there are. */
export const MoreRow = ({
  row: { foldKey, shown, loaded, total },
  onMore,
}: {
  row: RowOf<"more">;
  onMore: (key: string) => void;
}) => (
  <RowFrame
    kind="sub"
    name={
      <RowName
        name={
          shown < loaded ? (
            <button type="button" className="link" onClick={() => onMore(foldKey)}>
              Show {Math.min(MORE_CALLS, loaded - shown)} more of {formatCount(total - shown)}
            </button>
          ) : (
            `${formatCount(shown)} of ${formatCount(total)}, all under AI calls`
          )
        }
      />
    }
  />
);

export const NoteRow = ({ row: { text } }: { row: RowOf<"note"> }) => (
  <RowFrame kind="sub" name={<RowName name={<span className="t3">{text}</span>} />} />
);
