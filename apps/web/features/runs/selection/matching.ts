import type { RunFilter, RunListItem } from "@stageline/engine/read";

/** How many runs match. */
export interface Matching {
  /** Each status is counted up to COUNT_CAP + 1. */
  readonly count: number;
  /** There may be more: what no index answers is counted among the newest runs only. */
  readonly isAtLeast: boolean;
}

/** @param counts of every status, whichever are asked for */
export function matchingOf(
  { status, text, where }: Partial<Pick<RunFilter, "status" | "text" | "where">>,
  counts: Readonly<Record<RunListItem["status"], number>>,
): Matching {
  const wanted = (Object.keys(counts) as RunListItem["status"][]).filter(
    (each) => status === undefined || status.includes(each),
  );
  return {
    count: wanted.reduce((sum, each) => sum + counts[each], 0),
    isAtLeast: (text ?? "") !== "" || (where ?? []).some(({ on }) => on !== "workflow"),
  };
}
