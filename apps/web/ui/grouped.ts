/** Values that are alike, by what they have in common, in the order in which each first occurs. */
export function grouped<Value, Kind>(
  values: readonly Value[],
  kindOf: (value: Value) => Kind,
): ReadonlyMap<Kind, readonly Value[]> {
  const groups = new Map<Kind, Value[]>();
  for (const value of values) {
    const kind = kindOf(value);
    const group = groups.get(kind);
    if (group) group.push(value);
    else groups.set(kind, [value]);
  }
  return groups;
}
