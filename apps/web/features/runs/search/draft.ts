/** The search bar's two halves: chips, and the text that is still being typed. */

import { type Token, tokensOf } from "./tokens";

export interface Draft {
  /** Tokens with a name, as written. */
  readonly chips: readonly string[];
  readonly typed: string;
}

const isNamed = ({ name }: Token): boolean => name !== null;
const written = (tokens: readonly Token[]) => tokens.map(({ raw }) => raw);

export const draftOf = (search: string): Draft => ({
  chips: written(tokensOf(search).filter(isNamed)),
  typed: written(tokensOf(search).filter((token) => !isNamed(token))).join(" "),
});

export const searchOf = ({ chips, typed }: Draft): string =>
  [...chips, typed.trim()].filter(Boolean).join(" ");

/**
 * Makes chips of the tokens that are written to their end.
 *
 * @param isOver whether the last one is, too: Enter was pressed or the field left
 */
export function withChips({ chips, typed }: Draft, isOver: boolean): Draft {
  const tokens = tokensOf(typed);
  const isLastWhole = isOver || (/\s$/.test(typed) && !hasOpenQuote(tokens.at(-1)));
  const done = tokens.filter(
    (token, index) => isNamed(token) && token.values.length > 0 && (isLastWhole || index < tokens.length - 1),
  );
  if (done.length === 0) return { chips, typed };
  const rest = tokens.filter((token) => !done.includes(token));
  return { chips: [...new Set([...chips, ...written(done)])], typed: written(rest).join(" ") };
}

const hasOpenQuote = (token: Token | undefined): boolean =>
  ((token?.raw.replace(/\\./g, "").match(/"/g) ?? []).length & 1) === 1;
