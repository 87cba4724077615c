"use client";

import { useSyncExternalStore } from "react";
import { type OwnView, ownViewsIn } from "./views";

const KEY = "stageline:runs:views";
const NONE: readonly OwnView[] = [];

const listeners = new Set<() => void>();
let read: { readonly text: string | null; readonly views: readonly OwnView[] } = { text: null, views: NONE };

function views(): readonly OwnView[] {
  const text = localStorage.getItem(KEY);
  if (text !== read.text) read = { text, views: ownViewsIn(text) };
  return read.views;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** The viewer's own views, kept in this browser. */
export function useOwnViews() {
  const own = useSyncExternalStore(subscribe, views, () => NONE);
  const keep = (next: readonly OwnView[]) => {
    localStorage.setItem(KEY, JSON.stringify(next));
    for (const listener of listeners) listener();
  };
  return {
    own,
    add: (view: OwnView) => keep([...own.filter(({ name }) => name !== view.name), view]),
    remove: (name: string) => keep(own.filter((view) => view.name !== name)),
  };
}
