"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { type LiveState, useLiveState } from "@/live/live";

const FIRST_SERVER_ERROR = 500;
/** The database gave up on the question. */
const TIMEOUT = 408;

interface Failure {
  readonly data?: { readonly httpStatus?: number } | null;
}

/** A question that went wrong because something is down or too slow, not because of what was asked. */
function isOutage(error: unknown): boolean {
  if (error === null) return false;
  const status = (error as Failure).data?.httpStatus ?? FIRST_SERVER_ERROR;
  return status >= FIRST_SERVER_ERROR || status === TIMEOUT;
}

const TITLES: Readonly<Record<LiveState, string>> = {
  live: "Told of changes as they happen",
  connecting: "Connecting",
  polling: "The stream of changes cannot be had: the page asks once a second while something runs",
  hidden: "Paused while this tab is hidden",
};

/** Whether the page shows what is: a dot and a word. */
export function LiveDot() {
  const live = useLiveState();
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
    <span className="live" role="status" title={isDown ? undefined : TITLES[live]}>
      <i className={isDown ? "dot warn" : live === "polling" ? "dot off" : "dot"} />
      {isDown ? "Not up to date" : live === "polling" ? "Polling" : "Live"}
    </span>
  );
}
