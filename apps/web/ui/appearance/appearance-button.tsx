"use client";

import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { Icon } from "../icon";

const AppearancePopover = dynamic(() =>
  import("./appearance-popover").then((module) => module.AppearancePopover),
);

/** Opens what can be chosen about looks. */
export function AppearanceButton() {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        className="btn ghost sm sq"
        aria-label="Appearance"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        title="Appearance: theme, density, time zone"
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name="sliders" size={14} />
      </button>
      {isOpen && <AppearancePopover anchor={button} onClose={() => setIsOpen(false)} />}
    </>
  );
}
