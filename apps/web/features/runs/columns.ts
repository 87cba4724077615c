/** What a row of the list can tell. */

/** Keys of annotations that tell who or what asked for a run, the first that is there wins. */
export const TRIGGER_KEYS = ["Trigger.source", "Trigger.user"] as const;

/** Columns that are shown when they are asked for, by their name in the address. */
export const OPTIONAL_COLUMNS = {
  priority: "Priority",
  ended: "Ended",
  created: "Created",
} as const;
export type OptionalColumn = keyof typeof OPTIONAL_COLUMNS;

export const isOptionalColumn = (name: string): name is OptionalColumn =>
  Object.hasOwn(OPTIONAL_COLUMNS, name);

const ANNOTATION = "ann:";
const MAX_ANNOTATIONS = 6;

export const annotationColumn = (key: string): string => `${ANNOTATION}${key}`;

/** The annotations' keys among the chosen columns: `ann:Decision.outcome`. */
export const annotationKeysOf = (cols: readonly string[]): string[] =>
  [
    ...new Set(
      cols.filter((name) => name.startsWith(ANNOTATION)).map((name) => name.slice(ANNOTATION.length)),
    ),
  ]
    .filter((key) => key !== "")
    .slice(0, MAX_ANNOTATIONS);

/** A value as a cell shows it: a text without its quotes. */
export function shownValue(json: string): string {
  if (!json.startsWith('"')) return json;
  try {
    return String(JSON.parse(json));
  } catch {
    // Cut in the middle: the end is missing.
    return json.slice(1);
  }
}
