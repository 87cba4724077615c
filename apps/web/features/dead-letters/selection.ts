/** Which failures something is to be done to: all that match, whole groups, or some one by one. */

export interface Picked {
  readonly id: string;
  readonly runId: string;
}

export type Selection =
  | { readonly of: "all" }
  /** By their keys. */
  | { readonly of: "groups"; readonly keys: readonly string[] }
  | { readonly of: "letters"; readonly letters: readonly Picked[] };

export const NOTHING: Selection = { of: "letters", letters: [] };

/** As many as somebody picks by hand. */
export const MOST_PICKED = 500;

export const isSelecting = (selection: Selection): boolean =>
  selection.of === "all" || (selection.of === "groups" ? selection.keys : selection.letters).length > 0;

export const hasGroup = (selection: Selection, key: string): boolean =>
  selection.of === "all" || (selection.of === "groups" && selection.keys.includes(key));

/** @param key of the group it is in */
export const hasLetter = (selection: Selection, { id }: Picked, key: string): boolean =>
  hasGroup(selection, key) ||
  (selection.of === "letters" && selection.letters.some((letter) => letter.id === id));

/** Adds or takes away; of everything that matches, taking one away leaves the others that are shown. */
export function toggledGroup(selection: Selection, key: string, shown: readonly string[]): Selection {
  const keys = selection.of === "all" ? shown : selection.of === "groups" ? selection.keys : [];
  return { of: "groups", keys: keys.includes(key) ? keys.filter((other) => other !== key) : [...keys, key] };
}

/** Adds or takes away one; of a whole group, taking one away leaves the others that are shown. */
export function toggledLetter(
  selection: Selection,
  { id, runId }: Picked,
  { key, shown }: { readonly key: string; readonly shown: readonly Picked[] },
): Selection {
  if (hasGroup(selection, key))
    return { of: "letters", letters: pickedOf(shown).filter((one) => one.id !== id) };
  const letters = selection.of === "letters" ? selection.letters : [];
  return letters.some((letter) => letter.id === id)
    ? { of: "letters", letters: letters.filter((letter) => letter.id !== id) }
    : { of: "letters", letters: [...letters, { id, runId }].slice(0, MOST_PICKED) };
}

/** All that are shown, or none of them when all were. */
export function toggledShown(selection: Selection, shown: readonly Picked[]): Selection {
  const picked = selection.of === "letters" ? selection.letters : [];
  if (selection.of === "all") return NOTHING;
  const isAll = shown.every(({ id }) => picked.some((letter) => letter.id === id));
  const others = picked.filter(({ id }) => !shown.some((letter) => letter.id === id));
  return { of: "letters", letters: (isAll ? others : [...others, ...pickedOf(shown)]).slice(0, MOST_PICKED) };
}

const pickedOf = (letters: readonly Picked[]): readonly Picked[] =>
  letters.map(({ id, runId }) => ({ id, runId }));
