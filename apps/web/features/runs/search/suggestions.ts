/** What the end of a search may go on with. */

import type { RunWords } from "@stageline/engine/read";
import { FIELDS, type Field } from "./fields";
import { quoted, tokensOf } from "./tokens";

export interface Suggestion {
  /** What stands in the search when it is taken, in place of the token that is being typed. */
  readonly token: string;
  readonly about: string;
  /** Nothing more needs to be typed: it becomes a chip. */
  readonly isWhole: boolean;
}

export interface Suggestions {
  readonly shown: readonly Suggestion[];
  /** How many there are besides. */
  readonly more: number;
}

export type Words = RunWords & {
  /** Names of workflows, by id. */
  readonly workflowNames: ReadonlyMap<string, string>;
};

export const NO_WORDS: Words = {
  workflowIds: [],
  stageIds: [],
  annotationKeys: [],
  actorIds: [],
  workflowNames: new Map(),
};

const MAX_SHOWN = 10;

/** The token that is being typed at the end of the text; empty behind a blank. */
export const lastToken = (text: string): string =>
  /(^|\s)$/.test(text) ? "" : (tokensOf(text).at(-1)?.raw ?? "");

export function suggestionsFor(text: string, words: Words): Suggestions {
  const found = candidates(lastToken(text), words);
  return { shown: found.slice(0, MAX_SHOWN), more: Math.max(0, found.length - MAX_SHOWN) };
}

function candidates(token: string, words: Words): Suggestion[] {
  const [, minus = "", name, rest = ""] = /^(-?)(?:([a-z]+):)?(.*)$/is.exec(token) ?? [];
  if (name === undefined) return [...fieldsLike(minus, rest), ...workflowsLike(minus, rest, words)];
  const field = FIELDS.find(
    (one) => one.name === name.toLowerCase() || one.aliases.includes(name.toLowerCase()),
  );
  if (field === undefined) return [];
  const before = rest.slice(0, rest.lastIndexOf(",") + 1);
  const typed = rest.slice(before.length).replace(/^"/, "");
  return valuesOf(field, words)
    .filter((value) => isLike(value, typed, words))
    .filter((value) => quoted(value) !== typed)
    .map((value) => ({
      token: `${minus}${field.name}:${before}${quoted(value)}${field.name === "ann" ? "=" : ""}`,
      about: field.name === "wf" ? (words.workflowNames.get(value) ?? "") : "",
      isWhole: field.name !== "ann",
    }));
}

const fieldsLike = (minus: string, typed: string): Suggestion[] =>
  FIELDS.filter(({ name, about }) => starts(name, typed) || (typed.length > 2 && about.includes(typed))).map(
    ({ name, about, example }) => ({
      token: `${minus}${name}:`,
      about: `${about}, as in ${example}`,
      isWhole: false,
    }),
  );

const workflowsLike = (minus: string, typed: string, words: Words): Suggestion[] =>
  typed === ""
    ? []
    : words.workflowIds
        .filter((id) => isLike(id, typed, words))
        .map((id) => ({
          token: `${minus}wf:${quoted(id)}`,
          about: words.workflowNames.get(id) ?? "",
          isWhole: true,
        }));

function valuesOf({ name, values }: Field, words: Words): readonly string[] {
  if (name === "wf") return words.workflowIds;
  if (name === "stage") return words.stageIds;
  if (name === "ann") return words.annotationKeys;
  if (name === "actor") return words.actorIds;
  return values;
}

const starts = (text: string, typed: string) => text.toLowerCase().startsWith(typed.toLowerCase());

/** From its beginning, or from a part's: `outcome` is in `Decision.outcome`. */
function isLike(value: string, typed: string, { workflowNames }: Words): boolean {
  const texts = [value, workflowNames.get(value) ?? ""];
  return texts.some(
    (text) => starts(text, typed) || text.split(/[\s._:/-]+/).some((part) => starts(part, typed)),
  );
}
