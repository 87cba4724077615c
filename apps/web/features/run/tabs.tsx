"use client";

import type { RunCounts } from "@stageline/engine/read";
import { usePathname } from "next/navigation";
import { COUNT_CAP } from "@/components/count-cap";
import { formatCapped } from "@/ui/format-number";
import { runHref, type Tab } from "./search-params";

export const TAB_NAMES: Readonly<Record<Tab, { name: string; count?: keyof RunCounts }>> = {
  timeline: { name: "Timeline" },
  graph: { name: "Graph" },
  annotations: { name: "Annotations", count: "annotations" },
  calls: { name: "AI calls", count: "aiCalls" },
  logs: { name: "Logs", count: "logs" },
  artifacts: { name: "Artifacts", count: "artifacts" },
  events: { name: "Events", count: "events" },
  data: { name: "Input / Output" },
};

/** The views of a run, as links: each has its address. */
export function Tabs({
  current,
  counts,
  params,
  onOpen,
}: {
  current: Tab;
  counts: RunCounts;
  /** Kept in the address of every view. */
  params: { readonly attempt: number | null; readonly sel: string | null };
  onOpen: (tab: Tab) => void;
}) {
  const pathname = usePathname();
  return (
    <nav className="tabs" aria-label="Views of the run">
      {(Object.keys(TAB_NAMES) as Tab[]).map((tab) => {
        const { name, count } = TAB_NAMES[tab];
        return (
          <a
            key={tab}
            href={runHref(pathname, { tab, attempt: params.attempt, sel: params.sel })}
            aria-current={tab === current ? "page" : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              onOpen(tab);
            }}
          >
            {name}
            {count && counts[count] > 0 && <small>{formatCapped(counts[count], COUNT_CAP)}</small>}
          </a>
        );
      })}
    </nav>
  );
}
