/** Says what of texts and values may be kept. Pure: it stores nothing and asks nobody. */

import { createHmac } from "node:crypto";
import { encodeDocument } from "../domain/json-document.js";
import { metadataOf } from "./metadata-only.js";
import { SECRET_PATTERNS } from "./patterns.js";
import { RedactionFailedError, redactDocument } from "./redact-document.js";
import { type Mark, plainMark, textRedaction } from "./redact-text.js";
import type { SecretPattern } from "./secret-pattern.js";

/**
 * `off`: everything is kept. `records`: secrets are taken out of what is only looked at, such as prompts, logs, errors and
 * events. `everything`: also out of what code gets back, such as inputs, outputs and stored values.
 */
export const REDACTION_LEVELS = ["off", "records", "everything"] as const;
export type RedactionLevel = (typeof REDACTION_LEVELS)[number];

/** `metadata`: of what models are asked and answer only lengths and hashes are kept. */
export const AI_CONTENTS = ["full", "metadata"] as const;
export type AIContent = (typeof AI_CONTENTS)[number];

/**
 * Takes out what only its author knows of.
 *
 * @param text with the secrets taken out that are known by their form
 * @param where such as `aiCall.prompt` or `log.message`
 */
export type RedactFunction = (text: string, where: string) => string;

export interface RedactionOptions {
  /** Default `records`. */
  level?: RedactionLevel;
  /** Default `full`. */
  aiContent?: AIContent;
  /** Asked for every text but ids and names. What it throws costs the whole text or value. Default: none. */
  redact?: RedactFunction | undefined;
  /** Default: {@link SECRET_PATTERNS}. */
  patterns?: readonly SecretPattern[];
  /**
   * Of the hash by which secrets in ids and names are told apart. All processes on one database need the same.
   * Default: none.
   */
  hashKey?: string | undefined;
}

export interface Redactor {
  readonly level: RedactionLevel;
  readonly aiContent: AIContent;
  /** Text that is only looked at. */
  text(text: string, where: string): string;
  /** A value that is only looked at. */
  record(value: unknown, where: string): unknown;
  /** A value that code gets back. */
  data(value: unknown, where: string): unknown;
  /** {@link data} for JSON Schemas, in which a member named `password` describes one. */
  schema(value: unknown, where: string): unknown;
  /** An id, key or name by which something is found: the same one gives the same one, and two give two. */
  id(id: string): string;
  /** Whether {@link id} would change it. */
  isSecret(id: string): boolean;
  /** What a model was asked or answered. */
  aiText(text: string, where: string): string;
  /** What a model called tools with. */
  aiCalls(calls: unknown, where: string): unknown;
}

/** What stands where redaction went wrong. */
const FAILED = "[redacted:failed]";

/** JSON in JSON in JSON: deeper, text is looked at as it stands. */
const MAX_JSON_DEPTH = 4;

/** Escapes, or names that may say that a value is a secret: without them JSON is like other text. */
const WORTH_PARSING = /\\|pass|pwd|secret|token|key|auth|cookie|credential|connection/i;

export function createRedactor(options: RedactionOptions = {}): Redactor {
  const { level = "records", aiContent = "full", redact, patterns = SECRET_PATTERNS, hashKey = "" } = options;
  const redactText = textRedaction(patterns);
  const hashMark: Mark = (kind, secret) => {
    const hash = createHmac("sha256", hashKey).update(secret).digest("hex").slice(0, 12);
    return `[redacted:${kind}#${hash}]`;
  };
  const name = (text: string) => redactText(text, hashMark);

  const withoutSecrets = (text: string, jsonDepth = 0): string =>
    (jsonDepth < MAX_JSON_DEPTH ? jsonText(text, jsonDepth) : undefined) ?? redactText(text, plainMark);
  /** @returns undefined for what is no JSON */
  const jsonText = (text: string, depth: number): string | undefined => {
    const value = parsed(text);
    if (value === undefined) return undefined;
    const inner = (part: string) => withoutSecrets(part, depth + 1);
    const redacted = redactDocument(value, { text: inner, name });
    return redacted === value ? text : JSON.stringify(redacted);
  };
  const strictly = (text: string, where: string): string => {
    try {
      const known = withoutSecrets(text);
      const all: unknown = redact === undefined ? known : redact(known, where);
      if (typeof all === "string") return all;
    } catch (cause) {
      throw new RedactionFailedError(where, { cause });
    }
    throw new RedactionFailedError(where);
  };
  const safely = <Kept>(keep: () => Kept): Kept | string => {
    try {
      return keep();
    } catch {
      // Whatever was wrong with it: what is not known to be free of secrets is not kept.
      return FAILED;
    }
  };
  const value = (kept: unknown, where: string, hasSecretNames = true): unknown =>
    safely(() => redactDocument(kept, { text: (part) => strictly(part, where), name, hasSecretNames }));

  const isOn = level !== "off";
  const text: Redactor["text"] = (kept, where) => (isOn ? safely(() => strictly(kept, where)) : kept);
  const record: Redactor["record"] = (kept, where) => (isOn ? value(kept, where) : kept);
  const isFull = aiContent === "full";
  return {
    level,
    aiContent,
    text,
    record,
    data: (kept, where) => (level === "everything" ? value(kept, where) : kept),
    schema: (kept, where) => (level === "everything" ? value(kept, where, false) : kept),
    id: (id) => (isOn ? safely(() => name(id)) : id),
    isSecret: (id) => isOn && safely(() => name(id)) !== id,
    aiText: (kept, where) => (isFull ? text(kept, where) : metadataOf(text(kept, where))),
    aiCalls: (calls, where) => (isFull ? record(calls, where) : callsMetadata(record(calls, where))),
  };
}

/** @returns undefined for what is no JSON object or array, or not worth a look at its parts */
function parsed(text: string): unknown {
  const [first, last] = [text.trimStart()[0], text.trimEnd().at(-1)];
  const isEnclosed = (first === "{" && last === "}") || (first === "[" && last === "]");
  if (!isEnclosed || !WORTH_PARSING.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Which tools were called stays. */
function callsMetadata(calls: unknown): unknown {
  if (calls === null || calls === undefined) return calls;
  if (!Array.isArray(calls)) return metadataOf(asText(calls));
  return calls.map((call: unknown) => {
    if (typeof call !== "object" || call === null || !("toolName" in call)) return metadataOf(asText(call));
    const { toolName, input } = call as { toolName: unknown; input?: unknown };
    return { toolName, input: metadataOf(asText(input ?? "")) };
  });
}

const asText = (value: unknown): string => (typeof value === "string" ? value : encodeDocument(value));
