/** Words that carry no topic ("the", "und", "です"), for some fifty languages. */

import { createRequire } from "node:module";

let lists: Readonly<Record<string, readonly string[]>> | undefined;

/** @param language ISO 639-1; a language without a list gives an empty set */
export function stopWords(language: string): ReadonlySet<string> {
  // The package is one JSON file; `require` reads it on every supported Node without a warning.
  lists ??= createRequire(import.meta.url)("stopwords-iso") as Record<string, string[]>;
  return new Set(Object.hasOwn(lists, language) ? lists[language] : []);
}
