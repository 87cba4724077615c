"use client";

import type { Keyset, Page } from "@stageline/engine/read";
import { type QueryKey, useQuery } from "@tanstack/react-query";
import type { QueryError } from "@/components/query-error";

/** Rows of a page, and pages that are read at most: two attempts of a run are compared, not its history. */
const PAGE_ROWS = 200;
const MAX_PAGES = 5;

/** A list read to its end, or to its first thousand rows. */
export function useWholeList<Row>({
  queryKey,
  load,
}: {
  queryKey: QueryKey;
  load: (request: { cursor?: Keyset; limit: number }, signal: AbortSignal) => Promise<Page<Row>>;
}) {
  return useQuery<{ rows: readonly Row[]; isCut: boolean }, QueryError>({
    queryKey: [...queryKey, "whole"],
    queryFn: async ({ signal }) => {
      const rows: Row[] = [];
      let cursor: Keyset | null = null;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const answer: Page<Row> = await load(
          { limit: PAGE_ROWS, ...(cursor === null ? {} : { cursor }) },
          signal,
        );
        rows.push(...answer.rows);
        cursor = answer.next;
        if (cursor === null) break;
      }
      return { rows, isCut: cursor !== null };
    },
  });
}
