"use client";

import type { AiCallTopicsFilter } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { useTRPC } from "@/trpc/client";
import { formatCount } from "@/ui/format-number";
import { Price } from "@/ui/number";
import { shortTopic } from "../short-topic";

const SHOWN = 6;

/** What each topic has cost, the most expensive first; one can be chosen. */
export function Topics({
  filter,
  chosen,
  pollMs,
  onChoose,
}: {
  filter: AiCallTopicsFilter;
  chosen: string;
  pollMs: number | false;
  onChoose: (topic: string) => void;
}) {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.run.aiCallTopics.queryOptions(filter, {
      refetchInterval: pollMs,
      placeholderData: (before) => before,
    }),
  );
  if (!data || data.topics.length < 2) return null;
  const isPriced = data.topics.some(({ cost }) => cost > 0);
  const size = (topic: (typeof data.topics)[number]) => (isPriced ? topic.cost : topic.tokens);
  const most = Math.max(...data.topics.map(size), Number.EPSILON);
  const shown = data.topics.toSorted((a, b) => size(b) - size(a)).slice(0, SHOWN);
  return (
    <fieldset className="topics">
      <legend className="label">
        {isPriced ? "Cost" : "Tokens"} by topic
        {(shown.length < data.topics.length || data.isCapped) &&
          `, top ${shown.length} of ${formatCount(data.topics.length)}${data.isCapped ? "+" : ""}`}
      </legend>
      {shown.map((topic) => (
        <button
          key={topic.topic}
          type="button"
          className={clsx("topic", topic.topic === chosen && "on")}
          aria-pressed={topic.topic === chosen}
          title={topic.topic}
          onClick={() => onChoose(topic.topic === chosen ? "" : topic.topic)}
        >
          <span className="mono trunc">{shortTopic(topic.topic)}</span>
          <span className="hbar" aria-hidden="true">
            <i style={{ width: `${(size(topic) / most) * 100}%`, insetBlock: 0, insetInlineStart: 0 }} />
          </span>
          <span className="num">{isPriced ? <Price usd={topic.cost} /> : formatCount(topic.tokens)}</span>
          <span className="num t3">
            {formatCount(topic.calls)} {topic.calls === 1 ? "call" : "calls"}
          </span>
        </button>
      ))}
    </fieldset>
  );
}
