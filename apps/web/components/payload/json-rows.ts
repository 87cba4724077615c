/** A JSON value as rows of text that can be folded, each knowing where in the value it stands. */

export interface JsonRow {
  readonly depth: number;
  readonly text: string;
  /** Row on which what begins here ends; its own where nothing is to fold. */
  readonly end: number;
  /** Row of the object or list it is in; −1 at the top. */
  readonly parent: number;
  /** Name or place in that object or list; null at the top and where something ends. */
  readonly key: string | number | null;
}

type Open = { -readonly [Name in keyof JsonRow]: JsonRow[Name] };

export function jsonRows(value: unknown): readonly JsonRow[] {
  const rows: Open[] = [];
  // A stack of its own: stored values may be deeper than calls can nest.
  const todo: (() => void)[] = [];
  const write = (
    each: unknown,
    key: string | number | null,
    parent: number,
    depth: number,
    comma: string,
  ) => {
    const name = typeof key === "string" ? `${JSON.stringify(key)}: ` : "";
    const index = rows.length;
    const row = (text: string) => rows.push({ depth, text: name + text, end: index, parent, key });
    if (each === null || typeof each !== "object") {
      row(`${JSON.stringify(each)}${comma}`);
      return;
    }
    const isList = Array.isArray(each);
    const entries: readonly (readonly [string | number, unknown])[] = isList
      ? each.map((item, place) => [place, item] as const)
      : Object.entries(each);
    if (entries.length === 0) {
      row(`${isList ? "[]" : "{}"}${comma}`);
      return;
    }
    row(isList ? "[" : "{");
    todo.push(() => {
      const open = rows[index];
      if (open) open.end = rows.length;
      rows.push({ depth, text: `${isList ? "]" : "}"}${comma}`, end: rows.length, parent, key: null });
    });
    for (let place = entries.length - 1; place >= 0; place--) {
      const [name, item] = entries[place] ?? ["", null];
      todo.push(() => write(item, name, index, depth + 1, place === entries.length - 1 ? "" : ","));
    }
  };
  todo.push(() => write(value, null, -1, 0, ""));
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) next();
  return rows;
}

/** Rows of a text that is no JSON. */
export const textRows = (text: string): readonly JsonRow[] =>
  text.split("\n").map((line, index) => ({ depth: 0, text: line, end: index, parent: -1, key: null }));

/** Places of the rows that are in sight while these are folded. */
export function rowsInSight(rows: readonly JsonRow[], folded: ReadonlySet<number>): readonly number[] {
  const shown: number[] = [];
  for (let index = 0; index < rows.length; index++) {
    shown.push(index);
    if (folded.has(index)) index = rows[index]?.end ?? index;
  }
  return shown;
}

export type JsonPath = readonly (string | number)[];

export function pathOf(rows: readonly JsonRow[], index: number): JsonPath {
  const path: (string | number)[] = [];
  for (let row = rows[index]; row !== undefined && row.key !== null; row = rows[row.parent])
    path.push(row.key);
  return path.reverse();
}

const PLAIN_NAME = /^[A-Za-z_$][\w$]*$/;

/** `customer.orders[0]["unit price"]`. */
export const pathText = (path: JsonPath): string =>
  path
    .map((step) =>
      typeof step === "number"
        ? `[${step}]`
        : PLAIN_NAME.test(step)
          ? `.${step}`
          : `[${JSON.stringify(step)}]`,
    )
    .join("")
    .replace(/^\./, "");

/** The same as a filter of jq: `.customer.orders[0]["unit price"]`. */
export const jqText = (path: JsonPath): string => {
  const text = path
    .map((step) =>
      typeof step === "number"
        ? `[${step}]`
        : /^[A-Za-z_]\w*$/.test(step)
          ? `.${step}`
          : `[${JSON.stringify(step)}]`,
    )
    .join("");
  return text.startsWith(".") ? text : `.${text}`;
};

/** What stands at a place of a value. */
export const valueAt = (value: unknown, path: JsonPath): unknown =>
  path.reduce<unknown>(
    (inner, step) =>
      inner !== null && typeof inner === "object"
        ? (inner as Record<string | number, unknown>)[step]
        : undefined,
    value,
  );
