/** Chance that repeats: the same seed gives the same numbers. */

export interface SeededRandom {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, limit). */
  below(limit: number): number;
  /** True this often, from 0 to 1. */
  chance(probability: number): boolean;
  /** One of these; they must not be empty. */
  pick<Item>(items: readonly Item[]): Item;
}

/** Mulberry32: 32 bits of state, even enough to choose what happens next, useless for secrets. */
export function seededRandom(seed: number): SeededRandom {
  let state = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (items) => {
      if (items.length === 0) throw new RangeError("There is nothing to pick from");
      return items[below(items.length)] as (typeof items)[number];
    },
  };
}
