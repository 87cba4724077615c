"use client";

import type { RunListItem } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import { isOver } from "@/components/status";
import { useLiveState, useWatchedRuns } from "@/live/live";
import { useTRPC } from "@/trpc/client";
import { keptAt, type Pace } from "./pace";

const MOVING_MS = 1000;
const RESTING_MS = 5000;

/** The same rows with what has changed since; no row comes, goes or moves. Stops while the tab is hidden. */
export function useLiveRuns(
  rows: readonly RunListItem[],
  { pace, isHeld }: { pace: Pace; isHeld: boolean },
): readonly RunListItem[] {
  const trpc = useTRPC();
  const ids = rows.map(({ id }) => id);
  useWatchedRuns(ids);
  // Intervals depend on it.
  useLiveState();
  const isMoving = (runs: readonly RunListItem[]) => runs.some(({ status }) => !isOver(status));
  const { data } = useQuery(
    trpc.runs.byIds.queryOptions(
      { ids },
      {
        enabled: rows.length > 0,
        placeholderData: (previous) => previous,
        ...keptAt(pace, isMoving(rows) ? MOVING_MS : RESTING_MS, isHeld),
      },
    ),
  );
  const fresh = new Map(data?.map((run) => [run.id, run]));
  return rows.map((row) => fresh.get(row.id) ?? row);
}
