"use client";

import { Icon } from "@/ui/icon";
import { Keycaps } from "@/ui/shortcuts";
import { useOverlay } from "./overlay";

/** Opens the palette; on a phone, the only way to it. */
export function FindButton() {
  const { open } = useOverlay();
  return (
    <button type="button" className="jump" aria-haspopup="dialog" onClick={() => open("palette")}>
      <Icon name="search" size={14} />
      <span>Search or jump to id</span>
      <Keycaps keys="mod+k" />
    </button>
  );
}
