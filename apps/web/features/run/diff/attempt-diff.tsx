"use client";

import type { AnnotationView, RunView } from "@stageline/engine/read";
import type { ReactNode } from "react";
import { Actor } from "@/components/actor";
import { attemptNumber } from "@/components/attempt";
import { QueryFailed } from "@/components/list-state";
import { useTRPC, useTRPCClient } from "@/trpc/client";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { Duration, Price } from "@/ui/number";
import { useShortcuts } from "@/ui/shortcuts";
import type { PlannedGroup } from "../plan";
import { CallDiff } from "./call-diff";
import { callChanges, factChanges } from "./compare-facts";
import { rerunGroups, stagePairs, sumOf } from "./compare-stages";
import { FactDiff } from "./fact-diff";
import { OutputDiff } from "./output-diff";
import { StageDiff } from "./stage-diff";
import { useOutputDifferences } from "./use-output-differences";
import { useWholeList } from "./use-whole-list";
import { firstDifference, verdict } from "./verdict";

/** Two attempts of a run beside each other: what the later one did differently, and what came of it. */
export function AttemptDiff({
  run,
  groups,
  generations,
  reruns,
  attempts,
  now,
  onAttempts,
  onClose,
}: {
  run: RunView;
  groups: readonly PlannedGroup[];
  /** Of each stage record, the run's attempt it was made in. */
  generations: ReadonlyMap<string, number>;
  /** `Rerun.from` of each rerun, oldest first. */
  reruns: readonly AnnotationView[];
  /** From 1. */
  attempts: readonly [number, number];
  now: number;
  onAttempts: (attempts: readonly [number, number]) => void;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [before, after] = attempts;
  const runId = run.id;
  const annotations = useWholeList({
    queryKey: trpc.run.annotations.queryKey({ runId }),
    load: (request, signal) => client.run.annotations.query({ runId, ...request }, { signal }),
  });
  const calls = useWholeList({
    queryKey: trpc.run.aiCalls.queryKey({ runId }),
    load: (request, signal) => client.run.aiCalls.query({ runId, ...request }, { signal }),
  });
  useShortcuts([{ shortcut: "close", run: onClose }]);
  const pairs = stagePairs(groups, generations, rerunGroups(reruns, groups), [before - 1, after - 1], now);
  const different = useOutputDifferences(pairs);
  const sums = [sumOf(pairs, "before"), sumOf(pairs, "after")] as const;
  const facts = factChanges(annotations.data?.rows ?? [], pairs, [before - 1, after - 1]);
  // Big outputs are not read for this; what a stage stated about them tells, too.
  const first = firstDifference(pairs, (stageId) => {
    if (different.has(stageId)) return "another output";
    const isStatedOtherwise = facts.pairs.some((pair) => (pair.after ?? pair.before)?.stageId === stageId);
    return isStatedOtherwise ? "other annotations" : null;
  });
  const topics = callChanges(calls.data?.rows ?? [], pairs);
  const countOf = (change: string) => facts.pairs.filter((pair) => pair.change === change).length;
  const by = reruns[after - 2];
  const failed = annotations.isError ? annotations : calls.isError ? calls : null;
  return (
    <section aria-label={`Attempts ${before} and ${after}`}>
      <div className="bar-row b flex-wrap">
        <AttemptSelect
          name="Earlier attempt"
          last={attemptNumber(run.attempt)}
          value={before}
          onChoose={(attempt) => onAttempts([attempt, after])}
        />
        <button
          type="button"
          className="btn sq"
          aria-label="Swap sides"
          title="Swap sides"
          onClick={() => onAttempts([after, before])}
        >
          <Icon name="rerun" size={14} />
        </button>
        <AttemptSelect
          name="Later attempt"
          last={attemptNumber(run.attempt)}
          value={after}
          onChoose={(attempt) => onAttempts([before, attempt])}
        />
        {by && (
          <span className="t2 s12 hide-s flex items-center gap-2">
            rerun from {by.valuePreview.replaceAll('"', "")} by
            <Actor kind={by.actorKind} id={by.actorId} version={by.actorVersion} />
          </span>
        )}
        <span className="grow" />
        <button type="button" className="btn" onClick={onClose}>
          Close
        </button>
      </div>
      <div className="say bg-sunken">
        <p className="text-15">
          {verdict({ attempt: after, sums, facts: facts.pairs, first }).map(({ text, as }, index) => {
            const key = `${index}${text}`;
            if (as === "em") return <em key={key}>{text}</em>;
            if (as === "b") return <b key={key}>{text}</b>;
            return <span key={key}>{text}</span>;
          })}
        </p>
      </div>
      <div className="vs">
        <Total
          label="Duration of its stages"
          before={<Duration ms={sums[0].ms} />}
          after={<Duration ms={sums[1].ms} />}
          note="of each group the slowest, waits included"
        />
        <Total
          label="Cost"
          before={<Price usd={sums[0].costUsd} />}
          after={<Price usd={sums[1].costUsd} />}
          note={`${pairs.filter(({ isKept }) => isKept).length} of ${pairs.length} stages kept`}
        />
        <Total
          label="AI calls"
          before={calls.data ? formatCount(topics.before) : "…"}
          after={calls.data ? formatCount(topics.after) : "…"}
          note={`topics in both, without kept stages: ${topics.pairs.filter((pair) => pair.before && pair.after).length}`}
        />
        <Total
          label="Annotations"
          before={annotations.data ? formatCount(facts.before) : "…"}
          after={annotations.data ? formatCount(facts.after) : "…"}
          note={`${countOf("added")} added, ${countOf("changed")} changed, ${countOf("gone")} gone`}
        />
      </div>
      <StageDiff pairs={pairs} firstStageId={first?.pair.stageId ?? null} attempts={attempts} />
      {failed?.error && (
        <QueryFailed error={failed.error} what="annotations and AI calls" onRetry={failed.refetch} />
      )}
      <div className="dcols">
        <OutputDiff
          pairs={pairs.filter((pair) => !pair.isKept && pair.before !== null && pair.after !== null)}
          initialStageId={first?.pair.stageId ?? null}
          attempts={attempts}
        />
        <FactDiff facts={facts} isCut={annotations.data?.isCut ?? false} />
      </div>
      <CallDiff calls={topics} isCut={calls.data?.isCut ?? false} attempts={attempts} />
    </section>
  );
}

const AttemptSelect = ({
  name,
  last,
  value,
  onChoose,
}: {
  name: string;
  last: number;
  value: number;
  onChoose: (attempt: number) => void;
}) => (
  <span className="input select">
    <select aria-label={name} value={value} onChange={(event) => onChoose(Number(event.target.value))}>
      {Array.from({ length: last }, (_, index) => index + 1).map((attempt) => (
        <option key={attempt} value={attempt}>
          Attempt {attempt}
        </option>
      ))}
    </select>
  </span>
);

const Total = ({
  label,
  before,
  after,
  note,
}: {
  label: string;
  before: ReactNode;
  after: ReactNode;
  note: string;
}) => (
  <div>
    <p className="label">{label}</p>
    <p className="pair">
      <span className="t2">{before}</span>
      <span className="t3">→</span>
      <b>{after}</b>
    </p>
    <p className="t2 s12">{note}</p>
  </div>
);
