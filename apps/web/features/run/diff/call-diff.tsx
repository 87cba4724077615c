"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { prettyJson } from "@/components/json-text";
import { LoadingRows, QueryFailed } from "@/components/list-state";
import { useTRPC } from "@/trpc/client";
import { SideBySide } from "@/ui/diff-lines";
import { formatCount } from "@/ui/format-number";
import { lineDiff } from "@/ui/line-diff";
import { Nil, Price } from "@/ui/number";
import type { CallChanges, TopicPair, TopicSum } from "./compare-facts";
import { signedPrice } from "./verdict";

const SHOWN = 25;
const PROMPT_CHARS = 65_536;

/** AI calls of both attempts by topic; the prompts of a topic are compared when asked for. */
export function CallDiff({
  calls: { pairs },
  isCut,
  attempts: [before, after],
}: {
  calls: CallChanges;
  isCut: boolean;
  /** From 1. */
  attempts: readonly [number, number];
}) {
  const [open, setOpen] = useState<string | null>(null);
  if (pairs.length === 0) return null;
  return (
    <section aria-label="AI calls" className="border-t border-line">
      <div className="sec-h px-5 pt-4">
        <h2>AI calls matched by topic</h2>
        <span className="t3 s12">
          {pairs.length > SHOWN ? `top ${SHOWN} of ${formatCount(pairs.length)}` : formatCount(pairs.length)},
          largest change first{isCut && ", among the first 1,000 calls"}
        </span>
      </div>
      <div className="tblx">
        <table className="tbl flow call-diff">
          <caption className="sr">AI calls of both attempts by topic</caption>
          <thead>
            <tr>
              <th scope="col">Topic</th>
              <th scope="col">Model {before}</th>
              <th scope="col">Model {after}</th>
              <th scope="col" className="num">
                Calls
              </th>
              <th scope="col" className="num">
                Tokens, change
              </th>
              <th scope="col" className="num">
                Cost {before}
              </th>
              <th scope="col" className="num">
                {after}
              </th>
              <th scope="col" className="num">
                Change
              </th>
              <th scope="col">Prompt</th>
            </tr>
          </thead>
          <tbody>
            {pairs.slice(0, SHOWN).map((pair) => (
              <Fragment key={pair.topic}>
                <tr>
                  <td className="mono trunc" title={pair.topic}>
                    {pair.topic}
                  </td>
                  <td className="mono trunc">{models(pair.before)}</td>
                  <td className="trunc">
                    {models(pair.before) === models(pair.after) ? (
                      <span className="t2">the same</span>
                    ) : (
                      <span className="mono">{models(pair.after)}</span>
                    )}
                  </td>
                  <td className="num">
                    {pair.before?.calls ?? 0} → {pair.after?.calls ?? 0}
                  </td>
                  <td className="num">{signedCount(pair.tokenDelta)}</td>
                  <td className="num">
                    <Cost sum={pair.before} />
                  </td>
                  <td className="num">
                    <Cost sum={pair.after} />
                  </td>
                  <td className="num med">{signedPrice(pair.costDelta)}</td>
                  <td>
                    <button
                      type="button"
                      className="link"
                      aria-expanded={open === pair.topic}
                      aria-label={`Compare prompts of ${pair.topic}`}
                      onClick={() => setOpen(open === pair.topic ? null : pair.topic)}
                    >
                      {open === pair.topic ? "Hide" : "Compare"}
                    </button>
                  </td>
                </tr>
                {open === pair.topic && (
                  <tr>
                    <td colSpan={9} className="prompts">
                      <Prompts pair={pair} attempts={[before, after]} />
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const models = (sum: TopicSum | null): string => sum?.models.join(", ") ?? "–";

const signedCount = (count: number): string =>
  count === 0 ? "0" : `${count > 0 ? "+" : "−"}${formatCount(Math.abs(count))}`;

const Cost = ({ sum }: { sum: TopicSum | null }) =>
  sum === null || sum.costUsd === 0 ? <Nil /> : <Price usd={sum.costUsd} />;

/** Of the topic's first calls. */
function Prompts({ pair, attempts }: { pair: TopicPair; attempts: readonly [number, number] }) {
  const trpc = useTRPC();
  const ask = (sum: TopicSum | null) =>
    trpc.run.payload.queryOptions(
      sum === null ? skipToken : { kind: "aiCallPrompt", id: sum.firstId, maxChars: PROMPT_CHARS },
      { staleTime: 60_000 },
    );
  const was = useQuery(ask(pair.before));
  const is = useQuery(ask(pair.after));
  const failed = was.isError ? was : is.isError ? is : null;
  if (failed?.error) return <QueryFailed error={failed.error} what="prompts" onRetry={failed.refetch} />;
  if ((pair.before && was.data === undefined) || (pair.after && is.data === undefined))
    return <LoadingRows rows={2} />;
  const diff = lineDiff(prettyJson(was.data?.text ?? ""), prettyJson(is.data?.text ?? ""));
  const isSame = diff.added + diff.removed === 0;
  return (
    <>
      <p className="t2 s12 mb-2">
        Prompt of the first call: {isSame ? "the same" : `+${diff.added} −${diff.removed} lines`}
        {(was.data?.isCut || is.data?.isCut) && `, the first ${formatCount(PROMPT_CHARS)} characters`}
      </p>
      {!isSame && (
        <SideBySide
          of={`Prompt of ${pair.topic}`}
          diff={diff}
          names={[`Attempt ${attempts[0]}`, `Attempt ${attempts[1]}`]}
        />
      )}
    </>
  );
}
