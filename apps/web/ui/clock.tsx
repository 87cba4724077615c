"use client";

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";

/**
 * One clock for the page.
 *
 * The server's instant is used until the page is alive, so that what it drew and what the browser draws first are the
 * same text. Afterwards the browser's clock ticks, corrected when it is off by more than two seconds: durations of
 * running things are differences to the server's times.
 */
const ServerNow = createContext<number>(0);

const TOLERATED_SKEW_MS = 2000;

export function ClockProvider({ serverNow, children }: { serverNow: number; children: ReactNode }) {
  const [skew] = useState(() => {
    const difference = typeof window === "undefined" ? 0 : serverNow - Date.now();
    return Math.abs(difference) > TOLERATED_SKEW_MS ? difference : 0;
  });
  useEffect(() => ticker.correct(skew), [skew]);
  return <ServerNow value={serverNow}>{children}</ServerNow>;
}

/** Ticks once a second while somebody listens and the page is visible. */
const ticker = (() => {
  const listeners = new Set<() => void>();
  let skew = 0;
  let current = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;

  const tick = () => {
    current = Date.now() + skew;
    for (const listener of listeners) listener();
  };
  const start = () => {
    if (timer !== undefined || listeners.size === 0 || document.hidden) return;
    tick();
    timer = setInterval(tick, 1000);
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };
  if (typeof document !== "undefined") {
    document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  }
  return {
    correct(difference: number) {
      skew = difference;
    },
    now: () => current,
    subscribe(listener: () => void) {
      listeners.add(listener);
      start();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
  };
})();

const never = () => () => undefined;

/**
 * The present instant in ms since 1970, once a second.
 *
 * @param isTicking false when nothing shown depends on it: the component is then not drawn again
 */
export function useNow(isTicking = true): number {
  const serverNow = useContext(ServerNow);
  return useSyncExternalStore(isTicking ? ticker.subscribe : never, ticker.now, () => serverNow);
}

/** Whether the page is alive in a browser: false on the server and while the browser takes over. */
export const useIsAlive = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
