/** A list of objects as a table: its columns are the members that they have, in the order of their first occurrence. */

const MAX_COLUMNS = 24;

export interface JsonTable {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Members that no column shows. */
  readonly hiddenColumns: number;
}

/** Null where the value is no list of things that look alike. */
export function jsonTable(value: unknown): JsonTable | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const rows = value.filter(
    (item): item is Record<string, unknown> =>
      item !== null && typeof item === "object" && !Array.isArray(item),
  );
  if (rows.length !== value.length) return null;
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  if (names.size === 0) return null;
  const columns = [...names];
  return {
    columns: columns.slice(0, MAX_COLUMNS),
    rows,
    hiddenColumns: Math.max(0, columns.length - MAX_COLUMNS),
  };
}

export const cellText = (value: unknown): string => {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
};
