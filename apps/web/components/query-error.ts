/** What to say when a question failed. */

import type { TRPCClientErrorLike } from "@trpc/client";
import type { AppRouter } from "@/server/router";

export type QueryError = TRPCClientErrorLike<AppRouter>;

/** A heading for the failure: what happened, not what it is called. */
export function failureTitle(error: QueryError): string {
  switch (error.data?.code) {
    case undefined:
      return "The dashboard's server does not answer";
    case "TIMEOUT":
      return "The database gave up on this question";
    case "SERVICE_UNAVAILABLE":
      return "The database does not answer";
    case "NOT_FOUND":
      return "Not found";
    default:
      return "This could not be read";
  }
}
