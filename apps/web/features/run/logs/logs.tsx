"use client";

import type { RunView, StageView } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useEffect, useState } from "react";
import { EmptyState, ListState } from "@/components/list-state";
import { useTRPC, useTRPCClient } from "@/trpc/client";
import { usePages } from "@/trpc/use-pages";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { useShortcuts } from "@/ui/shortcuts";
import { useDebounced } from "@/ui/use-debounced";
import { pollMs } from "../live-run";
import { runParams } from "../search-params";
import { type LEVELS, levelsFrom } from "./levels";
import { Line, type LineTime } from "./line";
import { LogBar } from "./log-bar";
import { useLinkedLine } from "./use-linked-line";

const LINES = 200;
const TYPING_MS = 250;

/** What the stages logged: the end first, older lines on demand. */
export function Logs({ run, stages }: { run: RunView; stages: readonly StageView[] }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [{ level, find, stage, attempt }, setParams] = useQueryStates(runParams, { history: "replace" });
  const [typed, setTyped] = useState(find);
  const [time, setTime] = useState<LineTime>("clock");
  const [isWrapped, setIsWrapped] = useState(true);
  const settled = useDebounced(typed, TYPING_MS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a pause in typing counts
  useEffect(() => {
    if (settled !== find) void setParams({ find: settled });
  }, [settled]);
  useShortcuts([
    { shortcut: "onlyErrors", run: () => void setParams({ level: level === "ERROR" ? "DEBUG" : "ERROR" }) },
  ]);

  const ofAnyLevel = {
    runId: run.id,
    ...(stage === "" ? {} : { stageId: stage }),
    ...(attempt === null ? {} : { attempt: attempt - 1 }),
    ...(find.trim() === "" ? {} : { text: find.trim() }),
  };
  const filter = {
    ...ofAnyLevel,
    limit: LINES,
    direction: "before" as const,
    ...(level === "DEBUG" ? {} : { level: levelsFrom(level) }),
  };
  const query = usePages({
    queryKey: trpc.run.logs.queryKey(filter),
    load: (cursor, signal) => client.run.logs.query({ ...filter, cursor }, { signal }),
    toward: "start",
    pollMs: pollMs(run.status),
  });
  const levels = useQuery(
    trpc.run.logLevels.queryOptions(ofAnyLevel, {
      refetchInterval: pollMs(run.status),
      placeholderData: (before) => before,
    }),
  );
  const linked = useLinkedLine(run.id, new Set(query.rows?.map(({ id }) => id)));
  const stageOf = new Map(stages.map((each) => [each.id, each]));
  const shared = { startedAt: run.startedAt ?? run.createdAt, time };
  const isFiltered = level !== "DEBUG" || find !== "" || stage !== "" || attempt !== null;
  const active = [
    stage && `stage ${stage}`,
    attempt && `attempt ${attempt}`,
    level !== "DEBUG" && levelsFrom(level).join(", ").toLowerCase(),
    find && `“${find}”`,
  ].filter(Boolean);
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
        <LogBar
          level={level}
          onLevel={(next) => void setParams({ level: next })}
          levels={levels.data}
          stage={stage}
          stages={[...new Set(stages.map(({ stageId }) => stageId))]}
          onStage={(next) => void setParams({ stage: next })}
          attempt={attempt}
          attempts={Math.max(run.attempt, ...stages.map((each) => each.attempt)) + 1}
          onAttempt={(next) => void setParams({ attempt: next })}
          time={time}
          onTime={setTime}
          isWrapped={isWrapped}
          onWrap={() => setIsWrapped(!isWrapped)}
          downloads={downloadHrefs(ofAnyLevel, level)}
        />
      </div>
      {linked.elsewhere && (
        <section className="note-line" aria-label="Linked line">
          <p className="mb-1">The linked line is further up, or left out by the filters:</p>
          <Line
            {...shared}
            line={linked.elsewhere}
            before={undefined}
            stage={stageOf.get(linked.elsewhere.stageRecordId ?? "")}
            isLinked
          />
        </section>
      )}
      {linked.elsewhere === null && (
        <p className="note-line">The run has no line of this address any more.</p>
      )}
      <ListState
        query={query}
        rows={query.rows}
        words={["log line", "log lines"]}
        noMatch={
          isFiltered && (
            <EmptyState title="No line matches">
              <p>Shown are only lines of: {active.join(" · ")}.</p>
              <button
                type="button"
                className="btn"
                onClick={() => {
                  setTyped("");
                  void setParams({ level: "DEBUG", find: "", stage: "", attempt: null });
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
          <div className={isWrapped ? "py-2" : "log-unwrapped py-2"}>
            <div className="more">
              <span>
                {query.hasNextPage
                  ? `The last ${formatCount(lines.length)} lines`
                  : `${formatCount(lines.length)} ${lines.length === 1 ? "line" : "lines"}`}
              </span>
              {query.hasNextPage && (
                <button
                  type="button"
                  className="btn sm"
                  disabled={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  Load older lines
                </button>
              )}
            </div>
            {lines.map((line, index) => (
              <Line
                key={line.id}
                {...shared}
                line={line}
                before={lines[index - 1]}
                stage={stageOf.get(line.stageRecordId ?? "")}
                isLinked={line.id === linked.id}
              />
            ))}
          </div>
        )}
      </ListState>
    </>
  );
}

function downloadHrefs(
  filter: { runId: string; stageId?: string; attempt?: number; text?: string },
  level: (typeof LEVELS)[number],
) {
  const given = Object.entries({ ...filter, level }).map(([name, value]) => [name, String(value)]);
  const href = (as: string) => `/api/logs?${new URLSearchParams([...given, ["as", as]])}`;
  return { log: href("log"), ndjson: href("ndjson") };
}
