/** Keeps a metric's label from taking more values than a metrics database should be given. */

/** What every value beyond the limit is counted as. */
export const OTHER = "other";

/** @returns the value itself for the first `limit` different ones, then {@link OTHER} */
export function boundedLabel(limit: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= limit) return OTHER;
    known.add(value);
    return value;
  };
}
