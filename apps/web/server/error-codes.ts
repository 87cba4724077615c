/** Errors of the engine as answers of the API: decided here and nowhere else. */

import type { InputIssue } from "@stageline/engine";
import { TRPCError } from "@trpc/server";
import { redacted } from "./redacted";

type Answer = TRPCError["code"];

const ANSWERS: Readonly<Record<string, Answer>> = {
  NOT_FOUND: "NOT_FOUND",
  UNKNOWN_WORKFLOW: "NOT_FOUND",
  INVALID_INPUT: "BAD_REQUEST",
  INVALID_DEFINITION: "BAD_REQUEST",
  UNSTORABLE_VALUE: "BAD_REQUEST",
  BULK_REFUSED: "BAD_REQUEST",
  RUN_STATUS: "CONFLICT",
  STALE_VERSION: "CONFLICT",
  ALREADY_EXISTS: "CONFLICT",
  DUPLICATE_JOB: "CONFLICT",
  IDEMPOTENCY_CONFLICT: "CONFLICT",
  IDEMPOTENCY_IN_PROGRESS: "CONFLICT",
  DATABASE_UNREACHABLE: "SERVICE_UNAVAILABLE",
  DATABASE_ACCESS_DENIED: "SERVICE_UNAVAILABLE",
  DATABASE_NOT_FOUND: "SERVICE_UNAVAILABLE",
  DATABASE_NOT_MIGRATED: "SERVICE_UNAVAILABLE",
  DATABASE_BUSY: "SERVICE_UNAVAILABLE",
  DATABASE_TIMEOUT: "TIMEOUT",
  STORE_CLOSED: "SERVICE_UNAVAILABLE",
};

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** The error as the API answers it; one that is no expected error of the engine stays what it is. */
export function asAnswer(error: TRPCError): TRPCError {
  const code = codeOf(error.cause);
  const answer = code === undefined ? undefined : ANSWERS[code];
  if (answer === undefined) return error;
  return new TRPCError({ code: answer, message: error.cause?.message ?? error.message, cause: error.cause });
}

/** What did not fit a schema, and where; null for every other error. */
export function issuesOf(error: TRPCError): { what: string; issues: readonly InputIssue[] } | null {
  const { cause } = error;
  if (codeOf(cause) !== "INVALID_INPUT") return null;
  const { what, issues } = cause as unknown as { what: string; issues: readonly InputIssue[] };
  return { what, issues: issues.map(({ path, message }) => ({ path, message: redacted(message) })) };
}
