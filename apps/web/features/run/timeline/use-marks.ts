import type { RunView } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { isOver } from "@/components/status";
import { useTRPC } from "@/trpc/client";
import { type Marks, marksOf } from "./marks";

/** As many as one question may ask for. */
export const MOST_MARKS = 200;
const MOVING_MS = 5000;

/** The run's first annotations and errors in its logs, and whether there are more annotations than are drawn. */
export function useMarks(run: RunView): { marks: Marks; isCut: boolean } {
  const trpc = useTRPC();
  const refetchInterval = isOver(run.status) ? (false as const) : MOVING_MS;
  const annotations = useQuery(
    trpc.run.annotations.queryOptions(
      { runId: run.id, limit: MOST_MARKS },
      { refetchInterval, enabled: run.counts.annotations > 0 },
    ),
  );
  const errors = useQuery(
    trpc.run.logs.queryOptions(
      { runId: run.id, level: ["ERROR"], limit: MOST_MARKS },
      { refetchInterval, enabled: run.counts.logs > 0 },
    ),
  );
  const marks = useMemo(
    () => marksOf(annotations.data?.rows ?? [], errors.data?.rows ?? []),
    [annotations.data, errors.data],
  );
  return { marks, isCut: annotations.data?.next != null || errors.data?.next != null };
}
