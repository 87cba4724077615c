/** Walking through a keyset-paged list in both directions. */

import assert from "node:assert/strict";
import type { Keyset } from "../../read/filters.js";
import type { Page } from "../../read/views.js";

interface Paging {
  cursor?: Keyset;
  direction: "after" | "before";
  limit: number;
}

const MAX_PAGES = 1_000;

/**
 * The list as a reader meets it who pages to its end and back to its start; fails unless both ways show each row
 * once and in the same order, and unless only the ends say that they are ends.
 */
export async function walk<Row extends { readonly id: string }>(
  limit: number,
  page: (paging: Paging) => Promise<Page<Row>>,
): Promise<string[]> {
  const forward = await follow("after", limit, page);
  const backward = await follow("before", limit, page);
  assert.deepEqual(backward, forward, "backwards the list is another one");
  assert.equal(new Set(forward).size, forward.length, "a row came twice");
  return forward;
}

async function follow<Row extends { readonly id: string }>(
  direction: Paging["direction"],
  limit: number,
  page: (paging: Paging) => Promise<Page<Row>>,
): Promise<string[]> {
  const seen: string[] = [];
  let cursor: Keyset | undefined;
  for (let n = 0; n < MAX_PAGES; n += 1) {
    const { rows, next, previous } = await page({ cursor, direction, limit });
    assert.ok(rows.length <= limit);
    const [onward, back] = direction === "after" ? [next, previous] : [previous, next];
    assert.equal(
      back === null,
      cursor === undefined,
      "there is a way back exactly when one has come from somewhere",
    );
    if (onward) assert.equal(rows.length, limit, "a page that is not the last is full");
    const ids = rows.map((row) => row.id);
    if (direction === "after") seen.push(...ids);
    else seen.unshift(...ids);
    if (!onward) return seen;
    cursor = onward;
  }
  throw new Error(`The list has no end: ${MAX_PAGES} pages`);
}
