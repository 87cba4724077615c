"use client";

import type { JobTotals } from "@stageline/engine/read";
import { usePathname } from "next/navigation";
import { formatCount } from "@/ui/format-number";
import { queueHref, type Span, TABS, type Tab } from "./search-params";

const NAMES: Readonly<Record<Tab, string>> = {
  jobs: "Jobs",
  suspended: "Suspended",
  workers: "Workers",
  paused: "Paused",
};

/** The lists of the page, as links. */
export function QueueTabs({
  params: { tab: current, last },
  totals,
  workers,
  pauses,
  onOpen,
}: {
  params: { readonly tab: Tab; readonly last: Span };
  totals: JobTotals | undefined;
  workers: number | undefined;
  pauses: number | undefined;
  onOpen: (tab: Tab) => void;
}) {
  const pathname = usePathname();
  const counts: Readonly<Record<Tab, number | undefined>> = {
    jobs: totals && totals.due + totals.later + totals.running + totals.held,
    suspended: totals?.suspended,
    workers,
    paused: pauses,
  };
  return (
    <nav className="tabs" aria-label="Lists of the queue">
      {TABS.map((tab) => (
        <a
          key={tab}
          href={queueHref(pathname, { tab, last })}
          aria-current={tab === current ? "page" : undefined}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            onOpen(tab);
          }}
        >
          {NAMES[tab]}
          {counts[tab] !== undefined && <small>{formatCount(counts[tab])}</small>}
        </a>
      ))}
    </nav>
  );
}
