/** What the palette offers for what was typed. */

import type { ReactNode } from "react";
import { type Binding, SHORTCUTS } from "@/ui/shortcuts";

export interface Found {
  /** Unique in the palette. */
  readonly key: string;
  readonly label: string;
  /** Beside the label, fainter. */
  readonly detail?: ReactNode;
  /** Searched along with the label. */
  readonly searched?: string;
  /** The shortcut that does the same. */
  readonly keys?: string;
  readonly offBecause?: string | undefined;
  readonly run: () => unknown;
}

export interface FoundGroup {
  readonly value: string;
  readonly items: readonly Found[];
}

/** Shorter ones are words. */
const MIN_ID_CHARS = 8;

/** The text as an id somebody pasted, or null. A whole address of ours is taken for the id in it. */
export function pastedId(text: string): string | null {
  const trimmed = text.trim();
  const ofAddress = /\/runs\/([^/?#\s]+)/.exec(trimmed)?.[1];
  const id = ofAddress === undefined ? trimmed : decoded(ofAddress);
  return id.length >= MIN_ID_CHARS && !/\s/.test(id) && /\d/.test(id) ? id : null;
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** `> rerun` asks for commands only. */
export const isCommandSearch = (text: string): boolean => text.trimStart().startsWith(">");

/** Whether every typed word is somewhere in what the entry says. */
export function isMatch(text: string, { label, searched = "" }: Pick<Found, "label" | "searched">): boolean {
  const said = `${label} ${searched}`.toLowerCase();
  return text
    .replace(/^\s*>/, "")
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

export interface Bound {
  readonly places: readonly Found[];
  /** What only this page can do. */
  readonly here: readonly Found[];
  readonly anywhere: readonly Found[];
}

/** What is bound at the moment, as entries; the newest binding of a shortcut or command counts. */
export function boundEntries(bindings: readonly Binding[]): Bound {
  const places = new Map<string, Found>();
  const here = new Map<string, Found>();
  const anywhere = new Map<string, Found>();
  for (const binding of bindings) {
    const { run, offBecause } = binding;
    if ("command" in binding) {
      const { command, isEverywhere } = binding;
      (isEverywhere ? anywhere : here).set(command, { key: command, label: command, run, offBecause });
      continue;
    }
    const { shortcut } = binding;
    const { group, name, keys, isMovement } = SHORTCUTS[shortcut];
    if (isMovement || shortcut === "palette") continue;
    const entries = group === "Go to" ? places : group === "Anywhere" ? anywhere : here;
    entries.set(shortcut, { key: shortcut, label: binding.name ?? name, keys: keys[0], run, offBecause });
  }
  return { places: [...places.values()], here: [...here.values()], anywhere: [...anywhere.values()] };
}
