import { memo } from "react";
import { AttemptBadge } from "@/components/attempt";
import { StatusIcon } from "@/components/status";
import type { TimeStyle } from "@/ui/format-time";
import { Icon } from "@/ui/icon";
import { Bar } from "./bar";
import { BarLabel } from "./bar-label";
import type { DrawnStage } from "./drawn-stage";
import type { Expected } from "./expected";
import { extentOf } from "./extent";
import { FoldButton } from "./fold-button";
import { MarkDots } from "./mark-dots";
import type { Mark } from "./marks";
import { RowFrame, RowName } from "./row";
import type { TimeScale } from "./time-scale";

/** A stage with all its attempts in one line. */
export const StageRow = memo(function StageRow({
  stage,
  isOpen,
  pathShare,
  isAside,
  isSelected,
  isRunOver,
  isWaitShown,
  scale,
  now,
  expected,
  marks,
  style,
  onToggle,
  onSelect,
  onRerun,
}: {
  stage: DrawnStage;
  /** Whether what is beneath is shown; null when there is nothing. */
  isOpen: boolean | null;
  /** Part of the critical path's time, 0 to 1; null when the stage is not on it or it is not shown. */
  pathShare: number | null;
  /** The critical path is shown, and this stage is not on it. */
  isAside: boolean;
  isSelected: boolean;
  isRunOver: boolean;
  isWaitShown: boolean;
  /** Null until there is a width to draw on. */
  scale: TimeScale | null;
  /** Null when nothing of the stage is open. */
  now: number | null;
  expected: Expected | null;
  marks: readonly Mark[];
  style: TimeStyle;
  onToggle: (key: string) => void;
  onSelect: (stageRecordId: string) => void;
  onRerun: (stageId: string) => void;
}) {
  const own = stage.bars.find(({ isOld }) => !isOld);
  const ms = own ? own.segments.reduce((sum, each) => sum + endOf(each, now) - each.from, 0) : null;
  const last = own?.segments.at(-1);
  return (
    <RowFrame
      kind="stage"
      isSelected={isSelected}
      isAside={isAside}
      name={
        <StageName
          stage={stage}
          isOpen={isOpen}
          pathShare={pathShare}
          isRunOver={isRunOver}
          ms={ms}
          onToggle={onToggle}
          onSelect={onSelect}
          onRerun={onRerun}
        />
      }
    >
      {scale && (
        <>
          {stage.bars.map(({ attempt, segments, isOld }) => (
            <Bar
              key={attempt.id}
              attempt={attempt}
              segments={segments}
              isOld={isOld}
              isWaitShown={isWaitShown}
              scale={scale}
              now={now}
              style={style}
              onSelect={onSelect}
            />
          ))}
          {own && last && ms !== null && (
            <BarLabel scale={scale} segments={own.segments} ms={ms} end={expected?.to ?? endOf(last, now)} />
          )}
          {expected && (
            <ExpectedBar scale={scale} expected={expected} now={now} hasBegun={own !== undefined} />
          )}
          {stage.bars.length === 0 && !expected && <span className="lab t3">not started</span>}
          <MarkDots marks={marks} scale={scale} />
        </>
      )}
    </RowFrame>
  );
});

const endOf = ({ to, isOpen }: { to: number; isOpen: boolean }, now: number | null): number =>
  isOpen && now !== null ? now : to;

const StageName = memo(function StageName({
  stage: { stageId, name, shown, bars },
  isOpen,
  pathShare,
  isRunOver,
  ms,
  onToggle,
  onSelect,
  onRerun,
}: {
  stage: DrawnStage;
  isOpen: boolean | null;
  pathShare: number | null;
  isRunOver: boolean;
  ms: number | null;
  onToggle: (key: string) => void;
  onSelect: (stageRecordId: string) => void;
  onRerun: (stageId: string) => void;
}) {
  return (
    <RowName
      icon={
        <>
          <FoldButton isOpen={isOpen} of={name} onToggle={() => onToggle(stageId)} />
          <StatusIcon status={shown?.status ?? "PENDING"} />
        </>
      }
      name={
        shown ? (
          <button type="button" className="nm-b" onClick={() => onSelect(shown.id)} title={name}>
            {name}
          </button>
        ) : (
          <span className="t3" title={`${name}, not started${bars.length > 0 ? " again" : ""}`}>
            {name}
          </span>
        )
      }
      action={
        shown && (
          <>
            {pathShare !== null && (
              <span className="path-share" title="On the critical path, with this part of its time">
                {Math.round(pathShare * 100)} %
              </span>
            )}
            {shown.attempt > 0 && <AttemptBadge attempt={shown.attempt} />}
            <button
              type="button"
              className="btn ghost sm sq on-row"
              aria-label={`Rerun from ${name}`}
              title={
                isRunOver
                  ? `Rerun from ${name}…`
                  : "A run can be run again when it has ended. Cancel it first."
              }
              disabled={!isRunOver}
              onClick={() => onRerun(stageId)}
            >
              <Icon name="rerun" size={14} />
            </button>
          </>
        )
      }
      ms={ms}
      cost={shown ? shown.cost : null}
    />
  );
});

/** Where the stage, or the rest of it, is expected. */
function ExpectedBar({
  scale,
  expected: { from, to, isEstimate },
  now,
  hasBegun,
}: {
  scale: TimeScale;
  expected: Expected;
  now: number | null;
  hasBegun: boolean;
}) {
  const extent = extentOf(scale, { from: hasBegun && now !== null ? Math.min(now, to) : from, to });
  if (extent === null) return null;
  const end = extent.left + extent.width;
  return (
    <>
      <i
        className="bar est"
        style={extent}
        title={
          isEstimate
            ? "Expected: half of the earlier executions took so long or less"
            : "Not started; how long it takes is not known"
        }
      />
      {isEstimate && !hasBegun && (
        <span
          className="lab t3"
          style={end + 30 <= scale.width ? { left: end + 2 } : { left: extent.left + 2 }}
        >
          est.
        </span>
      )}
    </>
  );
}
