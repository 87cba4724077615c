/** Numbers that look random and are the same for the same seed, so that two people can speak of the same history. */

export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** Whole, from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  pick<Item>(items: readonly Item[]): Item;
  chance(share: number): boolean;
  /** Around 1, mostly between 0.3 and 4, now and then far more: as durations are. */
  spread(): number;
  /** A UUID version 7 of this instant (ms); later calls give greater ones for the same instant, mostly. */
  id(at: number): string;
}

const TAIL_DIGITS = 12;

export function random(seed: number): Random {
  let state = seed >>> 0;
  let counter = 0;
  // Mulberry32.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");
  return {
    next,
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError("Nothing to pick from");
      return item;
    },
    chance: (share) => next() < share,
    spread: () => Math.exp((next() + next() + next() - 1.5) * 1.4),
    id(at) {
      counter = (counter + 1) & 0xfff;
      const time = hex(at, TAIL_DIGITS);
      const variant = hex(0x8000 | Math.floor(next() * 0x4000), 4);
      const tail = hex(Math.floor(next() * 2 ** 24), 6) + hex(Math.floor(next() * 2 ** 24), 6);
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(counter, 3)}-${variant}-${tail}`;
    },
  };
}
