/** Numbers that a seed repeats: mulberry32, 32 bits of state. */

/**
 * @typedef {object} Random
 * @property {() => number} fraction from 0 up to, not including, 1
 * @property {(limit: number) => number} below a whole number from 0 up to, not including, `limit`
 * @property {<Item>(items: readonly Item[]) => Item} pick
 */

/** @param {number} seed @returns {Random} */
export function seededRandom(seed) {
  let state = seed >>> 0;
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (/** @type {number} */ limit) => Math.floor(fraction() * limit);
  return {
    fraction,
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError("There is nothing to pick from");
      return item;
    },
  };
}
