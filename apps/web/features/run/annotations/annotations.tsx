"use client";

import type { RunView, StageView } from "@stageline/engine/read";
import { useQueryStates } from "nuqs";
import { useEffect, useState } from "react";
import { EmptyState, ListState } from "@/components/list-state";
import { useTRPC, useTRPCClient } from "@/trpc/client";
import { usePages } from "@/trpc/use-pages";
import { formatCount } from "@/ui/format-number";
import { formatDay, type TimeStyle } from "@/ui/format-time";
import { Icon } from "@/ui/icon";
import { Day, useTimeStyle } from "@/ui/time";
import { useDebounced } from "@/ui/use-debounced";
import { pollMs } from "../live-run";
import { runParams } from "../search-params";
import { type StreamItem, streamOf } from "./decisions";
import { AnnotationItem } from "./item";

/** Kinds the engine and its workflows use; others come from what is shown. */
const USUAL_KINDS = ["agent", "rule", "user", "system"];

const TYPING_MS = 250;

/** What was stated during the run, by whom, oldest first. */
export function Annotations({ run, stages }: { run: RunView; stages: readonly StageView[] }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [{ attempt, actor, key }, setParams] = useQueryStates(runParams, { history: "push" });
  const [typed, setTyped] = useState(key);
  const settled = useDebounced(typed, TYPING_MS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a pause in typing counts
  useEffect(() => {
    if (settled !== key) void setParams({ key: settled }, { history: "replace" });
  }, [settled]);

  const filter = {
    runId: run.id,
    ...(attempt === null ? {} : { attempt: attempt - 1 }),
    ...(actor === "" ? {} : { actorKind: actor }),
    ...(key === "" ? {} : { keyPrefix: key }),
  };
  const query = usePages({
    queryKey: trpc.run.annotations.queryKey(filter),
    load: (cursor, signal) => client.run.annotations.query({ ...filter, cursor }, { signal }),
    toward: "end",
    pollMs: pollMs(run.status),
  });
  const rows = query.rows ?? [];
  const kinds = [...new Set([...USUAL_KINDS, ...rows.flatMap(({ actorKind }) => actorKind ?? [])])];
  const attempts = Array.from(
    { length: Math.max(run.attempt, ...stages.map((stage) => stage.attempt)) + 1 },
    (_, i) => i + 1,
  );
  const replaced = new Set(stages.filter(({ isCurrent }) => !isCurrent).map(({ id }) => id));
  const style = useTimeStyle();
  const isFiltered = attempt !== null || actor !== "" || key !== "";

  return (
    <>
      <div className="bar-row b flex-wrap">
        <label className="input w-52">
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
        <fieldset className="seg">
          <legend className="sr">Actor</legend>
          {["", ...kinds].map((kind) => (
            <button
              key={kind}
              type="button"
              aria-pressed={actor === kind}
              className={actor === kind ? "on" : undefined}
              onClick={() => void setParams({ actor: kind })}
            >
              {kind === "" ? "Any actor" : kind}
            </button>
          ))}
        </fieldset>
        <label className="input select">
          <span className="sr">Attempt</span>
          <select
            value={attempt ?? ""}
            onChange={(event) =>
              void setParams({ attempt: event.target.value === "" ? null : Number(event.target.value) })
            }
          >
            <option value="">All attempts</option>
            {attempts.map((number) => (
              <option key={number} value={number}>
                Attempt {number}
              </option>
            ))}
          </select>
        </label>
        <span className="s12 t3 ml-auto">
          {query.data && `${formatCount(rows.length)}${query.hasNextPage ? " of more" : ""} shown`}
        </span>
      </div>
      <ListState
        query={query}
        rows={query.rows}
        words={["annotation", "annotations"]}
        noMatch={
          isFiltered && (
            <EmptyState title="No annotation matches">
              <button
                type="button"
                className="btn"
                onClick={() => {
                  setTyped("");
                  void setParams({ attempt: null, actor: "", key: "" });
                }}
              >
                Clear filters
              </button>
            </EmptyState>
          )
        }
        noData={
          <EmptyState title="No annotations">
            <p>
              A stage states facts with <span className="mono">ctx.annotate(key, value)</span>: decisions,
              classifications, who asked.
            </p>
          </EmptyState>
        }
      >
        {(rows) => (
          <div className="stream">
            {streamOf(rows).map((item, index, items) => (
              <div key={item.id}>
                {dayOf(item, style) !== dayOf(items[index - 1], style) && (
                  <h2 className="day">
                    <Day at={headOf(item).createdAt} />
                  </h2>
                )}
                <AnnotationItem item={item} isReplaced={replaced.has(headOf(item).stageRecordId ?? "")} />
              </div>
            ))}
            {query.hasNextPage && (
              <div className="more">
                <button
                  type="button"
                  className="btn sm"
                  disabled={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  Load more
                </button>
              </div>
            )}
          </div>
        )}
      </ListState>
    </>
  );
}

const headOf = (item: StreamItem) => (item.kind === "decision" ? item.head : item.fact);
const dayOf = (item: StreamItem | undefined, style: TimeStyle): string | null =>
  item === undefined ? null : formatDay(headOf(item).createdAt, style);
