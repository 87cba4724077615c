/** A model's colour, the same on every page: chosen by its name, from pigments that no status has. */

const PIGMENTS = 8;

/** By FNV-1a: names that differ in a letter get other colours. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193) >>> 0;
  return hash;
}

/** Where two models of a page would look alike, the later one by name takes the next free colour. */
export function modelColours(models: Iterable<string>): (modelId: string) => string {
  const taken = new Map<string, number>();
  for (const model of [...new Set(models)].sort()) {
    const used = new Set(taken.values());
    let colour = hashOf(model) % PIGMENTS;
    for (let step = 0; step < PIGMENTS && used.has(colour); step += 1) colour = (colour + 1) % PIGMENTS;
    taken.set(model, colour);
  }
  return (modelId) => `var(--m${(taken.get(modelId) ?? hashOf(modelId) % PIGMENTS) + 1})`;
}
