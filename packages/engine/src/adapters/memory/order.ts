/** In which order rows come: the databases' order, where texts compare by their bytes in UTF-8. */

export type Compare<Value> = (a: Value, b: Value) => number;

/** By the first of these that tells two values apart. */
export const by =
  <Value>(...comparisons: readonly Compare<Value>[]): Compare<Value> =>
  (a, b) => {
    for (const compare of comparisons) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };

export const ascending =
  <Value>(of: (value: Value) => number): Compare<Value> =>
  (a, b) =>
    of(a) - of(b);

export const descending =
  <Value>(of: (value: Value) => number): Compare<Value> =>
  (a, b) =>
    of(b) - of(a);

export const byText =
  <Value>(of: (value: Value) => string): Compare<Value> =>
  (a, b) =>
    compareText(of(a), of(b));

interface Created {
  readonly createdAt: number;
  readonly id: string;
}

export const oldestFirst: Compare<Created> = by(
  ascending((row: Created) => row.createdAt),
  byText((row: Created) => row.id),
);

/** The order in which waiting things are taken. */
export const claimOrder: Compare<Created & { readonly priority: number }> = by(
  descending((row: Created & { readonly priority: number }) => row.priority),
  oldestFirst,
);

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** Code point by code point, which is the order of the bytes in UTF-8. JavaScript's own order differs beyond U+FFFF. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left === right) continue;
    if (isSurrogate(left) !== isSurrogate(right)) return isSurrogate(left) ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}
