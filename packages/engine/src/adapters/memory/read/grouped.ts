/** Rows that are alike, in the order in which each kind first occurs. */
export function grouped<Row>(rows: readonly Row[], kindOf: (row: Row) => string): readonly Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const kind = kindOf(row);
    const group = groups.get(kind);
    if (group) group.push(row);
    else groups.set(kind, [row]);
  }
  return [...groups.values()];
}
