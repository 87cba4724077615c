/** Keyset pages: what lies next to a row already shown. */

import { isStorableText } from "../../../domain/storable.js";
import type { Keyset } from "../../../read/filters.js";
import type { Page } from "../../../read/views.js";
import { dateOf } from "../columns.js";
import { compareText } from "../order.js";

export interface Paging {
  readonly cursor?: Keyset | undefined;
  readonly direction: "after" | "before";
  readonly limit: number;
}

interface Placed {
  readonly id: string;
  readonly createdAt: number;
}

/** Whether a row lies behind (+) or before (−) a place, in order of time and id. */
export const placeFrom = (row: Placed, cursor: Keyset): number =>
  row.createdAt - cursor.createdAt.getTime() || compareText(row.id, cursor.id);

/**
 * @param rows all that match, in the list's own order
 * @param newestFirst whether that order is descending
 */
export function pageOf<Row extends Placed, View>(
  rows: readonly Row[],
  { cursor, direction, limit }: Paging,
  { newestFirst, toView }: { readonly newestFirst: boolean; readonly toView: (row: Row) => View },
): Page<View> {
  const isBackward = direction === "before";
  const side = isBackward === newestFirst ? 1 : -1;
  const beyond =
    cursor === undefined ? rows : rows.filter((row) => Math.sign(placeFrom(row, cursor)) === side);
  const hasMore = beyond.length > limit;
  const shown = isBackward ? beyond.slice(Math.max(0, beyond.length - limit)) : beyond.slice(0, limit);
  const toStart = keysetOf(shown[0]) ?? cursor ?? null;
  const toEnd = keysetOf(shown.at(-1)) ?? cursor ?? null;
  return {
    rows: shown.map(toView),
    // Behind a cursor lies the row it names, at least.
    next: (isBackward ? cursor !== undefined : hasMore) ? toEnd : null,
    previous: (isBackward ? hasMore : cursor !== undefined) ? toStart : null,
  };
}

const keysetOf = (row: Placed | undefined): Keyset | undefined =>
  row && { createdAt: dateOf(row.createdAt), id: row.id };

/** The first characters of a text, never half of one. */
export const cut = (text: string, chars: number): string =>
  text.length <= chars ? text : [...text.slice(0, chars * 2)].slice(0, chars).join("");

/** How many characters the databases count in a text. */
export function charsIn(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) count -= 1;
  }
  return count;
}

/** Whether `text` has `words` in it, upper and lower case alike. Half a surrogate pair is part of nothing. */
export const contains = (text: string, words: string): boolean =>
  isStorableText(words) && text.toLowerCase().includes(words.toLowerCase());

/** Whether `text` begins with `words`, upper and lower case alike. */
export const beginsWith = (text: string, words: string): boolean =>
  isStorableText(words) && text.toLowerCase().startsWith(words.toLowerCase());
