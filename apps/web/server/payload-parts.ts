/** Big stored values, read part by part: never is one whole in memory. */

import type { PayloadRequest, ReadModel } from "@stageline/engine/read";

/** Characters that are read at once. */
const PART_CHARS = 1_000_000;

/** Nothing where nothing is stored. */
export async function* payloadParts(
  read: ReadModel,
  { kind, id }: Pick<PayloadRequest, "kind" | "id">,
): AsyncGenerator<string> {
  for (let fromChar = 0; ; fromChar += PART_CHARS) {
    const part = await read.payloads.get({ kind, id, fromChar, maxChars: PART_CHARS });
    if (part === null) return;
    yield part.text;
    if (!part.isCut) return;
  }
}

export interface Find {
  /** Place of the first character, in UTF-16 units from the start. */
  readonly atChar: number;
  readonly excerpt: string;
}

export interface Finds {
  readonly finds: readonly Find[];
  readonly searchedChars: number;
  /** It ended before all was searched: enough was found, or it took too long. */
  readonly isPartial: boolean;
}

const MAX_FINDS = 50;
const MAX_SEARCH_MS = 5000;
const EXCERPT_CHARS = 60;

/** Where these words occur, upper and lower case alike. */
export async function findInParts(parts: AsyncIterable<string>, words: string): Promise<Finds> {
  const what = words.toLowerCase();
  const until = performance.now() + MAX_SEARCH_MS;
  const finds: Find[] = [];
  let [searchedChars, tail] = [0, ""];
  for await (const part of parts) {
    const text = tail + part;
    const start = searchedChars - tail.length;
    const where = text.toLowerCase();
    // Finds that begin in the tail of the part before were found there.
    let at = where.indexOf(what, Math.max(0, tail.length - what.length + 1));
    for (; at !== -1 && finds.length < MAX_FINDS; at = where.indexOf(what, at + what.length)) {
      const excerpt = text.slice(Math.max(0, at - EXCERPT_CHARS), at + what.length + EXCERPT_CHARS);
      finds.push({ atChar: start + at, excerpt });
    }
    searchedChars += part.length;
    tail = text.slice(-EXCERPT_CHARS - what.length);
    if (finds.length >= MAX_FINDS || performance.now() > until) {
      return { finds, searchedChars, isPartial: true };
    }
  }
  return { finds, searchedChars, isPartial: false };
}
