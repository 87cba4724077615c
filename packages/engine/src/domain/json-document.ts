/**
 * Any value as JSON text, and back.
 *
 * What JSON can hold is stored as plain JSON, readable with the database's own tools. What it cannot hold (Date, Map,
 * Set, BigInt, NaN, ±Infinity, -0, undefined inside an array, bytes, URL, RegExp, Error) is tagged as
 * `{"$stageline": kind, "value": …}` and comes back as it was. What cannot come back (functions, symbols, cycles, other
 * classes' methods) is replaced by `{"$stageline": "replaced", "was": kind}` and stays so: a reader sees that something
 * is missing. Text is stored escaped, so NUL and lone surrogates survive in every database.
 */

const TAG = "$stageline";

/** Levels kept. Much deeper, walking a value would overflow the stack; such parts are replaced and marked. */
const MAX_DEPTH = 500;

/** Stands where a value could not be kept. */
export interface ReplacedValue {
  readonly $stageline: "replaced";
  /** What stood here: `function`, `symbol`, `cycle`, `too deep`, … */
  readonly was: string;
}

/** @returns JSON text; never throws for what a value contains */
export function encodeDocument(value: unknown): string {
  const plain = isKeptByJson(value) ? value : toPlain(value, new Set(), 0);
  return JSON.stringify(plain === undefined ? { [TAG]: "undefined" } : plain);
}

/** @throws {SyntaxError} if the text is not JSON */
export function decodeDocument(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  return text.includes(TAG) ? fromPlain(parsed) : parsed;
}

/** Whether JSON.stringify keeps the value as it is. Most values are, so this is the whole cost on the hot path. */
function isKeptByJson(value: unknown): boolean {
  try {
    return isPlain(value, 0);
  } catch {
    // A getter or a proxy threw; the slow way finds out which part it was.
    return false;
  }
}

function isPlain(value: unknown, depth: number): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== "object" || depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) if (!isPlain(value[index], depth + 1)) return false;
    return true;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const key of Object.keys(value)) {
    if (key === TAG || key === "toJSON" || !isPlain((value as Record<string, unknown>)[key], depth + 1))
      return false;
  }
  return true;
}

const tagged = (kind: string, value?: unknown) =>
  value === undefined ? { [TAG]: kind } : { [TAG]: kind, value };
const replaced = (was: string): ReplacedValue => ({ [TAG]: "replaced", was }) as ReplacedValue;

function toPlain(value: unknown, open: Set<object>, depth: number): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (Object.is(value, -0)) return tagged("number", "-0");
      return Number.isFinite(value) ? value : tagged("number", String(value));
    case "bigint":
      return tagged("bigint", value.toString());
    case "undefined":
      return tagged("undefined");
    case "function":
    case "symbol":
      return replaced(typeof value);
  }
  if (value === null) return null;
  const object: object = value as object;
  if (depth > MAX_DEPTH) return replaced("too deep");
  if (open.has(object)) return replaced("cycle");
  open.add(object);
  try {
    return objectToPlain(object, (inner) => toPlain(inner, open, depth + 1));
  } catch (cause) {
    // A getter or a proxy threw: the value has no content that could be kept.
    return replaced(`unreadable: ${cause instanceof Error ? cause.message : typeof cause}`);
  } finally {
    open.delete(object);
  }
}

function objectToPlain(value: object, plain: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, plain);
  if (value instanceof Date)
    return tagged("date", Number.isNaN(value.getTime()) ? "invalid" : value.toISOString());
  if (value instanceof Map)
    return tagged(
      "map",
      Array.from(value, ([key, item]) => [plain(key), plain(item)]),
    );
  if (value instanceof Set) return tagged("set", Array.from(value, plain));
  if (value instanceof URL) return tagged("url", value.href);
  if (value instanceof RegExp) return tagged("regexp", [value.source, value.flags]);
  if (value instanceof Error) return tagged("error", { name: value.name, message: value.message });
  if (value instanceof Uint8Array) return tagged("bytes", Buffer.from(value).toString("base64"));
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") {
    return plain((value as { toJSON(): unknown }).toJSON());
  }
  const entries = Object.entries(value)
    // As JSON does: a member that is undefined is a member that is not there.
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => [key, plain(item)] as const);
  const copy = fromEntries(entries);
  // An object that carries our own tag as data is wrapped, so that it is not taken for one of ours when read.
  return Object.hasOwn(copy, TAG) ? tagged("object", entries) : copy;
}

/** Unlike Object.fromEntries in spirit the same; spelled out because `__proto__` must become an own member. */
function fromEntries(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    Object.defineProperty(copy, key, { value, writable: true, enumerable: true, configurable: true });
  }
  return copy;
}

function fromPlain(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(fromPlain);
  if (Object.hasOwn(value, TAG)) return untag(value as Record<string, unknown>);
  return fromEntries(Object.entries(value).map(([key, item]) => [key, fromPlain(item)] as const));
}

function untag(value: Record<string, unknown>): unknown {
  const content = value.value;
  switch (value[TAG]) {
    case "date":
      return new Date(content === "invalid" ? Number.NaN : String(content));
    case "bigint":
      return BigInt(String(content));
    case "number":
      return Number(content);
    case "undefined":
      return undefined;
    case "map":
      return new Map(
        (content as [unknown, unknown][]).map(([key, item]) => [fromPlain(key), fromPlain(item)]),
      );
    case "set":
      return new Set((content as unknown[]).map(fromPlain));
    case "url":
      return new URL(String(content));
    case "regexp":
      return new RegExp(...(content as [string, string]));
    case "error": {
      const { name, message } = content as { name: string; message: string };
      return Object.assign(new Error(message), { name });
    }
    case "bytes":
      return new Uint8Array(Buffer.from(String(content), "base64"));
    case "object":
      return fromEntries(
        (content as [string, unknown][]).map(([key, item]) => [key, fromPlain(item)] as const),
      );
    default:
      return value;
  }
}
