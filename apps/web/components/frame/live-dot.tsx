"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

const FIRST_SERVER_ERROR = 500;

interface Failure {
  readonly data?: { readonly httpStatus?: number } | null;
}

/** A question that went wrong because something is down, not because of what was asked. */
const isOutage = (error: unknown): boolean =>
  error !== null && ((error as Failure).data?.httpStatus ?? FIRST_SERVER_ERROR) >= FIRST_SERVER_ERROR;

/** Whether the page shows what is: a dot and a word. */
export function LiveDot() {
  const queries = useQueryClient().getQueryCache();
  const isDown = useSyncExternalStore(
    (listener) => queries.subscribe(listener),
    () =>
      queries
        .getAll()
        .some((query) => query.isActive() && query.state.error !== null && isOutage(query.state.error)),
    () => false,
  );
  return (
    <span className="live" role="status">
      <i className={isDown ? "dot warn" : "dot"} />
      {isDown ? "Not up to date" : "Live"}
    </span>
  );
}
