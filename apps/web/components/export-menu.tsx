"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { zoneName } from "@/ui/format-time";
import { useTimeStyle } from "@/ui/time";

/** Of the lists in server/export/lists. */
export type ExportedListName =
  | "runs"
  | "ai-calls"
  | "annotations"
  | "run-annotations"
  | "artifacts"
  | "events"
  | "bulk-actions"
  | "bulk-items"
  | "dead-events"
  | "dead-jobs"
  | "failure-groups";

const ExportFormats = dynamic(() => import("./export-formats").then((module) => module.ExportFormats));

/**
 * Takes a list away as a file.
 *
 * @param filter what the list itself is asked for; where its page lies makes no difference
 */
export function ExportMenu({ list, filter }: { list: ExportedListName; filter: object }) {
  const zone = zoneName(useTimeStyle());
  const [isWanted, setIsWanted] = useState(false);
  if (!isWanted) {
    return (
      <button
        type="button"
        className="btn sm"
        aria-haspopup="menu"
        aria-expanded={false}
        onClick={() => setIsWanted(true)}
      >
        Export
      </button>
    );
  }
  return <ExportFormats hrefOf={(as) => exportHref(list, { as, filter, zone })} />;
}

/** Where the file is: instants in the filter become ISO texts. @param zone IANA name, of instants in CSV */
export function exportHref(
  list: ExportedListName,
  { as, filter, zone }: { as: string; filter: object; zone: string },
): string {
  const { cursor: _, direction: __, limit: ___, ...asked } = filter as Record<string, unknown>;
  const search = new URLSearchParams({ as, filter: JSON.stringify(asked) });
  if (as === "csv") search.set("zone", zone);
  return `/api/export/${list}?${search}`;
}
