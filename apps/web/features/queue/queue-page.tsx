"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { Page } from "@/components/frame/page";
import { LoadingRows, QueryFailed } from "@/components/list-state";
import { useTRPC } from "@/trpc/client";
import { useNow } from "@/ui/clock";
import { ClockTime } from "@/ui/time";
import { QueueCharts } from "./charts";
import { JobList } from "./job-list";
import { aliveOf } from "./liveness";
import type { PauseTarget } from "./pause-dialog";
import { PausedTable } from "./paused-table";
import { PressureBar } from "./pressure-bar";
import { queueParams, SPANS } from "./search-params";
import { SuspendedList } from "./suspended-list";
import { QueueTabs } from "./tabs";
import { Tiles } from "./tiles";
import { WorkerList } from "./worker-list";

const PauseDialog = dynamic(() => import("./pause-dialog").then((module) => module.PauseDialog));

/** Milliseconds between two looks at what is, and at what is measured every 15 s. */
const LOOK_MS = 5_000;
const SERIES_MS = 15_000;

/** What waits, what works, whether it keeps up, and what to do about it. */
export function QueuePage() {
  const trpc = useTRPC();
  const [params, setParams] = useQueryStates(queueParams, { history: "push" });
  const [toPause, setToPause] = useState<PauseTarget | "workflow" | null>(null);
  const now = useNow();
  const queue = useQuery(trpc.queue.now.queryOptions(undefined, { refetchInterval: LOOK_MS }));
  const hour = useQuery(trpc.queue.series.queryOptions({ last: "1h" }, { refetchInterval: SERIES_MS }));
  const shown = useQuery(
    trpc.queue.series.queryOptions(
      { last: params.last },
      { refetchInterval: SERIES_MS, placeholderData: keepPreviousData },
    ),
  );
  const workers = useQuery(trpc.queue.workers.queryOptions(undefined, { refetchInterval: LOOK_MS }));
  const pauses = useQuery(trpc.queue.pauses.queryOptions(undefined, { refetchInterval: LOOK_MS }));
  const alive = workers.data && aliveOf(workers.data, now);
  const totals = queue.data?.totals;
  return (
    <Page params={queueParams} crumbs={[{ text: "Queue & workers" }]}>
      <div className="queue-page">
        <h1 className="sr">Queue & workers</h1>
        {queue.error && queue.data === undefined ? (
          <QueryFailed error={queue.error} what="queue" onRetry={queue.refetch} />
        ) : (
          <>
            <Tiles now={now} queue={queue.data} series={hour.data} workers={alive} />
            {queue.data && (
              <PressureBar
                queue={queue.data}
                series={hour.data}
                workers={alive}
                pauses={pauses.data}
                onPause={setToPause}
                onShowPauses={() => void setParams({ tab: "paused" })}
              />
            )}
          </>
        )}
        <div className="queue-span">
          <h2 className="sr">Measurements</h2>
          <p className="s12 t3 grow">
            Measured every 15 s
            {shown.data?.sampledAt && (
              <>
                , last at <ClockTime at={shown.data.sampledAt} />
              </>
            )}
            . Hatched: nobody measured.
          </p>
          <fieldset className="seg sm">
            <legend className="sr">Time that the charts show</legend>
            {SPANS.map((last) => (
              <button
                key={last}
                type="button"
                className={last === params.last ? "on" : undefined}
                aria-pressed={last === params.last}
                onClick={() => void setParams({ last })}
              >
                {last}
              </button>
            ))}
          </fieldset>
        </div>
        {shown.data ? (
          <QueueCharts series={shown.data} now={now} />
        ) : shown.error ? (
          <QueryFailed
            error={shown.error}
            what="measurements"
            onRetry={shown.refetch}
            narrowing={{ word: "Last hour", onNarrow: () => void setParams({ last: "1h" }) }}
          />
        ) : (
          <LoadingRows rows={4} />
        )}
        <QueueTabs
          params={params}
          totals={totals}
          workers={alive?.length}
          pauses={pauses.data?.length}
          onOpen={(tab) => void setParams({ tab })}
        />
        {params.tab === "jobs" && (
          <JobList params={params} totals={totals} onParams={(next) => void setParams(next)} />
        )}
        {params.tab === "suspended" && (
          <SuspendedList params={params} onParams={(next) => void setParams(next)} />
        )}
        {params.tab === "workers" && (
          <WorkerList
            workers={workers}
            inHand={queue.data?.inHand ?? []}
            pauses={pauses.data ?? []}
            onPause={setToPause}
          />
        )}
        {params.tab === "paused" && (
          <PausedTable pauses={pauses} queue={queue.data} workers={workers.data ?? []} onPause={setToPause} />
        )}
        {toPause && <PauseDialog target={toPause} onClose={() => setToPause(null)} />}
      </div>
    </Page>
  );
}
