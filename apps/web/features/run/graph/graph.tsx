"use client";

import type { RunView } from "@stageline/engine/read";
import { useEffect, useState } from "react";
import { attemptNumber } from "@/components/attempt";
import { EmptyState } from "@/components/list-state";
import { useShortcuts } from "@/ui/shortcuts";
import { attemptIn } from "../generations";
import type { PlannedGroup, PlannedStage } from "../plan";
import { Edges } from "./edges";
import { type GraphNode, graphLayout, NODE } from "./layout";
import { Minimap } from "./minimap";
import { type Fate, Node } from "./node";
import type { Overlay } from "./overlay-names";
import { shadesOf } from "./overlays";
import { RerunPreview } from "./rerun-preview";
import { Toolbar } from "./toolbar";
import { useViewport, ZOOM } from "./use-viewport";

const MARGIN = { x: 40, top: 64, bottom: 96 } as const;
/** With more nodes than this a map of all of them helps. */
const MAP_ABOVE = 20;

/** The run's stages as columns of execution groups, with a barrier where one group waits for all of another. */
export function Graph({
  run,
  groups,
  generations,
  attempt,
  now,
  isRunOver,
  overlay,
  onOverlay,
  since,
  onSince,
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
  isRunOver: boolean;
  overlay: Overlay;
  onOverlay: (overlay: Overlay) => void;
  /** Attempt that changes are counted from, from 1; null for the one before the shown. */
  since: number | null;
  onSince: (attempt: number) => void;
  selectedId: string | null;
  onSelect: (stageRecordId: string) => void;
  onRerun: (stageId: string) => void;
}) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const [isFollowing, setIsFollowing] = useState(false);
  const [previewed, setPreviewed] = useState<string | null>(null);
  const layout = graphLayout(groups, unfolded);
  const size = {
    width: layout.width + 2 * MARGIN.x,
    height: layout.height + MARGIN.top + MARGIN.bottom,
  };
  const viewport = useViewport(size, () => setIsFollowing(false));
  const nodes = layout.columns.flatMap((column) => column.nodes);
  const isNothing = nodes.length === 0;
  const running = nodes.find(({ stage }) => stage.shown?.status === "RUNNING");
  useShortcuts(
    isNothing
      ? []
      : [
          { shortcut: "fit", name: "Fit the whole graph", run: viewport.fit },
          { shortcut: "zoomIn", run: () => viewport.zoom(ZOOM.step) },
          { shortcut: "zoomOut", run: () => viewport.zoom(1 / ZOOM.step) },
          {
            shortcut: "follow",
            run: () => setIsFollowing(!isFollowing),
            offBecause: isRunOver ? "The run has ended" : undefined,
          },
        ],
  );
  const runningId = running?.stage.stageId;
  const { centre } = viewport;
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves when another stage runs, not with every measurement
  useEffect(() => {
    if (isFollowing && running)
      centre(running.x + MARGIN.x + NODE.width / 2, running.y + MARGIN.top + NODE.height / 2);
  }, [isFollowing, runningId]);

  if (isNothing) {
    return (
      <EmptyState title="Nothing to draw yet">
        <p>The run has no stages, and no worker has announced its workflow.</p>
      </EmptyState>
    );
  }
  const last = attemptNumber(run.attempt);
  const changedSince = since ?? Math.max(1, (attempt ?? last) - 1);
  const isChanged = ({ attempts, shown }: PlannedStage) =>
    attemptIn(changedSince - 1, attempts, generations)?.id !== shown?.id;
  const shades = shadesOf(overlay, groups, now, isChanged);
  const previewGroup = groups.find(({ stages }) => stages.some(({ stageId }) => stageId === previewed));
  const fateOf = (group: number): Fate =>
    previewGroup === undefined ? null : group >= previewGroup.number ? "again" : "kept";
  return (
    <>
      <Toolbar
        overlay={overlay}
        onOverlay={onOverlay}
        lastAttempt={last}
        since={changedSince}
        onSince={onSince}
        isFollowing={isFollowing}
        whyNoFollow={isRunOver ? "The run has ended: nothing moves" : undefined}
        onFollow={setIsFollowing}
        scale={viewport.scale}
        onZoom={viewport.zoom}
        onFit={viewport.fit}
      />
      <div className="relative">
        {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: so that arrow keys scroll it */}
        <section
          ref={viewport.ref}
          className="canvas"
          aria-label="Stage graph"
          tabIndex={0}
          onScroll={viewport.onScroll}
          onPointerDown={viewport.onPointerDown}
        >
          {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: so that arrow keys scroll it */}
          <div style={{ width: size.width * viewport.scale, height: size.height * viewport.scale }}>
            <div className="stage-g" style={{ ...size, transform: `scale(${viewport.scale})` }}>
              <div
                className="absolute"
                style={{ left: MARGIN.x, top: MARGIN.top, width: layout.width, height: layout.height }}
              >
                <Edges layout={layout} />
                {layout.columns.map((column) => (
                  <div key={column.number}>
                    <span className="g-h" style={{ left: column.x, top: topOf(column.nodes) - 32 }}>
                      Group <b>{column.number}</b>
                      {column.size > 1 && ` · ${column.size} parallel`}
                    </span>
                    {column.nodes.map((node) => (
                      <Node
                        key={node.stage.stageId}
                        node={node}
                        now={now}
                        shade={shades.get(node.stage.stageId)}
                        fate={fateOf(column.number)}
                        isRunOver={isRunOver}
                        isSelected={node.stage.shown !== null && node.stage.shown.id === selectedId}
                        onSelect={onSelect}
                        onPreview={setPreviewed}
                      />
                    ))}
                    {column.folded && (
                      <button
                        type="button"
                        className="node-more"
                        style={{
                          left: column.x,
                          top: column.folded.y,
                          width: NODE.width,
                          height: NODE.height,
                        }}
                        onClick={() => setUnfolded(new Set([...unfolded, column.number]))}
                      >
                        Show {column.folded.count} more
                        {column.folded.failed > 0 && ` (${column.folded.failed} failed)`}
                      </button>
                    )}
                  </div>
                ))}
              </div>
            </div>
          </div>
        </section>
        {nodes.length > MAP_ABOVE && viewport.seen && (
          <Minimap layout={layout} margin={MARGIN} seen={viewport.seen} onCentre={viewport.centre} />
        )}
        {previewed !== null && isRunOver && (
          <RerunPreview
            run={run}
            groups={groups}
            stageId={previewed}
            onClose={() => setPreviewed(null)}
            onRerun={() => {
              setPreviewed(null);
              onRerun(previewed);
            }}
          />
        )}
      </div>
    </>
  );
}

const topOf = (nodes: readonly GraphNode[]): number => Math.min(...nodes.map(({ y }) => y));
