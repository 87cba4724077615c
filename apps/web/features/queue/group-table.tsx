"use client";

import type { PauseView, QueueNow } from "@stageline/engine/read";
import { useQueries } from "@tanstack/react-query";
import { EmptyState } from "@/components/list-state";
import { useTRPC } from "@/trpc/client";
import { useNow } from "@/ui/clock";
import { Columns } from "@/ui/columns";
import { formatCount } from "@/ui/format-number";
import { Duration, Nil } from "@/ui/number";
import type { PauseTarget } from "./pause-dialog";
import { pressureOf, pressureWords, startedInMs } from "./pressure";
import type { QueueSeries } from "./series";
import { WholeSeconds } from "./whole-seconds";

/** Workflows whose trend is asked for: those with most jobs that are due. */
const ESTIMATED = 8;
/** Rows that are shown. */
const SHOWN = 50;
const SERIES_MS = 15_000;

/** One row per workflow and priority that has live jobs. */
export function GroupTable({
  queue: { groups, totals },
  series: hour,
  pauses,
  onPause,
}: {
  queue: QueueNow;
  /** Of the last hour, all workflows together. */
  series: QueueSeries | undefined;
  pauses: readonly PauseView[];
  onPause: (target: PauseTarget) => void;
}) {
  const trpc = useTRPC();
  const now = useNow();
  const dueOf = (workflowId: string) =>
    groups.reduce((sum, group) => sum + (group.workflowId === workflowId ? group.due : 0), 0);
  const busiest = [...new Set(groups.map(({ workflowId }) => workflowId))]
    .filter((workflowId) => dueOf(workflowId) > 0)
    .sort((a, b) => dueOf(b) - dueOf(a))
    .slice(0, ESTIMATED);
  const series = useQueries({
    queries: busiest.map((workflowId) =>
      trpc.queue.series.queryOptions({ last: "1h", workflowId }, { refetchInterval: SERIES_MS }),
    ),
  });
  const estimateOf = (workflowId: string) => {
    const minutes = series[busiest.indexOf(workflowId)]?.data?.buckets;
    if (minutes === undefined) return null;
    const running = groups.reduce(
      (sum, group) => sum + (group.workflowId === workflowId ? group.running : 0),
      0,
    );
    const load = { due: dueOf(workflowId), running, slots: null, minutes };
    return pressureWords(pressureOf(load));
  };
  const startedIn = (priority: number) => {
    const ahead = groups.reduce((sum, group) => sum + (group.priority >= priority ? group.due : 0), 0);
    return startedInMs(ahead, hour?.buckets ?? []);
  };
  const told = groups.reduce((sum, group) => sum + group.due + group.later, 0);
  if (groups.length === 0)
    return (
      <EmptyState title="No live jobs">
        <p>Nothing waits, works, is suspended or held.</p>
      </EmptyState>
    );
  return (
    <div className="tblx queue-groups">
      <table className="tbl">
        <caption className="sr">Live jobs by workflow and priority</caption>
        <Columns widths={[190, 76, 72, 72, 80, 92, 72, 100, 150, null, 104]} />
        <thead>
          <tr>
            <th scope="col">Workflow</th>
            <th scope="col" className="num">
              Priority
            </th>
            <th scope="col" className="num">
              Due
            </th>
            <th scope="col" className="num">
              Later
            </th>
            <th scope="col" className="num">
              Running
            </th>
            <th scope="col" className="num">
              Suspended
            </th>
            <th scope="col" className="num">
              Held
            </th>
            <th scope="col" className="num">
              Oldest
            </th>
            <th
              scope="col"
              className="num"
              title="Estimate: all that is due at this priority or above, at the pace of the last 15 minutes"
            >
              Started in about
            </th>
            <th scope="col">Backlog, estimate</th>
            <th scope="col">
              <span className="sr">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.slice(0, SHOWN).map((group, index) => {
            const { workflowId, priority, oldestDueAt } = group;
            const isFirst = groups[index - 1]?.workflowId !== workflowId;
            const estimate = isFirst ? estimateOf(workflowId) : null;
            const isPaused = pauses.some(
              ({ targetKind, targetId }) => targetKind === "workflow" && targetId === workflowId,
            );
            return (
              <tr key={`${workflowId} ${priority}`}>
                <td className="med" title={workflowId}>
                  {workflowId}
                </td>
                <td className="num">{priority}</td>
                <td className="num">{formatCount(group.due)}</td>
                <td className="num">{formatCount(group.later)}</td>
                <td className="num">{formatCount(group.running)}</td>
                <td className="num">{formatCount(group.suspended)}</td>
                <td className="num">{formatCount(group.held)}</td>
                <td className="num">
                  <Duration ms={oldestDueAt && now - oldestDueAt.getTime()} />
                </td>
                <td className="num t2">
                  <StartedIn ms={group.due === 0 ? null : startedIn(priority)} />
                </td>
                <td className="t2">{estimate ?? <Nil />}</td>
                <td className="num">
                  {isFirst && (
                    <button
                      type="button"
                      className="btn sm"
                      disabled={isPaused}
                      title={isPaused ? "It is paused already" : undefined}
                      onClick={() =>
                        onPause({ targetKind: "workflow", targetId: workflowId, name: workflowId })
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
      {told < totals.due + totals.later && (
        <p className="more">
          Of the first {formatCount(told)} of {formatCount(totals.due + totals.later)} pending jobs
        </p>
      )}
      {groups.length > SHOWN && (
        <p className="more">
          Showing {formatCount(SHOWN)} of {formatCount(groups.length)}
        </p>
      )}
    </div>
  );
}

const StartedIn = ({ ms }: { ms: number | null }) => (ms === null ? <Nil /> : <WholeSeconds ms={ms} />);
