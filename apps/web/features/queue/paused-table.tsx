"use client";

import type { PauseView, QueueNow, WorkerView } from "@stageline/engine/read";
import { type UseQueryResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { EmptyState, ListState } from "@/components/list-state";
import type { QueryError } from "@/components/query-error";
import { useTRPC } from "@/trpc/client";
import { tell } from "@/ui/announcer";
import { Columns } from "@/ui/columns";
import { formatCount } from "@/ui/format-number";
import { Nil } from "@/ui/number";
import { Age, useAgeWidth } from "@/ui/time";
import { workerName } from "./worker-name";

/** What takes no new work, since when, why, and the way back. */
export function PausedTable({
  pauses,
  queue,
  workers,
  onPause,
}: {
  pauses: UseQueryResult<PauseView[], QueryError>;
  queue: QueueNow | undefined;
  workers: readonly WorkerView[];
  onPause: (target: "workflow") => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const ageWidth = useAgeWidth();
  const resume = useMutation(
    trpc.queue.resume.mutationOptions({
      onSuccess: async ({ cleared }) => {
        tell(cleared ? "Resumed" : "It was resumed already");
        await queryClient.invalidateQueries({ queryKey: trpc.queue.pathKey() });
      },
      onError: ({ message }) => tell(message),
    }),
  );
  const heldOf = (workflowId: string) =>
    queue?.groups.reduce((sum, group) => sum + (group.workflowId === workflowId ? group.held : 0), 0);
  return (
    <ListState
      query={pauses}
      rows={pauses.data}
      words={["pause", "pauses"]}
      noData={
        <EmptyState title="Nothing is paused">
          <p>
            A paused workflow's jobs are held until it is resumed. A paused worker takes no new work; pause
            one in the list of workers.
          </p>
          <PauseButton onPause={onPause} />
        </EmptyState>
      }
    >
      {(rows) => (
        <>
          <p className="more">
            <PauseButton onPause={onPause} />
          </p>
          <div className="tblx queue-paused">
            <table className="tbl">
              <caption className="sr">Pauses in force</caption>
              <Columns widths={[110, 220, 96, 150, ageWidth, null, 110]} />
              <thead>
                <tr>
                  <th scope="col">What</th>
                  <th scope="col">Name</th>
                  <th scope="col" className="num">
                    Holds
                  </th>
                  <th scope="col">Who</th>
                  <th scope="col" className="num">
                    Since
                  </th>
                  <th scope="col">Why</th>
                  <th scope="col">
                    <span className="sr">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ targetKind, targetId, actorId, createdAt, reason }) => {
                  const worker = workers.find(({ id }) => id === targetId);
                  const held = targetKind === "workflow" ? heldOf(targetId) : undefined;
                  return (
                    <tr key={`${targetKind} ${targetId}`}>
                      <td>{targetKind === "workflow" ? "Workflow" : "Worker"}</td>
                      <td className="med" title={targetId}>
                        {worker ? workerName(worker) : targetId}
                      </td>
                      <td className="num">
                        {held === undefined ? (
                          <Nil />
                        ) : (
                          <>
                            {formatCount(held)}
                            <i className="u">{held === 1 ? "job" : "jobs"}</i>
                          </>
                        )}
                      </td>
                      <td className="t2">{actorId}</td>
                      <td className="num">
                        <Age at={createdAt} />
                      </td>
                      <td title={reason}>{reason}</td>
                      <td className="num">
                        <button
                          type="button"
                          className="btn sm"
                          disabled={resume.isPending}
                          onClick={() => resume.mutate({ targetKind, targetId })}
                        >
                          Resume
                        </button>
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        </>
      )}
    </ListState>
  );
}

const PauseButton = ({ onPause }: { onPause: (target: "workflow") => void }) => (
  <button type="button" className="btn" onClick={() => onPause("workflow")}>
    Pause a workflow…
  </button>
);
