/** A model's colour, the same on every page: chosen by its name, from pigments that no status has. */

const PIGMENTS = 8;

/** By FNV-1a: names that differ in a letter get other colours. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193) >>> 0;
  return hash;
}

/**
 * Where two models of a page would look alike, one of them takes the next free colour: of those shown the later one by
 * name, of the others each.
 *
 * @param shown those that are told apart
 * @param others that may be named, too
 */
export function modelColours(
  shown: Iterable<string>,
  others: Iterable<string> = [],
): (modelId: string) => string {
  const taken = new Map<string, number>();
  for (const model of [...[...new Set(shown)].sort(), ...[...new Set(others)].sort()]) {
    if (taken.has(model)) continue;
    const used = new Set(taken.values());
    let colour = hashOf(model) % PIGMENTS;
    for (let step = 0; step < PIGMENTS && used.has(colour); step += 1) colour = (colour + 1) % PIGMENTS;
    taken.set(model, colour);
  }
  return (modelId) => `var(--m${(taken.get(modelId) ?? hashOf(modelId) % PIGMENTS) + 1})`;
}
