/** Keys and commands: declared in one place, bound where they are served, listed where they are looked for. */

export { GROUPS, SHORTCUTS, type Shortcut, type ShortcutName } from "./declared";
export { Keycaps } from "./keycaps";
export type { Binding, CommandBinding, ShortcutBinding } from "./registry";
export { ShortcutLayer, ShortcutListener, useBound, useShortcuts } from "./use-shortcuts";
