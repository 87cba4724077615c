"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import { LiveSource, type LiveState } from "./live-source";
import { Refresher } from "./refresher";
import { ANYTHING, isStaleAfter } from "./stale-queries";

export type { LiveState };

/** One for the tab. Does nothing until somebody listens. */
const source = new LiveSource({
  open: (runIds) => new EventSource(`/api/live?runs=${encodeURIComponent(runIds.join())}`),
  isHidden: () => document.hidden,
});

/** Keeps the questions of the page up to date. */
export function LiveUpdates({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  useEffect(() => {
    const refresher = new Refresher(client);
    const stopListening = source.listen({
      onChange: (change) => refresher.refresh((query) => isStaleAfter(query, change)),
      onReady: () => refresher.refresh((query) => isStaleAfter(query, ANYTHING)),
    });
    // A question that was asked while the stream stood has no interval of its own until it is asked again.
    const stopWatching = source.onState(() => {
      if (source.state === "polling") refresher.refresh((query) => isStaleAfter(query, ANYTHING));
    });
    const onVisibility = () => source.visibilityChanged();
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      stopWatching();
      stopListening();
    };
  }, [client]);
  return children;
}

/** Has these runs' questions asked again when something happens to them. */
export function useWatchedRuns(runIds: readonly string[]): void {
  const joined = runIds.join();
  useEffect(() => source.watch(joined === "" ? [] : joined.split(",")), [joined]);
}

/** Whether the page is told of changes, asks for them, or is hidden. */
export const useLiveState = (): LiveState =>
  useSyncExternalStore(
    (listener) => source.onState(listener),
    () => source.state,
    () => "connecting",
  );

/**
 * How often to ask while the page is not told of changes.
 *
 * @returns milliseconds; false while it is told. For `refetchInterval`
 */
export const unlessLive = (ms: number): number | false => (source.state === "live" ? false : ms);
