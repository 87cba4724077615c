import type { DeadEventView } from "@stageline/engine/read";
import { shortId } from "@/components/run-id";
import { Age } from "@/ui/time";

/** Some of the events that are meant, so that a wrong filter is seen before it does something. */
export const SampleEvents = ({ events }: { events: readonly DeadEventView[] }) => (
  <table className="tbl in flow bulk-sample">
    <caption className="sr">The newest of them</caption>
    <colgroup>
      <col style={{ width: 150 }} />
      <col style={{ width: 118 }} />
      <col />
      <col className="hide-s" style={{ width: 84 }} />
    </colgroup>
    <thead>
      <tr>
        <th scope="col">Type</th>
        <th scope="col">Run</th>
        <th scope="col">Error</th>
        <th scope="col" className="num hide-s">
          Failed
        </th>
      </tr>
    </thead>
    <tbody>
      {events.map((event) => (
        <tr key={event.id}>
          <td className="mono">{event.eventType}</td>
          <td className="mono" title={event.runId}>
            {shortId(event.runId)}
          </td>
          <td title={event.error}>{event.error}</td>
          <td className="num hide-s">
            <Age at={event.failedAt} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
