"use client";

import type { RunView } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Actor } from "@/components/actor";
import { QueryFailed } from "@/components/list-state";
import { useTRPC } from "@/trpc/client";
import { Icon } from "@/ui/icon";
import { ClockTime } from "@/ui/time";
import { pollMs } from "../live-run";
import { type Choice, facetsOf } from "./choices";
import { FacetList } from "./facet-list";
import type { useAnnotationFilter } from "./use-annotation-filter";

/** Who, which attempt, which key, about what, when: each with how many there are. */
export function Filters({
  run,
  choosing: { choices, since, until, range, set },
}: {
  run: RunView;
  choosing: ReturnType<typeof useAnnotationFilter>;
}) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.run.annotationGroups.queryOptions(
      { runId: run.id, ...range },
      { refetchInterval: pollMs(run.status), placeholderData: (previous) => previous },
    ),
  );
  if (query.error && query.data === undefined)
    return <QueryFailed error={query.error} what="counts" onRetry={query.refetch} />;
  const { groups, isCapped } = query.data ?? { groups: [], isCapped: false };
  const facets = facetsOf(groups, choices);
  const facet = (title: string, its: readonly Choice[], render: (choice: Choice) => ReactNode) => (
    <FacetList
      title={title}
      choices={its}
      isCapped={isCapped}
      render={render}
      onChoose={(sets) => void set(sets)}
    />
  );
  return (
    <>
      {facet("Actor", facets.actors, ({ label, depth }) =>
        depth === 0 ? <Actor kind={label} id={null} version={null} /> : label,
      )}
      {facet("Attempt", facets.attempts, ({ label }) =>
        Number(label) === run.attempt + 1 ? `${label}, latest` : label,
      )}
      {facet("Key", facets.keys, ({ label }) => (
        <span className="mono">{label}</span>
      ))}
      {facet("Scope", facets.scopes, ({ label }) => label)}
      <fieldset className="facet">
        <legend className="label">Time</legend>
        {since === null && until === null && (
          <p className="s12 t3">Click a time for what came from there on, with Shift for what came before.</p>
        )}
        {since && <Bound word="From" at={since} onDrop={() => void set({ since: null })} />}
        {until && <Bound word="Before" at={until} onDrop={() => void set({ until: null })} />}
      </fieldset>
    </>
  );
}

const Bound = ({ word, at, onDrop }: { word: string; at: Date; onDrop: () => void }) => (
  <span className="chip mb-1">
    <span className="k">{word}</span>
    <ClockTime at={at} withMs />
    <button
      type="button"
      className="x"
      aria-label={`Any time, not ${word.toLowerCase()} this`}
      onClick={onDrop}
    >
      <Icon name="x" size={14} />
    </button>
  </span>
);
