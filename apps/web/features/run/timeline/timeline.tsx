"use client";

import type { RunView, StageView } from "@stageline/engine/read";
import clsx from "clsx";
import { type ReactNode, useState } from "react";
import { attemptNumber } from "@/components/attempt";
import { EmptyState, LoadingRows } from "@/components/list-state";
import { isOver, STATUS_APPEARANCE, type Status, StatusIcon } from "@/components/status";
import { durationText } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { Duration, Nil, Price } from "@/ui/number";
import { useWidth } from "@/ui/use-width";
import type { PlannedGroup, PlannedStage } from "../plan";
import { Axis, AxisLines } from "./axis";
import { Legend } from "./legend";
import { type Segment, segmentsOf } from "./segments";
import { css, cssBetween, idleGaps, pixels, type TimeScale, timeScale } from "./time-scale";

/** Room for stages that have not started, one behind the other. */
const GHOST_PX = 56;
const MAX_GHOSTS = 3;

interface DrawnStage extends PlannedStage {
  readonly bars: readonly {
    readonly attempt: StageView;
    readonly segments: readonly Segment[];
    readonly isOld: boolean;
  }[];
}

/** When each stage waited, ran and was suspended, in every attempt. */
export function Timeline({
  run,
  groups,
  generations,
  attempt,
  now,
  isLoading,
  selectedId,
  onSelect,
  onRerun,
}: {
  run: RunView;
  groups: readonly PlannedGroup[];
  /** Of each stage record, the run's attempt it was made in. */
  generations: ReadonlyMap<string, number>;
  /** Shown attempt, from 1; null for all. */
  attempt: number | null;
  now: number;
  isLoading: boolean;
  selectedId: string | null;
  onSelect: (stageRecordId: string) => void;
  onRerun: (stageId: string) => void;
}) {
  const [areGapsCollapsed, setAreGapsCollapsed] = useState(true);
  const [trackRef, width] = useWidth<HTMLDivElement>();
  if (isLoading) return <LoadingRows />;
  if (groups.length === 0) {
    return (
      <EmptyState title="Nothing to draw yet">
        <p>
          The run has no stages, and no worker has announced its workflow. Start a worker that defines it.
        </p>
      </EmptyState>
    );
  }

  const isEnded = isOver(run.status);
  const drawn = groups.map((group) => ({
    ...group,
    stages: group.stages.map((stage) => draw(stage, attempt, now)),
  }));
  const segments = drawn.flatMap(({ stages }) =>
    stages.flatMap(({ bars }) => bars.flatMap((bar) => bar.segments)),
  );
  const from = Math.min(
    ...segments.map((segment) => segment.from),
    attempt === null ? run.createdAt.getTime() : Infinity,
  );
  const start = Number.isFinite(from) ? from : run.createdAt.getTime();
  const end = Math.max(start + 1, ...segments.map((segment) => segment.to), isEnded ? 0 : now);
  const busy = segments.filter(({ kind }) => kind !== "suspended");
  const gaps = idleGaps({ from: start, to: end }, busy);
  const ghosts = isEnded ? [] : drawn.filter(({ stages }) => stages.every(({ shown }) => shown === null));
  const scale = timeScale({
    from: start,
    to: end,
    gaps: areGapsCollapsed ? gaps : [],
    reservedPx: Math.min(ghosts.length, MAX_GHOSTS) * GHOST_PX,
  });
  const runMs =
    run.duration ??
    (run.startedAt === null ? null : (run.completedAt?.getTime() ?? now) - run.startedAt.getTime());
  const generationsShown = attempt === null ? run.attempt + 1 : 1;

  return (
    <div className="tl">
      <div className="bar-row b">
        <span className="s12 t3 hide-s">{scopeText(attempt, generationsShown)}</span>
        <span className="grow" />
        {gaps.length > 0 && (
          <button
            type="button"
            className={areGapsCollapsed ? "btn sm on" : "btn sm"}
            aria-pressed={areGapsCollapsed}
            title="Long times in which nothing ran take a fixed width"
            onClick={() => setAreGapsCollapsed(!areGapsCollapsed)}
          >
            Collapse idle time
          </button>
        )}
        <Legend />
      </div>
      <Axis
        scale={scale}
        width={width}
        trackRef={trackRef}
        now={isEnded ? null : now}
        gapLabel={(gap) => gapText(gap, segments)}
      />
      <div className="relative">
        <AxisLines scale={scale} width={width} now={isEnded ? null : now} />
        <Row
          kind="run"
          name={run.workflowName}
          icon={<StatusIcon status={run.status} />}
          ms={runMs}
          cost={run.totalCost}
        >
          {runBars(run, drawn, generations, attempt).map((bar) => (
            <i
              key={bar.generation}
              className={clsx("bar", bar.isOld && "old", bar.status === "RUNNING" && !bar.isOpen && "closed")}
              data-s={bar.status}
              style={{ left: css(scale, scale.place(bar.from)), width: cssBetween(scale, bar.from, bar.to) }}
            />
          ))}
        </Row>
        {drawn.map((group) => (
          <div key={group.number}>
            <Row kind="grp" name={groupName(group)}>
              <Envelope
                scale={scale}
                segments={group.stages.flatMap(({ bars }) =>
                  bars.filter(({ isOld }) => !isOld).flatMap((bar) => bar.segments),
                )}
              />
            </Row>
            {group.stages.map((stage) => (
              <StageRow
                key={stage.stageId}
                stage={stage}
                scale={scale}
                width={width}
                ghost={ghosts.findIndex(({ number }) => number === group.number)}
                isRunOver={isEnded}
                selectedId={selectedId}
                onSelect={onSelect}
                onRerun={onRerun}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

const scopeText = (attempt: number | null, shown: number): string =>
  attempt !== null
    ? `Attempt ${attempt}, with what it kept`
    : shown === 1
      ? "One attempt"
      : `All ${shown} attempts`;

const groupName = ({ number, stages }: PlannedGroup): string =>
  stages.length === 1 ? `Group ${number}` : `Group ${number} · ${stages.length} parallel`;

function gapText(gap: { from: number; to: number }, segments: readonly Segment[]): string {
  const isWaiting = segments.some(
    ({ kind, from, to }) => kind === "suspended" && from < gap.to && to > gap.from,
  );
  return `${isWaiting ? "waiting outside" : "idle"} ${durationText(gap.to - gap.from)}`;
}

function draw(stage: PlannedStage, attempt: number | null, now: number): DrawnStage {
  const attempts = attempt === null ? stage.attempts : stage.shown === null ? [] : [stage.shown];
  return {
    ...stage,
    bars: attempts.map((each) => ({
      attempt: each,
      segments: segmentsOf(each, now),
      isOld: each.id !== stage.shown?.id,
    })),
  };
}

interface RunBar {
  readonly generation: number;
  readonly from: number;
  readonly to: number;
  readonly status: Status;
  readonly isOld: boolean;
  readonly isOpen: boolean;
}

/** One bar per attempt of the run, from its first stage to its last. */
function runBars(
  run: RunView,
  groups: readonly { readonly stages: readonly DrawnStage[] }[],
  generations: ReadonlyMap<string, number>,
  attempt: number | null,
): readonly RunBar[] {
  const bars = groups.flatMap(({ stages }) => stages.flatMap((stage) => stage.bars));
  const shown = attempt === null ? run.attempt : attempt - 1;
  return [...new Set(bars.map((bar) => generations.get(bar.attempt.id) ?? 0))].map((generation) => {
    const own = bars.filter((bar) => (generations.get(bar.attempt.id) ?? 0) === generation);
    const segments = own.flatMap((bar) => bar.segments);
    const isOpen = segments.some((segment) => segment.isOpen);
    const worst = own.find((bar) => bar.attempt.status === "FAILED" || bar.attempt.status === "CANCELLED");
    return {
      generation,
      from: Math.min(...segments.map(({ from }) => from)),
      to: Math.max(...segments.map(({ to }) => to)),
      status: generation === run.attempt ? run.status : (worst?.attempt.status ?? "COMPLETED"),
      isOld: generation !== shown,
      isOpen,
    };
  });
}

function Envelope({ scale, segments }: { scale: TimeScale; segments: readonly Segment[] }) {
  if (segments.length === 0) return null;
  const from = Math.min(...segments.map((segment) => segment.from));
  const to = Math.max(...segments.map((segment) => segment.to));
  return (
    <i
      className="env-l"
      style={{ left: css(scale, scale.place(from)), width: cssBetween(scale, from, to) }}
    />
  );
}

function Row({
  kind,
  name,
  icon,
  ms,
  cost,
  isSelected = false,
  action,
  children,
}: {
  kind: "run" | "grp" | "stage";
  name: ReactNode;
  icon?: ReactNode;
  ms?: number | null;
  cost?: number | null;
  isSelected?: boolean;
  action?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={clsx("tl-row", kind, isSelected && "sel")}>
      <div className="name">
        {icon}
        <span className="nm">{name}</span>
        {action}
        {ms !== undefined && (
          <span className="d">
            <Duration ms={ms} />
          </span>
        )}
        {cost !== undefined && (
          <span className="c">{cost === 0 || cost === null ? <Nil /> : <Price usd={cost} />}</span>
        )}
      </div>
      <div className="trk">{children}</div>
    </div>
  );
}

function StageRow({
  stage,
  scale,
  width,
  ghost,
  isRunOver,
  selectedId,
  onSelect,
  onRerun,
}: {
  stage: DrawnStage;
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
    <Row
      kind="stage"
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
            left: `calc(100% - ${(scale.fixedPx - scale.gaps.length * 48 - Math.min(ghost, MAX_GHOSTS - 1) * GHOST_PX).toFixed(0)}px + 6px)`,
            width: GHOST_PX - 6,
          }}
        />
      )}
      {!shown && ghost < 0 && <span className="lab t3">not started</span>}
    </Row>
  );
}

function Bar({
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
      {!isOld && attempt.attempt > 0 && first && (
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
    segment.kind === "suspended" ? "suspended" : STATUS_APPEARANCE[segment.status].word.toLowerCase(),
    durationText(segment.to - segment.from),
  ].join(", ");

const LABEL_PX = 62;
const BADGE_PX = 20;

/** The duration: behind the bar, before it at the right edge. */
function BarLabel({
  scale,
  width,
  segments,
  ms,
}: {
  scale: TimeScale;
  width: number;
  segments: readonly Segment[];
  ms: number;
}) {
  const [first, last] = [segments[0], segments.at(-1)];
  if (first === undefined || last === undefined) return null;
  const endPx = pixels(scale, last.to, width);
  const startPx = pixels(scale, first.from, width);
  if (endPx + LABEL_PX <= width) {
    return (
      <span className="lab" style={{ left: css(scale, scale.place(last.to)), marginLeft: BADGE_PX / 5 }}>
        <Duration ms={ms} />
      </span>
    );
  }
  if (startPx > LABEL_PX) {
    return (
      <span
        className="lab"
        style={{ right: `calc(100% - ${css(scale, scale.place(first.from))})`, marginRight: BADGE_PX / 5 }}
      >
        <Duration ms={ms} />
      </span>
    );
  }
  return null;
}
