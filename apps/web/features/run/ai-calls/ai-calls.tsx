"use client";

import type { AiCallView, RunView } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { AttemptBadge } from "@/components/attempt";
import { ExportMenu } from "@/components/export-menu";
import { EmptyState, ListState } from "@/components/list-state";
import { isOver, type Status, StatusIcon } from "@/components/status";
import { useTRPC, useTRPCClient } from "@/trpc/client";
import { usePages } from "@/trpc/use-pages";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { Big, Duration, Nil, Price } from "@/ui/number";
import { ClockTime } from "@/ui/time";
import { pollMs } from "../live-run";
import { runParams } from "../search-params";
import { shortTopic } from "../short-topic";
import { CallDetails } from "./call-details";
import { differenceText } from "./difference";
import { Topics } from "./topics";

const ICONS: Readonly<Record<AiCallView["status"], { status: Status; word: string }>> = {
  COMPLETED: { status: "COMPLETED", word: "Completed" },
  FAILED: { status: "FAILED", word: "Failed" },
  ABORTED: { status: "CANCELLED", word: "Aborted" },
};

/** Every call of a model in the run, with what it read, wrote and cost. */
export function AiCalls({ run }: { run: RunView }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [{ attempt, topic, model, ended, call: openId }, setParams] = useQueryStates(runParams, {
    history: "push",
  });
  const setOpenId = (call: string | null) => void setParams({ call }, { history: "replace" });
  const withoutTopic = {
    runId: run.id,
    ...(attempt === null ? {} : { attempt: attempt - 1 }),
    ...(model === "" ? {} : { modelId: model }),
    ...(ended === null ? {} : { status: [ended] }),
  };
  const filter = { ...withoutTopic, ...(topic === "" ? {} : { topicPrefix: topic }) };
  const isFiltered = attempt !== null || topic !== "" || model !== "" || ended !== null;
  const query = usePages({
    queryKey: trpc.run.aiCalls.queryKey(filter),
    load: (cursor, signal) => client.run.aiCalls.query({ ...filter, cursor }, { signal }),
    toward: "end",
    pollMs: pollMs(run.status),
  });
  const totals = useQuery(
    trpc.run.aiCallTotals.queryOptions(filter, { refetchInterval: pollMs(run.status) }),
  );
  const difference =
    !isFiltered && totals.data
      ? differenceText({ totalCost: run.totalCost, isOver: isOver(run.status) }, totals.data)
      : null;
  const models = new Set([...(query.rows ?? []).map(({ modelId }) => modelId), ...(model ? [model] : [])]);
  const clear = () => void setParams({ attempt: null, topic: "", model: "", ended: null });
  return (
    <>
      <div className="bar-row b flex-wrap">
        <label className="input select">
          <span className="sr">Model</span>
          <select value={model} onChange={({ target }) => void setParams({ model: target.value })}>
            <option value="">Any model</option>
            {[...models].map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <fieldset className="seg">
          <legend className="sr">Status</legend>
          {([null, "COMPLETED", "FAILED", "ABORTED"] as const).map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={ended === each}
              className={ended === each ? "on" : undefined}
              onClick={() => void setParams({ ended: each })}
            >
              {each === null ? "Any status" : ICONS[each].word}
            </button>
          ))}
        </fieldset>
        {attempt !== null && (
          <Dropped word={`attempt ${attempt}`} onDrop={() => void setParams({ attempt: null })} />
        )}
        {topic !== "" && <Dropped word={shortTopic(topic)} onDrop={() => void setParams({ topic: "" })} />}
        <span className="grow" />
        <ExportMenu list="ai-calls" filter={filter} />
      </div>
      <Topics
        filter={withoutTopic}
        chosen={topic}
        pollMs={pollMs(run.status)}
        onChoose={(next) => void setParams({ topic: next })}
      />
      <ListState
        query={query}
        rows={query.rows}
        words={["AI call", "AI calls"]}
        noData={<NoCalls />}
        noMatch={
          isFiltered && (
            <EmptyState title="No AI call matches">
              <button type="button" className="btn" onClick={clear}>
                Clear filters
              </button>
            </EmptyState>
          )
        }
      >
        {(rows) => (
          <>
            {difference !== null && (
              <p className="note warn m-3">
                The run says <Price usd={run.totalCost} />, its calls sum up to{" "}
                <Price usd={totals.data?.cost ?? 0} />. {difference}
              </p>
            )}
            <div className="tblx">
              <table className="tbl flow calls-t">
                <caption className="sr">AI calls, oldest first</caption>
                <colgroup>
                  <col style={{ width: 92 }} />
                  <col style={{ width: 176 }} />
                  <col />
                  <col style={{ width: 168 }} />
                  <col style={{ width: 72 }} />
                  <col style={{ width: 72 }} />
                  <col style={{ width: 72 }} />
                  <col style={{ width: 84 }} />
                  <col style={{ width: 90 }} />
                  <col style={{ width: 124 }} />
                </colgroup>
                <thead>
                  <tr>
                    <th scope="col">Time</th>
                    <th scope="col">Stage</th>
                    <th scope="col">Topic</th>
                    <th scope="col">Model</th>
                    <th scope="col" className="num">
                      In
                    </th>
                    <th scope="col" className="num">
                      Cached
                    </th>
                    <th scope="col" className="num">
                      Out
                    </th>
                    <th scope="col" className="num">
                      Latency
                    </th>
                    <th scope="col" className="num">
                      Cost
                      <i className="dp off" aria-hidden="true">
                        00
                      </i>
                    </th>
                    <th scope="col">Status</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((call) => (
                    <CallRow
                      key={call.id}
                      call={call}
                      isOpen={call.id === openId}
                      onToggle={() => setOpenId(call.id === openId ? null : call.id)}
                    />
                  ))}
                </tbody>
                {totals.data && (
                  <tfoot>
                    <tr>
                      <td colSpan={4}>
                        {formatCount(totals.data.calls)} {totals.data.calls === 1 ? "call" : "calls"}
                        {totals.data.unpricedCalls > 0 && (
                          <span className="t3">
                            {" "}
                            · {formatCount(totals.data.unpricedCalls)} without a known price
                          </span>
                        )}
                      </td>
                      <td className="num">
                        <Big count={totals.data.inputTokens} />
                      </td>
                      <td className="num">
                        {totals.data.cachedInputTokens === 0 ? (
                          <Nil />
                        ) : (
                          <Big count={totals.data.cachedInputTokens} />
                        )}
                      </td>
                      <td className="num">
                        <Big count={totals.data.outputTokens} />
                      </td>
                      <td />
                      <td className="num">
                        <Price usd={totals.data.cost} aligned />
                      </td>
                      <td />
                    </tr>
                  </tfoot>
                )}
              </table>
            </div>
            <div className="more">
              <span>
                {query.hasNextPage
                  ? `Showing ${formatCount(rows.length)} of ${formatCount(totals.data?.calls ?? rows.length)}`
                  : "All shown"}
              </span>
              {query.hasNextPage && (
                <button
                  type="button"
                  className="btn sm"
                  disabled={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  Load more
                </button>
              )}
            </div>
          </>
        )}
      </ListState>
    </>
  );
}

const Dropped = ({ word, onDrop }: { word: string; onDrop: () => void }) => (
  <span className="chip">
    {word}
    <button type="button" className="x" aria-label={`Not only ${word}`} onClick={onDrop}>
      <Icon name="x" size={14} />
    </button>
  </span>
);

const NoCalls = () => (
  <EmptyState title="No AI calls">
    <p>
      Calls are recorded when a stage uses the model that <span className="mono">ctx.ai()</span> gives.
    </p>
  </EmptyState>
);

function CallRow({ call, isOpen, onToggle }: { call: AiCallView; isOpen: boolean; onToggle: () => void }) {
  const { status, word } = ICONS[call.status];
  return (
    <>
      <tr className={isOpen ? "sel" : undefined}>
        <td className="mono t2">
          <ClockTime at={call.createdAt} />
        </td>
        <td className="trunc">
          {call.stageId ?? <Nil />}{" "}
          {call.attempt !== null && call.attempt > 0 && <AttemptBadge attempt={call.attempt} />}
        </td>
        <td className="trunc">
          <button
            type="button"
            className="row-b mono"
            aria-expanded={isOpen}
            title={call.topic}
            onClick={onToggle}
          >
            <span className={isOpen ? "rotate-90" : undefined}>
              <Icon name="right" size={14} />
            </span>
            <span className="trunc">{shortTopic(call.topic)}</span>
          </button>
        </td>
        <td className="mono trunc" title={`${call.provider ?? ""} ${call.modelId}`}>
          {call.modelId}
        </td>
        <td className="num">
          <Big count={call.inputTokens} />
        </td>
        <td className="num t2">
          {call.cachedInputTokens === 0 ? <Nil /> : <Big count={call.cachedInputTokens} />}
        </td>
        <td className="num">
          <Big count={call.outputTokens} />
        </td>
        <td className="num">
          <Duration ms={call.latencyMs} />
        </td>
        <td className="num" title={call.priced ? undefined : "No price is known for this model"}>
          {call.priced ? <Price usd={call.cost} aligned /> : <Nil />}
        </td>
        <td className="trunc" title={call.error ?? call.finishReason ?? undefined}>
          <span className="st">
            <StatusIcon status={status} />
            <span className="word">{word}</span>
          </span>
        </td>
      </tr>
      {isOpen && (
        <tr className="call-open">
          <td colSpan={10}>
            <CallDetails call={call} />
          </td>
        </tr>
      )}
    </>
  );
}
