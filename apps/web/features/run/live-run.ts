"use client";

import type { StageView } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import { isOver, type Status } from "@/components/status";
import { unlessLive, useLiveState, useWatchedRuns } from "@/live/live";
import { useTRPC } from "@/trpc/client";

const MOVING_MS = 1000;
const RESTING_MS = 5000;

/** How often to ask again about a run that nobody tells of: it can be rerun after it ended. */
export const pollMs = (status: Status | undefined): number | false =>
  unlessLive(status !== undefined && isOver(status) ? RESTING_MS : MOVING_MS);

const NO_STAGES: readonly StageView[] = [];

/** The run, all attempts of its stages and when it was rerun, kept up to date. */
export function useLiveRun(runId: string) {
  const trpc = useTRPC();
  useWatchedRuns([runId]);
  // Intervals depend on it.
  useLiveState();
  const run = useQuery(
    trpc.run.get.queryOptions({ runId }, { refetchInterval: (query) => pollMs(query.state.data?.status) }),
  );
  const every = { refetchInterval: pollMs(run.data?.status) };
  const stages = useQuery(trpc.run.stages.queryOptions({ runId }, every));
  const isRerun = (run.data?.attempt ?? 0) > 0;
  const reruns = useQuery(
    trpc.run.annotations.queryOptions(
      { runId, key: "Rerun.from", limit: 200 },
      { ...every, enabled: isRerun },
    ),
  );
  return {
    run,
    stages: stages.data ?? NO_STAGES,
    areStagesLoading: stages.isPending,
    /** Why nothing is known about the stages, and how to ask again; null when they are known or still on their way. */
    stagesFailure: stages.error !== null && stages.data === undefined ? stages : null,
    reruns: isRerun ? (reruns.data?.rows ?? []) : [],
  };
}
