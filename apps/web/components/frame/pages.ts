import type { IconName } from "@/ui/icon";
import type { ShortcutName } from "@/ui/shortcuts";

/** The pages there are. A new page is a line here; rail, keys and palette follow. */
export const PAGES: readonly {
  readonly href: string;
  readonly name: string;
  /** Where there is no room for the name. */
  readonly short?: string;
  readonly icon: IconName;
  readonly shortcut: ShortcutName;
}[] = [
  { href: "/runs", name: "Runs", icon: "runs", shortcut: "goRuns" },
  { href: "/queue", name: "Queue & workers", short: "Queue", icon: "queue", shortcut: "goQueue" },
  { href: "/cost", name: "AI cost", short: "Cost", icon: "cost", shortcut: "goCost" },
  {
    href: "/annotations",
    name: "Annotations",
    short: "Notes",
    icon: "annotations",
    shortcut: "goAnnotations",
  },
  { href: "/dead-letters", name: "Dead letters", short: "Dead", icon: "dead", shortcut: "goDeadLetters" },
  { href: "/settings", name: "Settings", icon: "sliders", shortcut: "goSettings" },
];
