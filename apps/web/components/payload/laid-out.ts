/** What a loaded text is, and how it reads. */

import type { PayloadView } from "@stageline/engine/read";
import { prettyHead } from "../json-text";
import { type JsonRow, jsonRows, textRows } from "./json-rows";
import { type JsonTable, jsonTable } from "./json-table";
import { HEAD_CHARS } from "./ladder";

export type Mode = "pretty" | "raw" | "tree" | "table";

export interface LaidOut {
  /** For what is shown as text. */
  readonly text: string;
  readonly lines: number;
  readonly isJson: boolean;
  /** The parsed value; undefined where there is none, or where only a part was loaded. */
  readonly value: unknown;
  readonly modes: readonly Mode[];
  readonly table: JsonTable | null;
}

/** Parses what is complete; of what was cut the beginning is laid out as far as it goes. */
export function layOut(data: PayloadView): LaidOut {
  const plain = { value: undefined, modes: [], table: null };
  const parsed = data.isCut ? undefined : parse(data.text);
  const said = data.isCut ? saidSoFar(data.text) : parsed === undefined ? data.text : textIn(parsed.value);
  if (said !== null) return { ...plain, text: said, lines: linesIn(said), isJson: false };
  if (parsed === undefined) {
    const text = prettyHead(data.text.slice(0, HEAD_CHARS));
    return { ...plain, text, lines: linesIn(text), isJson: true, modes: ["pretty", "raw"] };
  }
  const { value } = parsed;
  const text = JSON.stringify(value, null, 2);
  const table = jsonTable(value);
  const isTree = value !== null && typeof value === "object";
  return {
    text,
    lines: linesIn(text),
    isJson: true,
    value,
    modes: ["pretty", "raw", ...(isTree ? ["tree" as const] : []), ...(table ? ["table" as const] : [])],
    table,
  };
}

export const rowsOf = ({ text, isJson, value }: LaidOut): readonly JsonRow[] =>
  isJson && value !== undefined ? jsonRows(value) : textRows(text);

/** Wrapped, because `undefined` says that it is no JSON. */
function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The text itself when the value is one of several lines: a prompt, a report. */
const textIn = (value: unknown): string | null =>
  typeof value === "string" && value.includes("\n") ? value : null;

const JSON_START = /^\s*(?:[{["]|-?\d|true\b|false\b|null\b)/;

/** The same of the beginning of a longer one. */
function saidSoFar(text: string): string | null {
  if (!text.startsWith('"')) return JSON_START.test(text) ? null : text;
  const parsed = parse(`${text.replace(/\\(?:u[0-9a-f]{0,3})?$/i, "")}"`);
  return parsed === undefined ? null : textIn(parsed.value);
}

function linesIn(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
