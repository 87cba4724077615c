"use client";

import type { PauseView, WorkerView, WorkInHand } from "@stageline/engine/read";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { IdButton } from "@/components/run-id";
import { Columns } from "@/ui/columns";
import { formatCount } from "@/ui/format-number";
import { Duration } from "@/ui/number";
import { Age } from "@/ui/time";
import { type Liveness, livenessOf } from "./liveness";
import type { PauseTarget } from "./pause-dialog";
import { queueHref } from "./search-params";
import { workerName } from "./worker-name";

/** Squares that are drawn one by one; more are told as numbers only. */
const SQUARES = 12;
/** Stages that are named. */
const NAMED = 2;

const DOTS: Readonly<Record<Liveness, string>> = {
  alive: "dot",
  late: "dot warn",
  gone: "dot off",
  stopped: "dot off",
};

/** One row per worker process. Data only. */
export function WorkerTable({
  workers,
  inHand,
  pauses,
  now,
  onPause,
}: {
  workers: readonly WorkerView[];
  inHand: readonly WorkInHand[];
  pauses: readonly PauseView[];
  now: number;
  onPause: (target: PauseTarget) => void;
}) {
  const versions = new Set(
    workers.filter((worker) => livenessOf(worker, now) === "alive").map(({ version }) => version),
  );
  return (
    <div className="tblx queue-workers">
      <table className="tbl">
        <caption className="sr">Workers</caption>
        <Columns widths={[210, 132, 80, 150, 200, null, 96, 104]} />
        <thead>
          <tr>
            <th scope="col">Worker</th>
            <th scope="col">Id</th>
            <th scope="col">Version</th>
            <th scope="col">Heartbeat</th>
            <th scope="col">Slots</th>
            <th scope="col">Working on</th>
            <th scope="col" className="num">
              Up
            </th>
            <th scope="col">
              <span className="sr">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {workers.map((worker) => {
            const liveness = livenessOf(worker, now);
            const isGone = liveness === "gone" || liveness === "stopped";
            const isPaused = pauses.some(
              ({ targetKind, targetId }) => targetKind === "worker" && targetId === worker.id,
            );
            return (
              <tr key={worker.id} className={isGone ? "t3" : undefined}>
                <td className="med" title={workerName(worker)}>
                  {workerName(worker)}
                </td>
                <td>
                  <IdButton id={worker.id} what="worker id" />
                </td>
                <td
                  className={!isGone && versions.size > 1 ? "mono heat-1" : "mono"}
                  title={versions.size > 1 ? "Workers of several versions are alive" : undefined}
                >
                  {worker.version}
                </td>
                <td>
                  <Heartbeat worker={worker} liveness={liveness} />
                </td>
                <td>
                  <Slots worker={worker} isGone={isGone} />
                </td>
                <td>
                  <WorkingOn worker={worker} inHand={inHand} isGone={isGone} isPaused={isPaused} />
                </td>
                <td className="num">
                  <Duration
                    ms={
                      (worker.stoppedAt?.getTime() ?? (isGone ? worker.heartbeatAt.getTime() : now)) -
                      worker.startedAt.getTime()
                    }
                  />
                </td>
                <td className="num">
                  {!isGone && (
                    <button
                      type="button"
                      className="btn sm"
                      disabled={isPaused}
                      title={isPaused ? "It is paused already" : undefined}
                      onClick={() =>
                        onPause({ targetKind: "worker", targetId: worker.id, name: workerName(worker) })
                      }
                    >
                      Pause…
                    </button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const Heartbeat = ({ worker, liveness }: { worker: WorkerView; liveness: Liveness }) => (
  <span className="lease">
    <i className={DOTS[liveness]} />
    <span>
      {liveness === "stopped"
        ? "stopped "
        : liveness === "gone"
          ? "stale, seen "
          : liveness === "late"
            ? "late, "
            : ""}
      <Age at={worker.stoppedAt ?? worker.heartbeatAt} />
      {liveness === "alive" && " ago"}
    </span>
  </span>
);

function Slots({ worker: { slots, busy }, isGone }: { worker: WorkerView; isGone: boolean }) {
  const used = isGone ? 0 : busy;
  const drawn = Math.min(slots, SQUARES);
  const filled = slots > SQUARES ? Math.ceil((used / slots) * SQUARES) : used;
  return (
    <span className="lease">
      <span className="slots" aria-hidden="true">
        {Array.from({ length: drawn }, (_, index) => index).map((index) => (
          <i key={index} className={index < filled ? "on" : undefined} />
        ))}
      </span>
      <span className="t3 s12">
        {formatCount(used)} of {formatCount(slots)}
      </span>
    </span>
  );
}

function WorkingOn({
  worker,
  inHand,
  isGone,
  isPaused,
}: {
  worker: WorkerView;
  inHand: readonly WorkInHand[];
  isGone: boolean;
  isPaused: boolean;
}) {
  const pathname = usePathname();
  const own = inHand.filter(({ workerId }) => workerId === worker.id).toSorted((a, b) => b.jobs - a.jobs);
  const named = own.slice(0, NAMED);
  const total = own.reduce((sum, { jobs }) => sum + jobs, 0);
  if (total === 0) return <span className="t3">{isGone ? "gone" : isPaused ? "paused" : "idle"}</span>;
  const rest = total - named.reduce((sum, { jobs }) => sum + jobs, 0);
  return (
    <Link className="link" href={queueHref(pathname, { tab: "jobs", state: "running", worker: worker.id })}>
      {named.map(({ stageId, jobs }) => (jobs > 1 ? `${stageId} ×${jobs}` : stageId)).join(", ")}
      {rest > 0 && `, ${formatCount(rest)} more`}
      {isPaused && ", then paused"}
    </Link>
  );
}
