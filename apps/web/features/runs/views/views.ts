/** Named searches: those every list has, and the viewer's own. */

import { type Filters, isFiltered, NO_FILTERS } from "../search-params";

export interface View {
  readonly name: string;
  readonly filters: Filters;
}

const view = (name: string, filters: Partial<Filters>): View => ({
  name,
  filters: { ...NO_FILTERS, ...filters },
});

export const VIEWS: readonly View[] = [
  view("All", {}),
  view("Running", { status: ["RUNNING"] }),
  view("Suspended", { status: ["SUSPENDED"] }),
  view("Failed today", { status: ["FAILED"], last: "today" }),
  view("Slow", { q: "dur:>10m", last: "7d" }),
  view("Expensive", { q: "cost:>1", last: "7d" }),
];

const text = ({ q, status, wf, alike, from, to, last }: Filters): string =>
  JSON.stringify([q.trim(), [...status].sort(), [...wf].sort(), alike, from?.getTime(), to?.getTime(), last]);

/** Whether the list shows just this view. */
export const isSame = (a: Filters, b: Filters): boolean => text(a) === text(b);

/** A view of the viewer's own is kept as the address it leads to. */
export interface OwnView {
  readonly name: string;
  readonly search: string;
}

const MAX_VIEWS = 30;

/** What can be read of what a browser kept. Nothing there is trusted: other pages and people write there, too. */
export function ownViewsIn(text: string | null): readonly OwnView[] {
  try {
    const kept: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(kept) ? kept.filter(isOwnView).slice(0, MAX_VIEWS) : [];
  } catch {
    return [];
  }
}

function isOwnView(value: unknown): value is OwnView {
  const { name, search } = (value ?? {}) as Partial<Record<keyof OwnView, unknown>>;
  return typeof name === "string" && name !== "" && typeof search === "string";
}

/** Why the filters in force are no view to be kept; null if they are. */
export function whyNotKept(filters: Filters, views: readonly View[]): string | null {
  if (!isFiltered(filters)) return "Filter the list first";
  const same = views.find((other) => isSame(other.filters, filters));
  return same ? `This is “${same.name}”` : null;
}
