"use client";

import dynamic from "next/dynamic";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

const Palette = dynamic(() => import("@/features/find/palette").then((module) => module.Palette));
const ShortcutSheet = dynamic(() => import("./shortcut-sheet").then((module) => module.ShortcutSheet));

type Overlay = "palette" | "sheet";

const Opening = createContext<{ open: (overlay: Overlay) => void }>({ open: () => undefined });

/** What opens over any page; loaded when it is first wanted. */
export function OverlayProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Overlay | null>(null);
  const opening = useMemo(() => ({ open: setShown }), []);
  const close = () => setShown(null);
  return (
    <Opening value={opening}>
      {children}
      {shown === "palette" && <Palette onClose={close} />}
      {shown === "sheet" && <ShortcutSheet onClose={close} />}
    </Opening>
  );
}

export const useOverlay = () => useContext(Opening);
