"use client";

import type { AnnotationView, StageView } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import { isOver, type Status } from "@/components/status";
import { unlessLive, useLiveState, useWatchedRuns } from "@/live/live";
import { MOST_FOLLOWED_ROWS } from "@/live/stale-queries";
import { useTRPC } from "@/trpc/client";

const MOVING_MS = 1000;
const RESTING_MS = 5000;

/** How often to ask again about a run that nobody tells of: it can be rerun after it ended. */
export const pollMs = (status: Status | undefined): number | false =>
  unlessLive(status !== undefined && isOver(status) ? RESTING_MS : MOVING_MS);

const NO_STAGES: readonly StageView[] = [];
const NO_RERUNS: readonly AnnotationView[] = [];

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
  const stages = useQuery(
    trpc.run.stages.queryOptions(
      { runId },
      {
        refetchInterval: (query) =>
          (query.state.data?.length ?? 0) > MOST_FOLLOWED_ROWS ? false : pollMs(run.data?.status),
        refetchOnWindowFocus: (query) => (query.state.data?.length ?? 0) <= MOST_FOLLOWED_ROWS,
      },
    ),
  );
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
    /** Reads the stages anew, where there are too many to keep them up to date; null where they are kept so. */
    reloadStages: (stages.data?.length ?? 0) > MOST_FOLLOWED_ROWS ? () => void stages.refetch() : null,
    reruns: isRerun ? (reruns.data?.rows ?? NO_RERUNS) : NO_RERUNS,
  };
}
