/** The lines of the run itself and of its groups. */

import type { RunView } from "@stageline/engine/read";
import clsx from "clsx";
import { StatusIcon } from "@/components/status";
import { formatCount } from "@/ui/format-number";
import type { DrawnGroup } from "./expected";
import { extentOf } from "./extent";
import { RowFrame, RowName } from "./row";
import type { RunBar } from "./run-bars";
import type { TimeScale } from "./time-scale";

export function RunRow({
  run,
  bars,
  scale,
  now,
}: {
  run: RunView;
  bars: readonly RunBar[];
  scale: TimeScale | null;
  now: number;
}) {
  const ms =
    run.duration ??
    (run.startedAt === null ? null : (run.completedAt?.getTime() ?? now) - run.startedAt.getTime());
  return (
    <RowFrame
      kind="run"
      name={
        <RowName
          icon={<StatusIcon status={run.status} />}
          name={run.workflowName}
          ms={ms}
          cost={run.totalCost}
        />
      }
    >
      {scale &&
        bars.map(({ generation, from, to, status, isOld, isOpen }) => {
          const extent = extentOf(scale, { from, to: isOpen ? Math.max(to, now) : to });
          return (
            extent && (
              <i
                key={generation}
                className={clsx("bar", isOld && "old", status === "RUNNING" && !isOpen && "closed")}
                data-s={status}
                style={extent}
              />
            )
          );
        })}
    </RowFrame>
  );
}

export function GroupRow({
  group: { number, stages },
  hidden,
  scale,
}: {
  group: DrawnGroup;
  /** Stages that the filters leave out. */
  hidden: number;
  scale: TimeScale | null;
}) {
  const name =
    stages.length === 1 ? `Group ${number}` : `Group ${number} · ${formatCount(stages.length)} parallel`;
  return (
    <RowFrame
      kind="grp"
      name={<RowName name={hidden === 0 ? name : `${name}, ${formatCount(hidden)} not shown`} />}
    >
      {scale && <Envelope group={stages} scale={scale} />}
    </RowFrame>
  );
}

/** From the group's first stage to its last. */
function Envelope({ group, scale }: { group: DrawnGroup["stages"]; scale: TimeScale }) {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { bars } of group) {
    for (const { isOld, segments } of bars) {
      if (isOld) continue;
      for (const segment of segments) [from, to] = [Math.min(from, segment.from), Math.max(to, segment.to)];
    }
  }
  const extent = from <= to ? extentOf(scale, { from, to }) : null;
  return extent && <i className="env-l" style={extent} />;
}
