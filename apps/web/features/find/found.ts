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

/** What the page binds at the moment, as entries: places first, then what can be done. */
export function boundEntries(bindings: readonly Binding[]): { places: Found[]; commands: Found[] } {
  const places: Found[] = [];
  const commands = new Map<string, Found>();
  for (const binding of bindings) {
    const { run, offBecause } = binding;
    if ("command" in binding) {
      commands.set(binding.command, { key: binding.command, label: binding.command, run, offBecause });
      continue;
    }
    const { group, name, keys, isMovement } = SHORTCUTS[binding.shortcut];
    if (isMovement || binding.shortcut === "palette") continue;
    const entry = { key: binding.shortcut, label: binding.name ?? name, keys: keys[0], run, offBecause };
    if (group === "Go to") places.push(entry);
    else commands.set(binding.shortcut, entry);
  }
  return { places, commands: [...commands.values()] };
}
