/** Which runs something is to be done to: named one by one, or all that match the filter. */

export type Selection = "all" | readonly string[];

export const NOTHING: Selection = [];

/** As many as one page can show, a few times over; and what an address still carries. */
export const MOST_SELECTED = 500;

export const isSelecting = (selection: Selection): boolean => selection === "all" || selection.length > 0;

export const has = (selection: Selection, id: string): boolean =>
  selection === "all" || selection.includes(id);

/**
 * Adds or takes away; of everything that matches, taking one away leaves the others that are shown.
 *
 * @param shown ids of the rows, in order
 */
export function toggled(selection: Selection, id: string, shown: readonly string[]): Selection {
  const ids = selection === "all" ? shown : selection;
  return ids.includes(id) ? ids.filter((other) => other !== id) : bounded([...ids, id]);
}

/** Everything from one row to another, added to what is selected. */
export function upTo(
  selection: Selection,
  { from, to }: { readonly from: string; readonly to: string },
  shown: readonly string[],
): Selection {
  if (selection === "all") return selection;
  const [a, b] = [shown.indexOf(from), shown.indexOf(to)];
  // The row it began at is on another page: only this one is meant.
  const range = a < 0 || b < 0 ? [to] : shown.slice(Math.min(a, b), Math.max(a, b) + 1);
  return bounded([...new Set([...selection, ...range])]);
}

/** All shown rows, or none of them when all were. */
export function toggledShown(selection: Selection, shown: readonly string[]): Selection {
  if (shown.every((id) => has(selection, id))) {
    return selection === "all" ? NOTHING : selection.filter((id) => !shown.includes(id));
  }
  return bounded([...new Set([...(selection === "all" ? [] : selection), ...shown])]);
}

const bounded = (ids: readonly string[]): Selection => ids.slice(0, MOST_SELECTED);
