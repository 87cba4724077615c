/**
 * What is bound to keys at this moment, and who gets a press.
 *
 * Bindings belong to a layer: the page is layer 0, each modal window over it one more. Only the topmost layer hears
 * keys, so a dialog never acts on the page beneath. Within a layer the newest binding is asked first and may decline.
 */

import { SHORTCUTS, type ShortcutName } from "./declared";
import { isModifier, matches, type Press, stepsOf } from "./keys";

interface Act {
  /** Does it. False declines: the press goes on to whoever bound the keys before, or to the browser. */
  readonly run: () => unknown;
  /** Why it cannot be done now; it is listed, greyed, and not run. */
  readonly offBecause?: string | undefined;
}

export interface ShortcutBinding extends Act {
  readonly shortcut: ShortcutName;
  /** Says it better than the declaration does. */
  readonly name?: string | undefined;
}

/** Without keys; in the palette only. */
export interface CommandBinding extends Act {
  readonly command: string;
  /** Bound on every page; listed behind what only this one can do. Default: false. */
  readonly isEverywhere?: boolean;
}

export type Binding = ShortcutBinding | CommandBinding;

/** One caller of `useShortcuts`. */
export interface Source {
  readonly layer: number;
  readonly bindings: () => readonly Binding[];
}

/** Where the keys went, so that typing stays typing and Enter on a link follows the link. */
export interface Target {
  readonly isField: boolean;
  readonly isControl: boolean;
  /** Space only scrolls there. */
  readonly isLink: boolean;
}

/** Time between two presses of a sequence. */
const SEQUENCE_MS = 1000;

export function createRegistry() {
  const listeners = new Set<() => void>();
  let sources: readonly Source[] = [];
  let layers: readonly number[] = [0];
  let pressed: readonly Press[] = [];
  let lastAt = Number.NEGATIVE_INFINITY;

  const changed = () => {
    for (const listener of listeners) listener();
  };
  const top = () => Math.max(...layers);
  const bound = (at = top()): readonly Binding[] =>
    sources.filter(({ layer }) => layer === at).flatMap(({ bindings }) => bindings());

  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Changes whenever what is bound does. */
    sources: () => sources,
    /** @returns takes the bindings away again */
    add(source: Source): () => void {
      sources = [...sources, source];
      changed();
      return () => {
        sources = sources.filter((other) => other !== source);
        changed();
      };
    },
    /** A modal window opens. @returns closes it */
    enter(layer: number): () => void {
      layers = [...layers, layer];
      changed();
      return () => {
        layers = layers.toSpliced(layers.lastIndexOf(layer), 1);
        changed();
      };
    },
    /** The layer that hears keys. */
    top,
    /** What a layer binds, oldest first. Default: the topmost. */
    bound,

    /**
     * A key went down.
     *
     * @param at when, in ms of any clock
     * @returns whether somebody took it; the browser's own action is then not wanted
     */
    press(press: Press, target: Target, at: number): boolean {
      if (isModifier(press)) return false;
      pressed = at - lastAt > SEQUENCE_MS ? [press] : [...pressed, press];
      lastAt = at;
      const length = lengthOf(pressed);
      if (length === 0) {
        if (!SEQUENCES.some((steps) => isBegun(pressed, steps))) pressed = [];
        return false;
      }
      const taken = bound()
        .toReversed()
        .some((binding) => hears(binding, pressed.slice(-length), target) && binding.run() !== false);
      if (!SEQUENCES.some((steps) => isBegun(pressed, steps))) pressed = [];
      return taken;
    },
  };
}

export type Registry = ReturnType<typeof createRegistry>;

const SEQUENCES: readonly (readonly string[])[] = Object.values(SHORTCUTS).flatMap(({ keys }) =>
  keys.map(stepsOf),
);

/** How many of the last presses make up a declared shortcut: `g r` is two, and never an `r`. */
const lengthOf = (pressed: readonly Press[]): number =>
  Math.max(0, ...SEQUENCES.filter((steps) => endsWith(pressed, steps)).map((steps) => steps.length));

/** Keys that press a focused button or follow a focused link; with ⌘ or Ctrl they do neither. */
const isForControls = ({ key, ctrlKey, metaKey }: Press, { isLink }: Target): boolean =>
  !ctrlKey && !metaKey && (key === "Enter" || (key === " " && !isLink));

function hears(binding: Binding, presses: readonly Press[], target: Target): boolean {
  if (!("shortcut" in binding) || binding.offBecause !== undefined) return false;
  const { keys, worksInFields = false } = SHORTCUTS[binding.shortcut];
  if (target.isField && !worksInFields) return false;
  if (target.isControl && presses.some((press) => isForControls(press, target))) return false;
  return keys.map(stepsOf).some((steps) => steps.length === presses.length && endsWith(presses, steps));
}

const endsWith = (pressed: readonly Press[], steps: readonly string[]): boolean =>
  pressed.length >= steps.length &&
  pressed.slice(pressed.length - steps.length).every((press, index) => matches(steps[index] ?? "", press));

/** Whether the last presses are the first of a longer sequence. */
const isBegun = (pressed: readonly Press[], steps: readonly string[]): boolean =>
  steps.some((_, count) => count > 0 && endsWith(pressed, steps.slice(0, count)));
