"use client";

import type { RunView } from "@stageline/engine/read";
import clsx from "clsx";
import { useState } from "react";
import { EmptyState, LoadingRows } from "@/components/list-state";
import { isOver, StatusIcon } from "@/components/status";
import { durationText } from "@/ui/format-number";
import { useShortcuts } from "@/ui/shortcuts";
import { useWidth } from "@/ui/use-width";
import type { PlannedGroup } from "../plan";
import { Axis, AxisLines } from "./axis";
import { drawnStage } from "./drawn-stage";
import { Legend } from "./legend";
import { TimelineRow } from "./row";
import { runBars } from "./run-bars";
import { pathOf, pathSentence } from "./run-path";
import type { Segment } from "./segments";
import { GHOST_PX, MAX_GHOSTS, StageRow } from "./stage-row";
import { css, cssBetween, idleGaps, type TimeScale, timeScale } from "./time-scale";

/** When each stage waited, ran and was suspended, in every attempt. */
export function Timeline({
  run,
  groups,
  generations,
  attempt,
  now,
  isLoading,
  isPathShown,
  onPath,
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
  /** The critical path stands out. */
  isPathShown: boolean;
  onPath: (isShown: boolean) => void;
  selectedId: string | null;
  onSelect: (stageRecordId: string) => void;
  onRerun: (stageId: string) => void;
}) {
  const [areGapsCollapsed, setAreGapsCollapsed] = useState(true);
  const [trackRef, width] = useWidth<HTMLDivElement>();
  useShortcuts([
    { shortcut: "criticalPath", run: () => onPath(!isPathShown) },
    { shortcut: "idleGaps", run: () => setAreGapsCollapsed(!areGapsCollapsed) },
  ]);
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
    stages: group.stages.map((stage) => drawnStage(stage, attempt, now)),
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
  const path = isPathShown ? pathOf(drawn) : null;
  const onPathIds = new Set(path?.steps.map(({ stageId }) => stageId));
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
        <button
          type="button"
          className={isPathShown ? "btn sm on" : "btn sm"}
          aria-pressed={isPathShown}
          title="Of each group the slowest stage: what the run's duration hangs on"
          onClick={() => onPath(!isPathShown)}
        >
          Critical path
        </button>
        <Legend />
      </div>
      {path && (
        <p className="path-note" role="status">
          {pathSentence(path, (id) => nameOf(groups, id))}
        </p>
      )}
      <Axis
        scale={scale}
        width={width}
        trackRef={trackRef}
        now={isEnded ? null : now}
        gapLabel={(gap) => gapText(gap, segments)}
      />
      <div className="relative">
        <AxisLines scale={scale} width={width} now={isEnded ? null : now} />
        <TimelineRow
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
        </TimelineRow>
        {drawn.map((group) => (
          <div key={group.number}>
            <TimelineRow kind="grp" name={groupName(group)}>
              <Envelope
                scale={scale}
                segments={group.stages.flatMap(({ bars }) =>
                  bars.filter(({ isOld }) => !isOld).flatMap((bar) => bar.segments),
                )}
              />
            </TimelineRow>
            {group.stages.map((stage) => (
              <StageRow
                key={stage.stageId}
                stage={stage}
                pathShare={path?.steps.find(({ stageId }) => stageId === stage.stageId)?.share ?? null}
                isAside={path !== null && !onPathIds.has(stage.stageId)}
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

const nameOf = (groups: readonly PlannedGroup[], stageId: string): string =>
  groups.flatMap(({ stages }) => stages).find((stage) => stage.stageId === stageId)?.name ?? stageId;

const groupName = ({ number, stages }: PlannedGroup): string =>
  stages.length === 1 ? `Group ${number}` : `Group ${number} · ${stages.length} parallel`;

function gapText(gap: { from: number; to: number }, segments: readonly Segment[]): string {
  const isWaiting = segments.some(
    ({ kind, from, to }) => kind === "suspended" && from < gap.to && to > gap.from,
  );
  return `${isWaiting ? "waiting outside" : "idle"} ${durationText(gap.to - gap.from)}`;
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
