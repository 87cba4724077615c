/** Numbers as the pages write them: digits and unit apart, so that the unit can be drawn fainter. */

export interface Measured {
  readonly digits: string;
  /** Empty when the number has none. */
  readonly unit: string;
}

const grouped = new Intl.NumberFormat("en-US");

/** 3482 → "3,482". */
export const formatCount = (count: number): string => grouped.format(count);

/** A count that was not counted further than `cap`: 10001 of a cap of 10000 → "10,000+". */
export const formatCapped = (count: number, cap: number): string =>
  count > cap ? `${grouped.format(cap)}+` : grouped.format(count);

/**
 * How long something took: `840 ms`, `12.4 s`, `4 m 12 s`, `2 h 14 m`, `3 d 4 h`.
 *
 * @param ms negative counts as 0: clocks of two machines may disagree
 */
export function formatDuration(ms: number): readonly Measured[] {
  const clamped = Math.max(0, ms);
  if (clamped < 999.5) return [{ digits: String(Math.round(clamped)), unit: "ms" }];
  if (clamped < 59_950) return [{ digits: (clamped / 1000).toFixed(1), unit: "s" }];
  const seconds = Math.round(clamped / 1000);
  if (seconds < 3600) return pair(Math.floor(seconds / 60), "m", seconds % 60, "s");
  const minutes = Math.round(clamped / 60_000);
  if (minutes < 48 * 60) return pair(Math.floor(minutes / 60), "h", minutes % 60, "m");
  const hours = Math.round(clamped / 3_600_000);
  return pair(Math.floor(hours / 24), "d", hours % 24, "h");
}

const pair = (big: number, bigUnit: string, small: number, smallUnit: string): readonly Measured[] =>
  small === 0
    ? [{ digits: String(big), unit: bigUnit }]
    : [
        { digits: String(big), unit: bigUnit },
        { digits: String(small), unit: smallUnit },
      ];

/** The same as one string, for titles and names read aloud. */
export const durationText = (ms: number): string =>
  formatDuration(ms)
    .map(({ digits, unit }) => `${digits} ${unit}`)
    .join(" ");

/** How long ago, in one unit: `8 s`, `4 m`, `2 h`, `12 d`. Under a second is "now", with no unit. */
export function formatAge(ms: number): Measured {
  if (ms < 1000) return { digits: "now", unit: "" };
  if (ms < 60_000) return { digits: String(Math.floor(ms / 1000)), unit: "s" };
  if (ms < 3_600_000) return { digits: String(Math.floor(ms / 60_000)), unit: "m" };
  if (ms < 48 * 3_600_000) return { digits: String(Math.floor(ms / 3_600_000)), unit: "h" };
  return { digits: String(Math.floor(ms / 86_400_000)), unit: "d" };
}

/** Big counts such as tokens: `612`, `8.1 k`, `684 k`, `3.94 M`. */
export function formatBig(count: number): Measured {
  if (count < 1000) return { digits: String(count), unit: "" };
  if (count < 99_950) return { digits: (count / 1000).toFixed(1), unit: "k" };
  if (count < 999_500) return { digits: String(Math.round(count / 1000)), unit: "k" };
  if (count < 999_500_000) return { digits: (count / 1e6).toFixed(2), unit: "M" };
  return { digits: (count / 1e9).toFixed(2), unit: "G" };
}

/** A size in bytes or characters: `312`, `3.1 k`, `2.4 M`, in steps of 1000. */
export const formatSize = (size: number, unit: "B" | "chars"): Measured => {
  const { digits, unit: prefix } = formatBig(size);
  return unit === "B"
    ? { digits, unit: `${prefix}B` }
    : { digits, unit: `${prefix}${prefix ? " " : ""}chars` };
};

export interface Price {
  readonly cents: string;
  /** Third and fourth decimal, only below one cent; the column keeps their room otherwise. */
  readonly fraction: string;
}

/** US dollars: `$12.40`, and `$0.00` with `61` behind it below one cent. */
export function formatPrice(usd: number): Price {
  if (usd === 0 || Math.abs(usd) >= 0.01) return { cents: `$${usd.toFixed(2)}`, fraction: "" };
  const four = Math.abs(usd).toFixed(4);
  return { cents: `${usd < 0 ? "-" : ""}$${four.slice(0, 4)}`, fraction: four.slice(4) };
}
