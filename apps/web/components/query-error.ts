/** What to say when a question failed. */

import type { TRPCClientErrorLike } from "@trpc/client";
import type { AppRouter } from "@/server/router";

export type QueryError = TRPCClientErrorLike<AppRouter>;

/** The database takes no longer than this for one question of a list; the server stops it then. */
const GIVES_UP_AFTER = "5 s";

export const isTimeout = (error: QueryError): boolean => error.data?.code === "TIMEOUT";

/** A heading for the failure: what happened, not what it is called. */
export function failureTitle(error: QueryError): string {
  switch (error.data?.code) {
    case undefined:
      return "The dashboard's server does not answer";
    case "TIMEOUT":
      return `The database gave up after ${GIVES_UP_AFTER}`;
    case "SERVICE_UNAVAILABLE":
      return "The database does not answer";
    case "NOT_FOUND":
      return "Not found";
    default:
      return "This could not be read";
  }
}
