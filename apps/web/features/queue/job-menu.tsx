"use client";

import { Menu } from "@base-ui/react/menu";
import type { JobView } from "@stageline/engine/read";
import { shortId } from "@/components/run-id";
import { Icon } from "@/ui/icon";
import type { JobAction } from "./job-dialog";
import { useRunNow } from "./use-run-now";

/** What can be done with a job: the likeliest as a button, all of it in a menu. */
export function JobMenu({
  job,
  now,
  onAction,
}: {
  job: JobView;
  now: number;
  onAction: (action: JobAction) => void;
}) {
  const runNow = useRunNow();
  const dueMs = (job.status === "SUSPENDED" ? job.nextPollAt : job.runAt)?.getTime() ?? 0;
  const whyNotNow =
    job.status === "RUNNING"
      ? "It is being worked on"
      : job.heldAt !== null
        ? "It is held: resume or release what holds it"
        : dueMs <= now
          ? "It is due already"
          : undefined;
  const isHeldByWorker = job.status === "RUNNING" && job.workerId !== null;
  const isExpired = isHeldByWorker && job.leaseUntil !== null && job.leaseUntil.getTime() <= now;
  const run = () => runNow(job);
  return (
    <span className="job-menu relative z-1">
      {isExpired && (
        <button type="button" className="btn sm" onClick={() => onAction({ kind: "release", job })}>
          Release…
        </button>
      )}
      {whyNotNow === undefined && (
        <button type="button" className="btn sm" onClick={run}>
          {job.status === "SUSPENDED" ? "Poll now" : "Run now"}
        </button>
      )}
      <Menu.Root>
        <Menu.Trigger
          className="btn ghost sm sq"
          aria-label={`Actions for job ${shortId(job.id)}`}
          title="Actions"
        >
          <Icon name="more" size={14} />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner align="end" sideOffset={4} className="menu-place">
            <Menu.Popup className="menu">
              <Menu.Item className="menu-item" disabled={whyNotNow !== undefined} onClick={run}>
                {job.status === "SUSPENDED" ? "Poll now" : "Run now"}
                {whyNotNow && <small>{whyNotNow}</small>}
              </Menu.Item>
              <Menu.Item className="menu-item" onClick={() => onAction({ kind: "priority", job })}>
                Change priority…
              </Menu.Item>
              <Menu.Item
                className="menu-item"
                disabled={!isHeldByWorker}
                onClick={() => onAction({ kind: "release", job })}
              >
                Release lease…
                {!isHeldByWorker && <small>No worker has it</small>}
              </Menu.Item>
              <Menu.Item className="menu-item" onClick={() => onAction({ kind: "cancel", job })}>
                Cancel the run…
              </Menu.Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </span>
  );
}
