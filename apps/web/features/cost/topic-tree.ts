/** What was spent on as a tree: workflow, stage, and what lies below in the topic; laid out as an icicle. */

import type { TopicCosts } from "@stageline/engine/read";
import { hierarchy, partition } from "d3-hierarchy";
import type { CostParams, Measure } from "./search-params";

export interface TopicPlace {
  readonly wf: string | null;
  readonly stage: string | null;
  readonly topic: string | null;
}

export interface TopicNode {
  readonly name: string;
  /** What a click narrows the page to; null for what is several. */
  readonly place: TopicPlace | null;
  readonly value: number;
  readonly usd: number;
  readonly calls: number;
  /** By model, the most first. */
  readonly models: readonly { readonly modelId: string; readonly value: number }[];
  /** The most first. */
  readonly children: readonly TopicNode[];
}

/** Neighbours that are told apart; the rest is one. */
export const MOST_CHILDREN = 25;

type Row = TopicCosts["topics"][number];
interface Leaf {
  readonly row: Row;
  readonly path: readonly string[];
}

/** The tree below where the page is narrowed to. */
export function topicTree({ topics, rest }: TopicCosts, at: TopicPlace, measure: Measure): TopicNode {
  const depth = pathOf(at).length;
  const leaves = topics.map((row) => ({ row, path: fullPath(row) }));
  const root = nodeOf(leaves, depth, { name: nameOf(at), place: at }, measure);
  const left = { usd: rest.costUsd, tokens: rest.tokens, calls: rest.calls }[measure];
  return left <= 0
    ? root
    : {
        ...root,
        value: root.value + left,
        usd: root.usd + rest.costUsd,
        calls: root.calls + rest.calls,
        children: [...root.children, several("the rest", left, rest.costUsd, rest.calls)],
      };
}

const fullPath = ({ workflowId, stageId, topic }: Row): string[] => [
  workflowId,
  stageId,
  ...(topic === "" ? [] : topic.split(".")),
];

export const pathOf = ({ wf, stage, topic }: TopicPlace): string[] =>
  wf === null ? [] : stage === null ? [wf] : [wf, stage, ...(topic === null ? [] : topic.split("."))];

export function placeOf(path: readonly string[]): TopicPlace {
  const [wf = null, stage = null, ...below] = path;
  return { wf, stage, topic: below.length === 0 ? null : below.join(".") };
}

/** What a place is called; calls outside workflows and stages have no name of their own. */
export function nameOf(place: TopicPlace): string {
  const path = pathOf(place);
  const last = path.at(-1);
  if (last === undefined) return "All calls";
  return last !== "" ? last : path.length === 1 ? "no workflow" : "no stage";
}

function nodeOf(
  leaves: readonly Leaf[],
  depth: number,
  { name, place }: Pick<TopicNode, "name" | "place">,
  measure: Measure,
): TopicNode {
  const groups = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const next = leaf.path[depth];
    if (next === undefined) continue;
    const group = groups.get(next);
    if (group) group.push(leaf);
    else groups.set(next, [leaf]);
  }
  const children = [...groups.values()]
    .map((group) => {
      const below = placeOf(group[0]?.path.slice(0, depth + 1) ?? []);
      return nodeOf(group, depth + 1, { name: nameOf(below), place: below }, measure);
    })
    .sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1));
  return { name, place, ...sumsOf(leaves, measure), children: capped(children) };
}

const capped = (children: readonly TopicNode[]): readonly TopicNode[] => {
  const rest = children.slice(MOST_CHILDREN);
  if (rest.length === 0) return children;
  const sum = (of: (node: TopicNode) => number) => rest.reduce((total, node) => total + of(node), 0);
  const more = several(
    `${rest.length} more`,
    sum(({ value }) => value),
    sum(({ usd }) => usd),
    sum(({ calls }) => calls),
  );
  return [...children.slice(0, MOST_CHILDREN), more];
};

const several = (name: string, value: number, usd: number, calls: number): TopicNode => ({
  name,
  place: null,
  value,
  usd,
  calls,
  models: [],
  children: [],
});

function sumsOf(leaves: readonly Leaf[], measure: Measure) {
  const models = new Map<string, number>();
  let [usd, tokens, calls] = [0, 0, 0];
  for (const { row } of leaves) {
    usd += row.costUsd;
    tokens += row.tokens;
    calls += row.calls;
    const value = { usd: row.costUsd, tokens: row.tokens, calls: row.calls }[measure];
    models.set(row.modelId, (models.get(row.modelId) ?? 0) + value);
  }
  return {
    value: { usd, tokens, calls }[measure],
    usd,
    calls,
    models: [...models].map(([modelId, value]) => ({ modelId, value })).sort((a, b) => b.value - a.value),
  };
}

export interface Cell {
  readonly node: TopicNode;
  readonly key: string;
  /** 0 is the root. */
  readonly depth: number;
  /** From 0 to 1 of the whole width. */
  readonly left: number;
  readonly width: number;
}

/** Where each part lies, `levels` deep; what would be narrower than `least` of the width is left out. */
export function icicle(root: TopicNode, levels: number, least: number): Cell[] {
  const laidOut = partition<TopicNode>().size([1, levels])(
    // A node's own value is what its children leave, so that they never come to more than it.
    hierarchy<TopicNode>(root, ({ children }) => [...children]).sum(({ value, children }) =>
      Math.max(0, value - children.reduce((sum, child) => sum + child.value, 0)),
    ),
  );
  return laidOut
    .descendants()
    .filter(({ depth, x0, x1 }) => depth < levels && x1 - x0 >= least)
    .map((place) => ({
      node: place.data,
      key: place
        .ancestors()
        .map(({ data }) => data.name)
        .join("\n"),
      depth: place.depth,
      left: place.x0,
      width: place.x1 - place.x0,
    }));
}

export const placeIn = ({ wf, stage, topic }: CostParams): TopicPlace => ({ wf, stage, topic });
