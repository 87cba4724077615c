"use client";

import type { RunView, StageView } from "@stageline/engine/read";
import { useEffect, useState } from "react";
import { ExportMenu } from "@/components/export-menu";
import { EmptyState, ListState } from "@/components/list-state";
import { useTRPC, useTRPCClient } from "@/trpc/client";
import { usePages } from "@/trpc/use-pages";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { useDebounced } from "@/ui/use-debounced";
import { pollMs } from "../live-run";
import { Filters } from "./filters";
import { Matrix } from "./matrix";
import { Stream } from "./stream";
import { useAnnotationFilter } from "./use-annotation-filter";

const TYPING_MS = 250;

/** What was stated during the run, by whom: in its order, or key by key over the attempts. */
export function Annotations({ run, stages }: { run: RunView; stages: readonly StageView[] }) {
  const choosing = useAnnotationFilter(run.id);
  const { as, filter, isFiltered, set, clear } = choosing;
  const [isNarrowing, setIsNarrowing] = useState(false);
  const noMatch = isFiltered && (
    <EmptyState title="No annotation matches">
      <button type="button" className="btn" onClick={clear}>
        Clear filters
      </button>
    </EmptyState>
  );
  return (
    <div className="facet-split" data-open={isNarrowing}>
      <aside className="facets" aria-label="Filters">
        <Filters run={run} choosing={choosing} />
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
          <KeyField
            value={choosing.choices.key}
            onChange={(key) => void set({ key }, { history: "replace" })}
          />
          {isFiltered && (
            <button type="button" className="btn ghost" onClick={clear}>
              Clear
            </button>
          )}
          <span className="grow" />
          <ExportMenu list="run-annotations" filter={filter} />
          <fieldset className="seg">
            <legend className="sr">Layout</legend>
            {(["stream", "matrix"] as const).map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={as === each}
                className={as === each ? "on" : undefined}
                onClick={() => void set({ as: each })}
              >
                {each === "stream" ? "Stream" : "Matrix"}
              </button>
            ))}
          </fieldset>
        </div>
        {as === "matrix" ? (
          <Matrix run={run} filter={filter} noData={<NoAnnotations />} noMatch={noMatch} />
        ) : (
          <StreamList run={run} stages={stages} choosing={choosing} noMatch={noMatch} />
        )}
      </div>
    </div>
  );
}

function StreamList({
  run,
  stages,
  choosing: { filter, set },
  noMatch,
}: {
  run: RunView;
  stages: readonly StageView[];
  choosing: ReturnType<typeof useAnnotationFilter>;
  noMatch: React.ReactNode;
}) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const query = usePages({
    queryKey: trpc.run.annotations.queryKey(filter),
    load: (cursor, signal) => client.run.annotations.query({ ...filter, cursor }, { signal }),
    toward: "end",
    pollMs: pollMs(run.status),
  });
  const replaced = new Set(stages.filter(({ isCurrent }) => !isCurrent).map(({ id }) => id));
  return (
    <ListState
      query={query}
      rows={query.rows}
      words={["annotation", "annotations"]}
      noMatch={noMatch}
      noData={<NoAnnotations />}
    >
      {(rows) => (
        <div className="stream">
          <Stream rows={rows} replaced={replaced} onTime={(range) => void set(range)} />
          <div className="more">
            <span>
              {query.hasNextPage
                ? `The first ${formatCount(rows.length)} are shown`
                : `All ${formatCount(rows.length)} shown`}
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
        </div>
      )}
    </ListState>
  );
}

const NoAnnotations = () => (
  <EmptyState title="No annotations">
    <p>
      A stage states facts with <span className="mono">ctx.annotate(key, value)</span>: decisions,
      classifications, who asked.
    </p>
  </EmptyState>
);

/** Start of a key; what is typed counts after a pause. */
function KeyField({ value, onChange }: { value: string; onChange: (key: string) => void }) {
  const [typed, setTyped] = useState(value);
  const [shown, setShown] = useState(value);
  const settled = useDebounced(typed, TYPING_MS);
  // Chosen in the tree or cleared: the field follows.
  if (value !== shown) {
    setShown(value);
    setTyped(value);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a pause in typing counts
  useEffect(() => {
    if (settled === typed && settled !== value) onChange(settled);
  }, [settled]);
  return (
    <label className="input w-64">
      <span className="t3">
        <Icon name="search" size={14} />
      </span>
      <span className="sr">Key starts with</span>
      <input
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder="Key, such as Decision."
        maxLength={200}
      />
    </label>
  );
}
