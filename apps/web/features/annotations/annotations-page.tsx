"use client";

import Link from "next/link";
import { useState } from "react";
import { ExportMenu } from "@/components/export-menu";
import { Page } from "@/components/frame/page";
import { Icon } from "@/ui/icon";
import { Facets } from "./facets";
import { KeyValues } from "./key-values";
import { RangeMenu } from "./range-menu";
import { runsSearchOf, runsWith } from "./runs-search";
import { annotationsParams, isFiltered, VIEWS, type View } from "./search-params";
import { Stream } from "./stream";
import { type Annotations, useAnnotations } from "./use-annotations";
import { Versions } from "./versions";

const NAMES: Readonly<Record<View, string>> = {
  stream: "Stream",
  values: "By value",
  versions: "Two versions",
};

/** What was stated in all runs, by whom, and whether that changes. */
export function AnnotationsPage() {
  const annotations = useAnnotations();
  const { params, filter, set, clear } = annotations;
  const [isNarrowing, setIsNarrowing] = useState(false);
  return (
    <Page crumbs={[{ text: "Annotations" }]} params={annotationsParams}>
      <h1 className="sr">Annotations</h1>
      <div className="facet-split across" data-open={isNarrowing}>
        <aside className="facets" aria-label="Filters">
          <Facets annotations={annotations} />
        </aside>
        <div className="min-w-0">
          <div className="bar-row b flex-wrap">
            <button
              type="button"
              className="btn narrow-btn"
              aria-expanded={isNarrowing}
              onClick={() => setIsNarrowing(!isNarrowing)}
            >
              <Icon name="filter" size={14} />
              Filters
            </button>
            <RangeMenu range={params} onRange={set} />
            {isFiltered(params) && (
              <button type="button" className="btn ghost" onClick={clear}>
                Clear filters
              </button>
            )}
            <span className="grow" />
            <UseAsRunsFilter annotations={annotations} />
            <ExportMenu list="annotations" filter={filter} />
            <fieldset className="seg">
              <legend className="sr">Layout</legend>
              {VIEWS.map((view) => (
                <button
                  key={view}
                  type="button"
                  aria-pressed={params.view === view}
                  className={params.view === view ? "on" : undefined}
                  onClick={() => set({ view })}
                >
                  {NAMES[view]}
                </button>
              ))}
            </fieldset>
          </div>
          {params.view === "stream" ? (
            <Stream annotations={annotations} />
          ) : params.view === "values" ? (
            <KeyValues annotations={annotations} />
          ) : (
            <Versions annotations={annotations} />
          )}
        </div>
      </div>
    </Page>
  );
}

function UseAsRunsFilter({ annotations: { params, keys } }: { annotations: Annotations }) {
  const search = runsSearchOf(params, new Set(keys));
  if (search === null) {
    return (
      <button type="button" className="btn sm" disabled title="Choose a whole key or an actor first">
        Show the runs
      </button>
    );
  }
  return (
    <Link className="btn sm" href={runsWith(search, params)} prefetch={false} title={`Runs with ${search}`}>
      Show the runs
    </Link>
  );
}
