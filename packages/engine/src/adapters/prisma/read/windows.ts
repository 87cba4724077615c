/**
 * Looking for rows by what no index answers.
 *
 * The rows that the indexed conditions leave are gone through in windows, newest first, until a page is full, they are
 * at an end, or it has taken long enough. A page that is not full then says how far it looked, and goes on from there.
 */

import type { RunSearch } from "../../../read/run-conditions.js";
import type { Page } from "../../../read/views.js";
import type { Paging } from "./page.js";

/** No window is begun after this long (ms): a page that says how far it looked beats one that is waited for. */
const SEARCH_MS = 30;

export interface Place {
  readonly createdAt: Date;
  readonly id: string;
}

export interface Window {
  readonly rows: number;
  /** The last of them if there may be more behind it. */
  readonly end: Place | null;
}

export interface Windows<View> {
  /** Measures what lies behind a place. */
  next(cursor: Place | undefined): Promise<Window>;
  /** Finds rows between a place and the end of its window. */
  find(paging: Paging, end: Place | null): Promise<Page<View>>;
}

export interface FoundPage<View> {
  readonly page: Page<View>;
  readonly search?: RunSearch;
}

export async function searchWindows<View extends Place>(
  windows: Windows<View>,
  paging: Paging,
): Promise<FoundPage<View>> {
  const isBackward = paging.direction === "before";
  const began = performance.now();
  const rows: View[] = [];
  let cursor = paging.cursor;
  let scanned = 0;
  for (;;) {
    const window = await windows.next(cursor);
    const page = await windows.find({ ...paging, cursor, limit: paging.limit - rows.length }, window.end);
    if (isBackward) rows.unshift(...page.rows);
    else rows.push(...page.rows);
    scanned += window.rows;
    const isFull = isBackward ? page.previous !== null : page.next !== null;
    const isOver = !window.end || performance.now() - began > SEARCH_MS || rows.length === paging.limit;
    if (isFull) return { page: around(rows, paging, placeOf(rows.at(isBackward ? 0 : -1))) };
    if (isOver) {
      return {
        page: around(rows, paging, window.end),
        search: { rows: scanned, until: window.end?.createdAt ?? null },
      };
    }
    cursor = window.end ?? undefined;
  }
}

const placeOf = (row: Place | undefined): Place | null =>
  row === undefined ? null : { createdAt: row.createdAt, id: row.id };

/** @param end where the list goes on in the direction it was read; null when it does not */
function around<View extends Place>(
  rows: readonly View[],
  { cursor, direction }: Paging,
  end: Place | null,
): Page<View> {
  const isBackward = direction === "before";
  const start = cursor === undefined ? null : (placeOf(rows.at(isBackward ? -1 : 0)) ?? cursor);
  return isBackward ? { rows, next: start, previous: end } : { rows, next: end, previous: start };
}
