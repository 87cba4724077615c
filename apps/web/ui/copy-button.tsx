"use client";

import { type ReactNode, useEffect, useState } from "react";
import { Icon } from "./icon";

const CONFIRMED_MS = 1500;

/**
 * Puts text on the clipboard and says so.
 *
 * @param children what the button shows; default: an icon
 */
export function CopyButton({
  text,
  label,
  className = "btn ghost sm sq",
  title,
  children,
}: {
  text: string | (() => string);
  /** What it copies, read aloud; contains what the button shows, if that is text. */
  label: string;
  className?: string;
  title?: string;
  children?: ReactNode;
}) {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const copy = async () => {
    await navigator.clipboard.writeText(typeof text === "string" ? text : text());
    setIsCopied(true);
  };
  return (
    <button
      type="button"
      className={className}
      aria-label={isCopied && !children ? "Copied" : label}
      title={isCopied ? "Copied" : (title ?? label)}
      onClick={() => void copy()}
    >
      {children ?? <Icon name={isCopied ? "check" : "copy"} size={14} />}
    </button>
  );
}
