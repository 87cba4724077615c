/** Rows by what they have in common. */

export function grouped<Key, Item>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** How often each key occurs. */
export const counted = <Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Map<string, number> =>
  new Map([...grouped(items, keyOf)].map(([key, group]) => [key, group.length]));
