"use client";

import clsx from "clsx";
import { AttemptBadge } from "@/components/attempt";
import { EmptyState } from "@/components/list-state";
import { STATUS_APPEARANCE, StatusIcon } from "@/components/status";
import { durationText } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { Duration, Nil, Price } from "@/ui/number";
import { Scrollable } from "@/ui/scrollable";
import type { PlannedGroup } from "../plan";
import { segmentsOf } from "../timeline/segments";
import { Edges } from "./edges";
import { type GraphNode, graphLayout, NODE } from "./layout";

const MARGIN = { x: 40, top: 64, bottom: 40 } as const;

/** The run's stages as columns of execution groups, with a barrier where one group waits for all of another. */
export function Graph({
  groups,
  now,
  isRunOver,
  selectedId,
  onSelect,
  onRerun,
}: {
  groups: readonly PlannedGroup[];
  now: number;
  isRunOver: boolean;
  selectedId: string | null;
  onSelect: (stageRecordId: string) => void;
  onRerun: (stageId: string) => void;
}) {
  if (groups.length === 0) {
    return (
      <EmptyState title="Nothing to draw yet">
        <p>The run has no stages, and no worker has announced its workflow.</p>
      </EmptyState>
    );
  }
  const layout = graphLayout(groups);
  const width = layout.width + 2 * MARGIN.x;
  const height = layout.height + MARGIN.top + MARGIN.bottom;
  return (
    <Scrollable className="canvas" label="Stage graph">
      <div className="stage-g" style={{ width, height }}>
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
                  isRunOver={isRunOver}
                  isSelected={node.stage.shown !== null && node.stage.shown.id === selectedId}
                  onSelect={onSelect}
                  onRerun={onRerun}
                />
              ))}
              {column.folded && (
                <span
                  className="node-more"
                  style={{ left: column.x, top: column.folded.y, width: NODE.width, height: NODE.height }}
                >
                  and {column.folded.count} more
                  {column.folded.failed > 0 && `, ${column.folded.failed} failed`}
                </span>
              )}
            </div>
          ))}
        </div>
      </div>
    </Scrollable>
  );
}

const topOf = (nodes: readonly GraphNode[]): number => Math.min(...nodes.map(({ y }) => y));

function Node({
  node: { stage, x, y },
  now,
  isRunOver,
  isSelected,
  onSelect,
  onRerun,
}: {
  node: GraphNode;
  now: number;
  isRunOver: boolean;
  isSelected: boolean;
  onSelect: (stageRecordId: string) => void;
  onRerun: (stageId: string) => void;
}) {
  const { shown, name } = stage;
  const place = { left: x, top: y };
  if (shown === null) {
    return (
      <div className="node" data-s="none" style={place}>
        <span className="a">
          <StatusIcon status="PENDING" />
          <span className="nm trunc" title={name}>
            {name}
          </span>
        </span>
        <span className="b">
          <span className="t3">not started</span>
        </span>
      </div>
    );
  }
  const ms = segmentsOf(shown, now).reduce((sum, { from, to }) => sum + to - from, 0);
  const word = STATUS_APPEARANCE[shown.status].word;
  return (
    <div className={clsx("node", isSelected && "sel")} data-s={shown.status} style={place}>
      <button
        type="button"
        className="node-open"
        aria-label={`${name}, ${word.toLowerCase()}, ${durationText(ms)}`}
        aria-pressed={isSelected}
        onClick={() => onSelect(shown.id)}
      />
      <span className="a">
        <StatusIcon status={shown.status} />
        <span className="nm trunc" title={name}>
          {name}
        </span>
        {shown.attempt > 0 && <AttemptBadge attempt={shown.attempt} />}
        <button
          type="button"
          className="btn ghost sm sq node-rerun"
          aria-label={`Rerun from ${name}`}
          title={
            isRunOver ? `Rerun from ${name}…` : "A run can be run again when it has ended. Cancel it first."
          }
          disabled={!isRunOver}
          onClick={() => onRerun(stage.stageId)}
        >
          <Icon name="rerun" size={14} />
        </button>
      </span>
      <span className="b">
        <span>
          <Duration ms={ms} />
        </span>
        <span>{shown.cost === 0 ? <Nil /> : <Price usd={shown.cost} />}</span>
        {shown.progress !== null && shown.status === "RUNNING" && (
          <b className="end med text-text">{Math.round(shown.progress * 100)} %</b>
        )}
      </span>
      {shown.progress !== null && shown.status === "RUNNING" && (
        <span className="prog">
          <i style={{ width: `${Math.min(1, Math.max(0, shown.progress)) * 100}%` }} />
        </span>
      )}
    </div>
  );
}
