/** Tells troubles of the database that pass by themselves from errors that would come again. */

const PASSING_CODES: ReadonlySet<unknown> = new Set(["DATABASE_UNREACHABLE", "DATABASE_BUSY"]);

/** A server that is away or restarting, a file somebody else holds, the victim of a deadlock. */
export function isPassing(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { code, failure } = error as { code?: unknown; failure?: unknown };
  return PASSING_CODES.has(code) || failure === "conflict" || failure === "busy";
}
