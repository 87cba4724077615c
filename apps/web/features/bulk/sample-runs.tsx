import type { RunListItem } from "@stageline/engine/read";
import { shortId } from "@/components/run-id";
import { StatusWord } from "@/components/status";
import { Age } from "@/ui/time";

/** Some of the runs that are meant, so that a wrong filter is seen before it does something. */
export const SampleRuns = ({ runs }: { runs: readonly RunListItem[] }) => (
  <table className="tbl in flow bulk-sample">
    <caption className="sr">The newest of them</caption>
    <colgroup>
      <col style={{ width: 112 }} />
      <col />
      <col style={{ width: 114 }} />
      <col className="hide-s" style={{ width: 84 }} />
    </colgroup>
    <thead>
      <tr>
        <th scope="col">Status</th>
        <th scope="col">Workflow</th>
        <th scope="col">Run</th>
        <th scope="col" className="num hide-s">
          Created
        </th>
      </tr>
    </thead>
    <tbody>
      {runs.map((run) => (
        <tr key={run.id}>
          <td>
            <StatusWord status={run.status} />
          </td>
          <td title={run.workflowId}>{run.workflowName}</td>
          <td className="mono" title={run.id}>
            {shortId(run.id)}
          </td>
          <td className="num hide-s">
            <Age at={run.createdAt} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
