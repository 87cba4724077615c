/** Keys as they are written (`mod+k`, `g r`), as they are pressed, and as keycaps. */

/** What of a keyboard event tells which key it was. */
export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** AltGr writes characters such as `[` on many keyboards, and counts as Ctrl+Alt where it does. */
  readonly isAltGraph: boolean;
}

const MODIFIERS: ReadonlySet<string> = new Set(["Shift", "Control", "Meta", "Alt", "AltGraph", "CapsLock"]);

/** A press that only holds a modifier: it neither matches nor breaks off a sequence. */
export const isModifier = ({ key }: Pick<Press, "key">): boolean => MODIFIERS.has(key);

/**
 * Whether the press is this one of a sequence's steps.
 *
 * The character decides, not the place on the keyboard: `?` and `+` are where the user's layout has them, whether they
 * need Shift there or not.
 */
export function matches(step: string, { key, ctrlKey, metaKey, altKey, isAltGraph }: Press): boolean {
  const hasCommand = !isAltGraph && (ctrlKey || metaKey);
  if (step.startsWith("mod+")) return hasCommand && !altKey && sameKey(step.slice("mod+".length), key);
  return !hasCommand && (isAltGraph || !altKey) && sameKey(step, key);
}

/** Case counts for nothing: Caps Lock may be on. */
const sameKey = (step: string, key: string): boolean =>
  (step === "Space" ? " " : step).toLowerCase() === key.toLowerCase();

/** `g r` → ["g", "r"]. */
export const stepsOf = (keys: string): readonly string[] => keys.split(" ");

const CAPS: Readonly<Record<string, string>> = { Enter: "↵", Escape: "Esc" };

/** What stands on the keycaps, step by step: `mod+k` → [["⌘", "K"]] on a Mac, [["Ctrl", "K"]] elsewhere. */
export const capsOf = (keys: string, isMac: boolean): readonly (readonly string[])[] =>
  stepsOf(keys).map((step) =>
    (step === "+" ? ["+"] : step.split("+")).map((cap) => {
      if (cap === "mod") return isMac ? "⌘" : "Ctrl";
      return CAPS[cap] ?? (step.startsWith("mod+") ? cap.toUpperCase() : cap);
    }),
  );
