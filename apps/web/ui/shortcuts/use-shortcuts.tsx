"use client";

import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useSyncExternalStore,
} from "react";
import { appearance } from "../appearance/store";
import { type Binding, createRegistry, type Source } from "./registry";

/** One per browser tab. */
const registry = createRegistry();

const Layer = createContext(0);

/**
 * Binds keys and commands while the component is mounted.
 *
 * The list may be made anew with every drawing. Leave a binding out, or give `offBecause`, when it cannot be done.
 */
export function useShortcuts(bindings: readonly Binding[]): void {
  const layer = useContext(Layer);
  const latest = useRef(bindings);
  useLayoutEffect(() => {
    latest.current = bindings;
  });
  const described = JSON.stringify(bindings);
  // biome-ignore lint/correctness/useExhaustiveDependencies: who lists the bindings is told when their words change
  useEffect(() => registry.add({ layer, bindings: () => latest.current }), [layer, described]);
}

/** Around what is in a modal window: the page beneath hears no keys meanwhile. */
export function ShortcutLayer({ children }: { children: ReactNode }) {
  const layer = useContext(Layer) + 1;
  useEffect(() => registry.enter(layer), [layer]);
  return <Layer value={layer}>{children}</Layer>;
}

const NONE: readonly Source[] = [];

/** What the page, or the window beneath this one, binds at the moment: oldest first. */
export function useBound(layer = 0): readonly Binding[] {
  const sources = useSyncExternalStore(registry.subscribe, registry.sources, () => NONE);
  return sources.filter((source) => source.layer === layer).flatMap(({ bindings }) => bindings());
}

/** Where letters are the field's own; an open menu finds its entries by them. */
const FIELD = 'input, textarea, select, [contenteditable="true"], [role="menu"], [role="listbox"]';
/** An input that takes no text leaves letters to the page. */
const NOT_TYPED_INTO = 'input:is([type="checkbox"], [type="radio"], [type="range"], [type="button"])';
const CONTROL = 'a[href], button, summary, input, select, [role="option"], [role="menuitem"], [role="tab"]';

/** Listens to the keyboard. Once, in the frame. */
export function ShortcutListener() {
  useEffect(() => {
    let layerBefore = 0;
    const before = () => {
      layerBefore = registry.top();
    };
    const listen = (event: KeyboardEvent) => {
      // A window that this very press opened or closed has had its key.
      if (event.defaultPrevented || registry.top() !== layerBefore) return;
      if (hear(event)) event.preventDefault();
    };
    window.addEventListener("keydown", before, { capture: true });
    window.addEventListener("keydown", listen);
    return () => {
      window.removeEventListener("keydown", before, { capture: true });
      window.removeEventListener("keydown", listen);
    };
  }, []);
  return null;
}

/** Runs what is bound to the key, if anything. */
function hear(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey, target, isComposing, timeStamp } = event;
  if (isComposing || !(target instanceof Element)) return false;
  const isLetter = key.length === 1 && !ctrlKey && !metaKey && !altKey;
  if (isLetter && appearance().letters === "off") return false;
  return registry.press(
    { key, ctrlKey, metaKey, altKey, isAltGraph: event.getModifierState("AltGraph") },
    {
      isField: target.closest(FIELD) !== null && !target.matches(NOT_TYPED_INTO),
      isControl: target.closest(CONTROL) !== null,
      isLink: target.closest("a[href]:not([role])") !== null,
    },
    timeStamp,
  );
}
