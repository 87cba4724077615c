/** Numbers with units, as people type them. */

const MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const SCALE = { k: 1000, m: 1_000_000 } as const;

const NUMBER = String.raw`(\d+(?:\.\d+)?|\.\d+)`;
const DURATION = new RegExp(`^${NUMBER}(ms|s|m|h|d|w)$`, "i");
const COUNT = new RegExp(`^${NUMBER}(k|m)?$`, "i");
const MONEY = new RegExp(`^\\$?${NUMBER}$`);

/** `840ms`, `12.4s`, `10m`, `2h`, `7d`. @returns milliseconds; null if it is none */
export function durationMs(text: string): number | null {
  const [, digits, unit] = DURATION.exec(text) ?? [];
  return digits === undefined || unit === undefined
    ? null
    : Number(digits) * MS[unit.toLowerCase() as keyof typeof MS];
}

/** `1200`, `100k`, `2.5M`. */
export function count(text: string): number | null {
  const [, digits, unit] = COUNT.exec(text) ?? [];
  if (digits === undefined) return null;
  return Number(digits) * (unit === undefined ? 1 : SCALE[unit.toLowerCase() as keyof typeof SCALE]);
}

/** `0.50`, `$2`. */
export function dollars(text: string): number | null {
  const [, digits] = MONEY.exec(text) ?? [];
  return digits === undefined ? null : Number(digits);
}

/** Counted from 1, as on the screen. @returns from 0, as in the data */
export function attempt(text: string): number | null {
  return /^[1-9]\d{0,6}$/.test(text) ? Number(text) - 1 : null;
}
