"use client";

import { useSyncExternalStore } from "react";
import { APPEARANCE_KEY, type Appearance, DEFAULTS, parseAppearance } from "./appearance";

const CHANGED = "stageline:appearance";

let text: string | null | undefined;
let current = DEFAULTS;

/** Storage may be forbidden; pages then look as by default. */
function read(): string | null {
  try {
    return localStorage.getItem(APPEARANCE_KEY);
  } catch {
    return null;
  }
}

/** What is chosen now, the same object until it changes. On the server: the default. */
export function appearance(): Appearance {
  if (typeof window === "undefined") return DEFAULTS;
  const stored = read();
  if (stored !== text) {
    text = stored;
    current = parseAppearance(stored);
  }
  return current;
}

function subscribe(listener: () => void) {
  window.addEventListener(CHANGED, listener);
  window.addEventListener("storage", listener);
  return () => {
    window.removeEventListener(CHANGED, listener);
    window.removeEventListener("storage", listener);
  };
}

/** What the viewer chose; the default until the page is alive, because the server does not know it. */
export const useAppearance = (): Appearance => useSyncExternalStore(subscribe, appearance, () => DEFAULTS);

/** Chooses, in all tabs of this browser at once. */
export function choose(change: Partial<Appearance>): void {
  try {
    localStorage.setItem(APPEARANCE_KEY, JSON.stringify({ ...appearance(), ...change }));
  } catch {
    // Storage is forbidden or full: nothing is chosen, and the popover goes on showing what is.
  }
  window.dispatchEvent(new Event(CHANGED));
}
