"use client";

/**
 * The one place of a page that is read aloud by itself.
 *
 * It says counts and outcomes, never rows: a list that changes twice a second must not talk over its reader.
 */

import { useEffect, useRef, useState } from "react";

const SAID = "stageline:said";

/** Several things said within this many ms are one: the last. */
const SETTLED_MS = 500;

export const announce = (text: string): void =>
  void window.dispatchEvent(new CustomEvent(SAID, { detail: text }));

/** Reads aloud what is announced. Once, in the frame. */
export function Announcer() {
  const [text, setText] = useState("");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = (event: Event) => {
      clearTimeout(timer);
      timer = setTimeout(() => setText((event as CustomEvent<string>).detail), SETTLED_MS);
    };
    window.addEventListener(SAID, listen);
    return () => {
      clearTimeout(timer);
      window.removeEventListener(SAID, listen);
    };
  }, []);
  return (
    <p className="sr" role="status" aria-label="What happened">
      {text}
    </p>
  );
}

/** Announces the text whenever it becomes another one; not the first, which the reader comes to by reading. */
export function useAnnounced(text: string | null): void {
  const before = useRef(text);
  useEffect(() => {
    if (text === null || text === before.current) return;
    if (before.current !== null) announce(text);
    before.current = text;
  }, [text]);
}
