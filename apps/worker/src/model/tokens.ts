/** Counts tokens as GPT models of the o200k vocabulary do, so that the numbers mean what they mean elsewhere. */

import type { Breathe } from "./breather.js";

/** Text is counted in pieces of about this many characters, with a breath between them. */
const PIECE = 8_000;
/** The tokenizer takes quadratic time on a run without a break, such as 20,000 letters in a row. */
const LONGEST_RUN = 400;

const RUN = new RegExp(
  String.raw`[\p{L}\p{M}]{${LONGEST_RUN}}(?=[\p{L}\p{M}])|[^\s\p{L}\p{N}]{${LONGEST_RUN}}(?=[^\s\p{L}\p{N}])|\s{${LONGEST_RUN}}(?=\s)`,
  "gu",
);
// The tokenizer never joins a word with the space after it, so that cutting there keeps the count exact.
const BETWEEN_WORDS = /(?<=\p{L}) (?=\p{L})/gu;

// What looks like a control token in a document is plain text there.
const AS_TEXT = { disallowedSpecial: new Set<string>() };

const load = () => import("gpt-tokenizer/encoding/o200k_base");

/** Exact, except in runs of over 400 letters or signs without a break, which are cut there. */
export async function countTokens(text: string, breathe: Breathe): Promise<number> {
  const tokenizer = await load();
  let count = 0;
  for (const piece of piecesOf(text)) {
    count += tokenizer.countTokens(piece, AS_TEXT);
    await breathe();
  }
  return count;
}

/** The longest beginning of `text` that is at most `limit` tokens. */
export async function firstTokens(text: string, limit: number): Promise<string> {
  const tokenizer = await load();
  return tokenizer.decode(tokenizer.encode(text, AS_TEXT).slice(0, limit));
}

function* piecesOf(text: string): Generator<string> {
  for (const run of split(text, RUN, (match) => match.index + match[0].length)) {
    if (run.length <= PIECE) {
      yield run;
      continue;
    }
    let piece = "";
    for (const words of split(run, BETWEEN_WORDS, (match) => match.index)) {
      piece += words;
      if (piece.length < PIECE) continue;
      yield piece;
      piece = "";
    }
    yield piece;
  }
}

function* split(text: string, pattern: RegExp, cutAt: (match: RegExpExecArray) => number): Generator<string> {
  let start = 0;
  for (const match of text.matchAll(pattern)) {
    const cut = cutAt(match);
    yield text.slice(start, cut);
    start = cut;
  }
  yield text.slice(start);
}
