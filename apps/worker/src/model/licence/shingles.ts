/** Overlapping runs of words as numbers: two texts are as alike as the runs that they share. */

/** Words in one run. Longer runs tell near-identical licences apart better, shorter ones forgive more edits. */
export const SHINGLE_WORDS = 3;

/** 32-bit FNV-1a of the word's UTF-16 units. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index++) {
    hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * The distinct runs of three words, hashed. A text shorter than that is one run.
 *
 * @returns ascending, without repetition
 */
export function shingles(words: readonly string[]): Uint32Array {
  if (words.length === 0) return new Uint32Array();
  const hashes = words.map(hashOf);
  const last = Math.max(0, words.length - SHINGLE_WORDS);
  const distinct = new Set<number>();
  for (let start = 0; start <= last; start++) {
    let run = 0x9e3779b9;
    for (const hash of hashes.slice(start, start + SHINGLE_WORDS)) {
      run = Math.imul(run ^ hash, 0x85ebca6b);
      run ^= run >>> 13;
    }
    distinct.add(run >>> 0);
  }
  return Uint32Array.from(distinct).sort();
}
