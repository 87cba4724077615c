/** How much of a stored value is shown in which way: what is big costs what a reader asks for, and no more. */

/** Up to here a value is laid out as soon as it is there. */
export const EAGER_CHARS = 100_000;
/** The beginning of what is bigger. */
export const HEAD_CHARS = 65_536;
/** Beyond this a value is never shown whole: its head, a download, and a search in the database. */
export const MAX_CHARS = 2_000_000;

/** Longer values are folded to this. */
export const FOLDED_LINES = 20;
/** Beyond this, colours would cost more than they tell. */
export const COLOURED_LINES = 1000;
/** Beyond this only the rows in sight are on the page. */
export const WHOLE_LINES = 3333;

export type Layout = "inline" | "folded" | "plain" | "virtual";

export function layoutOf(lines: number, isUnfolded: boolean): Layout {
  if (lines <= FOLDED_LINES) return "inline";
  if (!isUnfolded) return "folded";
  return lines > WHOLE_LINES ? "virtual" : "plain";
}

/** How many characters to ask for, knowing what there is. */
export const charsToLoad = (totalChars: number | null | undefined): number =>
  (totalChars ?? 0) > EAGER_CHARS ? HEAD_CHARS : EAGER_CHARS;
