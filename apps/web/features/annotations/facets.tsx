"use client";

import type { ReactNode } from "react";
import { Actor } from "@/components/actor";
import { QueryFailed } from "@/components/list-state";
import { type Choice, facetsOf } from "@/features/run/annotations/choices";
import { FacetList } from "@/features/run/annotations/facet-list";
import { shownValue } from "@/features/runs/columns";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { ClockTime, Day } from "@/ui/time";
import type { Annotations } from "./use-annotations";

/** The newest of a range are counted. */
const COUNTED = 10_000;

/** Who, which key, about what, which attempt: each with how many there are. */
export function Facets({ annotations: { params, groups, set } }: { annotations: Annotations }) {
  if (groups.error && groups.data === undefined)
    return <QueryFailed error={groups.error} what="counts" onRetry={groups.refetch} />;
  const {
    groups: counted,
    isCapped,
    readFrom,
  } = groups.data ?? { groups: [], isCapped: false, readFrom: null };
  const facets = facetsOf(counted, params);
  const facet = (title: string, choices: readonly Choice[], render: (choice: Choice) => ReactNode) => (
    <FacetList
      title={title}
      choices={choices}
      isCapped={isCapped}
      render={render}
      onChoose={(sets) => set({ ...sets, value: "", by: "" })}
    />
  );
  return (
    <>
      {readFrom && (
        <p className="s12 t3 mb-2">
          Counted in the newest {formatCount(COUNTED)}, back to <Day at={readFrom} />,{" "}
          <ClockTime at={readFrom} />
        </p>
      )}
      {params.value !== "" && (
        <fieldset className="facet">
          <legend className="label">Value</legend>
          <span className="chip code">
            <span className="trunc max-w-40">{shownValue(params.value)}</span>
            <button type="button" className="x" aria-label="Any value" onClick={() => set({ value: "" })}>
              <Icon name="x" size={14} />
            </button>
          </span>
        </fieldset>
      )}
      {facet("Actor", facets.actors, ({ label, depth }) =>
        depth === 0 ? <Actor kind={label} id={null} version={null} /> : label,
      )}
      {facet("Key", facets.keys, ({ label }) => (
        <span className="mono">{label}</span>
      ))}
      {facet("Scope", facets.scopes, ({ label }) => label)}
      {facet("Attempt", facets.attempts, ({ label }) => label)}
    </>
  );
}
