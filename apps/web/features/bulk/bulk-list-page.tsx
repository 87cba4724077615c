"use client";

import Link from "next/link";
import { Actor } from "@/components/actor";
import { ExportMenu } from "@/components/export-menu";
import { Page } from "@/components/frame/page";
import { EmptyState, ListState } from "@/components/list-state";
import { useTRPC, useTRPCClient } from "@/trpc/client";
import { usePages } from "@/trpc/use-pages";
import { formatCount } from "@/ui/format-number";
import { Age, useAgeWidth } from "@/ui/time";
import { BulkProgress } from "./progress";
import type { ThawedAction } from "./thawed-action";
import { bulkHref, StateWord, titleOf } from "./words";

const POLL_MS = 5_000;

/** What was done to many runs or events at once, newest first. */
export function BulkListPage() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const list = usePages<ThawedAction>({
    queryKey: trpc.bulk.list.queryKey(),
    load: (cursor, signal) => client.bulk.list.query(cursor === undefined ? {} : { cursor }, { signal }),
    toward: "end",
    pollMs: POLL_MS,
  });
  return (
    <Page params={{}} crumbs={[{ text: "Runs", href: "/runs" }, { text: "Bulk actions" }]}>
      <h1 className="sr">Bulk actions</h1>
      <ListState
        query={list}
        rows={list.rows}
        words={["bulk action", "bulk actions"]}
        noData={
          <EmptyState title="No bulk action yet">
            <p>
              Select runs in the{" "}
              <Link className="link" href="/runs">
                list of runs
              </Link>
              , or all that match a filter, and cancel or rerun them together; or replay{" "}
              <Link className="link" href="/dead-letters">
                dead events
              </Link>
              . What became of each is kept here.
            </p>
          </EmptyState>
        }
      >
        {(rows) => (
          <>
            <ActionTable actions={rows} />
            <p className="more">
              <span className="grow" />
              <ExportMenu list="bulk-actions" filter={{}} />
              {list.hasNextPage && (
                <button type="button" className="btn sm" onClick={() => void list.fetchNextPage()}>
                  Older
                </button>
              )}
            </p>
          </>
        )}
      </ListState>
    </Page>
  );
}

function ActionTable({ actions }: { actions: readonly ThawedAction[] }) {
  const ageWidth = useAgeWidth();
  return (
    <div className="tblx bulk-list">
      <table className="tbl">
        <caption className="sr">Bulk actions, newest first</caption>
        <colgroup>
          <col style={{ width: 128 }} />
          <col style={{ width: 190 }} />
          <col style={{ width: 150 }} />
          <col style={{ width: 84 }} />
          <col style={{ width: 84 }} />
          <col style={{ width: 84 }} />
          <col style={{ width: 150 }} />
          <col style={{ width: ageWidth }} />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Action</th>
            <th scope="col">Progress</th>
            <th scope="col" className="num">
              Done
            </th>
            <th scope="col" className="num">
              Failed
            </th>
            <th scope="col" className="num">
              Skipped
            </th>
            <th scope="col">Who</th>
            <th scope="col" className="num">
              Started
            </th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {actions.map((action) => (
            <tr key={action.id} className="run-row">
              <td>
                <StateWord state={action.status} />
              </td>
              <td>
                <Link className="row-link" href={bulkHref(action.id)}>
                  {titleOf(action)}
                </Link>
              </td>
              <td>
                <BulkProgress action={action} />
              </td>
              <td className="num">{formatCount(action.done)}</td>
              <td className="num">{formatCount(action.failed)}</td>
              <td className="num">{formatCount(action.skipped)}</td>
              <td>
                <Actor {...action.actor} />
              </td>
              <td className="num">
                <Age at={action.createdAt} />
              </td>
              <td title={action.reason ?? undefined}>{action.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
