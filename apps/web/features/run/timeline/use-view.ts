import { useQueryState } from "nuqs";
import { useEffect, useRef, useState } from "react";
import { timelineParams } from "../search-params";
import type { Interval } from "./time-scale";
import { parseViewText, type View, viewText } from "./view";

/** The address follows when the view has rested so long. */
const SETTLED_MS = 250;

/**
 * The part of the run that is in view, kept in the address.
 *
 * @param start the run's creation: the address counts from there
 */
export function useView(start: number): [View, (next: View) => void] {
  const [text, setText] = useQueryState("t", timelineParams.t);
  const [view, setView] = useState<View>(() => viewOf(text, start));
  const written = useRef(text);
  useEffect(() => {
    if (text === written.current) return;
    written.current = text;
    setView(viewOf(text, start));
  }, [text, start]);
  useEffect(() => {
    const next = view === null ? null : viewText(view, start);
    if (next === written.current) return;
    const timer = setTimeout(() => {
      written.current = next;
      void setText(next, { history: "replace" });
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [view, start, setText]);
  return [view, setView];
}

function viewOf(text: string | null, start: number): View {
  const view = text === null ? null : parseViewText(text);
  return view && { from: start + view.from, to: start + view.to };
}

/** The view as far as it lies in the whole; null when nothing of it does. */
export function viewIn(view: View, whole: Interval): View {
  if (view === null) return null;
  const [from, to] = [Math.max(view.from, whole.from), Math.min(view.to, whole.to)];
  return to - from < 1 ? null : { from, to };
}
