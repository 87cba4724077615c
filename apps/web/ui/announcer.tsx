"use client";

/**
 * The one place of a page that is read aloud by itself.
 *
 * It says counts and outcomes, never rows: a list that changes twice a second must not talk over its reader.
 */

import { useEffect, useRef, useState } from "react";

const SAID = "stageline:said";

interface Said {
  readonly text: string;
  /** For the eye, too, for a moment. */
  readonly isShown: boolean;
}

/** Several things said within this many ms are one: the last. */
const SETTLED_MS = 500;
/** How long a note stands on the page. */
const SHOWN_MS = 3000;

const say = (detail: Said) => void window.dispatchEvent(new CustomEvent(SAID, { detail }));

/** Reads aloud what the eye sees anyway. */
export const announce = (text: string): void => say({ text, isShown: false });

/** Says what came of a key or command that leaves no other trace on the page. */
export const tell = (text: string): void => say({ text, isShown: true });

/** Reads aloud what is announced, and shows what is told. Once, in the frame. */
export function Announcer() {
  const [said, setSaid] = useState<Said>({ text: "", isShown: false });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = (event: Event) => {
      const { detail } = event as CustomEvent<Said>;
      clearTimeout(timer);
      timer = setTimeout(() => setSaid(detail), detail.isShown ? 0 : SETTLED_MS);
    };
    window.addEventListener(SAID, listen);
    return () => {
      clearTimeout(timer);
      window.removeEventListener(SAID, listen);
    };
  }, []);
  useEffect(() => {
    if (!said.isShown) return;
    const timer = setTimeout(() => setSaid({ text: "", isShown: false }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <p className={said.isShown ? "told" : "sr"} role="status" aria-label="What happened">
      {said.text}
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
