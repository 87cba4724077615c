/** Which numbers of a page stand out. */

export type Heat = "" | "heat-1" | "heat-2";

/** With fewer rows, or numbers all of one size, nothing stands out. */
const MIN_ROWS = 5;
const MIN_TIMES_MEDIAN = 3;

/**
 * @param values the column's numbers on this page
 * @returns what a number's heat is: from half of the page's largest, and from three quarters
 */
export function heatOf(values: readonly number[]): (value: number | null) => Heat {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  const largest = sorted.at(-1) ?? 0;
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return (value) => {
    if (value === null || sorted.length < MIN_ROWS || value < median * MIN_TIMES_MEDIAN) return "";
    if (value >= largest * 0.75) return "heat-2";
    return value >= largest * 0.5 ? "heat-1" : "";
  };
}
