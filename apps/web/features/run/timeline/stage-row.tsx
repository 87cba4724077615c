import { AttemptBadge } from "@/components/attempt";
import { StatusIcon } from "@/components/status";
import { Icon } from "@/ui/icon";
import { Bar } from "./bar";
import { BarLabel } from "./bar-label";
import type { DrawnStage } from "./drawn-stage";
import { TimelineRow } from "./row";
import { GAP_PX, type TimeScale } from "./time-scale";

/** Room for stages that have not started, one behind the other. */
export const GHOST_PX = 56;
export const MAX_GHOSTS = 3;

/** A stage with all its attempts in one line. */
export function StageRow({
  stage,
  pathShare,
  isAside,
  scale,
  width,
  ghost,
  isRunOver,
  selectedId,
  onSelect,
  onRerun,
}: {
  stage: DrawnStage;
  /** Part of the critical path's time, 0 to 1; null when the stage is not on it or it is not shown. */
  pathShare: number | null;
  /** The critical path is shown, and this stage is not on it. */
  isAside: boolean;
  scale: TimeScale;
  width: number;
  /** Place among the groups that have not started; -1 when the stage has. */
  ghost: number;
  isRunOver: boolean;
  selectedId: string | null;
  onSelect: (stageRecordId: string) => void;
  onRerun: (stageId: string) => void;
}) {
  const { shown } = stage;
  const ownBar = stage.bars.find(({ isOld }) => !isOld);
  const ms = ownBar?.segments.reduce((sum, { from, to }) => sum + to - from, 0) ?? null;
  const last = ownBar?.segments.at(-1);
  return (
    <TimelineRow
      kind="stage"
      isAside={isAside}
      isSelected={stage.attempts.some(({ id }) => id === selectedId)}
      icon={<StatusIcon status={shown?.status ?? "PENDING"} />}
      name={
        shown ? (
          <button type="button" className="nm-b" onClick={() => onSelect(shown.id)} title={stage.name}>
            {stage.name}
          </button>
        ) : (
          <span className="t3" title={`${stage.name}, not started`}>
            {stage.name}
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
              aria-label={`Rerun from ${stage.name}`}
              title={
                isRunOver
                  ? `Rerun from ${stage.name}…`
                  : "A run can be run again when it has ended. Cancel it first."
              }
              disabled={!isRunOver}
              onClick={() => onRerun(stage.stageId)}
            >
              <Icon name="rerun" size={14} />
            </button>
          </>
        )
      }
      ms={ms}
      cost={shown ? shown.cost : null}
    >
      {stage.bars.map(({ attempt, segments, isOld }) => (
        <Bar
          key={attempt.id}
          attempt={attempt}
          segments={segments}
          isOld={isOld}
          scale={scale}
          onSelect={onSelect}
        />
      ))}
      {last && ms !== null && (
        <BarLabel scale={scale} width={width} segments={ownBar?.segments ?? []} ms={ms} />
      )}
      {!shown && ghost >= 0 && (
        <i
          className="bar est"
          title="Not started"
          style={{
            left: `calc(100% - ${(scale.fixedPx - scale.gaps.length * GAP_PX - Math.min(ghost, MAX_GHOSTS - 1) * GHOST_PX).toFixed(0)}px + 6px)`,
            width: GHOST_PX - 6,
          }}
        />
      )}
      {!shown && ghost < 0 && stage.bars.length === 0 && <span className="lab t3">not started</span>}
    </TimelineRow>
  );
}
