"use client";

import Link from "next/link";
import { createLoader } from "nuqs/server";
import { type FormEvent, type ReactNode, useState } from "react";
import { Icon } from "@/ui/icon";
import { type Filters, runsHref, runsParams } from "../search-params";
import { useOwnViews } from "./own-views";
import { isSame, VIEWS, type View, whyNotKept } from "./views";

const loadFilters = createLoader(runsParams);

/** Named searches as tabs; the one whose filters are in force is the current one. */
export function ViewTabs({ filters, children }: { filters: Filters; children?: ReactNode }) {
  const { own, add, remove } = useOwnViews();
  const ownViews: View[] = own.map(({ name, search }) => ({ name, filters: loadFilters(search) }));
  const why = whyNotKept(filters, [...VIEWS, ...ownViews]);
  return (
    <div className="views">
      <nav className="tabs" aria-label="Views">
        {VIEWS.map((view) => (
          <Tab key={view.name} view={view} filters={filters} />
        ))}
        {ownViews.map((view) => (
          <span key={view.name} className="own-view">
            <Tab view={view} filters={filters} />
            <button
              type="button"
              className="x"
              aria-label={`Forget the view ${view.name}`}
              onClick={() => remove(view.name)}
            >
              ×
            </button>
          </span>
        ))}
        {why === null && (
          <KeepView onKeep={(name) => add({ name, search: runsHref(onlyFilters(filters)) })} />
        )}
      </nav>
      <span className="views-end">{children}</span>
    </div>
  );
}

/** How the list is shown is no part of what it shows. */
const onlyFilters = ({ q, status, wf, alike, from, to, last }: Filters): Filters => ({
  q,
  status,
  wf,
  alike,
  from,
  to,
  last,
});

const Tab = ({ view, filters }: { view: View; filters: Filters }) => (
  <Link
    href={runsHref("/runs", view.filters)}
    aria-current={isSame(view.filters, filters) ? "page" : undefined}
    prefetch={false}
  >
    {view.name}
  </Link>
);

function KeepView({ onKeep }: { onKeep: (name: string) => void }) {
  const [isNaming, setIsNaming] = useState(false);
  const [name, setName] = useState("");
  const keep = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") onKeep(name.trim());
    setIsNaming(false);
    setName("");
  };
  if (!isNaming) {
    return (
      <button type="button" className="keep-view" onClick={() => setIsNaming(true)}>
        <Icon name="plus" size={14} />
        Save view
      </button>
    );
  }
  return (
    <form className="row" onSubmit={keep}>
      <label className="input">
        <span className="sr">Name of the view</span>
        <input
          // biome-ignore lint/a11y/noAutofocus: it comes in place of the button that was pressed
          autoFocus
          value={name}
          maxLength={60}
          placeholder="Name of the view"
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && setIsNaming(false)}
        />
      </label>
      <button type="submit" className="btn sm">
        Save
      </button>
    </form>
  );
}
