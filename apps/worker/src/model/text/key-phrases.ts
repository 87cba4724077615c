/**
 * The phrases a text is about.
 *
 * RAKE: stop words and punctuation cut the text into candidate phrases; a word weighs more the more often it stands
 * beside others. How often the whole phrase occurs counts, too, so that one long accident doesn't win.
 */

import type { Breathe } from "../breather.js";
import { detectLanguage } from "./languages.js";
import { stopWords } from "./stop-words.js";
import { type Word, wordsOf } from "./words.js";

export interface KeyPhrase {
  readonly phrase: string;
  /** Times it occurs. */
  readonly count: number;
  /** 0 to 1, 1 for the strongest. */
  readonly score: number;
}

const LONGEST_PHRASE_WORDS = 4;

/** @returns strongest first */
export async function keyPhrases(text: string, limit: number, breathe: Breathe): Promise<KeyPhrase[]> {
  const { code: language } = await detectLanguage(text);
  const words = wordsOf(text, language);
  await breathe();
  const candidates = candidatesOf(text, words, stopWords(language));
  await breathe();

  const frequency = new Map<string, number>();
  const degree = new Map<string, number>();
  const phrases = new Map<string, { spelling: string; words: readonly string[]; count: number }>();
  for (const candidate of candidates) {
    const folded = candidate.map((word) => word.folded);
    for (const word of folded) {
      frequency.set(word, (frequency.get(word) ?? 0) + 1);
      degree.set(word, (degree.get(word) ?? 0) + folded.length);
    }
    const key = folded.join(" ");
    const known = phrases.get(key);
    if (known) known.count += 1;
    else phrases.set(key, { spelling: spellingOf(text, candidate), words: folded, count: 1 });
    await breathe();
  }

  const weightOf = (word: string) => (degree.get(word) ?? 0) / (frequency.get(word) ?? 1);
  const scored = [...phrases.values()]
    .map(({ spelling, words: parts, count }) => {
      const weight = parts.reduce(
        (sum, word) => sum + weightOf(word) * Math.log2(1 + (frequency.get(word) ?? 0)),
        0,
      );
      return { phrase: spelling, parts, count, weight: weight * Math.log2(1 + count) };
    })
    .sort((a, b) => b.weight - a.weight);
  const strongest = scored[0]?.weight ?? 1;
  const chosen: typeof scored = [];
  for (const candidate of scored) {
    if (chosen.length === limit) break;
    if (!chosen.some(({ parts }) => contains(parts, candidate.parts))) chosen.push(candidate);
  }
  return chosen.map(({ phrase, count, weight }) => ({
    phrase,
    count,
    score: Math.round((weight / strongest) * 100) / 100,
  }));
}

/** Runs of topic words with nothing but white space, hyphens or apostrophes between them. */
function candidatesOf(text: string, words: readonly Word[], empty: ReadonlySet<string>): Word[][] {
  const candidates: Word[][] = [];
  let current: Word[] = [];
  const close = () => {
    if (current.length > 0) candidates.push(current);
    current = [];
  };
  for (const word of words) {
    const previous = current.at(-1);
    const between = previous ? text.slice(previous.end, word.start) : "";
    if (previous && (!/^[ \t\r\n'’-]*$/.test(between) || /\n\s*\n/.test(between))) close();
    if (empty.has(word.folded) || !isTopical(word.folded)) close();
    else current.push(word);
    if (current.length === LONGEST_PHRASE_WORDS) close();
  }
  close();
  return candidates;
}

/** Numbers and single letters of an alphabet are no topic; a single ideograph can be one. */
const isTopical = (word: string): boolean => /\p{L}/u.test(word) && (word.length > 1 || /\p{Lo}/u.test(word));

function spellingOf(text: string, candidate: readonly Word[]): string {
  const start = candidate[0]?.start ?? 0;
  return text.slice(start, candidate.at(-1)?.end ?? start).replace(/\s+/g, " ");
}

const contains = (whole: readonly string[], part: readonly string[]): boolean =>
  ` ${whole.join(" ")} `.includes(` ${part.join(" ")} `);
