"use client";

import type { TopicCosts } from "@stageline/engine/read";
import { Fragment } from "react";
import { ChartFrame } from "@/ui/charts";
import { formatCount } from "@/ui/format-number";
import type { CostParams, Measure } from "./search-params";
import { bigText, priceText } from "./tiles";
import {
  type Cell,
  icicle,
  nameOf,
  pathOf,
  placeIn,
  placeOf,
  type TopicNode,
  type TopicPlace,
  topicTree,
} from "./topic-tree";

const COST_COLUMN = "Cost, $";
const LEVELS = 4;
const ROW_PX = 44;
/** Narrower parts are not drawn, of the whole width. */
const LEAST = 0.004;

/** What was spent on: workflow, stage, and below it the topic. A click narrows the page to it. */
export function TopicIcicle({
  topics,
  params,
  colourOf,
  onPlace,
}: {
  topics: TopicCosts;
  params: CostParams;
  colourOf: (modelId: string) => string;
  onPlace: (place: TopicPlace) => void;
}) {
  const at = placeIn(params);
  const tree = topicTree(topics, at, params.by);
  const cells = icicle(tree, LEVELS, LEAST);
  const amount = (node: TopicNode) => amountText(node, params.by);
  return (
    <section className="sec">
      <ChartFrame
        title="By topic"
        note={<Trail at={at} onPlace={onPlace} />}
        legend={
          topics.total > topics.topics.length && (
            <span className="s12 t3">
              top {formatCount(topics.topics.length)} of {formatCount(topics.total)}
            </span>
          )
        }
        format={(value, column) => (column === COST_COLUMN ? priceText(value) : formatCount(value))}
        table={{
          columns: ["Workflow", "Stage", "Topic", "Model", "Calls", "Tokens", COST_COLUMN],
          rows: topics.topics.map((topic) => [
            topic.workflowId,
            topic.stageId,
            topic.topic,
            topic.modelId,
            topic.calls,
            topic.tokens,
            topic.costUsd,
          ]),
        }}
      >
        <div className="ice" style={{ height: levelsOf(cells) * ROW_PX }}>
          {cells.map((cell) => (
            <Part
              key={cell.key}
              cell={cell}
              root={tree}
              amount={amount}
              colourOf={colourOf}
              onPlace={onPlace}
            />
          ))}
        </div>
      </ChartFrame>
    </section>
  );
}

const levelsOf = (cells: readonly Cell[]): number => Math.max(1, ...cells.map(({ depth }) => depth + 1));

const amountText = ({ value }: TopicNode, by: Measure): string =>
  by === "usd" ? priceText(value) : by === "tokens" ? bigText(value) : formatCount(value);

/** Where the page is narrowed to, and the ways back. */
function Trail({ at, onPlace }: { at: TopicPlace; onPlace: (place: TopicPlace) => void }) {
  const path = pathOf(at);
  if (path.length === 0) return null;
  return (
    <>
      <button type="button" className="link" onClick={() => onPlace(placeOf([]))}>
        All calls
      </button>
      {path.map((_, index) => {
        const place = placeOf(path.slice(0, index + 1));
        const isLast = index === path.length - 1;
        return (
          <Fragment key={pathOf(place).join("\n")}>
            {" › "}
            {isLast ? (
              nameOf(place)
            ) : (
              <button type="button" className="link" onClick={() => onPlace(place)}>
                {nameOf(place)}
              </button>
            )}
          </Fragment>
        );
      })}
    </>
  );
}

function Part({
  cell: { node, depth, left, width },
  root,
  amount,
  colourOf,
  onPlace,
}: {
  cell: Cell;
  root: TopicNode;
  amount: (node: TopicNode) => string;
  colourOf: (modelId: string) => string;
  onPlace: (place: TopicPlace) => void;
}) {
  const share = root.value === 0 ? 0 : node.value / root.value;
  const told = `${node.name}, ${amount(node)}, ${(share * 100).toFixed(1)} %, ${formatCount(node.calls)} calls`;
  const style = { left: `${left * 100}%`, width: `${width * 100}%`, top: depth * ROW_PX };
  const inside = (
    <>
      <span className="trunc">{node.name}</span>
      <span className="t3 trunc">{amount(node)}</span>
      <em aria-hidden="true">
        {node.models.map(({ modelId, value }) => (
          <i key={modelId} style={{ flexGrow: value, background: colourOf(modelId) }} />
        ))}
      </em>
    </>
  );
  const { place } = node;
  if (place === null || depth === 0) {
    return (
      <span className="ic" style={style} title={told}>
        {inside}
      </span>
    );
  }
  return (
    <button
      type="button"
      className="ic"
      style={style}
      title={told}
      aria-label={`Only ${told}`}
      onClick={() => onPlace(place)}
    >
      {inside}
    </button>
  );
}
