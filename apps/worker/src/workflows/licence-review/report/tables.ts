/** Markdown tables. */

/** Text of other people in a table cell: no cell break, no markup of its own. */
export const cell = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/[\\|`*_[\]<>]/g, "\\$&")
    .trim();

export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(headings), line(headings.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Rows up to `most`, and a line that says how many are not shown. */
export function cutTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  most: number,
): string {
  const shown = table(headings, rows.slice(0, most));
  return rows.length > most ? `${shown}\n\n… and ${rows.length - most} more.` : shown;
}
