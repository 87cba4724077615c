"use client";

import { useSyncExternalStore } from "react";
import { Icon, type IconName } from "./icon";
import { THEME_KEY, THEMES, type Theme } from "./theme";

const CHANGED = "stageline:theme";
const ICONS: Record<Theme, IconName> = { system: "screen", light: "sun", dark: "moon" };

const subscribe = (listener: () => void) => {
  window.addEventListener(CHANGED, listener);
  window.addEventListener("storage", listener);
  return () => {
    window.removeEventListener(CHANGED, listener);
    window.removeEventListener("storage", listener);
  };
};
const stored = (): Theme => {
  const value = localStorage.getItem(THEME_KEY);
  return value === "light" || value === "dark" ? value : "system";
};

/** Goes round system, light, dark. */
export function ThemeSwitch() {
  const theme = useSyncExternalStore<Theme>(subscribe, stored, () => "system");
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
  const label = `Theme: ${theme}. Switch to ${next}`;
  return (
    <button
      type="button"
      className="btn ghost sm sq"
      aria-label={label}
      title={label}
      onClick={() => {
        localStorage.setItem(THEME_KEY, next);
        window.dispatchEvent(new Event(CHANGED));
      }}
    >
      <Icon name={ICONS[theme]} size={14} />
    </button>
  );
}
