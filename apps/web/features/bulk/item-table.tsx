import type { BulkItemView } from "@stageline/engine/read";
import Link from "next/link";
import { IdButton } from "@/components/run-id";
import { StatusWord } from "@/components/status";
import { formatCount } from "@/ui/format-number";
import { Nil } from "@/ui/number";
import { ClockTime } from "@/ui/time";
import type { ThawedAction } from "./thawed-action";
import { isCutShort, OutcomeWord, StateWord, targetOf } from "./words";

/** One row per run or event, in the order in which they are done. Data only. */
export function ItemTable({ action, items }: { action: ThawedAction; items: readonly BulkItemView[] }) {
  const isOfEvents = targetOf(action.kind) === "event";
  const isWatched = action.plan !== null;
  return (
    <div className="tblx bulk-items">
      <table className="tbl">
        <caption className="sr">{isOfEvents ? "Events" : "Runs"} of this action</caption>
        <colgroup>
          <col style={{ width: 76 }} />
          <col style={{ width: 116 }} />
          {isWatched && <col style={{ width: 132 }} />}
          {isOfEvents && <col style={{ width: 190 }} />}
          <col style={{ width: 180 }} />
          <col style={{ width: 134 }} />
          {!isOfEvents && <col style={{ width: 128 }} />}
          <col style={{ width: 104 }} />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col" className="num">
              No.
            </th>
            <th scope="col">Result</th>
            {isWatched && <th scope="col">Came of it</th>}
            {isOfEvents && <th scope="col">Event</th>}
            <th scope="col">Workflow</th>
            <th scope="col">Run</th>
            {!isOfEvents && <th scope="col">Run is</th>}
            <th scope="col">At</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.position} className="run-row">
              <td className="num t3">{formatCount(item.position + 1)}</td>
              <td>
                {item.status === "PENDING" && isCutShort(action) ? (
                  <span className="t3">Left alone</span>
                ) : (
                  <StateWord state={item.status} />
                )}
              </td>
              {isWatched && (
                <td>
                  {item.outcome ? (
                    <OutcomeWord kind={action.kind} outcome={item.outcome} />
                  ) : item.status === "DONE" ? (
                    <span className="t3">not known yet</span>
                  ) : (
                    <Nil />
                  )}
                </td>
              )}
              {isOfEvents && (
                <td>
                  {item.event ? (
                    <>
                      <span className="mono">{item.event.type}</span>{" "}
                      <span className="t3">seq {item.event.sequence}</span>
                    </>
                  ) : (
                    <Nil />
                  )}
                </td>
              )}
              <td>
                {item.workflowName === null || item.runId === null ? (
                  <Nil />
                ) : (
                  <Link className="row-link" href={hrefOf(item.runId, isOfEvents)}>
                    {item.workflowName}
                  </Link>
                )}
              </td>
              <td>
                {item.runId === null ? (
                  <IdButton id={item.targetId} what="id" />
                ) : (
                  <IdButton id={item.runId} what="run id" />
                )}
              </td>
              {!isOfEvents && (
                <td>{item.runStatus === null ? <Nil /> : <StatusWord status={item.runStatus} />}</td>
              )}
              <td>{item.finishedAt === null ? <Nil /> : <ClockTime at={item.finishedAt} />}</td>
              <td title={whyOf(item) ?? undefined}>{whyOf(item) ?? <Nil />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const hrefOf = (runId: string, isOfEvents: boolean): string =>
  `/runs/${encodeURIComponent(runId)}${isOfEvents ? "?tab=events" : ""}`;

const whyOf = ({ reason, outcomeReason }: BulkItemView): string | null => outcomeReason ?? reason;
