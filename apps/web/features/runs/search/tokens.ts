/**
 * The language of the search bar, cut into tokens.
 *
 * `name:value` asks for something, `-name:value` for its opposite, `a,b` for either; `"…"` holds blanks and commas
 * together. Everything else is free text.
 */

export interface Token {
  /** As written. */
  readonly raw: string;
  /** Before the colon, in lower case; null for free text. */
  readonly name: string | null;
  readonly isNot: boolean;
  /** Any of these; quotes are taken off. */
  readonly values: readonly Value[];
}

export interface Value {
  readonly text: string;
  /** Signs in it are meant literally. */
  readonly isQuoted: boolean;
}

const TOKEN = /(?:"(?:\\.|[^"\\])*"?|[^\s"])+/g;
const NAMED = /^(-?)([a-z]+):(.*)$/is;
const VALUE = /(?:"(?:\\.|[^"\\])*"?|[^,"])+/g;

/** In order. Never throws: an open quote ends with the text. */
export const tokensOf = (search: string): Token[] => (search.match(TOKEN) ?? []).map(tokenOf);

function tokenOf(raw: string): Token {
  const [, minus, name, rest] = NAMED.exec(raw) ?? [];
  if (name === undefined || rest === undefined) {
    return { raw, name: null, isNot: false, values: [readValue(raw)] };
  }
  return {
    raw,
    name: name.toLowerCase(),
    isNot: minus === "-",
    values: (rest.match(VALUE) ?? []).map(readValue).filter(({ text }) => text !== ""),
  };
}

function readValue(written: string): Value {
  const isQuoted = written.includes('"');
  return { text: isQuoted ? written.replace(/\\(.)|"/g, "$1") : written, isQuoted };
}

/** A value as it is written in a search. */
export const quoted = (text: string): string =>
  /[\s",]|\*$/.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : text;
