"use client";

import type { LatestAnnotation, LatestAnnotationsFilter, RunView } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import type { ReactNode } from "react";
import { Actor } from "@/components/actor";
import { AnnotationKey } from "@/components/annotation-key";
import { attemptNumber } from "@/components/attempt";
import { ListState } from "@/components/list-state";
import { useTRPC } from "@/trpc/client";
import { formatCount } from "@/ui/format-number";
import { grouped } from "@/ui/grouped";
import { Nil } from "@/ui/number";
import { pollMs } from "../live-run";
import { statedValue } from "./decisions";

/** The most cells that the server gives. */
const MAX_CELLS = 1000;

/** What each key said last in each attempt; what a rerun changed stands out. */
export function Matrix({
  run,
  filter,
  noData,
  noMatch,
}: {
  run: RunView;
  filter: LatestAnnotationsFilter;
  noData: ReactNode;
  noMatch: ReactNode;
}) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.run.latestAnnotations.queryOptions(filter, { refetchInterval: pollMs(run.status) }),
  );
  const attempts = [...new Set(query.data?.map(({ attempt }) => attempt))].sort((a, b) => a - b);
  const keys = grouped(query.data ?? [], ({ key }) => key);
  return (
    <ListState
      query={query}
      rows={query.data && [...keys]}
      words={["key", "keys"]}
      noData={noData}
      noMatch={noMatch}
    >
      {(rows) => (
        <>
          <div className="tblx">
            <table className="tbl flow matrix">
              <caption className="sr">Last value of every key, by attempt</caption>
              <thead>
                <tr>
                  <th scope="col">Key</th>
                  {attempts.map((attempt) => (
                    <th key={attempt} scope="col">
                      Attempt {attemptNumber(attempt)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(([key, cells]) => (
                  <tr key={key}>
                    <th scope="row">
                      <AnnotationKey name={key} />
                    </th>
                    {attempts.map((attempt) => {
                      const cell = cells.find((each) => each.attempt === attempt);
                      const before = cells.findLast((each) => each.attempt < attempt);
                      return <Cell key={attempt} cell={cell} before={before} />;
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {query.data?.length === MAX_CELLS && (
            <p className="note-line">Showing the first {formatCount(MAX_CELLS)} values.</p>
          )}
        </>
      )}
    </ListState>
  );
}

function Cell({
  cell,
  before,
}: {
  cell: LatestAnnotation | undefined;
  before: LatestAnnotation | undefined;
}) {
  if (cell === undefined) {
    return (
      <td>
        <Nil />
      </td>
    );
  }
  const isChanged = before !== undefined && before.valuePreview !== cell.valuePreview;
  const value = statedValue(cell);
  return (
    <td className={clsx(isChanged && "changed")}>
      <span
        className={typeof value === "object" && value !== null ? "mono clamp" : "clamp"}
        title={cell.valuePreview}
      >
        {typeof value === "object" ? cell.valuePreview : String(value)}
      </span>
      <span className="s12 t3 flex flex-wrap items-baseline gap-x-2">
        {isChanged && <span>changed</span>}
        {cell.actorKind !== null && (
          <Actor kind={cell.actorKind} id={cell.actorId} version={cell.actorVersion} />
        )}
        {cell.count > 1 && <span>last of {formatCount(cell.count)}</span>}
      </span>
    </td>
  );
}
