"use client";

import type { FailureCounts } from "@stageline/engine/read";
import { usePathname } from "next/navigation";
import { COUNT_CAP } from "@/components/count-cap";
import { formatCapped } from "@/ui/format-number";
import { type DeadLettersParams, deadLettersHref, KIND_OF_TAB, TABS, type Tab } from "./search-params";

const NAMES: Readonly<Record<Tab, string>> = {
  outbox: "Outbox",
  events: "Dead events",
  jobs: "Dead jobs",
  runs: "Failed runs",
  replays: "Replays",
};

/** The page's views, as links. What one is narrowed to is its own; the time stays. */
export function Tabs({
  params: { tab: current, last },
  counts,
  onOpen,
}: {
  params: Pick<DeadLettersParams, "tab" | "last">;
  counts: FailureCounts | undefined;
  onOpen: (tab: Tab) => void;
}) {
  const pathname = usePathname();
  return (
    <nav className="tabs" aria-label="Views of dead letters">
      {TABS.map((tab) => {
        const kind = KIND_OF_TAB[tab];
        const count = kind && counts?.[kind];
        return (
          <a
            key={tab}
            href={deadLettersHref(pathname, { tab, last })}
            aria-current={tab === current ? "page" : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              onOpen(tab);
            }}
          >
            {NAMES[tab]}
            {count !== undefined && <small>{formatCapped(count, COUNT_CAP)}</small>}
          </a>
        );
      })}
    </nav>
  );
}
