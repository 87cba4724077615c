"use client";

import type { PauseView, WorkerView, WorkInHand } from "@stageline/engine/read";
import type { UseQueryResult } from "@tanstack/react-query";
import { EmptyState, ListState } from "@/components/list-state";
import type { QueryError } from "@/components/query-error";
import { useNow } from "@/ui/clock";
import { CopyButton } from "@/ui/copy-button";
import { formatCount } from "@/ui/format-number";
import { aliveOf, livenessOf, slotsOf } from "./liveness";
import type { PauseTarget } from "./pause-dialog";
import { WorkerTable } from "./worker-table";

const START = "npm start";
/** Workers that are shown. */
const SHOWN = 100;

/** Who works: those alive first, then those seen last. */
export function WorkerList({
  workers,
  inHand,
  pauses,
  onPause,
}: {
  workers: UseQueryResult<WorkerView[], QueryError>;
  inHand: readonly WorkInHand[];
  pauses: readonly PauseView[];
  onPause: (target: PauseTarget) => void;
}) {
  const now = useNow();
  const alive = aliveOf(workers.data ?? [], now);
  const isAlive = (worker: WorkerView) => (alive.includes(worker) ? 0 : 1);
  const sorted = workers.data?.toSorted(
    (a, b) => isAlive(a) - isAlive(b) || b.heartbeatAt.getTime() - a.heartbeatAt.getTime(),
  );
  const gone = (workers.data ?? []).filter((worker) => livenessOf(worker, now) === "gone").length;
  const busy = alive.reduce((sum, worker) => sum + worker.busy, 0);
  return (
    <ListState
      query={workers}
      rows={sorted}
      words={["worker", "workers"]}
      noData={
        <EmptyState title="No worker yet">
          <p>Jobs wait until a worker is started. It shows here with its first heartbeat.</p>
          <div className="well flex w-full max-w-[52ch] items-center pr-1">
            <pre className="code grow">{START}</pre>
            <CopyButton text={START} label="Copy command" className="btn ghost sq" />
          </div>
        </EmptyState>
      }
    >
      {(rows) => (
        <>
          <p className="queue-about">
            {formatCount(alive.length)} alive, {formatCount(busy)} of {formatCount(slotsOf(alive))} slots in
            use
            {gone > 0 && `, ${formatCount(gone)} stale`}
          </p>
          <WorkerTable
            workers={rows.slice(0, SHOWN)}
            inHand={inHand}
            pauses={pauses}
            now={now}
            onPause={onPause}
          />
          {rows.length > SHOWN && (
            <p className="more">
              Showing {formatCount(SHOWN)} of {formatCount(rows.length)}
            </p>
          )}
        </>
      )}
    </ListState>
  );
}
