/** What a handful of measurements of one thing say together. */

/**
 * The value below which the given share of all lies.
 *
 * @param share from 0 to 1
 * @throws {RangeError} without values
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (below === undefined || above === undefined) throw new RangeError("There are no values");
  return below + (above - below) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Median of the ratios within each round: what slows the machine in a round slows both. */
export const medianRatio = (values: readonly number[], reference: readonly number[]): number =>
  median(values.map((value, round) => value / (reference[round] ?? Number.NaN)));
