import type { BulkItemView } from "@stageline/engine/read";
import Link from "next/link";
import { IdButton } from "@/components/run-id";
import { StatusWord } from "@/components/status";
import { formatCount } from "@/ui/format-number";
import { Nil } from "@/ui/number";
import { ClockTime } from "@/ui/time";
import { StateWord } from "./words";

/** One row per run, in the order in which they are done. Data only. */
export const ItemTable = ({ items }: { items: readonly BulkItemView[] }) => (
  <div className="tblx bulk-items">
    <table className="tbl">
      <caption className="sr">Runs of this action</caption>
      <colgroup>
        <col style={{ width: 76 }} />
        <col style={{ width: 116 }} />
        <col style={{ width: 190 }} />
        <col style={{ width: 134 }} />
        <col style={{ width: 128 }} />
        <col style={{ width: 104 }} />
        <col />
      </colgroup>
      <thead>
        <tr>
          <th scope="col" className="num">
            No.
          </th>
          <th scope="col">Result</th>
          <th scope="col">Workflow</th>
          <th scope="col">Run</th>
          <th scope="col">Run is</th>
          <th scope="col">At</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.position} className="run-row">
            <td className="num t3">{formatCount(item.position + 1)}</td>
            <td>
              <StateWord state={item.status} />
            </td>
            <td>
              {item.workflowName === null ? (
                <Nil />
              ) : (
                <Link className="row-link" href={`/runs/${encodeURIComponent(item.runId)}`}>
                  {item.workflowName}
                </Link>
              )}
            </td>
            <td>
              <IdButton id={item.runId} what="run id" />
            </td>
            <td>{item.runStatus === null ? <Nil /> : <StatusWord status={item.runStatus} />}</td>
            <td>{item.finishedAt === null ? <Nil /> : <ClockTime at={item.finishedAt} />}</td>
            <td title={item.reason ?? undefined}>{item.reason ?? <Nil />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
