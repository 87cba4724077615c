/** What is kept of an error: a code, a sentence, whether trying again can help, and what groups like failures. */

import { InvalidInputError } from "../domain/errors.js";

export interface Failure {
  readonly code: string;
  readonly message: string;
  /** False when the same call would fail the same way. */
  readonly isRetryable: boolean;
}

/** Longest message kept, in characters. */
const MAX_MESSAGE = 4_000;

const DETERMINISTIC_CODES: ReadonlySet<string> = new Set([
  "INVALID_INPUT",
  "MISSING_OUTPUT",
  "INVALID_DEFINITION",
  "UNSTORABLE_VALUE",
]);

/** Reads any thrown value; never throws itself. */
export function failureOf(error: unknown): Failure {
  const code = codeOf(error);
  return {
    code,
    message: messageOf(error),
    isRetryable: !DETERMINISTIC_CODES.has(code) && !saysNotRetryable(error),
  };
}

/** A stage's output or input did not fit: said with the stage's name, since the reader sees only the sentence. */
export const describeMismatch = (stageId: string, error: InvalidInputError): InvalidInputError =>
  new InvalidInputError(`${error.what} of stage ${stageId}`, error.issues, { cause: error });

function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" && code.length > 0 ? code.slice(0, 100) : "ERROR";
}

/** AI SDK errors say so themselves: a 400 stays a 400. */
const saysNotRetryable = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "isRetryable" in error && error.isRetryable === false;

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : readable(error);
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)} … (${text.length} characters)` : text;
}

function readable(value: unknown): string {
  try {
    return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  } catch {
    return "a value that cannot be shown was thrown";
  }
}
