import type { RunView } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { isOver } from "@/components/status";
import { useTRPC } from "@/trpc/client";
import type { PlannedGroup } from "../plan";

/** As many stages as one question may ask for: the next ones. */
const STAGES = 100;
/** History changes slowly. */
const FRESH_MS = 300_000;
const NONE: ReadonlyMap<string, number> = new Map();

/** By stage id, of those that have not ended: how many ms half of the earlier executions took. */
export function useUsualDurations(
  run: RunView,
  groups: readonly PlannedGroup[],
): ReadonlyMap<string, number> {
  const trpc = useTRPC();
  const stageIds = useMemo(
    () =>
      groups
        .flatMap(({ stages }) => stages)
        .filter(({ shown }) => shown === null || !isOver(shown.status))
        .map(({ stageId }) => stageId)
        .slice(0, STAGES),
    [groups],
  );
  const query = useQuery(
    trpc.run.stageHistory.queryOptions(
      { workflowId: run.workflowId, stageIds },
      {
        enabled: !isOver(run.status) && stageIds.length > 0,
        staleTime: FRESH_MS,
        // Stages leave the list one by one: what was known stays drawn meanwhile.
        placeholderData: (previous) => previous,
      },
    ),
  );
  return useMemo(() => {
    if (query.data === undefined) return NONE;
    const usual = new Map<string, number>();
    // Of a stage the most frequent models come first.
    for (const { stageId, durationMs } of query.data)
      if (!usual.has(stageId)) usual.set(stageId, durationMs.p50);
    return usual;
  }, [query.data]);
}
