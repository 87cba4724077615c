/** A chart's numbers as text, for the clipboard. */

export interface ChartTable {
  /** The first names what a row is. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Comma-separated, with a line of names. What a spreadsheet would take for a formula is text. Unknown is empty. */
export const csvOf = ({ columns, rows }: ChartTable): string =>
  [columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");

/** One object per row. Unknown is null. */
export const jsonOf = ({ columns, rows }: ChartTable): string =>
  JSON.stringify(
    rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]))),
    null,
    2,
  );

function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
