/**
 * The sentences that stand for the whole: an extractive summary.
 *
 * TextRank: a sentence matters when it shares rare words with other sentences that matter. Sentences near the start
 * count a little more, and one that repeats what was already taken is passed over. Nothing is rephrased.
 */

import type { Breathe } from "../breather.js";
import { detectLanguage } from "./languages.js";
import { stopWords } from "./stop-words.js";
import { sentencesOf, wordsOf } from "./words.js";

export interface Summary {
  /** The chosen sentences in the text's order. */
  readonly sentences: readonly string[];
  readonly outOf: number;
  readonly language: string;
}

export interface SummaryOptions {
  /** Sentences wanted. Default: by the text's length, 1 to 5. */
  readonly sentences?: number;
  /** Stops before more words than this, but gives at least one sentence. */
  readonly maxWords?: number;
  readonly breathe: Breathe;
}

/** Comparing every pair is quadratic: of a longer text only the most central sentences are compared. */
const MOST_COMPARED = 240;
const DAMPING = 0.85;
const ROUNDS = 25;

interface Candidate {
  readonly text: string;
  readonly position: number;
  readonly words: number;
  /** Weight by word, of length 1 as a vector. */
  readonly vector: ReadonlyMap<string, number>;
}

export async function summarise(text: string, options: SummaryOptions): Promise<Summary> {
  const { code: language } = await detectLanguage(text);
  const all = [...new Set(sentencesOf(text, language))];
  await options.breathe();
  const candidates = await vectorsOf(all, language, options.breathe);
  const compared = mostCentral(candidates);
  const wanted = Math.min(
    all.length,
    options.sentences ?? Math.max(1, Math.min(5, Math.round(all.length / 5))),
  );
  if (compared.length === 0) return { sentences: all.slice(0, wanted), outOf: all.length, language };

  const ranks = await textRank(compared, options.breathe);
  const scored = compared
    .map((candidate, at) => ({
      candidate,
      score: (ranks[at] ?? 0) * positionWeight(candidate.position, all.length),
    }))
    .sort((a, b) => b.score - a.score);
  const chosen: Candidate[] = [];
  let words = 0;
  for (const { candidate } of scored) {
    if (chosen.length === wanted) break;
    if (chosen.some((other) => cosine(other.vector, candidate.vector) > 0.7)) continue;
    if (options.maxWords !== undefined && chosen.length > 0 && words + candidate.words > options.maxWords)
      continue;
    chosen.push(candidate);
    words += candidate.words;
  }
  const sentences = chosen.sort((a, b) => a.position - b.position).map((candidate) => candidate.text);
  return { sentences, outOf: all.length, language };
}

async function vectorsOf(
  sentences: readonly string[],
  language: string,
  breathe: Breathe,
): Promise<Candidate[]> {
  const empty = stopWords(language);
  const bags: string[][] = [];
  const sentencesWith = new Map<string, number>();
  for (const sentence of sentences) {
    const bag = wordsOf(sentence, language)
      .map(({ folded }) => folded)
      .filter((word) => !empty.has(word));
    for (const word of new Set(bag)) sentencesWith.set(word, (sentencesWith.get(word) ?? 0) + 1);
    bags.push(bag);
    await breathe();
  }
  return sentences.flatMap((text, position) => {
    const bag = bags[position] ?? [];
    // A heading or a fragment is no sentence to quote, unless the text has nothing longer.
    if (bag.length === 0 || (bag.length < 3 && sentences.length > 3)) return [];
    const weights = new Map<string, number>();
    for (const word of bag) {
      const rarity = Math.log(1 + sentences.length / (sentencesWith.get(word) ?? 1));
      weights.set(word, (weights.get(word) ?? 0) + rarity);
    }
    const length = Math.hypot(...weights.values());
    const vector = new Map([...weights].map(([word, weight]) => [word, weight / length]));
    return [{ text, position, words: bag.length, vector }];
  });
}

function mostCentral(candidates: readonly Candidate[]): readonly Candidate[] {
  if (candidates.length <= MOST_COMPARED) return candidates;
  const centre = new Map<string, number>();
  for (const { vector } of candidates) {
    for (const [word, weight] of vector) centre.set(word, (centre.get(word) ?? 0) + weight);
  }
  return candidates
    .map((candidate) => ({ candidate, closeness: cosine(candidate.vector, centre) }))
    .sort((a, b) => b.closeness - a.closeness)
    .slice(0, MOST_COMPARED)
    .map(({ candidate }) => candidate);
}

/** The dot product, walking the shorter one. */
function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const [short, long] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [word, weight] of short) sum += weight * (long.get(word) ?? 0);
  return sum;
}

async function textRank(candidates: readonly Candidate[], breathe: Breathe): Promise<number[]> {
  const links: number[][] = [];
  for (const one of candidates) {
    links.push(candidates.map((other) => (one === other ? 0 : cosine(one.vector, other.vector))));
    await breathe();
  }
  const out = links.map((row) => row.reduce((sum, weight) => sum + weight, 0));
  let ranks = candidates.map(() => 1);
  for (let round = 0; round < ROUNDS; round++) {
    const before = ranks;
    ranks = candidates.map((_, at) => {
      const given = links.reduce((sum, row, from) => {
        const weight = row[at] ?? 0;
        return weight === 0 ? sum : sum + (weight / (out[from] ?? 1)) * (before[from] ?? 0);
      }, 0);
      return 1 - DAMPING + DAMPING * given;
    });
    await breathe();
  }
  return ranks;
}

/** 1.25 for the first sentence, falling to 1 by the middle. */
const positionWeight = (position: number, count: number): number =>
  1 + 0.25 * Math.max(0, 1 - (2 * position) / Math.max(1, count - 1));
