/**
 * Where the graph's nodes lie: a column per execution group, its stages a centred stack.
 *
 * The structure is layered already, so nothing is searched for: positions follow from numbers alone, and a node never
 * moves while the run goes on.
 */

import type { PlannedGroup, PlannedStage } from "../plan";

export const NODE = { width: 220, height: 56, gapX: 64, gapY: 16 } as const;

/** Stages drawn of one group; the rest is counted. */
const MAX_NODES = 12;

export interface GraphNode {
  readonly stage: PlannedStage;
  readonly x: number;
  readonly y: number;
}

export interface GraphColumn {
  readonly number: number;
  readonly x: number;
  readonly nodes: readonly GraphNode[];
  readonly size: number;
  /** Stages not drawn, and where their note stands; null when all are. */
  readonly folded: { readonly count: number; readonly failed: number; readonly y: number } | null;
  /** The barrier before the column: it opens when the group before is done. Null before the first. */
  readonly barrier: { readonly x: number; readonly top: number; readonly bottom: number } | null;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly middle: number;
  readonly columns: readonly GraphColumn[];
}

const BARRIER_INSET = 10;
const MIN_BARRIER = 10;

const stackHeight = (rows: number): number => rows * NODE.height + (rows - 1) * NODE.gapY;

/** @param unfolded numbers of groups of which every stage is drawn, however many */
export function graphLayout(
  groups: readonly PlannedGroup[],
  unfolded: ReadonlySet<number> = new Set(),
): GraphLayout {
  const drawn = groups.map((group) => ({
    group,
    ...(unfolded.has(group.number) ? { stages: group.stages, rest: [] } : fold(group.stages)),
  }));
  const rowsOf = ({ stages, rest }: (typeof drawn)[number]) => stages.length + (rest.length > 0 ? 1 : 0);
  const height = Math.max(NODE.height, ...drawn.map((column) => stackHeight(rowsOf(column))));
  const middle = height / 2;
  const topOf = (rows: number) => middle - stackHeight(rows) / 2;
  const columns = drawn.map((column, index): GraphColumn => {
    const { group, stages, rest } = column;
    const x = index * (NODE.width + NODE.gapX);
    const rows = rowsOf(column);
    const y = (row: number) => topOf(rows) + row * (NODE.height + NODE.gapY);
    const before = drawn[index - 1];
    const reach =
      stackHeight(Math.max(rows, before ? rowsOf(before) : 1)) / 2 - NODE.height / 2 + BARRIER_INSET;
    return {
      number: group.number,
      x,
      size: group.stages.length,
      nodes: stages.map((stage, row) => ({ stage, x, y: y(row) })),
      folded:
        rest.length === 0
          ? null
          : {
              count: rest.length,
              failed: rest.filter(({ shown }) => shown?.status === "FAILED").length,
              y: y(stages.length),
            },
      barrier:
        before === undefined
          ? null
          : {
              x: x - NODE.gapX / 2,
              top: middle - Math.max(reach, MIN_BARRIER),
              bottom: middle + Math.max(reach, MIN_BARRIER),
            },
    };
  });
  return {
    width: Math.max(0, groups.length * (NODE.width + NODE.gapX) - NODE.gapX),
    height,
    middle,
    columns,
  };
}

/** Failed stages are drawn before others when not all can be. */
function fold(stages: readonly PlannedStage[]): {
  stages: readonly PlannedStage[];
  rest: readonly PlannedStage[];
} {
  if (stages.length <= MAX_NODES) return { stages, rest: [] };
  const isFailed = ({ shown }: PlannedStage) => shown?.status === "FAILED";
  const ordered = [...stages.filter(isFailed), ...stages.filter((stage) => !isFailed(stage))];
  return { stages: ordered.slice(0, MAX_NODES), rest: ordered.slice(MAX_NODES) };
}
