"use client";

import { useRouter } from "next/navigation";
import { tell } from "@/ui/announcer";
import { choose, useAppearance } from "@/ui/appearance/store";
import { ShortcutListener, useShortcuts } from "@/ui/shortcuts";
import { useOverlay } from "./overlay";
import { PAGES } from "./pages";
import { toggleRail } from "./toggle-rail";

/** The page's own search, if it has one. */
const searchField = () => document.querySelector<HTMLInputElement>('#main input[type="search"]');

async function copyAddress() {
  try {
    await navigator.clipboard.writeText(window.location.href);
    tell("The link to this view is copied.");
  } catch {
    tell("The browser does not let this page use the clipboard. Copy the address from its bar.");
  }
}

/** The keys and commands of every page. */
export function FrameShortcuts() {
  const router = useRouter();
  const { open } = useOverlay();
  const { theme, density } = useAppearance();
  const otherDensity = density === "dense" ? "comfortable" : "dense";
  useShortcuts([
    { shortcut: "palette", run: () => open("palette") },
    { shortcut: "sheet", run: () => open("sheet") },
    {
      shortcut: "search",
      run: () => {
        const field = searchField();
        if (field === null) open("palette");
        else field.focus();
      },
    },
    { shortcut: "copyLink", run: () => void copyAddress() },
    { shortcut: "toggleRail", run: toggleRail },
    ...PAGES.map(({ href, shortcut }) => ({ shortcut, run: () => router.push(href) })),
    { shortcut: "goNewRun", run: () => router.push("/runs/new") },
    ...(["light", "dark", "system"] as const)
      .filter((other) => other !== theme)
      .map((other) => ({
        command: `Switch to the ${other} theme`,
        isEverywhere: true,
        run: () => choose({ theme: other }),
      })),
    {
      command: `Make rows ${otherDensity}`,
      isEverywhere: true,
      run: () => choose({ density: otherDensity }),
    },
  ]);
  return <ShortcutListener />;
}
