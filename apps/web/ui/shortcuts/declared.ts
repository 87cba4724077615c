/**
 * Every shortcut there is: its keys, and what it does in words.
 *
 * Declaring one binds nothing. A page or component binds those it serves with `useShortcuts`; the sheet under `?` and
 * the palette list what is bound at the moment, in this order.
 */

export const GROUPS = ["Anywhere", "Go to", "Lists", "Run", "Timeline"] as const;

export interface Shortcut {
  readonly group: (typeof GROUPS)[number];
  /** What it does, as a command: "Open the row". */
  readonly name: string;
  /**
   * Any of them: `x`, `Enter`, `Space`, `mod+k` (⌘ on a Mac, else Ctrl), `g r` (one after the other).
   * What can only be done by mouse, such as `Shift+click`, is named here too and is not listened for.
   */
  readonly keys: readonly [string, ...string[]];
  /** Works while typing in a field, too. Default: false. */
  readonly worksInFields?: boolean;
  /** Left out of the palette: means something only with the cursor in place. Default: false. */
  readonly isMovement?: boolean;
}

const declare = <Name extends string>(shortcuts: Readonly<Record<Name, Shortcut>>) => shortcuts;

export const SHORTCUTS = declare({
  palette: { group: "Anywhere", name: "Find a page, run or command", keys: ["mod+k"], worksInFields: true },
  sheet: { group: "Anywhere", name: "Show the keys of this page", keys: ["?"] },
  search: { group: "Anywhere", name: "Search", keys: ["/"] },
  copyLink: { group: "Anywhere", name: "Copy the link to this view", keys: ["."] },
  toggleRail: { group: "Anywhere", name: "Narrow or widen the rail", keys: ["\\"] },
  confirm: {
    group: "Anywhere",
    name: "Do what is asked about",
    keys: ["mod+Enter"],
    worksInFields: true,
    isMovement: true,
  },
  close: { group: "Anywhere", name: "Close the panel", keys: ["Escape"], isMovement: true },

  goRuns: { group: "Go to", name: "Runs", keys: ["g r"] },
  goNewRun: { group: "Go to", name: "New run", keys: ["g n"] },
  goQueue: { group: "Go to", name: "Queue & workers", keys: ["g q"] },
  goCost: { group: "Go to", name: "AI cost", keys: ["g c"] },
  goAnnotations: { group: "Go to", name: "Annotations", keys: ["g a"] },
  goDeadLetters: { group: "Go to", name: "Dead letters", keys: ["g d"] },
  goSettings: { group: "Go to", name: "Settings", keys: ["g s"] },

  nextRow: { group: "Lists", name: "Next row", keys: ["j"], isMovement: true },
  previousRow: { group: "Lists", name: "Previous row", keys: ["k"], isMovement: true },
  openRow: { group: "Lists", name: "Open the row", keys: ["o", "Enter"], isMovement: true },
  peekRow: { group: "Lists", name: "Look into the row beside the list", keys: ["Space"], isMovement: true },
  selectRow: { group: "Lists", name: "Select the row", keys: ["x"], isMovement: true },
  selectRange: { group: "Lists", name: "Select up to the row", keys: ["Shift+click"], isMovement: true },
  newerRuns: { group: "Lists", name: "Show the new rows", keys: ["n"] },

  nextRun: { group: "Run", name: "Next run of the list", keys: ["j"] },
  previousRun: { group: "Run", name: "Previous run of the list", keys: ["k"] },
  previousAttempt: { group: "Run", name: "Previous attempt", keys: ["["] },
  nextAttempt: { group: "Run", name: "Next attempt", keys: ["]"] },
  rerun: { group: "Run", name: "Rerun…", keys: ["r"] },
  onlyErrors: { group: "Run", name: "Only errors", keys: ["e"] },
  follow: { group: "Run", name: "Follow what is running", keys: ["w"] },

  fit: { group: "Timeline", name: "Fit the whole run", keys: ["f"] },
  zoomIn: { group: "Timeline", name: "Zoom in", keys: ["+", "="] },
  zoomOut: { group: "Timeline", name: "Zoom out", keys: ["-"] },
  idleGaps: { group: "Timeline", name: "Fold or unfold idle gaps", keys: ["i"] },
  queueWait: { group: "Timeline", name: "Show or hide the wait in the queue", keys: ["q"] },
  criticalPath: { group: "Timeline", name: "Show the critical path", keys: ["p"] },
});

export type ShortcutName = keyof typeof SHORTCUTS;
