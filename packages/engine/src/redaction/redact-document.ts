/**
 * Takes secrets out of a value that is to be stored as a document: out of its texts, at any depth, of the names of its
 * members, and whatever stands under a name that says it is a secret.
 *
 * A value without secrets comes back as the same object. What JSON cannot hold is handled as it would be stored.
 */

import { decodeDocument, encodeDocument } from "../domain/json-document.js";
import { isSecretName } from "./secret-names.js";

export interface DocumentRedaction {
  /** For texts of the value. */
  text(text: string): string;
  /** For names of members: two secrets must not become one name. */
  name(name: string): string;
  /** Whether what stands under a name such as `password` is a secret whatever it is. Default true. */
  readonly hasSecretNames?: boolean;
}

/** What stands under a name that says it is a secret. */
export const FIELD_MARK = "[redacted:field]";

/** A text could not be redacted: nothing of the value may be kept. */
export class RedactionFailedError extends Error {
  override readonly name = "RedactionFailedError";
}

/** Levels after which a value is looked at as it would be stored: a few more than the codec keeps. */
const MAX_DEPTH = 510;

/** @throws {RedactionFailedError} what `text` or `name` throws */
export function redactDocument(value: unknown, redaction: DocumentRedaction): unknown {
  try {
    return new Walk(redaction).value(value, false, 0);
  } catch (error) {
    if (error instanceof RedactionFailedError) throw error;
    // A class of somebody's, a cycle, a getter that throws: what is stored of it only the codec knows.
    return new Walk(redaction).value(decodeDocument(encodeDocument(value)), false, 0);
  }
}

class Walk {
  constructor(private readonly redaction: DocumentRedaction) {}

  value(value: unknown, isSecret: boolean, depth: number): unknown {
    switch (typeof value) {
      case "string":
        return isSecret ? secretText(value) : this.redaction.text(value);
      case "number":
      case "bigint":
        return isSecret ? FIELD_MARK : value;
      case "boolean":
      case "undefined":
        return value;
      case "function":
      case "symbol":
        throw new TypeError("Not a plain value");
    }
    if (value === null) return null;
    if (depth > MAX_DEPTH) throw new TypeError("Not a plain value");
    const part = (inner: unknown, isSecretPart = isSecret) => this.value(inner, isSecretPart, depth + 1);
    if (Array.isArray(value)) return ofArray(value, part);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null)
      return this.ofObject(value as Record<string, unknown>, isSecret, part);
    return this.ofInstance(value as object, isSecret, part);
  }

  private ofObject(value: Record<string, unknown>, isSecret: boolean, part: Part): unknown {
    let copy: [string, unknown][] | undefined;
    const keys = Object.keys(value);
    for (const [index, key] of keys.entries()) {
      const inner = value[key];
      if (key === "toJSON") throw new TypeError("Not a plain value");
      const name = this.redaction.name(key);
      const redacted = part(inner, isSecret || this.isSecret(key));
      if (copy === undefined && (name !== key || redacted !== inner))
        copy = keys.slice(0, index).map((known) => [known, value[known]]);
      copy?.push([name, redacted]);
    }
    return copy === undefined ? value : fromEntries(copy);
  }

  private ofInstance(value: object, isSecret: boolean, part: Part): unknown {
    if (value instanceof Date || value instanceof Uint8Array) return value;
    if (value instanceof Map) {
      const entries = [...value].map(([key, inner]): [unknown, unknown] => [
        part(key, false),
        part(inner, isSecret || (typeof key === "string" && this.isSecret(key))),
      ]);
      return [...value].every(
        ([key, inner], index) => key === entries[index]?.[0] && inner === entries[index]?.[1],
      )
        ? value
        : new Map(entries);
    }
    if (value instanceof Set) {
      const before = [...value];
      const after = ofArray(before, part);
      return after === before ? value : new Set(after);
    }
    // A part that is replaced leaves no address, expression or error of this kind, but its text.
    if (value instanceof URL) return changed(value, value.href, part(value.href));
    if (value instanceof RegExp) return changed(value, value.source, part(value.source));
    if (value instanceof Error) {
      const [name, message] = [part(value.name), part(value.message)];
      return name === value.name && message === value.message
        ? value
        : Object.assign(new Error(String(message)), { name });
    }
    throw new TypeError("Not a plain value");
  }

  private isSecret(name: string): boolean {
    return this.redaction.hasSecretNames !== false && isSecretName(name);
  }
}

type Part = (value: unknown, isSecret?: boolean) => unknown;

/** Nothing is no secret, and a mark is one no more. */
const secretText = (text: string): string =>
  text === "" || /^\[redacted[^\]]{0,100}\]$/.test(text) ? text : FIELD_MARK;

const changed = (value: object, before: string, after: unknown): unknown =>
  before === after ? value : after;

function ofArray(values: readonly unknown[], part: Part): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < values.length; index++) {
    const redacted = part(values[index]);
    if (copy === undefined && redacted !== values[index]) copy = values.slice(0, index);
    copy?.push(redacted);
  }
  return copy ?? values;
}

/** `__proto__` must become an own member. */
function fromEntries(entries: readonly [string, unknown][]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [key, value] of entries)
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  return object;
}
