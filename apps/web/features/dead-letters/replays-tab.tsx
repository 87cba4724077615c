"use client";

import Link from "next/link";
import { Actor } from "@/components/actor";
import { ExportMenu } from "@/components/export-menu";
import { EmptyState, ListState } from "@/components/list-state";
import { outcomeSentence } from "@/features/bulk/outcome-sentence";
import type { ThawedAction } from "@/features/bulk/thawed-action";
import { bulkHref, StateWord, titleOf } from "@/features/bulk/words";
import { useTRPC, useTRPCClient } from "@/trpc/client";
import { usePages } from "@/trpc/use-pages";
import { Columns } from "@/ui/columns";
import { ClockTime, Day } from "@/ui/time";
import { LOOK_MS } from "./use-failures";

const KINDS: ("replay" | "discard" | "rerun")[] = ["replay", "discard", "rerun"];
/** Pixels; null takes what is left. */
const WIDTHS = [112, 190, null, null, 150];

/** What was replayed, discarded and rerun, newest first, and what came of it. */
export function ReplaysTab() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const list = usePages<ThawedAction>({
    queryKey: trpc.bulk.list.queryKey({ kind: KINDS }),
    load: (cursor, signal) => client.bulk.list.query({ kind: KINDS, ...(cursor && { cursor }) }, { signal }),
    toward: "end",
    pollMs: LOOK_MS,
  });
  return (
    <ListState
      query={list}
      rows={list.rows}
      words={["replay", "replays"]}
      noData={
        <EmptyState title="Nothing was replayed yet">
          <p>What is replayed, discarded or rerun is kept here, with what came of each.</p>
        </EmptyState>
      }
    >
      {(actions) => (
        <>
          <div className="tblx letters-replays">
            <table className="tbl">
              <caption className="sr">Replays, discards and reruns, newest first</caption>
              <Columns widths={WIDTHS} />
              <thead>
                <tr>
                  <th scope="col">State</th>
                  <th scope="col">When</th>
                  <th scope="col">What</th>
                  <th scope="col">What came of it</th>
                  <th scope="col">Who</th>
                </tr>
              </thead>
              <tbody>
                {actions.map((action) => (
                  <tr key={action.id} className="run-row">
                    <td>
                      <StateWord state={action.status} />
                    </td>
                    <td className="t2">
                      <Day at={action.createdAt} /> <ClockTime at={action.createdAt} />
                    </td>
                    <td title={action.reason ?? undefined}>
                      <Link className="row-link" href={bulkHref(action.id)}>
                        {titleOf(action)}
                      </Link>
                    </td>
                    <td className="t2" title={action.stopReason ?? undefined}>
                      {outcomeSentence(action)}
                    </td>
                    <td>
                      <Actor {...action.actor} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className="more">
            <span className="grow" />
            <ExportMenu list="bulk-actions" filter={{ kind: KINDS }} />
            {list.hasNextPage && (
              <button type="button" className="btn sm" onClick={() => void list.fetchNextPage()}>
                Older
              </button>
            )}
          </p>
        </>
      )}
    </ListState>
  );
}
