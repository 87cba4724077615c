"use client";

import type { RunView } from "@stageline/engine/read";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect } from "react";
import { isOver } from "@/components/status";
import type { TimeStyle } from "@/ui/format-time";
import { useTimeStyle } from "@/ui/time";
import type { CriticalPath } from "../critical-path";
import type { Drawing } from "./drawing";
import type { Mark, Marks } from "./marks";
import { pollMarks } from "./marks";
import { PathLines, type PathPlace } from "./path-lines";
import type { TimelineRow } from "./rows";
import { GroupRow, RunRow } from "./run-rows";
import { StageRow } from "./stage-row";
import { AttemptRow, CallRow, CallsRow, MoreRow, NoteRow } from "./sub-rows";
import type { TimeScale } from "./time-scale";
import type { Pitch } from "./use-track";

/** Rows beyond the window's edges, ready for the next turn of the wheel. */
const OVERSCAN = 12;
const NO_MARKS: readonly Mark[] = [];

export interface RowChoices {
  readonly run: RunView;
  readonly drawing: Drawing;
  /** Null until there is a width to draw on. */
  readonly scale: TimeScale | null;
  readonly now: number;
  readonly marks: Marks;
  readonly path: CriticalPath | null;
  readonly isWaitShown: boolean;
  readonly style: TimeStyle;
  readonly selectedId: string | null;
  readonly onToggle: (key: string) => void;
  readonly onMore: (key: string) => void;
  readonly onSelect: (stageRecordId: string) => void;
  readonly onRerun: (stageId: string) => void;
}

/** The lines that are in the window, and a few around them. */
export function TimelineRows({
  rows,
  pitch,
  pathPlaces,
  ...choices
}: Omit<RowChoices, "style"> & {
  rows: readonly TimelineRow[];
  pitch: Pitch;
  pathPlaces: readonly PathPlace[];
}) {
  const style = useTimeStyle();
  // The same functions while the rows are the same: others would have all rows measured anew.
  const estimateSize = useCallback(
    (index: number) => (rows[index]?.kind === "group" ? pitch.group : pitch.row),
    [rows, pitch],
  );
  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize,
    getItemKey,
    overscan: OVERSCAN,
    scrollMargin: pitch.top,
    // The server draws the first window, too.
    initialRect: { width: 0, height: 900 },
    initialOffset: 0,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights are asked for again when they are others
  useEffect(() => virtualizer.measure(), [virtualizer, pitch.row, pitch.group]);
  return (
    <div className="tl-rows" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ index, key, size, start }) => {
        const row = rows[index];
        return (
          row && (
            <div
              key={key}
              className="tl-line"
              style={{ height: size, transform: `translateY(${start - pitch.top}px)` }}
            >
              <Row row={row} style={style} {...choices} />
            </div>
          )
        );
      })}
      {choices.scale && pathPlaces.length > 0 && <PathLines places={pathPlaces} scale={choices.scale} />}
    </div>
  );
}

function Row({ row, ...choices }: RowChoices & { row: TimelineRow }) {
  const {
    run,
    drawing,
    scale,
    now,
    marks,
    path,
    isWaitShown,
    style,
    selectedId,
    onToggle,
    onMore,
    onSelect,
    onRerun,
  } = choices;
  switch (row.kind) {
    case "run":
      return <RunRow run={run} bars={drawing.runBars} scale={scale} now={now} />;
    case "group":
      return <GroupRow group={row.group} hidden={row.hidden} scale={scale} />;
    case "stage": {
      const { stage, isOpen } = row;
      const step = path?.steps.find(({ stageId }) => stageId === stage.stageId);
      return (
        <StageRow
          stage={stage}
          isOpen={isOpen}
          pathShare={step?.share ?? null}
          isAside={path !== null && step === undefined}
          isSelected={stage.attempts.some(({ id }) => id === selectedId)}
          isRunOver={isOver(run.status)}
          isWaitShown={isWaitShown}
          scale={scale}
          now={isOpenNow(stage.bars) ? now : null}
          expected={drawing.expected.get(stage.stageId) ?? null}
          marks={marksOfStage(stage.bars, marks)}
          style={style}
          onToggle={onToggle}
          onSelect={onSelect}
          onRerun={onRerun}
        />
      );
    }
    case "attempt":
      return (
        <AttemptRow
          row={row}
          scale={scale}
          now={isOpenNow([row.bar]) ? now : null}
          isWaitShown={isWaitShown}
          isSelected={row.bar.attempt.id === selectedId}
          style={style}
          onSelect={onSelect}
        />
      );
    case "calls":
      return <CallsRow row={row} scale={scale} onToggle={onToggle} />;
    case "call":
      return <CallRow row={row} scale={scale} />;
    case "more":
      return <MoreRow row={row} onMore={onMore} />;
    case "note":
      return <NoteRow row={row} />;
  }
}

type Bars = Drawing["groups"][number]["stages"][number]["bars"];

const isOpenNow = (bars: Bars): boolean => bars.some(({ segments }) => segments.some(({ isOpen }) => isOpen));

function marksOfStage(bars: Bars, marks: Marks): readonly Mark[] {
  const all = bars.flatMap(({ attempt }) => [...(marks.get(attempt.id) ?? NO_MARKS), ...pollMarks(attempt)]);
  return all.length === 0 ? NO_MARKS : all;
}
