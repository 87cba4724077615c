/** An error as a log record shows it: what it is, where it came from, the facts it carries, and what caused it. */

export interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
  readonly [fact: string]: unknown;
}

/** Causes of causes that are shown. */
const CAUSES_SHOWN = 5;
/** Longest fact (characters): errors of HTTP clients carry whole requests, and prompts in them. */
const FACT_CHARS = 500;
const KNOWN = new Set(["name", "message", "stack", "cause"]);

export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: shortText(error) };
  const { name, message, stack, cause } = error;
  return {
    ...factsOf(error),
    type: name,
    message,
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined || depth >= CAUSES_SHOWN ? {} : { cause: describeError(cause, depth + 1) }),
  };
}

/** Simple values only: a code, an id, a status. */
function factsOf(error: Error): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  try {
    for (const [key, value] of Object.entries<unknown>({ ...error })) {
      if (KNOWN.has(key)) continue;
      if (typeof value === "string") facts[key] = value.slice(0, FACT_CHARS);
      else if (typeof value === "number" || typeof value === "boolean") facts[key] = value;
    }
  } catch {
    // A property that throws when it is read is no reason to lose the record.
  }
  return facts;
}

function shortText(value: unknown): string {
  try {
    return (typeof value === "string" ? value : (JSON.stringify(value) ?? String(value))).slice(
      0,
      FACT_CHARS,
    );
  } catch {
    return "a value that cannot be shown was thrown";
  }
}
