/** What a chart over time shows: one value per bucket and series. */

export interface ChartSeries {
  readonly name: string;
  /** A CSS colour: `var(--m1)` for a model, `var(--series-1)` for a measured line, a status's own colour. */
  readonly colour: string;
  /** By bucket. Null: nothing is known, which is not zero. */
  readonly values: readonly (number | null)[];
}

/** Buckets of which no series knows anything, up to the present: drawn as a gap. */
export function gapsOf(series: readonly ChartSeries[], known: number): number[] {
  return Array.from({ length: known }, (_, index) => index).filter((index) =>
    series.every(({ values }) => (values[index] ?? null) === null),
  );
}

/** A bucket's values together; null when nothing is known. */
export function totalAt(series: readonly ChartSeries[], index: number): number | null {
  const values = series.flatMap(({ values }) => values[index] ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

/** The highest point: of stacked series their sum's. */
export function highest(series: readonly ChartSeries[], buckets: number, isStacked: boolean): number {
  return Array.from({ length: buckets }, (_, index) =>
    isStacked
      ? (totalAt(series, index) ?? 0)
      : Math.max(0, ...series.map(({ values }) => values[index] ?? 0)),
  ).reduce((top, value) => Math.max(top, value), 0);
}
