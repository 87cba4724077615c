"use client";

import type { RunView, StageView } from "@stageline/engine/read";
import { useQueryStates } from "nuqs";
import { useEffect, useState } from "react";
import { EmptyState, ListState } from "@/components/list-state";
import { useTRPC, useTRPCClient } from "@/trpc/client";
import { usePages } from "@/trpc/use-pages";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { ClockTime } from "@/ui/time";
import { useDebounced } from "@/ui/use-debounced";
import { pollMs } from "./live-run";
import { runParams } from "./search-params";

const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"] as const;
const LINES = 200;
const TYPING_MS = 250;

/** What the stages logged: the end first, older lines on demand. */
export function Logs({ run, stages }: { run: RunView; stages: readonly StageView[] }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [{ level, find }, setParams] = useQueryStates(runParams, { history: "replace" });
  const [typed, setTyped] = useState(find);
  const settled = useDebounced(typed, TYPING_MS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a pause in typing counts
  useEffect(() => {
    if (settled !== find) void setParams({ find: settled });
  }, [settled]);

  const filter = {
    runId: run.id,
    limit: LINES,
    direction: "before" as const,
    ...(level === "DEBUG" ? {} : { level: LEVELS.slice(LEVELS.indexOf(level)) }),
    ...(find.trim() === "" ? {} : { text: find.trim() }),
  };
  const query = usePages({
    queryKey: trpc.run.logs.queryKey(filter),
    load: (cursor, signal) => client.run.logs.query({ ...filter, cursor }, { signal }),
    toward: "start",
    pollMs: pollMs(run.status),
  });
  const lines = query.rows ?? [];
  const stageOf = new Map(stages.map((stage) => [stage.id, stage]));
  const isFiltered = level !== "DEBUG" || find !== "";
  return (
    <>
      <div className="bar-row b flex-wrap">
        <label className="input w-64">
          <span className="t3">
            <Icon name="search" size={14} />
          </span>
          <span className="sr">Find in messages</span>
          <input
            type="search"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            placeholder="Find in messages"
            maxLength={200}
          />
        </label>
        <fieldset className="seg">
          <legend className="sr">Least level</legend>
          {LEVELS.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={level === each}
              className={level === each ? "on" : undefined}
              onClick={() => void setParams({ level: each })}
            >
              {each === "DEBUG" ? "All" : each === "INFO" ? "Info" : each === "WARN" ? "Warnings" : "Errors"}
            </button>
          ))}
        </fieldset>
        <span className="s12 t3 ml-auto">
          {query.data &&
            `${query.hasNextPage ? "last " : ""}${formatCount(lines.length)} ${lines.length === 1 ? "line" : "lines"}`}
        </span>
      </div>
      <ListState
        query={query}
        rows={query.rows}
        words={["log line", "log lines"]}
        noMatch={
          isFiltered && (
            <EmptyState title="No line matches">
              <button
                type="button"
                className="btn"
                onClick={() => {
                  setTyped("");
                  void setParams({ level: "DEBUG", find: "" });
                }}
              >
                Clear filters
              </button>
            </EmptyState>
          )
        }
        noData={
          <EmptyState title="No log lines">
            <p>
              A stage logs with <span className="mono">ctx.log(level, message)</span>.
            </p>
          </EmptyState>
        }
      >
        {(lines) => (
          <div className="py-2">
            {query.hasNextPage && (
              <div className="more">
                <button
                  type="button"
                  className="btn sm"
                  disabled={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  Load older lines
                </button>
              </div>
            )}
            {lines.map((line) => {
              const stage = stageOf.get(line.stageRecordId ?? "");
              return (
                <div key={line.id} className={`log ${line.level.toLowerCase()}`}>
                  <span className="t3">
                    <ClockTime at={line.createdAt} withMs />
                  </span>
                  <span className="lv">{line.level.toLowerCase()}</span>
                  <span className="t2" title={stage?.stageName}>
                    {stage?.stageId}
                  </span>
                  <span className="msg">
                    {line.message}
                    {line.metadataPreview && <span className="t3"> {line.metadataPreview}</span>}
                  </span>
                </div>
              );
            })}
          </div>
        )}
      </ListState>
    </>
  );
}
