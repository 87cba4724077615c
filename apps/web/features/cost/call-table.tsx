"use client";

import type { CostCallView } from "@stageline/engine/read";
import Link from "next/link";
import { AttemptBadge } from "@/components/attempt";
import { type Status, StatusIcon } from "@/components/status";
import { runHref } from "@/features/run/search-params";
import { shortTopic } from "@/features/run/short-topic";
import { Big, Duration, Nil, Price } from "@/ui/number";
import { Age, useAgeWidth } from "@/ui/time";

const ENDS: Readonly<Record<CostCallView["status"], { status: Status; word: string }>> = {
  COMPLETED: { status: "COMPLETED", word: "Completed" },
  FAILED: { status: "FAILED", word: "Failed" },
  ABORTED: { status: "CANCELLED", word: "Aborted" },
};

/** Single calls, each with the way to its prompt and answer. */
export function CallTable({
  calls,
  caption,
  colourOf,
}: {
  calls: readonly CostCallView[];
  caption: string;
  colourOf: (modelId: string) => string;
}) {
  const ageWidth = useAgeWidth();
  return (
    <div className="tblx">
      <table className="tbl flow cost-t of-calls">
        <caption className="sr">{caption}</caption>
        <colgroup>
          <col style={{ width: 128 }} />
          <col style={{ width: 132 }} />
          <col style={{ width: 130 }} />
          <col />
          <col style={{ width: 180 }} />
          <col style={{ width: 66 }} />
          <col style={{ width: 66 }} />
          <col style={{ width: 80 }} />
          <col style={{ width: ageWidth }} />
          <col style={{ width: 100 }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">Workflow</th>
            <th scope="col">Stage</th>
            <th scope="col">Topic</th>
            <th scope="col">Model</th>
            <th scope="col" className="num">
              In
            </th>
            <th scope="col" className="num">
              Out
            </th>
            <th scope="col" className="num">
              Latency
            </th>
            <th scope="col" className="num">
              When
            </th>
            <th scope="col" className="num">
              Cost
              <i className="dp off" aria-hidden="true">
                00
              </i>
            </th>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <CallRow key={call.id} call={call} colour={colourOf(call.modelId)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CallRow({ call, colour }: { call: CostCallView; colour: string }) {
  const { status, word } = ENDS[call.status];
  const { workflowRunId } = call;
  return (
    <tr className="run-row">
      <td title={call.error ?? undefined}>
        <span className="st">
          <StatusIcon status={status} />
          <span className="word">{word}</span>
        </span>
      </td>
      <td className="trunc" title={call.workflowId ?? undefined}>
        {call.workflowId ?? <Nil />}
      </td>
      <td className="trunc" title={call.stageId ?? undefined}>
        {call.stageId ?? <Nil />}{" "}
        {call.attempt !== null && call.attempt > 0 && <AttemptBadge attempt={call.attempt} />}
      </td>
      <td className="trunc mono" title={call.topic}>
        {workflowRunId === null ? (
          call.topic
        ) : (
          <Link
            className="row-link"
            href={runHref(`/runs/${encodeURIComponent(workflowRunId)}`, { tab: "calls", call: call.id })}
          >
            {call.topic.endsWith(`.stage.${call.stageId}`) ? "whole stage" : shortTopic(call.topic)}
          </Link>
        )}
      </td>
      <td className="trunc" title={call.modelKey}>
        <span className="row gap-1.5">
          <i className="sw" style={{ background: colour }} />
          <span className="mono trunc">{call.modelId}</span>
        </span>
      </td>
      <td className="num t2">
        <Big count={call.inputTokens} />
      </td>
      <td className="num t2">
        <Big count={call.outputTokens} />
      </td>
      <td className="num">
        <Duration ms={call.latencyMs} />
      </td>
      <td className="num t2">
        <Age at={call.createdAt} />
      </td>
      <td className="num med" title={call.priced ? undefined : "No price is known for this model"}>
        {call.priced ? <Price usd={call.cost} aligned /> : <Nil />}
      </td>
    </tr>
  );
}
