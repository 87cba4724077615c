/** What the tokens of a search ask of the read side, and what is wrong with those that ask for nothing. */

import type { Pattern, RunCondition, RunListItem } from "@stageline/engine/read";
import { STATUS_ORDER } from "@/components/status";
import { FIELDS, type FieldName } from "./fields";
import { type Token, tokensOf, type Value } from "./tokens";
import { attempt, count, dollars, durationMs } from "./units";

type Status = RunListItem["status"];

/** What one token asks for. */
type Meaning =
  | { readonly text: string }
  | { readonly statuses: readonly Status[] }
  | { readonly sinceMs: number }
  | { readonly from: Date }
  | { readonly where: readonly RunCondition[] };

export type Understood = { readonly token: Token } & (
  | { readonly meaning: Meaning; readonly error?: undefined }
  | { readonly error: string; readonly meaning?: undefined }
);

export interface Search {
  readonly tokens: readonly Understood[];
  /** Free text; empty when there is none. */
  readonly text: string;
  /** Undefined: any. */
  readonly statuses: readonly Status[] | undefined;
  readonly sinceMs: number | undefined;
  readonly from: Date | undefined;
  readonly where: readonly RunCondition[];
}

const MAX_TOKENS = 20;

/** The read side takes no longer text. */
const MAX_CHARS = 200;

/** Tokens that are wrong are told and left out; the others hold together. */
export function parseSearch(search: string): Search {
  const tokens = tokensOf(search).map((token, index) =>
    index < MAX_TOKENS ? understand(token) : { token, error: `A search takes ${MAX_TOKENS} tokens at most` },
  );
  const meanings = tokens.flatMap(({ meaning }) => meaning ?? []);
  const text = meanings.flatMap((meaning) => ("text" in meaning ? meaning.text : [])).join(" ");
  const asked = meanings.flatMap((meaning) => ("statuses" in meaning ? [meaning.statuses] : []));
  const since = meanings.flatMap((meaning) => ("sinceMs" in meaning ? meaning.sinceMs : []));
  const from = meanings.flatMap((meaning) => ("from" in meaning ? meaning.from.getTime() : []));
  return {
    tokens,
    text: text.slice(0, MAX_CHARS),
    statuses:
      asked.length === 0
        ? undefined
        : STATUS_ORDER.filter((status) => asked.every((some) => some.includes(status))),
    sinceMs: since.length === 0 ? undefined : Math.min(...since),
    from: from.length === 0 ? undefined : new Date(Math.max(...from)),
    where: meanings.flatMap((meaning) => ("where" in meaning ? meaning.where : [])),
  };
}

function understand(token: Token): Understood {
  const { name, values } = token;
  if (name === null) return { token, meaning: { text: values.map(({ text }) => text).join(" ") } };
  const field = FIELDS.find(({ name: own, aliases }) => own === name || aliases.includes(name));
  if (field === undefined) {
    return { token, error: `There is no “${name}:”. Known are ${FIELDS.map(({ name }) => name).join(", ")}` };
  }
  if (values.length === 0) return { token, error: `${name}: needs a value, as in ${field.example}` };
  try {
    return { token, meaning: MEANINGS[field.name](token) };
  } catch (error) {
    if (error instanceof Mistake) return { token, error: error.message };
    throw error;
  }
}

/** Says what is wrong with a token. */
class Mistake extends Error {}

const MEANINGS: Readonly<Record<FieldName, (token: Token) => Meaning>> = {
  status({ values, isNot }) {
    const named = values.flatMap(({ text }) => statusesOf(text));
    return { statuses: STATUS_ORDER.filter((status) => named.includes(status) !== isNot) };
  },
  wf: ({ values, isNot }) => ({ where: [{ on: "workflow", is: values.map(patternOf), not: isNot }] }),
  stage({ values, isNot }) {
    const [first, ...rest] = values;
    const [stage = "", status] =
      first === undefined || first.isQuoted ? [first?.text] : first.text.split("=");
    const stages = [{ text: stage, isQuoted: first?.isQuoted ?? false }];
    if (status === undefined) stages.push(...rest);
    if (stage === "") throw new Mistake("stage: needs a stage before =");
    const statuses =
      status === undefined ? undefined : [status, ...rest.map(({ text }) => text)].flatMap(statusesOf);
    return {
      where: [{ on: "stage", is: stages.map(patternOf), not: isNot, ...(statuses && { status: statuses }) }],
    };
  },
  actor: ({ values, isNot }) => ({ where: [{ on: "actor", is: values.map(patternOf), not: isNot }] }),
  ann({ values, isNot }) {
    const [first, ...rest] = values;
    const { text = "", isQuoted = false } = first ?? {};
    const at = text.indexOf("=");
    const key = at < 0 ? text : text.slice(0, at);
    const is = at < 0 ? [] : [{ text: text.slice(at + 1), isQuoted }, ...rest];
    if (key === "") throw new Mistake("ann: needs a key before =");
    if (at < 0 && rest.length > 0) throw new Mistake("ann: takes one key, then values: Key=one,other");
    if (is.some((value) => value.text === "")) throw new Mistake(`ann:${key}= needs a value`);
    return { where: [{ on: "annotation", key, is: is.map(patternOf), not: isNot }] };
  },
  error: ({ values, isNot }) => ({
    where: [{ on: "error", has: values.map(({ text }) => text), not: isNot }],
  }),
  attempt: numeric("attempt", attempt, "attempts count from 1"),
  cost: numeric("costUsd", dollars, "dollars, as in 0.50"),
  dur: numeric("durationMs", durationMs, "a number with ms, s, m, h or d"),
  tokens: numeric("tokens", count, "a number, as in 1200 or 100k"),
  since({ values, isNot }) {
    if (isNot) throw new Mistake("since: has no opposite");
    const text = values[0]?.text ?? "";
    const ms = durationMs(text);
    if (ms !== null) return { sinceMs: ms };
    const from = /^\d{4}-\d\d-\d\d/.test(text) ? new Date(text) : null;
    if (from === null || Number.isNaN(from.getTime())) {
      throw new Mistake("since: takes 30m, 24h, 7d or a day as in 2026-01-31");
    }
    return { from };
  },
};

const COMPARED = /^(>=|<=|>|<|=)?(.+)$/s;

function numeric(
  field: Extract<RunCondition, { on: "number" }>["field"],
  read: (text: string) => number | null,
  expected: string,
): (token: Token) => Meaning {
  const value = (text: string): number => {
    const found = read(text);
    if (found === null || !Number.isFinite(found))
      throw new Mistake(`“${text}” is no number here: ${expected}`);
    return found;
  };
  return ({ name, values, isNot }) => {
    if (values.length > 1) throw new Mistake(`${name}: takes one number; a range is written 1..3`);
    const text = values[0]?.text ?? "";
    const number = (compare: ">" | ">=" | "=" | "<=" | "<", value: number, not: boolean): RunCondition => ({
      on: "number",
      field,
      compare,
      value,
      not,
    });
    const [low, high, more] = text.split("..");
    if (low !== undefined && high !== undefined && more === undefined) {
      if (isNot) throw new Mistake("A range has no opposite; write < or >");
      return { where: [number(">=", value(low), false), number("<=", value(high), false)] };
    }
    const [, compare = "=", digits = ""] = COMPARED.exec(text) ?? [];
    return { where: [number(compare as "=", value(digits), isNot)] };
  };
}

function statusesOf(text: string): Status[] {
  const found = STATUS_ORDER.filter((status) => status.startsWith(text.replace(/\*$/, "").toUpperCase()));
  if (found.length !== 1 && !text.endsWith("*")) {
    throw new Mistake(`“${text}” is no status: ${STATUS_ORDER.join(", ").toLowerCase()}`);
  }
  return found;
}

const patternOf = ({ text, isQuoted }: Value): Pattern =>
  text.endsWith("*") && !isQuoted && text.length > 1
    ? { text: text.slice(0, -1), isPrefix: true }
    : { text, isPrefix: false };
