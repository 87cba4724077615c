"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { prettyHead } from "@/components/json-text";
import { LoadingRows, QueryFailed } from "@/components/list-state";
import { useTRPC } from "@/trpc/client";
import { SideBySide } from "@/ui/diff-lines";
import { formatCount } from "@/ui/format-number";
import { parseJson } from "@/ui/json-editor";
import { lineDiff } from "@/ui/line-diff";
import type { StagePair } from "./compare-stages";
import { type ValueChange, valueChanges } from "./compare-values";

/** What is read of each output. */
export const OUTPUT_CHARS = 262_144;
const SHOWN = 50;
const SIGNS = { added: "+", changed: "~", gone: "−" } as const;
const CLASSES = { added: "add", changed: "chg", gone: "del" } as const;

/** The output of a stage in both attempts, path by path. */
export function OutputDiff({
  pairs,
  initialStageId,
  attempts,
}: {
  /** Stages that ran in both. */
  pairs: readonly StagePair[];
  initialStageId: string | null;
  /** From 1. */
  attempts: readonly [number, number];
}) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [isNoiseShown, setIsNoiseShown] = useState(false);
  const pair = pairs.find(({ stageId }) => stageId === (chosen ?? initialStageId)) ?? pairs[0];
  return (
    <section className="sec" aria-label="Output">
      <div className="sec-h flex-wrap">
        <h2>Output</h2>
        {pairs.length > 0 && (
          <span className="input select">
            <select
              aria-label="Stage whose output is compared"
              value={pair?.stageId}
              onChange={(event) => setChosen(event.target.value)}
            >
              {pairs.map(({ stageId, name }) => (
                <option key={stageId} value={stageId}>
                  {name}
                </option>
              ))}
            </select>
          </span>
        )}
        <span className="grow" />
        <button
          type="button"
          className={isNoiseShown ? "btn sm" : "btn sm on"}
          aria-pressed={!isNoiseShown}
          title="Ids, instants and durations differ in every execution"
          onClick={() => setIsNoiseShown(!isNoiseShown)}
        >
          Mute noisy paths
        </button>
      </div>
      {pair === undefined ? (
        <p className="t2">No stage ran in both attempts.</p>
      ) : (
        <Comparison key={pair.stageId} pair={pair} attempts={attempts} isNoiseShown={isNoiseShown} />
      )}
    </section>
  );
}

function Comparison({
  pair: { before, after },
  attempts,
  isNoiseShown,
}: {
  pair: StagePair;
  attempts: readonly [number, number];
  isNoiseShown: boolean;
}) {
  const trpc = useTRPC();
  const ask = (id: string | undefined) =>
    trpc.run.payload.queryOptions(
      id === undefined ? skipToken : { kind: "stageOutput", id, maxChars: OUTPUT_CHARS },
      { staleTime: 60_000 },
    );
  const was = useQuery(ask(before?.id));
  const is = useQuery(ask(after?.id));
  const changes = useMemo(() => compared(was.data?.text, is.data?.text), [was.data, is.data]);
  const failed = was.isError ? was : is.isError ? is : null;
  if (failed?.error) return <QueryFailed error={failed.error} what="output" onRetry={failed.refetch} />;
  if (was.data === undefined || is.data === undefined) return <LoadingRows rows={3} />;
  if (was.data === null && is.data === null) return <p className="t2">Neither attempt stored an output.</p>;
  if (was.data?.isCut || is.data?.isCut || changes === null) {
    return (
      <>
        <p className="t2 s12 mb-2">
          Too big to compare by path: the first {formatCount(OUTPUT_CHARS)} characters, line by line.
        </p>
        <SideBySide
          of="Output"
          diff={lineDiff(prettyHead(was.data?.text ?? ""), prettyHead(is.data?.text ?? ""))}
          names={[`Attempt ${attempts[0]}`, `Attempt ${attempts[1]}`]}
        />
      </>
    );
  }
  return <Changes changes={changes} attempts={attempts} isNoiseShown={isNoiseShown} />;
}

/** @returns null when one of them is no JSON */
export function compared(
  before: string | undefined,
  after: string | undefined,
): readonly ValueChange[] | null {
  const was = parseJson(before ?? "null");
  const is = parseJson(after ?? "null");
  return was.ok && is.ok ? valueChanges(was.value, is.value) : null;
}

function Changes({
  changes,
  attempts: [before, after],
  isNoiseShown,
}: {
  changes: readonly ValueChange[];
  attempts: readonly [number, number];
  isNoiseShown: boolean;
}) {
  const noise = changes.filter(({ isNoise }) => isNoise).length;
  const listed = isNoiseShown ? changes : changes.filter(({ isNoise }) => !isNoise);
  const count = changes.length - noise;
  return (
    <>
      <p className="t2 s12 mb-2">
        {count === 0
          ? "No path differs"
          : `${formatCount(count)} ${count === 1 ? "path differs" : "paths differ"}`}
        {noise > 0 && `, ${formatCount(noise)} muted`}
        {listed.length > SHOWN && `, showing ${SHOWN} of ${formatCount(listed.length)}`}
      </p>
      {listed.length > 0 && (
        <div className="well adfs">
          <div className="adf head">
            <span />
            <span>Path</span>
            <span>Attempt {before}</span>
            <span>Attempt {after}</span>
          </div>
          {listed.slice(0, SHOWN).map((change) => (
            <div
              key={`${change.path}${change.change}`}
              className={`adf ${CLASSES[change.change]}${change.isNoise ? " mute" : ""}`}
            >
              <span className="sg">{SIGNS[change.change]}</span>
              <span className="mono trunc" title={change.path}>
                {change.path === "" ? "(whole value)" : change.path}
              </span>
              <Value text={change.before} />
              <Value text={change.after} />
            </div>
          ))}
        </div>
      )}
    </>
  );
}

const Value = ({ text }: { text: string | null }) => (
  <span className="mono trunc" title={text?.slice(0, 1000)}>
    {text?.slice(0, 300) ?? ""}
  </span>
);
