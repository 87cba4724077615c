"use client";

import type { RunView } from "@stageline/engine/read";
import { useQueryStates } from "nuqs";
import { useCallback, useMemo, useRef, useState } from "react";
import { EmptyState, LoadingRows } from "@/components/list-state";
import { isOver } from "@/components/status";
import { useShortcuts } from "@/ui/shortcuts";
import type { PlannedGroup } from "../plan";
import { timelineParams } from "../search-params";
import { CursorLine } from "./cursor-line";
import { FOLDED_BY_DEFAULT, isFolded, toggled, toggledAll } from "./idle-gaps";
import { Lines, NowLine } from "./lines";
import { Minimap } from "./minimap";
import { pathPlaces } from "./path-lines";
import { hasErrors, isNamed, timelineRows, toggledFold, type Unfolded, withMoreCalls } from "./rows";
import { Ruler } from "./ruler";
import { intervalsOf, pathOf, pathSentence } from "./run-path";
import { TimelineNotes } from "./timeline-notes";
import { TimelineRows } from "./timeline-rows";
import { Toolbar } from "./toolbar";
import { useDrawing } from "./use-drawing";
import { useMarks } from "./use-marks";
import { useNavigation, useWheel } from "./use-navigation";
import { useScale } from "./use-scale";
import { useStageCalls } from "./use-stage-calls";
import { usePitch, useTrack } from "./use-track";
import { useView } from "./use-view";
import { zoomLevel } from "./view";

interface TimelineProps {
  readonly run: RunView;
  readonly groups: readonly PlannedGroup[];
  /** Of each stage record, the run's attempt it was made in. */
  readonly generations: ReadonlyMap<string, number>;
  /** Shown attempt, from 1; null for all. */
  readonly attempt: number | null;
  readonly now: number;
  readonly isLoading: boolean;
  /** The critical path stands out. */
  readonly isPathShown: boolean;
  readonly selectedId: string | null;
  /** Reads the stages anew; null when they are kept up to date. */
  readonly onReload: (() => void) | null;
  readonly onAttempt: (attempt: number | null) => void;
  readonly onPath: (isShown: boolean) => void;
  readonly onSelect: (stageRecordId: string) => void;
  readonly onRerun: (stageId: string) => void;
}

/** When each stage waited, ran and was suspended, in every attempt. */
export function Timeline({ isLoading, ...props }: TimelineProps) {
  if (isLoading) return <LoadingRows />;
  if (props.groups.length === 0) {
    return (
      <EmptyState title="Nothing to draw yet">
        <p>
          The run has no stages, and no worker has announced its workflow. Start a worker that defines it.
        </p>
      </EmptyState>
    );
  }
  return <DrawnTimeline {...props} />;
}

function DrawnTimeline({
  run,
  groups,
  generations,
  attempt,
  now,
  isPathShown,
  selectedId,
  onReload,
  onAttempt,
  onPath,
  onSelect,
  onRerun,
}: Omit<TimelineProps, "isLoading">) {
  const [choices, choose] = useQueryStates(timelineParams, { history: "replace" });
  const root = useRef<HTMLDivElement>(null);
  const [rowsElement, setRowsElement] = useState<HTMLElement | null>(null);
  const [trackRef, track] = useTrack();
  const pitch = usePitch(rowsElement);

  const drawing = useDrawing({ run, groups, generations, attempt, now });
  const [folding, setFolding] = useState(FOLDED_BY_DEFAULT);
  const created = run.createdAt.getTime();
  const [view, setView] = useView(created);
  const { scale, folded, assumed } = useScale(drawing, folding, view, track);
  const navigation = useNavigation({ scale: assumed, whole: drawing.whole, setView });
  useWheel(root, track, navigation, view !== null);

  const [unfolded, setUnfolded] = useState<Unfolded>(new Map());
  const openIds = useMemo(
    () =>
      drawing.groups
        .flatMap(({ stages }) => stages.map(({ stageId }) => stageId))
        .filter((id) => unfolded.has(id)),
    [drawing, unfolded],
  );
  const callsOf = useStageCalls(run, openIds);
  const { marks, isCut: areMarksCut } = useMarks(run);
  const { errors, named: words, axis, wait } = choices;
  const rows = useMemo(
    () =>
      timelineRows(drawing.groups, {
        isShown: (stage) => (!errors || hasErrors(stage)) && (words === "" || isNamed(stage, words)),
        unfolded,
        callsOf,
      }),
    [drawing, errors, words, unfolded, callsOf],
  );
  const path = useMemo(() => (isPathShown ? pathOf(drawing.groups) : null), [isPathShown, drawing]);
  const places = useMemo(() => {
    if (path === null) return [];
    const bottoms = new Map<string, number>();
    let bottom = 0;
    for (const row of rows) {
      bottom += row.kind === "group" ? pitch.group : pitch.row;
      if (row.kind === "stage") bottoms.set(row.key, bottom);
    }
    return pathPlaces(path, intervalsOf(drawing.groups), (stageId) => bottoms.get(stageId) ?? null);
  }, [path, rows, pitch, drawing]);

  const onToggle = useCallback((key: string) => setUnfolded((before) => toggledFold(before, key)), []);
  const onMore = useCallback((key: string) => setUnfolded((before) => withMoreCalls(before, key)), []);
  const { gaps } = drawing;
  const toggleGaps = () => setFolding(toggledAll(folding, gaps));
  const noGaps = gaps.length === 0 ? "Nothing was idle for long" : undefined;
  useShortcuts([
    { shortcut: "fit", run: navigation.fit },
    { shortcut: "zoomIn", run: navigation.zoomIn },
    { shortcut: "zoomOut", run: navigation.zoomOut },
    { shortcut: "idleGaps", run: toggleGaps, offBecause: noGaps },
    { shortcut: "queueWait", run: () => void choose({ wait: !wait }) },
    { shortcut: "onlyErrors", run: () => void choose({ errors: !errors }) },
    { shortcut: "criticalPath", run: () => onPath(!isPathShown) },
  ]);

  const isMoving = !isOver(run.status);
  const start = axis === "start" ? drawing.whole.from : created;
  const noMatch = rows.length === 1;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key `f` and the button "Fit the whole run" do the same
    <div
      className="tl tl-view"
      ref={root}
      onDoubleClick={({ target }) => {
        if (!(target as Element).closest("button, input, select, .name, .tl-bar")) navigation.fit();
      }}
    >
      <Toolbar
        choices={choices}
        onChoose={(change) => void choose(change)}
        attempt={attempt}
        attempts={run.attempt + 1}
        onAttempt={onAttempt}
        isPathShown={isPathShown}
        onPath={onPath}
        gaps={
          gaps.length === 0
            ? null
            : { areFolded: gaps.some((gap) => isFolded(folding, gap)), toggle: toggleGaps }
        }
        level={zoomLevel(assumed, drawing.whole)}
        navigation={navigation}
      />
      {path && (
        <p className="path-note" role="status">
          {pathSentence(path, (id) => nameOf(groups, id))}
        </p>
      )}
      <TimelineNotes attempt={attempt} areMarksCut={areMarksCut} bars={drawing.bars} onReload={onReload} />
      <div className="tl-top">
        {scale && (
          <Minimap
            drawing={drawing}
            scale={scale}
            start={drawing.whole.from}
            folded={folded}
            navigation={navigation}
          />
        )}
        <Ruler
          scale={scale}
          trackRef={trackRef}
          axis={axis}
          start={start}
          now={isMoving ? now : null}
          gaps={gaps}
          folding={folding}
          navigation={navigation}
          onFold={(gap) => setFolding(toggled(folding, gap))}
        />
      </div>
      <div className="relative" ref={setRowsElement}>
        {scale && <Lines scale={scale} origin={start} />}
        <TimelineRows
          rows={rows}
          pitch={pitch}
          pathPlaces={places}
          run={run}
          drawing={drawing}
          scale={scale}
          now={now}
          marks={marks}
          path={path}
          isWaitShown={wait}
          selectedId={selectedId}
          onToggle={onToggle}
          onMore={onMore}
          onSelect={onSelect}
          onRerun={onRerun}
        />
        {scale && isMoving && <NowLine scale={scale} now={now} />}
        {scale && track && <CursorLine root={root} track={track} scale={scale} axis={axis} start={start} />}
      </div>
      {noMatch && (
        <EmptyState title="No stage matches">
          <p>{errors ? "Nothing went wrong in the stages sought." : "No stage has such a name."}</p>
          <button type="button" className="btn" onClick={() => void choose({ errors: false, named: "" })}>
            Show all stages
          </button>
        </EmptyState>
      )}
    </div>
  );
}

const nameOf = (groups: readonly PlannedGroup[], stageId: string): string =>
  groups.flatMap(({ stages }) => stages).find((stage) => stage.stageId === stageId)?.name ?? stageId;
