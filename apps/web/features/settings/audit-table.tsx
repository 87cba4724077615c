import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import type { AppRouter } from "@/server/router";
import { Nil } from "@/ui/number";
import { Age } from "@/ui/time";

type Entry = inferRouterOutputs<AppRouter>["settings"]["audit"][number];

/** Entries of the audit log. */
export const AuditTable = ({ entries }: { entries: readonly Entry[] }) => (
  <div className="tblx">
    <table className="tbl flow">
      <caption className="sr">Audit log, newest first</caption>
      <colgroup>
        <col style={{ width: 72 }} />
        <col style={{ width: 120 }} />
        <col style={{ width: 160 }} />
        <col style={{ width: 170 }} />
        <col style={{ width: 260 }} />
        <col />
        <col />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">No.</th>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">Action</th>
          <th scope="col">On</th>
          <th scope="col">Reason</th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.sequence}>
            <td>{entry.sequence}</td>
            <td>
              <Age at={entry.createdAt} />
            </td>
            <td title={`${entry.actorKind} ${entry.actorId}`}>{entry.actorId}</td>
            <td>{entry.action}</td>
            <td title={`${entry.targetKind} ${entry.targetId}`}>
              <Target entry={entry} />
            </td>
            <td title={entry.reason ?? undefined}>{entry.reason ?? <Nil />}</td>
            <td className="mono s12" title={changeOf(entry)}>
              {changeOf(entry) || <Nil />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

function Target({ entry: { targetKind, targetId } }: { entry: Entry }) {
  if (targetKind === "run") {
    return (
      <Link className="mono" href={`/runs/${encodeURIComponent(targetId)}`}>
        {targetId}
      </Link>
    );
  }
  return (
    <>
      {targetKind} <span className="mono">{targetId}</span>
    </>
  );
}

const changeOf = ({ before, after }: Entry): string =>
  [before, after].filter((part) => part !== null).join(" → ");
